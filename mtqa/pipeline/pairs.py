"""The English texts of files beside their Chinese translations, without any check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtqa.align import align, translations
from mtqa.config import Config
from mtqa.config.per_path import at
from mtqa.errors import ReadError, UsageError
from mtqa.lexicon import language_of
from mtqa.pipeline import read_document
from mtqa.read import discover, source_of
from mtqa.text import Document

_NOT_DONE = frozenset({"fuzzy"})  # states of units whose translation nobody has confirmed
_SAMPLE = 20_000  # characters of each side that tell its language


def pairs(paths: Sequence[str], config: Config) -> tuple[list[tuple[str, str]], list[ReadError]]:
    """The pairs of all files, English first, and the errors of the files that cannot be read. Raises UsageError if no
    file has a source."""
    files, unreadable, _ = discover(paths, config)
    found: list[tuple[str, str]] = []
    for path in files:
        own = at(config, path)
        try:
            origin = source_of(path, paths, len(files), own.source) if own.source else ""
            found += _english_first(list(_pairs(read_document(path, origin, own, "<stdin>"))))
        except ReadError as error:
            unreadable.append(error)
    if not found and not unreadable:
        advice = "give bilingual files (PO, XLIFF, TMX, CSV), or the source text with --source"
        raise UsageError("there is no English text beside its translation", where=", ".join(paths), advice=advice)
    return found, unreadable


def _pairs(document: Document) -> Iterator[tuple[str, str]]:
    """Source and target of each unit, or of each sentence where the file has no units."""
    if any(unit.source for unit in document.units):
        for unit in document.units:
            if unit.source and unit.state not in _NOT_DONE:
                yield unit.source, unit.span.of(document.text)
    elif document.source:
        yield from ((pair.source.text, pair.target.text) for pair in translations(align(document)) if pair.source)


def _english_first(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs with English first; none if the two languages are others."""
    languages = tuple(language_of("\n".join(side)[:_SAMPLE]) for side in zip(*found, strict=True))
    if languages == ("en", "zh"):
        return found
    return [(target, source) for source, target in found] if languages == ("zh", "en") else []
