"""What a run found: the value that renderers draw and that owns the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from mtqa.checks.base import Skipped, Unjudged
from mtqa.checks.material import Need
from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.evidence.back_translation import BackTranslation
from mtqa.evidence.fluency import Fluency
from mtqa.findings import Finding, Severity, Status
from mtqa.mqm import Score, score
from mtqa.report import gate
from mtqa.report.gate import Reason, Verdict
from mtqa.report.previous import PreviousRun
from mtqa.text import Document, Note, Place, Segment, Span


@dataclass(frozen=True)
class SegmentReport:
    """A segment with everything that is known of it; what was not computed is None, as is the source it has not."""

    segment: Segment
    span: Span
    place: Place
    fluency: Fluency | None
    back_translation: BackTranslation | None
    source: Segment | None = None


@dataclass(frozen=True)
class DocumentReport:
    """One document: its segments and findings in file order, and what was skipped and why.

    `config` is what holds for this file; `findings` has all findings, also those put aside; `open_findings` are the
    ones that count. `words` is the evaluation word count. `hidden` are findings that count and are not shown.
    `unjudged` says why nothing could be judged; findings that there are all the same make a score and a verdict.
    """

    document: Document
    config: Config
    segments: tuple[SegmentReport, ...]
    findings: tuple[Finding, ...]
    words: int
    skipped: tuple[Skipped, ...] = ()
    hidden: tuple[Finding, ...] = ()
    unjudged: Unjudged | None = None

    @cached_property
    def score(self) -> Score:
        found = score((*self.findings, *self.hidden), self.words)
        return replace(found, value=None) if self.unjudged and not any(found.counts.values()) else found

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the gate fails, or nothing was judged; empty where it passes."""
        if self.unjudged and self.score.value is None:
            return (gate.of_unjudged(self.unjudged, self.config),)
        return tuple(gate.of_document(self.score, self.config))

    @property
    def verdict(self) -> Verdict:
        if self.score.value is None:
            return Verdict.NOT_JUDGED
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
        """What of `skipped` a person is told: not that no glossary or source was given."""
        return tuple(one for one in self.skipped if one.needs not in ((Need.GLOSSARY,), (Need.SOURCE,)))

    @cached_property
    def open_findings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_open)

    @property
    def suppressed_counts(self) -> dict[Status, int]:
        """How many findings do not count, by what was decided about them; the statuses that occur only."""
        counts = Counter(finding.status for finding in self.findings if not finding.is_open)
        return {status: counts[status] for status in Status if counts[status]}

    def rules_run(self, rules: Iterable[str]) -> frozenset[str]:
        """Those of the rules that were looked for: all but those that `skipped` names, whole or by their first part."""
        left_out = {name for one in self.skipped for name in one.rules}
        return frozenset(rule for rule in rules if not {rule, rule.partition(".")[0]} & left_out)

    def shown(self, least: Severity) -> DocumentReport:
        """The same without the findings below a severity, and a note of how many there were; the score counts all."""
        seen = tuple(one for one in self.findings if one.severity.penalty >= least.penalty)
        hidden = tuple(one for one in self.findings if one.severity.penalty < least.penalty)
        if not hidden:
            return self
        count = sum(one.is_open for one in hidden)
        note = Note.of("hidden", n=count, level=least.value)
        document = replace(self.document, notes=(*self.document.notes, *([note] if count else [])))
        return replace(self, document=document, findings=seen, hidden=(*self.hidden, *hidden))


@dataclass(frozen=True)
class Report:
    """A whole run. `signature` names what can change a score: version, models, checks, calibration.
    `notices` are for the person at the terminal; `previous` is the run that this one is compared with."""

    documents: tuple[DocumentReport, ...]
    unreadable: tuple[ReadError, ...]
    signature: str
    config: Config
    notices: tuple[Note, ...] = ()
    previous: PreviousRun | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the run as a whole fails; what fails a document is with the document."""
        counts = (document.score.counts.values() for document in self.documents)
        return tuple(
            gate.of_run(sum(map(sum, counts)), self.count(Verdict.NOT_JUDGED), len(self.documents), self.config)
        )

    def count(self, verdict: Verdict) -> int:
        """How many documents have a verdict."""
        return sum(document.verdict is verdict for document in self.documents)

    @property
    def verdict(self) -> Verdict:
        """That of the run: it fails where a document does, and is not judged where none of them is."""
        if self.reasons or self.count(Verdict.FAIL):
            return Verdict.FAIL
        nothing = self.documents and self.count(Verdict.NOT_JUDGED) == len(self.documents)
        return Verdict.NOT_JUDGED if nothing else Verdict.PASS

    @property
    def passed(self) -> bool:
        """Does no gate fail?"""
        return self.verdict is not Verdict.FAIL

    @property
    def examined(self) -> tuple[DocumentReport, ...]:
        """The documents that were read."""
        return tuple(document for document in self.documents if document.is_examined)

    @property
    def exit_code(self) -> int:
        """3 where a file could not be read, else 1 where a gate failed and that is to count, else 0."""
        if self.unreadable:
            return ReadError.exit_code
        return 0 if self.passed or self.config.exit_zero else 1

    def shown(self) -> Report:
        """The report as it is to be seen: without the findings below `min_severity`. What fails a run is decided by
        the whole report, never by this one."""
        least = Severity(self.config.min_severity)
        return replace(self, documents=tuple(document.shown(least) for document in self.documents))
