"""Segments for viewers of MQM annotations: the prose of each segment, and the places of findings in it.

Marot and Pearmut read documents as lists of segments, not as files; so the span of a finding is mapped to the prose
of its segment, and cut at the segment's ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from mtqa.findings import Category, Finding
from mtqa.render.marks import prose_span
from mtqa.report import DocumentReport, SegmentReport
from mtqa.text import Document, Span, Unit


@dataclass(frozen=True, slots=True)
class Marked:
    """A segment with its open findings, each with its span in the segment's text, its source, which is empty
    where there is none, and its unit."""

    report: SegmentReport
    source: str
    marks: tuple[tuple[Finding, Span], ...]
    unit: Unit | None = None

    @property
    def text(self) -> str:
        return self.report.segment.text


def marked_segments(report: DocumentReport) -> Iterator[Marked]:
    """The segments of a document in order, also those without findings; none if the document was not judged, since a
    segment without marks would look like a segment without errors."""
    if report.score.value is None:
        return
    findings: dict[int, list[Finding]] = defaultdict(list)
    for finding in report.open_findings:
        findings[finding.segment].append(finding)
    for segment in report.segments:
        found = findings[segment.segment.index]
        marks = tuple((finding, _inside(finding, segment, report.document)) for finding in found)
        unit = report.unit_at(segment.segment)
        yield Marked(segment, segment.source.text if segment.source else "", marks, unit)


def _inside(finding: Finding, segment: SegmentReport, document: Document) -> Span:
    whole = segment.segment.span
    span = prose_span(document, finding.span)
    start, end = (min(max(offset, whole.start), whole.end) - whole.start for offset in (span.start, span.end))
    return Span(start, end)


#: MQM's core typology in the words of its annotation tools: dimension and error type.
MQM: dict[Category, tuple[str, str]] = {
    Category.MISTRANSLATION: ("Accuracy", "Mistranslation"),
    Category.UNTRANSLATED: ("Accuracy", "Untranslated"),
    Category.ADDITION: ("Accuracy", "Addition"),
    Category.OMISSION: ("Accuracy", "Omission"),
    Category.TERM_RESOURCE: ("Terminology", "Inconsistent with terminology resource"),
    Category.INCONSISTENT_TERM: ("Terminology", "Inconsistent use of terminology"),
    Category.SPELLING: ("Linguistic conventions", "Spelling"),
    Category.GRAMMAR: ("Linguistic conventions", "Grammar"),
    Category.PUNCTUATION: ("Linguistic conventions", "Punctuation"),
    Category.UNINTELLIGIBLE: ("Linguistic conventions", "Unintelligible"),
    Category.AWKWARD: ("Style", "Awkward style"),
    Category.MARKUP: ("Design and markup", "Markup tag"),
}
