"""Glossaries: which wording of the target language a term has to have, and which it must not."""

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
    """The glossary of a file; it is parsed once as long as its content stays. Raises UsageError: without the glossary
    that was asked for, nothing that is said of terms is worth anything."""
    try:
        return _parsed(path, read_bytes(path, shown(path), _MOST_BYTES))
    except ReadError as error:
        raise UsageError(error.what, where=error.where, advice=error.advice) from error


@lru_cache(maxsize=16)
def _parsed(path: str, data: bytes) -> Glossary:
    suffix, name = PurePath(path).suffix.lower(), shown(path)
    if suffix not in READERS:
        advice = f"mtqa reads {', '.join(READERS)}: save it as one of them"
        raise UsageError(f"no glossary is read from {suffix or 'a file without suffix'}", where=name, advice=advice)
    declared = charset(data) if READERS[suffix] is tbx.read else ""
    terms = READERS[suffix](name, decode(data, name, declared)[0])
    if not terms:
        advice = "a row is source,target[,note]; a TBX entry has a term in two languages, one of them Chinese"
        raise UsageError("the glossary holds no term", where=name, advice=advice)
    return Glossary(name, tuple(terms), hashlib.sha256(data).hexdigest()[:16])
