"""The places of highlights in the prose, and the prose cut at their boundaries.

Findings may overlap, and HTML elements may not; so the text is cut wherever a highlight begins or ends, and
each piece knows all the highlights that cover it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mtqa.findings.places import prose_span
from mtqa.text import Span

__all__ = ["Piece", "cut", "prose_span"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch without a boundary inside, and the numbers of the spans that cover it and that end with it."""

    span: Span
    covers: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def cut(length: int, spans: Sequence[Span], also: Iterable[int] = ()) -> list[Piece]:
    """Cut `[0, length)` at every boundary of `spans` and at `also`; an empty span gives an empty piece.

    >>> [(p.span.start, p.span.end, p.covers, p.ends) for p in cut(9, [Span(1, 5), Span(3, 7)])]
    [(0, 1, (), ()), (1, 3, (0,), ()), (3, 5, (0, 1), (0,)), (5, 7, (1,), (1,)), (7, 9, (), ())]
    """
    opens: dict[int, list[int]] = defaultdict(list)
    closes: dict[int, list[int]] = defaultdict(list)
    points: dict[int, list[int]] = defaultdict(list)
    for number, span in enumerate(spans):
        if len(span):
            opens[span.start].append(number)
            closes[span.end].append(number)
        else:
            points[span.start].append(number)
    offsets = sorted({0, length, *opens, *closes, *points, *also})
    pieces: list[Piece] = []
    active: list[int] = []
    for start, end in zip(offsets, [*offsets[1:], length], strict=True):
        if start in points:
            pieces.append(Piece(Span(start, start), tuple(points[start]), tuple(points[start])))
        active = sorted([number for number in active if spans[number].end > start] + opens.get(start, []))
        if end > start:
            pieces.append(Piece(Span(start, end), tuple(active), tuple(closes.get(end, ()))))
    return pieces
