"""Measures the similarity in meaning of translations and their sources, with an embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mtqa.engines.base import Embedder, Progress, no_progress
from mtqa.lexicon.language import language_of
from mtqa.text import Document


def similarity_function_for(
    document: Document, embedder: Embedder | None, progress: Progress = no_progress
) -> Callable[[Sequence[tuple[str, str]]], list[float]] | None:
    """The similarity function for aligning a document with its source; None without an embedder or a source, and for
    languages other than Chinese and English, which an embedder does not know."""
    if embedder is None or document.source is None:
        return None
    if {language_of(document.text), language_of(document.source.text)} != {"zh", "en"}:
        return None
    return similarity_function(embedder, progress)


def similarity_function(
    embedder: Embedder, progress: Progress = no_progress
) -> Callable[[Sequence[tuple[str, str]]], list[float]]:
    """A function that returns the cosine of each pair of texts, in [−1, 1]. A text that occurs several times is
    embedded once."""

    def cosines(pairs: Sequence[tuple[str, str]]) -> list[float]:
        texts = sorted({text for pair in pairs for text in pair})
        vectors = dict(zip(texts, embedder.embed(texts, progress), strict=True))
        return [float(vectors[one] @ vectors[other]) for one, other in pairs]

    return cosines


def similarities(
    asked: Sequence[Sequence[tuple[str, str] | None]], embedder: Embedder, progress: Progress = no_progress
) -> list[tuple[float | None, ...]]:
    """For each document the cosine of every pair of texts; None where there is no pair."""
    pairs = [pair for document in asked for pair in document if pair]
    found = iter(similarity_function(embedder, progress)(pairs) if pairs else [])
    return [tuple(next(found) if pair else None for pair in document) for document in asked]
