"""Glossaries: the wordings that a term must have in the target, and those that are forbidden."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import PurePath

from mtqa.bilingual.glossary import table, tbx
from mtqa.bilingual.glossary.base import Glossary, Term
from mtqa.bilingual.glossary.terms import Words, words
from mtqa.errors import ReadError, UsageError
from mtqa.read.encoding import decode
from mtqa.read.files import read_bytes, shown
from mtqa.read.xml import charset

__all__ = ["Glossary", "Term", "Words", "load", "words"]

READERS: dict[str, Callable[[str, str], list[Term]]] = {
    ".csv": table.read,
    ".tsv": table.read,
    ".tab": table.read,
    ".txt": table.read,
    ".tbx": tbx.read,
    ".xml": tbx.read,
}
_MOST_BYTES = 50_000_000


def load(path: str) -> Glossary:
    """Read the glossary of a file; a file with the same content is parsed once. Raises UsageError if it cannot be read,
    since results without the requested glossary would be wrong."""
    try:
        return _parsed(path, read_bytes(path, shown(path), _MOST_BYTES))
    except ReadError as error:
        raise UsageError(error.what, where=error.where, advice=error.advice) from error


@lru_cache(maxsize=16)
def _parsed(path: str, data: bytes) -> Glossary:
    suffix, name = PurePath(path).suffix.lower(), shown(path)
    if suffix not in READERS:
        advice = f"save it as one of {', '.join(READERS)}"
        raise UsageError(
            f"a glossary cannot be read from {suffix or 'a file without suffix'}", where=name, advice=advice
        )
    declared = charset(data) if READERS[suffix] is tbx.read else ""
    terms = READERS[suffix](name, decode(data, name, declared)[0])
    if not terms:
        advice = "a row is source,target[,note]; a TBX entry has a term in two languages, one of them Chinese"
        raise UsageError("the glossary has no terms", where=name, advice=advice)
    return Glossary(name, tuple(terms), hashlib.sha256(data).hexdigest()[:16])
