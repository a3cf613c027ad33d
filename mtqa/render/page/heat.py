"""A segment token by token, shaded by the surprisal of each token."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from mtqa.evidence.fluency import Fluency
from mtqa.render.marks import cut

# Surprisal in nats from which a token gets the next shade: 1 in 7, 55, 400, 3,000, 22,000 (e², e⁴, …).
HEAT_STEPS = (2.0, 4.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True)
class Heat:
    """A stretch of a token, its shade 0–5 (None where the model gave no figure), and whether a peak covers it."""

    text: str
    surprisal: float | None
    level: int | None
    peak: bool


def heat(text: str, fluency: Fluency) -> Iterator[Heat]:
    """The segment token by token, cut at the edges of the peaks too."""
    spans = [token.span for token in fluency.tokens]
    edges = [edge for peak in fluency.peaks for edge in (peak.start, peak.end)]
    for piece in cut(len(text), spans, edges):
        surprisal = fluency.tokens[piece.covers[0]].surprisal if piece.covers else None
        level = None if surprisal is None else bisect_right(HEAT_STEPS, surprisal)
        peak = any(peak.contains(piece.span) for peak in fluency.peaks)
        yield Heat(piece.span.of(text), surprisal, level, peak)
