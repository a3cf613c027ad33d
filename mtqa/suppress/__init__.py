"""Decides which findings count: by suppressions in the file, ignore rules, the baseline, and unchanged lines.

They are applied in this order, and the first that applies decides. The checks are not affected: they report on the
whole document, and every finding is kept, with its status and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mtqa.checks import RULES
from mtqa.checks.selection import select, unknown
from mtqa.config import Config
from mtqa.evidence.bands import Band
from mtqa.findings import Finding, Status
from mtqa.report import DocumentReport
from mtqa.suppress import against_baseline, inline
from mtqa.suppress.against_baseline import NEAREST, NONE, Baseline, Comparison, bands, baseline_file, open_baseline
from mtqa.suppress.diff import Changes
from mtqa.text import Note

__all__ = ["NEAREST", "NONE", "Baseline", "Comparison", "Decisions", "bands", "baseline_file", "open_baseline"]

_MOST_NOTICES = 10


class Decisions:
    """Decides which findings of a run count. Create it before reading files, so that a broken baseline or an unknown
    commit is reported at once."""

    def __init__(self, config: Config, paths: Sequence[str]) -> None:
        self.config = config
        self.paths = paths
        self.rules = select(config, RULES).rules
        self.baseline = against_baseline.open_baseline(config)
        self.changes = Changes(config.diff_base) if config.diff_base else None
        for ignoring in config.ignore_text:
            if ignoring.rule and not any(rule.is_under(ignoring.rule) for rule, _ in RULES.values()):
                raise unknown(ignoring.rule, RULES, ignoring.where)
        if self.changes:
            for path in filter(Path.exists, map(Path, paths)):
                self.changes.repository(path if path.is_dir() else path.parent)

    def about(self, documents: Iterable[DocumentReport]) -> tuple[tuple[DocumentReport, ...], tuple[Note, ...]]:
        """The documents with the statuses of their findings, and notes about the decisions."""
        found = list(documents)
        decided = [self._ignored(inline.suppressed(document, self.rules)) for document in found]
        notices: tuple[Note, ...] = ()
        if self.baseline:
            comparison = self.compared(decided)
            decided = comparison.applied()
            notices = comparison.notices
        if self.changes:
            decided = [self._unchanged(document, self.changes) for document in decided]
        if len(found) > 1:
            notices += tuple(_hidden_notes(found, decided))
        return tuple(decided), notices

    def band_of(self, path: str) -> Band | None:
        """How a file read when the baseline was written."""
        return self.baseline.band_of(path) if self.baseline else None

    def copy_of(self, path: str) -> str | None:
        """The file of which a file is a corrected copy, where the baseline knows that."""
        return self.baseline.copy_of(path) if self.baseline else None

    def compared(self, documents: Sequence[DocumentReport]) -> Comparison:
        """Compare the open findings with the baseline, which must exist."""
        assert self.baseline
        return Comparison.of(documents, self.baseline, self.paths, self.rules)

    def _ignored(self, report: DocumentReport) -> DocumentReport:
        """The report with the ignore rules applied."""
        path = self.config.inside(report.document.path)

        def decide(finding: Finding) -> Finding:
            for rule in self.config.ignore_text:
                if rule.covers(finding, path):
                    where = f" ({rule.where})" if rule.where else ""
                    return replace(finding, status=Status.SUPPRESSED, status_reason=f"{rule.reason}{where}")
            return finding

        return where_open(report, decide)

    def _unchanged(self, report: DocumentReport, changes: Changes) -> DocumentReport:
        """The report with the findings outside of changed lines marked."""
        changed = changes.spans(report.document.path, report.document.raw)

        def decide(finding: Finding) -> Finding:
            if any(span.overlaps(finding.span) or span.start <= finding.span.start < span.end for span in changed):
                return finding
            reason = f"not changed since {changes.ref}"
            return replace(finding, status=Status.UNCHANGED, status_reason=reason)

        return where_open(report, decide)


def _hidden_notes(found: Sequence[DocumentReport], decided: Sequence[DocumentReport]) -> Iterator[Note]:
    """Notes on suppressions of documents without open findings, which a summary of many documents leaves out."""
    notes = [
        replace(note, path=after.document.path)
        for before, after in zip(found, decided, strict=True)
        if not after.open_findings
        for note in after.document.notes[len(before.document.notes) :]
    ]
    yield from notes[:_MOST_NOTICES]
    if len(notes) > _MOST_NOTICES:
        yield Note.of("more_suppression_notes", n=len(notes) - _MOST_NOTICES)


def where_open(report: DocumentReport, decide: Callable[[Finding], Finding]) -> DocumentReport:
    """The report with `decide` applied to every open finding."""
    return replace(
        report, findings=tuple(decide(finding) if finding.is_open else finding for finding in report.findings)
    )
