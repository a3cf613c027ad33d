"""How alike translations and their sources are in meaning, as an embedder has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mtqa.engines.base import Embedder, Progress, no_progress
from mtqa.text import Bitext


def likeness(
    embedder: Embedder, progress: Progress = no_progress
) -> Callable[[Sequence[tuple[str, str]]], list[float]]:
    """What says of pairs of texts how alike they are: their cosine, in [−1, 1]. What occurs more than once is read
    once."""

    def of(pairs: Sequence[tuple[str, str]]) -> list[float]:
        texts = sorted({text for pair in pairs for text in pair})
        known = dict(zip(texts, embedder.embed(texts, progress), strict=True))
        return [float(known[one] @ known[other]) for one, other in pairs]

    return of


def similarities(
    bitexts: Sequence[Bitext], embedder: Embedder, progress: Progress = no_progress
) -> list[tuple[float | None, ...]]:
    """For each document the cosine of every segment with its source; None where there is none."""
    asked = [(one.source.text, one.target.text) for bitext in bitexts for one in bitext.pairs if one.source]
    found = iter(likeness(embedder, progress)([pair for pair in asked if all(pair)]))
    return [
        tuple(next(found) if one.source and one.source.text and one.target.text else None for one in bitext.pairs)
        for bitext in bitexts
    ]
