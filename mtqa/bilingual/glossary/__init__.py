"""Glossaries: the wordings that a term must have in the target, those that are forbidden, and terms that stay."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import PurePath

from mtqa.bilingual.glossary import objects, table, tbx
from mtqa.bilingual.glossary.base import Glossary, Term
from mtqa.bilingual.glossary.entry import Entry, term_of
from mtqa.bilingual.glossary.terms import Words, words
from mtqa.errors import ReadError, UsageError
from mtqa.read.encoding import decode
from mtqa.read.files import read_bytes, shown
from mtqa.read.xml import charset

__all__ = ["Entry", "Glossary", "Term", "Words", "entries", "load", "terms", "words"]

#: Each yields the entries of a file, and an error for what is none.
READERS: dict[str, Callable[[str, str], Iterator[Entry | UsageError]]] = {
    ".csv": table.read,
    ".tsv": table.read,
    ".tab": table.read,
    ".txt": table.read,
    ".json": objects.read,
    ".tbx": tbx.read,
    ".xml": tbx.read,
}
MOST_BYTES = 50_000_000


def load(path: str) -> Glossary:
    """Read the glossary of a file; a file with the same content is parsed once. Raises UsageError if it cannot be read,
    since results without the requested glossary would be wrong."""
    try:
        return _parsed(path, read_bytes(path, shown(path), MOST_BYTES))
    except ReadError as error:
        raise UsageError(error.what, where=error.where, advice=error.advice) from error


def entries(path: str, data: bytes) -> Iterator[Entry | UsageError]:
    """The entries of a file, and an error for each row that is none. Raises UsageError or ReadError if the file as a
    whole cannot be read."""
    suffix, name = PurePath(path).suffix.lower(), shown(path)
    if suffix not in READERS:
        advice = f"save it as one of {', '.join(READERS)}"
        raise UsageError(
            f"a glossary cannot be read from {suffix or 'a file without suffix'}", where=name, advice=advice
        )
    declared = charset(data) if READERS[suffix] is tbx.read else ""
    return READERS[suffix](name, decode(data, name, declared)[0])


def terms(path: str, found: Iterator[Entry | UsageError]) -> tuple[Term, ...]:
    """The terms of all entries. Raises UsageError for the first row that is none."""
    made = []
    for entry in found:
        if isinstance(entry, UsageError):
            raise entry
        made.append(term_of(path, entry))
    if not made:
        advice = "a row is source,target[,note]; a TBX entry has a term in two languages, one of them Chinese"
        raise UsageError("the glossary has no terms", where=path, advice=advice)
    return tuple(made)


@lru_cache(maxsize=16)
def _parsed(path: str, data: bytes) -> Glossary:
    name = shown(path)
    return Glossary(name, terms(name, entries(path, data)), hashlib.sha256(data).hexdigest()[:16])
