"""The contract of a reader: `read(path, raw) -> Document`, and the builder that keeps the offsets.

For a format with several texts side by side (columns, languages), `Config` says which of them to read; a reader of
binary files gets bytes. `read/units.py` collects units.

A reader decides what in a file is prose. It walks the file once, from front to back, and gives the
`Builder` what it finds: characters to copy, characters that stand for others, paragraph ends, and
stretches that belong to the sentence but are not prose (inline code, URLs).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from mtqa.config import Config
from mtqa.text import Document, Note, Run, Span, Unit, shortened

# A URL or e-mail address as it stands in running text; Chinese writes them without spaces around, so
# the match ends at the first character that cannot be part of an address (RFC 3986 and RFC 5322, ASCII only).
# The look-behind lets an e-mail address start only where its word starts: a long word is read once.
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[!-~]*[0-9A-Za-z/#&=]"
    r"|www\.[!-~]*[0-9A-Za-z/]"
    r"|(?<![\w.+-])[\w.+-]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+",
    re.ASCII,
)

_LONGEST_QUOTE = 60  # characters of the file that an error quotes
_MOST_NAMES = 20


def cut(text: str) -> str:
    """The text of a file, short enough for an error message.

    >>> len(cut("a" * 100_000))
    60
    """
    return shortened(text, _LONGEST_QUOTE)


def listed(names: Sequence[str]) -> str:
    """The columns or languages of a file, few enough for an error message."""
    more = len(names) - _MOST_NAMES
    return ", ".join(map(cut, names[:_MOST_NAMES])) + (f" and {more:,} more" if more > 0 else "")


class Few(TypedDict):
    """What the sentences of an error say of names: English has `listed`, Chinese the `first` and that they are `n`."""

    listed: str
    first: str
    n: int


def few(names: Sequence[str]) -> Few:
    """The columns or languages of a file, for an error."""
    return Few(listed=listed(names) or "none", first=", ".join(map(cut, names[:_MOST_NAMES])), n=len(names))


class Reader(Protocol):
    """Turns the decoded text of one file into a Document."""

    def __call__(self, path: str, raw: str) -> Document: ...


class UnitReader(Protocol):
    """Turns the decoded text of a file made of units into a Document."""

    def __call__(self, path: str, raw: str, config: Config) -> Document: ...


class BinaryReader(Protocol):
    """Turns the bytes of a file into a Document, whose `raw` is the text as a reader of the file sees it."""

    def __call__(self, path: str, data: bytes, config: Config) -> Document: ...


@dataclass
class Builder:
    """Collects the prose of a file and remembers where each stretch came from."""

    path: str
    raw: str
    format: str
    notes: list[Note] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    language: str = ""  # as the file says
    forms: int = 0  # plural forms of the language, as the file says
    _parts: list[str] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _opaque: list[Span] = field(default_factory=list)
    _length: int = 0

    def copy(self, start: int, end: int, *, opaque: bool = False) -> None:
        """Take `raw[start:end]` as it stands."""
        self._add(self.raw[start:end], start, end, opaque)

    def replace(self, text: str, start: int, end: int, *, opaque: bool = False) -> None:
        """Let `text` stand for `raw[start:end]`: an entity, a soft line break."""
        self._add(text, start, end, opaque)

    def end_paragraph(self) -> None:
        """Close the open paragraph, if there is any."""
        if self._parts and not self._parts[-1].endswith("\n"):
            self._parts.append("\n")
            self._length += 1

    def insert(self, text: str, runs: Sequence[Run], opaque: Sequence[Span]) -> None:
        """Add a text that another reader took out of this file, with offsets of its own."""
        self._parts += [text] if text else []
        self._runs += [Run(run.text.shift(self._length), run.raw) for run in runs]
        self._opaque += [span.shift(self._length) for span in opaque]
        self._length += len(text)

    def _add(self, text: str, start: int, end: int, opaque: bool) -> None:
        if not text:
            return
        span = Span(self._length, self._length + len(text))
        self._parts.append(text)
        self._runs.append(Run(span, Span(start, end)))
        self._length = span.end
        if opaque:
            self._opaque.append(span)

    @property
    def last(self) -> str:
        """The last character collected, or an empty string."""
        return self._parts[-1][-1] if self._parts else ""

    @property
    def length(self) -> int:
        """The length of the text so far."""
        return self._length

    def build(self) -> Document:
        text = "".join(self._parts)
        addresses = [Span(*match.span()) for match in _ADDRESS.finditer(text)]
        opaque = merged([*self._opaque, *addresses])
        return Document(
            self.path,
            self.raw,
            text,
            tuple(self._runs),
            opaque,
            tuple(self.notes),
            self.format,
            comments=tuple(self.comments),
            units=tuple(self.units),
            language=self.language,
            forms=self.forms,
        )


def merged(spans: list[Span]) -> tuple[Span, ...]:
    """The spans in order, with those that touch or overlap merged."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
