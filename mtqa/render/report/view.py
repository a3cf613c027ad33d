"""A DocumentReport as the page shows it: numbered findings, marked paragraphs, bars, rules.

Everything a template would have to compute is computed here, so that the templates only place things.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mtqa.findings import Finding, Rule, Severity
from mtqa.fluency import Fluency
from mtqa.render.marks import Piece, cut, prose_span
from mtqa.render.report.suspicion import suspicion
from mtqa.report import DocumentReport, SegmentReport
from mtqa.text import Span

# Surprisal in nats at which a token gets the next shade: 1 in 7, 55, 400, 3,000, 22,000 (e², e⁴, …).
HEAT_STEPS = (2.0, 4.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding with its number in the document, which is its anchor on the page."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of prose under the same flags; `ends` are those whose number is to be printed after it."""

    text: str
    flags: tuple[Flag, ...] = ()
    ends: tuple[Flag, ...] = ()
    opaque: bool = False

    @property
    def worst(self) -> Severity:
        return max((flag.finding.severity for flag in self.flags), key=lambda severity: severity.penalty)


@dataclass(frozen=True, slots=True)
class Heat:
    """A stretch of a token, its shade 0–5 (None: the model gave no figure), and whether a peak covers it."""

    text: str
    surprisal: float | None
    level: int | None
    peak: bool


@dataclass(frozen=True, slots=True)
class SegmentView:
    report: SegmentReport
    flags: tuple[Flag, ...]
    bits: tuple[Bit, ...]

    @property
    def suspicion(self) -> float:
        return suspicion((flag.finding for flag in self.flags), self.report.fluency)

    @property
    def worst(self) -> Severity | None:
        severities = (flag.finding.severity for flag in self.flags)
        return max(severities, key=lambda severity: severity.penalty, default=None)

    @property
    def heat(self) -> tuple[Heat, ...]:
        fluency = self.report.fluency
        return () if fluency is None else tuple(_heat(self.report.segment.text, fluency))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment in its paragraph, or what stands between two."""

    segment: SegmentView | None
    bits: tuple[Bit, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class DocumentView:
    """One document of the page; `anchor` makes its ids unique among several."""

    anchor: str
    report: DocumentReport

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(Flag(number, finding) for number, finding in enumerate(self.report.open_findings, 1))

    @cached_property
    def segments(self) -> tuple[SegmentView, ...]:
        by_segment: dict[int, list[Flag]] = {}
        for flag in self.flags:
            by_segment.setdefault(flag.finding.segment, []).append(flag)
        return tuple(
            SegmentView(segment, tuple(by_segment.get(segment.segment.index, ())), self._bits(segment.segment.span))
            for segment in self.report.segments
        )

    @property
    def flagged(self) -> tuple[SegmentView, ...]:
        return tuple(segment for segment in self.segments if segment.flags)

    @property
    def loose(self) -> tuple[Flag, ...]:
        """Findings that stand in no segment, such as one in a file without a sentence."""
        known = {segment.segment.index for segment in self.report.segments}
        return tuple(flag for flag in self.flags if flag.finding.segment not in known)

    @property
    def rules(self) -> tuple[tuple[Rule, int], ...]:
        """The rules that found something, the most frequent first, each with its number of findings."""
        return tuple(Counter(finding.rule for finding in self.report.open_findings).most_common())

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        document, start = self.report.document, 0
        for text in document.text.split("\n"):
            span = Span(start, start + len(text))
            if text.strip():
                first = document.raw_span(Span(start, start + 1)).start
                yield Paragraph(document.place(first).line, tuple(self._stretches(span)))
            start = span.end + 1

    def _stretches(self, paragraph: Span) -> Iterator[Stretch]:
        at = paragraph.start
        first = bisect_left(self._segment_starts, paragraph.start)
        last = bisect_left(self._segment_starts, max(paragraph.end, paragraph.start + 1))
        for segment in self.segments[first:last]:
            span = segment.report.segment.span
            if at < span.start:
                yield Stretch(None, self._bits(Span(at, span.start)))
            yield Stretch(segment, segment.bits)
            at = span.end
        if at < paragraph.end:
            yield Stretch(None, self._bits(Span(at, paragraph.end)))

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.segment.span.start for segment in self.report.segments]

    @cached_property
    def _pieces(self) -> Sequence[Piece]:
        """The whole prose, cut once where a finding, opaque stretch, segment or paragraph begins or ends."""
        document = self.report.document
        marked = [prose_span(document, flag.finding.span) for flag in self.flags]
        edges = [edge for one in self.report.segments for edge in (one.segment.span.start, one.segment.span.end)]
        lines = [offset for offset, letter in enumerate(document.text) if letter == "\n"]
        also = [*edges, *lines, *(offset + 1 for offset in lines)]
        return cut(len(document.text), [*marked, *document.opaque], also)

    @cached_property
    def _piece_starts(self) -> list[int]:
        return [piece.span.start for piece in self._pieces]

    def _bits(self, span: Span) -> tuple[Bit, ...]:
        """The pieces inside `span`; an empty piece at its end belongs to what follows."""
        first, last = (bisect_left(self._piece_starts, edge) for edge in (span.start, span.end))
        return tuple(self._bit(piece) for piece in self._pieces[first:last])

    def _bit(self, piece: Piece) -> Bit:
        count = len(self.flags)
        return Bit(
            piece.span.of(self.report.document.text),
            tuple(self.flags[number] for number in piece.covers if number < count),
            tuple(self.flags[number] for number in piece.ends if number < count),
            any(number >= count for number in piece.covers),
        )


def _heat(text: str, fluency: Fluency) -> Iterator[Heat]:
    """The segment token by token, cut at the edges of the peaks too."""
    spans = [token.span for token in fluency.tokens]
    edges = [edge for peak in fluency.peaks for edge in (peak.start, peak.end)]
    for piece in cut(len(text), spans, edges):
        surprisal = fluency.tokens[piece.covers[0]].surprisal if piece.covers else None
        level = None if surprisal is None else bisect_right(HEAT_STEPS, surprisal)
        peak = any(peak.contains(piece.span) for peak in fluency.peaks)
        yield Heat(piece.span.of(text), surprisal, level, peak)
