"""The form of a data set with error spans, and what its readers share."""

from __future__ import annotations

import lzma
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from mtqa.errors import ReadError
from mtqa.findings import Severity
from mtqa.read import encoding, files
from mtqa.text import Document, Span

_T = TypeVar("_T")
MAX_BYTES = 100_000_000
_NO_ERROR = frozenset({"neutral", "undecided"})  # a note of an annotator of MQM, a span left open in ESA
_SEED = 7


@dataclass(frozen=True, slots=True)
class Gold:
    """A stretch of the file that an annotator marked; word tags have no severity. `also` are other places of the same
    error, which is found where any of them is; `category` is the annotator's."""

    span: Span
    severity: Severity | None = None
    suggestion: str = ""
    also: tuple[Span, ...] = ()
    category: str = field(default="", compare=False)

    @property
    def places(self) -> tuple[Span, ...]:
        return (self.span, *self.also)

    def touches(self, span: Span) -> bool:
        """Is `span` on any of its places?"""
        return any(span.overlaps(place) for place in self.places)

    @property
    def is_major(self) -> bool:
        return self.severity in (Severity.MAJOR, Severity.CRITICAL)


@dataclass(frozen=True, slots=True)
class TaggedWord:
    """A word of a document whose every word was judged."""

    span: Span
    bad: bool
    punctuation: bool


@dataclass(frozen=True)
class Sample:
    """A document and its gold spans; a `human` document has none. Text from `end` on was not annotated."""

    document: Document
    gold: tuple[Gold, ...] = ()
    words: tuple[TaggedWord, ...] = ()
    end: int | None = None
    human: bool = False

    @property
    def characters(self) -> int:
        """Characters of prose in the part that counts."""
        if self.end is None:
            return len(self.document.text)
        return max((run.text.end for run in self.document.runs if run.raw.start < self.end), default=0)


def marked(row: Any, text: str) -> Span:
    """The span of an annotation; raises ValueError if its text is not the text at that place."""
    span = Span(row["start"], row["end"])
    if span.of(text) != row["text"]:
        raise ValueError(f"“{row['text']}” does not stand at {span.start}–{span.end} of its text")
    return span


def rated(span: Span, row: Any) -> Gold | None:
    """The gold span of an annotation; None if it is no error, or an omission, which marks no characters."""
    if row["severity"] in _NO_ERROR or not len(span):
        return None
    return Gold(span, Severity(row["severity"]), row.get("suggestion", ""), category=row.get("category", ""))


def drawn(items: Sequence[_T], limit: int | None) -> list[_T]:
    """`limit` of the items at random, in their order; a smaller limit takes a part of what a larger limit takes."""
    order = list(range(len(items)))
    random.Random(_SEED).shuffle(order)
    return [items[place] for place in sorted(order[:limit])]


def drawn_documents(
    documents: Sequence[_T], limit: int | None, is_human: Callable[[_T], bool]
) -> list[tuple[_T, bool]]:
    """Up to `limit` documents by machines, then as many by people, each with whether people wrote it."""
    human = [key for key in documents if is_human(key)]
    machine = [key for key in documents if not is_human(key)]
    return [*((key, False) for key in drawn(machine, limit)), *((key, True) for key in drawn(human, limit))]


def read_row(path: Path, number: int, row: Any, read: Callable[[Any], _T]) -> _T:
    """Read a row with `read`; raises ReadError, which names the line."""
    try:
        return read(row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"line {number} has no {error}" if isinstance(error, KeyError) else f"line {number}: {error}"
        raise ReadError(what, where=files.shown(str(path)), advice="check the data set, and --document") from error


def decoded(path: Path) -> str:
    """The text of a file, which may be packed with xz."""
    name = files.shown(str(path))
    content = files.read_bytes(str(path), name, MAX_BYTES)
    if path.suffix == ".xz":
        content = _unpacked(content, name)
    text, _ = encoding.decode(content, name)
    if not text.strip():
        raise ReadError("the file is empty", where=name, advice="check that this is the file you meant")
    return text


def _unpacked(content: bytes, name: str) -> bytes:
    """The content of an xz file; raises ReadError where it is damaged, cut short or too large."""
    unpacking = lzma.LZMADecompressor(memlimit=MAX_BYTES)
    try:
        found = unpacking.decompress(content, MAX_BYTES)
    except lzma.LZMAError as error:
        raise ReadError(f"cannot be unpacked: {error}", where=name, advice="pack it again with xz") from error
    if not unpacking.eof:
        what = f"has more than {MAX_BYTES:,} bytes" if len(found) == MAX_BYTES else "ends too early"
        raise ReadError(f"the packed file {what}", where=name, advice="split it, or pack it again with xz")
    return found
