"""Findings to which reviewers gave another severity or category, in the documents of a run: they have it again.

They are recognised as known findings are, after edits elsewhere, too. What mtqa gave them is kept as evidence. A place
that a reviewer corrected is not carried over: a finding is recognised by where mtqa finds it, by each decision about it
and by all tools that compare runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mtqa.findings import Evidence, Finding
from mtqa.report import DocumentReport
from mtqa.suppress.baseline import Entry, Regraded, gathered
from mtqa.suppress.recognised import Recognised


@dataclass(frozen=True)
class Grades:
    """The findings that were regraded, and those of a run that are the same."""

    regraded: Sequence[Regraded]
    recognised: Recognised

    @classmethod
    def of(
        cls,
        documents: Sequence[DocumentReport],
        paths: Sequence[str],
        regraded: Sequence[Regraded],
        gone: Callable[[str], bool],
    ) -> Grades:
        """Recognise the findings of the documents, whose `paths` are relative to the baseline's folder."""
        entries = [one.entry for one in regraded]
        documents = documents if entries else ()
        return cls(regraded, Recognised.of(documents, paths, entries, gone, with_settled=True))

    def applied(self, documents: Sequence[DocumentReport]) -> list[DocumentReport]:
        """The documents, with the severities and categories of the reviewers."""
        findings = [list(report.findings) for report in documents]
        for index, entry in self.recognised.matching.known.items():
            document, number = self.recognised.places[index]
            findings[document][number] = _graded(findings[document][number], self._by_entry[entry])
        return [replace(report, findings=tuple(all_)) for report, all_ in zip(documents, findings, strict=True)]

    def kept(self, is_stale: Callable[[Entry], bool]) -> tuple[Regraded, ...]:
        """What was regraded as it is now, and what this run did not check for."""
        matching, found = self.recognised.matching, self.recognised.found
        now = [(entry, replace(found[index], reason=entry.reason)) for index, entry in matching.known.items()]
        now += [
            (entry, replace(entry, count=matching.left[entry])) for entry in matching.waiting if not is_stale(entry)
        ]
        return gathered(replace(self._by_entry[was], entry=entry) for was, entry in now)

    @cached_property
    def _by_entry(self) -> dict[Entry, Regraded]:
        return {one.entry: one for one in self.regraded}


def _graded(finding: Finding, given: Regraded) -> Finding:
    """The finding with the severity and category that it was given; where these are mtqa's own, nothing is noted."""
    severity, category = given.severity or finding.severity, given.category or finding.category
    noted = Evidence()
    if severity is not finding.severity:
        noted["mtqa_severity"] = finding.severity.value
    if category is not finding.category:
        noted["mtqa_category"] = finding.category.value
    if noted and given.entry.reason:
        noted["reviewer_note"] = given.entry.reason
    evidence: Evidence = {**finding.evidence, **noted}
    return replace(finding, severity=severity, given_category=category, evidence=evidence) if noted else finding
