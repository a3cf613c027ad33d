"""How alike translations and their sources are in meaning, as an embedder has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mtqa.engines.base import Embedder, Progress, no_progress
from mtqa.lexicon.language import language_of
from mtqa.text import Document


def likeness_of(
    document: Document, embedder: Embedder | None, progress: Progress = no_progress
) -> Callable[[Sequence[tuple[str, str]]], list[float]] | None:
    """What to ask where the alignment of a document with its source is in doubt; an embedder knows Chinese and
    English, so of other languages nobody is asked."""
    if embedder is None or document.source is None:
        return None
    if {language_of(document.text), language_of(document.source.text)} != {"zh", "en"}:
        return None
    return likeness(embedder, progress)


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
    asked: Sequence[Sequence[tuple[str, str] | None]], embedder: Embedder, progress: Progress = no_progress
) -> list[tuple[float | None, ...]]:
    """Of each document the cosine of every pair of texts; None where there is none."""
    pairs = [pair for document in asked for pair in document if pair]
    found = iter(likeness(embedder, progress)(pairs) if pairs else [])
    return [tuple(next(found) if pair else None for pair in document) for document in asked]
