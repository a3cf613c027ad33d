"""How alike translations and their sources are in meaning, as an embedder has it."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.engines.base import Embedder, Progress, no_progress
from mtqa.text import Bitext


def similarities(
    bitexts: Sequence[Bitext], embedder: Embedder, progress: Progress = no_progress
) -> list[tuple[float | None, ...]]:
    """For each document the cosine of every segment with its source, in [−1, 1]; None where there is none. What occurs
    more than once is read once."""
    pairs = [[(one.source.text if one.source else "", one.target.text) for one in bitext.pairs] for bitext in bitexts]
    texts = sorted({text for document in pairs for pair in document if all(pair) for text in pair})
    known = dict(zip(texts, embedder.embed(texts, progress), strict=True))
    return [
        tuple(float(known[one] @ known[other]) if one and other else None for one, other in document)
        for document in pairs
    ]
