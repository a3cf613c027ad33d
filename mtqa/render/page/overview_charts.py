"""Two small charts of the whole document: suspicion and fluency.

A long document is drawn in at most `MOST_BARS` stretches, each shown by its worst sentence, so that the page stays
small and bars stay wide enough for a finger.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.evidence.fluency import Fluency
from mtqa.render.page.prose import DIMENSIONS
from mtqa.render.page.view import SegmentView

MOST_BARS = 240
_LEAST_WIDTH = 40  # of a chart, in bars: a document of few sentences has few bars, not broad bars
_LOW_PERCENTILE = 10.0  # below it a sentence is among the least fluent tenth


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the document, shown by its most suspicious sentence; `x` and `height` in the chart's units."""

    x: float
    height: float
    segment: SegmentView


@dataclass(frozen=True, slots=True)
class Dot:
    """A stretch of the document, shown by its least fluent sentence; `y` is 0 at the top."""

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

    @property
    def lows(self) -> str:
        """The dots of the least fluent sentences, as a path of points."""
        return "".join(f"M{dot.x:g} {dot.y:g}h0" for dot in self.dots if dot.low)

    @property
    def paths(self) -> dict[str, str]:
        """The bars as paths, one for each category and severity."""
        paths: dict[str, str] = {}
        for bar in self.bars:
            worst = bar.segment.worst
            tone = f"{worst.dimension} {worst.finding.severity}" if worst else "clear"
            paths[tone] = paths.get(tone, "") + f"M{bar.x + 0.12:g} 100v-{bar.height:g}h.76V100z"
        return paths

    @property
    def dimensions(self) -> list[str]:
        """The categories that are drawn."""
        drawn = {bar.segment.worst.dimension for bar in self.bars if bar.segment.worst}
        return [name for name in DIMENSIONS if name in drawn]

    @property
    def places(self) -> str:
        """The sentence that each bar shows, and its suspicion in per cent."""
        return " ".join(f"{bar.segment.report.segment.index}:{100 * bar.segment.suspicion:.0f}" for bar in self.bars)

    @property
    def first(self) -> int:
        return self.bars[0].segment.report.place.line

    @property
    def last(self) -> int:
        return self.bars[-1].segment.report.place.line


def along(segments: Sequence[SegmentView]) -> Along:
    """The charts of a document's segments."""
    stretches = list(_stretches(segments))
    native = any(view.report.fluency and view.report.fluency.native_percentile is not None for view in segments)
    bars = []
    for place, stretch in enumerate(stretches):
        worst = max(stretch, key=lambda view: view.suspicion)
        bars.append(Bar(place, round(4 + 96 * worst.suspicion, 1), worst))
    return Along(max(_LEAST_WIDTH, len(bars)), tuple(bars), tuple(_dots(stretches, native)), native)


def _stretches(segments: Sequence[SegmentView]) -> Iterator[Sequence[SegmentView]]:
    size = max(1, math.ceil(len(segments) / MOST_BARS))
    return (segments[start : start + size] for start in range(0, len(segments), size))


def _dots(stretches: Sequence[Sequence[SegmentView]], native: bool) -> Iterator[Dot]:
    for place, stretch in enumerate(stretches):
        known = [(found, view) for view in stretch if (found := percentile(view.report.fluency, native)) is not None]
        if known:
            lowest, segment = min(known, key=lambda pair: pair[0])
            yield Dot(place + 0.5, round(100 - lowest, 1), round(lowest, 1), segment, lowest < _LOW_PERCENTILE)


def percentile(fluency: Fluency | None, native: bool) -> float | None:
    """The percentage of sentences that are at most as fluent, of native text or of the document; None if unknown."""
    found = None if fluency is None else fluency.native_percentile if native else fluency.document_percentile
    return found if found is not None and math.isfinite(found) else None
