"""The text of the document: paragraphs, the segments in them, and the stretches that findings mark."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mtqa.findings import Finding, Severity
from mtqa.render.marks import Piece, cut, prose_span
from mtqa.text import Document, Span

#: MQM's error dimensions that have a colour and a sign of their own; the others share one.
DIMENSIONS = ("accuracy", "terminology", "linguistic-conventions", "style", "other")


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding with its number in the document, which is its anchor, and the dimension that gives its colour. Findings
    with the same `group` are the same error at several places of the report."""

    number: int
    finding: Finding
    group: int = 0

    @property
    def dimension(self) -> str:
        first = self.finding.category.partition("/")[0]
        return first if first in DIMENSIONS else DIMENSIONS[-1]


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of prose under the same flags; `ends` are those whose number is to be printed after it."""

    text: str
    flags: tuple[Flag, ...] = ()
    ends: tuple[Flag, ...] = ()
    opaque: bool = False

    @property
    def first(self) -> Flag:
        """The flag of highest severity, which gives the colour."""
        return max(self.flags, key=lambda flag: flag.finding.severity.penalty)

    @property
    def worst(self) -> Severity:
        return self.first.finding.severity


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment in its paragraph, by its place among the segments, or the text between two segments (None)."""

    segment: int | None
    bits: tuple[Bit, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: int
    stretches: tuple[Stretch, ...]
    section: str = ""  # that begins here
    furniture: bool = False


@dataclass(frozen=True)
class Prose:
    """A document's text with its flags; `segments` are the spans of its sentences in the text, in order."""

    document: Document
    flags: tuple[Flag, ...]
    segments: tuple[Span, ...]

    def paragraphs(self) -> Iterator[Paragraph]:
        """The lines of the text that are not blank, with their line numbers in the file."""
        furniture = {span.start for span in self.document.furniture}
        start, before = 0, ""
        for text in self.document.text.split("\n"):
            span = Span(start, start + len(text))
            if text.strip():
                first = self.document.raw_span(Span(start, start + 1)).start
                section = self.document.section_at(first)
                begun = section if section != before else ""
                stretches = tuple(self._stretches(span))
                yield Paragraph(self.document.place(first).line, stretches, begun, start in furniture)
                before = section
            start = span.end + 1

    def bits(self, span: Span) -> tuple[Bit, ...]:
        """The pieces inside `span`; an empty piece at its end belongs to what follows."""
        first, last = (bisect_left(self._piece_starts, edge) for edge in (span.start, span.end))
        return tuple(self._bit(piece) for piece in self._pieces[first:last])

    def _stretches(self, paragraph: Span) -> Iterator[Stretch]:
        at = paragraph.start
        first = bisect_left(self._segment_starts, paragraph.start)
        last = bisect_left(self._segment_starts, max(paragraph.end, paragraph.start + 1))
        for place in range(first, last):
            span = self.segments[place]
            if at < span.start:
                yield Stretch(None, self.bits(Span(at, span.start)))
            yield Stretch(place, self.bits(span))
            at = span.end
        if at < paragraph.end:
            yield Stretch(None, self.bits(Span(at, paragraph.end)))

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [span.start for span in self.segments]

    @cached_property
    def _pieces(self) -> Sequence[Piece]:
        """The whole prose, cut once where a finding, opaque stretch, segment or paragraph begins or ends."""
        marked = [prose_span(self.document, flag.finding.span) for flag in self.flags]
        edges = [edge for span in self.segments for edge in (span.start, span.end)]
        lines = [offset for offset, character in enumerate(self.document.text) if character == "\n"]
        also = [*edges, *lines, *(offset + 1 for offset in lines)]
        return cut(len(self.document.text), [*marked, *self.document.opaque], also)

    @cached_property
    def _piece_starts(self) -> list[int]:
        return [piece.span.start for piece in self._pieces]

    def _bit(self, piece: Piece) -> Bit:
        count = len(self.flags)
        return Bit(
            piece.span.of(self.document.text),
            tuple(self.flags[number] for number in piece.covers if number < count),
            tuple(self.flags[number] for number in piece.ends if number < count),
            any(number >= count for number in piece.covers),
        )
