"""The document from end to end as two small charts: where it is suspicious, and how fluent it is.

A long document is drawn in at most `BARS` stretches, each shown by its worst sentence, so that the page stays light
and no bar gets thinner than a finger can tell apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.evidence.fluency import Fluency
from mtqa.render.page.view import SegmentView

BARS = 240
_LEAST_BARS = 40  # few sentences make few bars, not broad ones
_LOW = 10.0  # percentile below which a sentence is among the least fluent tenth


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the document, seen through its most suspicious sentence; `x` and `height` in the chart's units."""

    x: float
    height: float
    segment: SegmentView


@dataclass(frozen=True, slots=True)
class Dot:
    """A stretch of the document, seen through its least fluent sentence; `y` is 0 at the top."""

    x: float
    y: float
    percentile: float
    segment: SegmentView
    low: bool


@dataclass(frozen=True)
class Along:
    """Both charts of a document; they are `width` wide and 100 high."""

    width: int
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]
    native: bool

    @property
    def line(self) -> str:
        """The fluency as the points of a polyline."""
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


def along(segments: Sequence[SegmentView]) -> Along:
    """The charts of a document's segments."""
    stretches = list(_stretches(segments))
    native = any(one.report.fluency and one.report.fluency.native_percentile is not None for one in segments)
    bars = []
    for place, stretch in enumerate(stretches):
        worst = max(stretch, key=lambda one: one.suspicion)
        bars.append(Bar(place, round(4 + 96 * worst.suspicion, 1), worst))
    return Along(max(_LEAST_BARS, len(bars)), tuple(bars), tuple(_dots(stretches, native)), native)


def _stretches(segments: Sequence[SegmentView]) -> Iterator[Sequence[SegmentView]]:
    size = max(1, math.ceil(len(segments) / BARS))
    return (segments[start : start + size] for start in range(0, len(segments), size))


def _dots(stretches: Sequence[Sequence[SegmentView]], native: bool) -> Iterator[Dot]:
    for place, stretch in enumerate(stretches):
        known = [(found, one) for one in stretch if (found := percentile(one.report.fluency, native)) is not None]
        if known:
            lowest, segment = min(known, key=lambda one: one[0])
            yield Dot(place + 0.5, round(100 - lowest, 1), round(lowest, 1), segment, lowest < _LOW)


def percentile(fluency: Fluency | None, native: bool) -> float | None:
    """The share of sentences at most as fluent, 0–100: native ones, or the document's; None where none is known."""
    found = None if fluency is None else fluency.native_percentile if native else fluency.document_percentile
    return found if found is not None and math.isfinite(found) else None
