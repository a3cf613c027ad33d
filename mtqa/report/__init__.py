"""The result of a run: the value that renderers draw and that decides the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from mtqa.checks.base import Skipped, Unjudged
from mtqa.checks.needs import Need
from mtqa.completeness import Completeness
from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.evidence.back_translation import BackTranslation
from mtqa.evidence.bands import Band
from mtqa.evidence.fluency import Fluency
from mtqa.evidence.translationese import CLEARLY_TRANSLATED, Translated
from mtqa.findings import Finding, Severity, Status
from mtqa.mqm import Score, score
from mtqa.read.discovery import PassedOver
from mtqa.report import gate
from mtqa.report.gate import Reason, Verdict
from mtqa.report.previous import PreviousRun
from mtqa.text import Document, Note, Place, Segment, Span, Unit, shortened

_LONGEST = 2_000  # characters of a unit's text in a finding


@dataclass(frozen=True)
class SegmentReport:
    """A segment with all results for it. What was not computed is None, and so is a source that does not exist."""

    segment: Segment
    span: Span
    place: Place
    fluency: Fluency | None
    back_translation: BackTranslation | None
    source: Segment | None = None


@dataclass(frozen=True)
class DocumentReport:
    """One document: its segments and findings in file order, and which rules were skipped and why.

    `config` has the options for this file; `findings` has all findings, suppressed ones included; `open_findings` are
    those that count. `words` is the evaluation word count. `hidden` are findings that count but are not shown.
    `unjudged` is the reason why nothing could be judged; if there are findings nevertheless, there is a score.
    `translated` says whether it is a machine translation, where that is asked, and `band` how its doubts were weighed.
    `unread` is how many passages the second reader did not read.
    """

    document: Document
    config: Config
    segments: tuple[SegmentReport, ...]
    findings: tuple[Finding, ...]
    words: int
    skipped: tuple[Skipped, ...] = ()
    hidden: tuple[Finding, ...] = ()
    unjudged: Unjudged | None = None
    translated: Translated | None = None
    band: Band | None = None
    unread: int = 0

    @cached_property
    def score(self) -> Score:
        """The score; its value is None where nothing was judged."""
        counted = (*self.findings, *self.hidden)
        found = score(counted, self.words, self.characters, self.config.scoring)
        return replace(found, value=None, rating="") if self.unjudged and not any(found.counts.values()) else found

    @property
    def characters(self) -> int:
        """The number of characters of its segments that are not white space."""
        return sum(not character.isspace() for part in self.segments for character in part.segment.text)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the gate fails, or why nothing was judged; empty where it passes."""
        if self.unjudged and self.score.value is None:
            return (gate.unjudged_reason(self.unjudged, self.config, self.completeness), *self._coverage)
        return (*gate.document_reasons(self.score, self.machine_translated, self.config), *self._coverage)

    @property
    def cautions(self) -> tuple[Reason, ...]:
        """Why it does not look fine though it passes; empty where it does not pass."""
        if self.verdict is not Verdict.PASS:
            return ()
        return tuple(gate.cautions(self.score, reads_translated=self.reads_translated))

    @property
    def completeness(self) -> Completeness | None:
        """How many of its units are translated; None without units, and where nothing says how many there should be."""
        return self.document.completeness

    @property
    def _coverage(self) -> tuple[Reason, ...]:
        """Why it fails by --min-translated, which asks also of a file of which nothing was judged."""
        return tuple(gate.coverage_reasons(self.completeness, self.config))

    @property
    def machine_translated(self) -> float | None:
        """The probability that it is a machine translation; None where that is not asked, or too short to tell."""
        return self.translated.probability if self.translated else None

    @property
    def reads_translated(self) -> bool:
        """Does it so clearly read like a machine translation that nothing about it may look fine?"""
        return (self.machine_translated or 0.0) >= CLEARLY_TRANSLATED

    @property
    def verdict(self) -> Verdict:
        if self.score.value is None:
            return Verdict.FAIL if self._coverage else Verdict.NOT_JUDGED
        return Verdict.FAIL if self.reasons else Verdict.PASS

    @property
    def passed(self) -> bool:
        return self.verdict is Verdict.PASS

    @property
    def is_examined(self) -> bool:
        """Was it read? A file that is declared to be in another language is not."""
        return self.unjudged is not Unjudged.DECLARED

    @property
    def not_checked(self) -> tuple[Skipped, ...]:
        """The skipped rules that people see: not those that only lack a glossary, a source, a second reader or a better
        translator, which nobody who reads the report can change."""
        own = {Need.GLOSSARY, Need.SOURCE, Need.READER, Need.TRANSLATOR}
        return tuple(rules for rules in self.skipped if not rules.needs or not own.issuperset(rules.needs))

    @cached_property
    def open_findings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_open)

    @property
    def suppressed_counts(self) -> dict[Status, int]:
        """The number of suppressed findings by status; only statuses that occur."""
        counts = Counter(finding.status for finding in self.findings if not finding.is_open)
        return {status: counts[status] for status in Status if counts[status]}

    def unit_of(self, finding: Finding) -> Unit | None:
        """The unit that a finding is in, as `unit_at`; None where the file is not made of units."""
        segment = self._segment_of(finding)
        return self.unit_at(segment.segment) if segment else None

    def unit_at(self, segment: Segment) -> Unit | None:
        """The unit of a segment, its texts shortened where they are very long: a report has them with each finding, and
        a unit may be as long as a file."""
        unit = self.document.unit_at(segment.span.start)
        if unit is None or max(map(len, (unit.id, unit.source, unit.note, unit.state))) <= _LONGEST:
            return unit
        id, source, note, state = (shortened(text, _LONGEST) for text in (unit.id, unit.source, unit.note, unit.state))
        return replace(unit, id=id, source=source, note=note, state=state)

    def source_of(self, finding: Finding) -> str | None:
        """What the text of a finding translates: the source of its unit, else of its sentence; None without one."""
        unit, segment = self.unit_of(finding), self._segment_of(finding)
        if unit and unit.source:
            return unit.source
        return shortened(segment.source.text, _LONGEST) if segment and segment.source else None

    def _segment_of(self, finding: Finding) -> SegmentReport | None:
        return self.segments[finding.segment] if finding.segment < len(self.segments) else None

    def rules_run(self, rules: Iterable[str]) -> frozenset[str]:
        """The rules that ran: all but those that `skipped` names, by their id or by its first part, and those of the
        second reader where it did not read all."""
        left_out = {name for skipped in self.skipped for name in skipped.rules} | ({"reader"} if self.unread else set())
        return frozenset(rule for rule in rules if not {rule, rule.partition(".")[0]} & left_out)

    def shown(self, least: Severity) -> DocumentReport:
        """A copy without the findings below severity `least`, with a note that counts them; the score is the same."""
        seen = tuple(finding for finding in self.findings if finding.severity.penalty >= least.penalty)
        hidden = tuple(finding for finding in self.findings if finding.severity.penalty < least.penalty)
        if not hidden:
            return self
        count = sum(finding.is_open for finding in hidden)
        note = Note.of("hidden", n=count, level=least.value)
        document = replace(self.document, notes=(*self.document.notes, *([note] if count else [])))
        return replace(self, document=document, findings=seen, hidden=(*self.hidden, *hidden))


@dataclass(frozen=True)
class Report:
    """A whole run. `signature` names everything that can change a score: version, models, checks, calibration.
    `notices` are for the terminal; `previous` is the run to compare with; `passed_over` are files of directories that
    were not loaded."""

    documents: tuple[DocumentReport, ...]
    unreadable: tuple[ReadError, ...]
    signature: str
    config: Config
    notices: tuple[Note, ...] = ()
    previous: PreviousRun | None = None
    passed_over: PassedOver = field(default_factory=PassedOver)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the run as a whole fails; the reasons of documents are in the documents."""
        counts = (document.score.counts.values() for document in self.documents)
        return tuple(
            gate.run_reasons(
                sum(map(sum, counts)), self.count(Verdict.NOT_JUDGED), self.unread, len(self.documents), self.config
            )
        )

    @property
    def unread(self) -> int:
        """The number of documents that the second reader did not read whole."""
        return sum(document.unread > 0 for document in self.documents)

    def count(self, verdict: Verdict) -> int:
        """The number of documents with a verdict."""
        return sum(document.verdict is verdict for document in self.documents)

    @property
    def verdict(self) -> Verdict:
        """The verdict of the run: fail if a document fails, and not judged if no document was."""
        if self.reasons or self.count(Verdict.FAIL):
            return Verdict.FAIL
        nothing = self.documents and self.count(Verdict.NOT_JUDGED) == len(self.documents)
        return Verdict.NOT_JUDGED if nothing else Verdict.PASS

    @property
    def passed(self) -> bool:
        """Did no gate fail?"""
        return self.verdict is not Verdict.FAIL

    @property
    def examined(self) -> tuple[DocumentReport, ...]:
        """The documents that were read."""
        return tuple(document for document in self.documents if document.is_examined)

    @property
    def exit_code(self) -> int:
        """3 if a file could not be read; else 1 if a gate failed, unless `exit_zero`; else 0."""
        if self.unreadable:
            return ReadError.exit_code
        return 0 if self.passed or self.config.exit_zero else 1

    def shown(self) -> Report:
        """A copy without the findings below `min_severity`, to render. The exit code comes from the full report, never
        from this copy."""
        least = Severity(self.config.min_severity)
        return replace(self, documents=tuple(document.shown(least) for document in self.documents))
