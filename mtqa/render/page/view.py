"""A DocumentReport as the page shows it: numbered findings, segments with findings, rules, prose.

Everything is computed here and in the modules beside, so that the templates only place it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from mtqa.findings import Finding, Rule, Severity
from mtqa.findings.fingerprint import normalised
from mtqa.lexicon import language_of
from mtqa.mqm import Row
from mtqa.render.page.back_translation import Mark, beside
from mtqa.render.page.heat import Heat, heat
from mtqa.render.page.notices import Notices, notices
from mtqa.render.page.prose import Bit, Flag, Paragraph, Prose
from mtqa.render.page.scores import formula
from mtqa.render.page.suspicion import suspicion
from mtqa.report import DocumentReport, Report, SegmentReport
from mtqa.report.gate import Verdict, percent
from mtqa.report.previous import Comparison, PreviousDocument, PreviousRun, compare
from mtqa.text import shortened

_QUOTES, _QUOTE_CHARACTERS = 3, 24  # sentences that read most translated, and characters of each
_SAMPLE_CHARACTERS = 2_000  # from which the language is detected


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A segment with its findings."""

    report: SegmentReport
    flags: tuple[Flag, ...]
    bits: tuple[Bit, ...]

    @property
    def suspicion(self) -> float:
        return suspicion((flag.finding for flag in self.flags), self.report.fluency)

    @property
    def worst(self) -> Flag | None:
        """The flag of highest severity."""
        return max(self.flags, key=lambda flag: flag.finding.severity.penalty, default=None)

    @property
    def heat(self) -> tuple[Heat, ...]:
        fluency = self.report.fluency
        return () if fluency is None else tuple(heat(self.report.segment.text, fluency))


class Groups:
    """Numbers of groups: findings with the same rule, text and suggestions share one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], int] = {}

    def number(self, finding: Finding) -> int:
        key = (finding.rule.id, normalised(finding.text), *finding.suggestions)
        return self._known.setdefault(key, len(self._known))


@dataclass(frozen=True)
class DocumentView:
    """One document of the page; `anchor` makes its ids unique among several, `groups` is shared by all. `comparison`
    compares it with the previous run; None where there was none, or it did not have this document."""

    anchor: str
    report: DocumentReport
    groups: Groups
    comparison: Comparison | None = None

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        found = self.report.open_findings
        return tuple(Flag(number, finding, self.groups.number(finding)) for number, finding in enumerate(found, 1))

    def age(self, flag: Flag) -> str:
        """“new” or “unchanged” since the previous run; empty where there is none."""
        if self.comparison is None:
            return ""
        return "unchanged" if flag.number - 1 in self.comparison.unchanged else "new"

    @cached_property
    def prose(self) -> Prose:
        return Prose(self.report.document, self.flags, tuple(part.segment.span for part in self.report.segments))

    @cached_property
    def segments(self) -> tuple[SegmentView, ...]:
        by_segment: dict[int, list[Flag]] = defaultdict(list)
        for flag in self.flags:
            by_segment[flag.finding.segment].append(flag)
        return tuple(
            SegmentView(part, tuple(by_segment.get(part.segment.index, ())), self.prose.bits(part.segment.span))
            for part in self.report.segments
        )

    @cached_property
    def language(self) -> str:
        """The language of the text, for HTML's `lang`: Chinese unless it is clearly another."""
        return language_of(self.report.document.text[:_SAMPLE_CHARACTERS]) or "zh"

    @cached_property
    def source_language(self) -> str:
        """The language of the source; empty where there is no source, or its language is not known."""
        sources = (part.source.text for part in self.report.segments if part.source)
        return language_of("\n".join(islice(sources, 50))[:_SAMPLE_CHARACTERS])

    @property
    def is_linked(self) -> bool:
        """Can the words of source and target be aligned?"""
        return {self.language, self.source_language} == {"zh", "en"}

    def sides(self, text: str, source: str) -> tuple[list[Mark], list[Mark]]:
        """A sentence and its source, with their words aligned where that is possible."""
        if not self.is_linked:
            return [Mark(text)], [Mark(source)]
        if self.language == "zh":
            return beside(text, source)
        chinese, english = beside(source, text)
        return english, chinese

    def original(self, paragraph: Paragraph) -> str:
        """The source of a paragraph or unit: those of its sentences, each once; empty where there is none."""
        places = (stretch.segment for stretch in paragraph.stretches if stretch.segment is not None)
        found = (self.report.segments[place].source for place in places)
        return " ".join(dict.fromkeys(source.text for source in found if source))

    @property
    def flagged(self) -> tuple[SegmentView, ...]:
        """The segments with findings."""
        return tuple(segment for segment in self.segments if segment.flags)

    @property
    def loose(self) -> tuple[Flag, ...]:
        """Findings outside all segments, such as a finding in a file without a sentence."""
        known = {segment.segment.index for segment in self.report.segments}
        return tuple(flag for flag in self.flags if flag.finding.segment not in known)

    @property
    def rules(self) -> tuple[tuple[Rule, int], ...]:
        """The rules with findings and the number of each, most frequent first."""
        return tuple(Counter(finding.rule for finding in self.report.open_findings).most_common())

    @property
    def is_judged(self) -> bool:
        return self.report.score.value is not None

    @property
    def translated_percent(self) -> int:
        return percent(self.report.machine_translated or 0.0)

    @property
    def translated_quotes(self) -> list[tuple[int, str]]:
        """The sentences that read most translated, where the document reads so: index and first words."""
        if not self.report.translated or not self.report.reads_translated:
            return []
        few = self.report.translated.segments[:_QUOTES]
        return [(index, shortened(self.report.segments[index].segment.text, _QUOTE_CHARACTERS)) for index in few]

    @property
    def totals(self) -> Row:
        """The sums of the table of categories."""
        return Row(self.report.score.counts, self.report.score.penalty)

    @property
    def formula(self) -> dict[str, Any]:
        return formula(self.report)

    @property
    def rank(self) -> int:
        """The place of its verdict in a list with the worst first."""
        return (Verdict.FAIL, Verdict.NOT_JUDGED, Verdict.PASS).index(self.report.verdict)

    @property
    def change(self) -> float | None:
        """The score less that of the previous run; None where there is no score now or then."""
        after = self.report.score.value
        if self.comparison is None or self.comparison.before.score is None or after is None:
            return None
        return after - self.comparison.before.score

    @property
    def notices(self) -> Notices:
        """What a reader can act on."""
        return notices(self.report)[0]

    @property
    def technical(self) -> Notices:
        """What belongs to the method."""
        return notices(self.report)[1]

    @property
    def has_source(self) -> bool:
        return any(part.source for part in self.report.segments)

    @property
    def passed(self) -> tuple[str, dict[str, Any]]:
        """Why the gate passed: a key of the page's words and its arguments."""
        config = self.report.config
        key = "overview.passed" if config.fail_on == "never" else f"overview.passed_{config.fail_on}"
        return key, {"least": f"{config.fail_under:g}"}

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        return self.prose.paragraphs()


def views(documents: Iterable[DocumentReport], previous: PreviousRun | None = None) -> list[DocumentView]:
    """The documents of a page, in the order of the report."""
    groups = Groups()
    before = {} if previous is None else previous.documents
    return [
        DocumentView(f"d{number}", report, groups, _compared(before.get(report.document.path), report))
        for number, report in enumerate(documents, 1)
    ]


def _compared(before: PreviousDocument | None, now: DocumentReport) -> Comparison | None:
    return None if before is None else compare(before, now.open_findings)


def left_out(report: Report) -> list[str]:
    """The documents of the previous run that this one did not check."""
    now = {document.document.path for document in report.documents}
    return [] if report.previous is None else [path for path in report.previous.documents if path not in now]


def worst_first(documents: Iterable[DocumentView]) -> list[DocumentView]:
    """Failed before not judged before passed, then the lowest score, then the most findings of high severity."""

    def badness(view: DocumentView) -> tuple[int, float, tuple[int, ...]]:
        score = view.report.score
        return view.rank, score.value or 0, tuple(-score.counts[severity] for severity in reversed(Severity))

    return sorted(documents, key=badness)
