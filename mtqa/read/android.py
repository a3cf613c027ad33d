"""Android's string resources: `<string>`, `<plurals>` and `<string-array>`.

Read as aapt2 reads them: white space collapses outside of quotation marks, which are no part of the text; `\\'`,
`\\n` and `\\u4e2d` are escapes. What stands in `<xliff:g>` is not translated; other elements are formatting. Strings
with `translatable="false"` are not judged, and values that only refer to another resource (`@string/ok`) are no text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mtqa.config import Config
from mtqa.read.json import is_value
from mtqa.read.layers import BrokenEscape, Meant, again, fault
from mtqa.read.pieces import utf16
from mtqa.read.units import Piece, Units
from mtqa.read.xml import Event, note_of, rooted
from mtqa.text import Document

_ESCAPE = re.compile(
    r"\\(?:u(?:(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})|(?P<unit>[0-9a-fA-F]{4}))"
    r"|(?P<broken>u)|(?P<letter>[^u])|$)|(?P<quote>\")|(?P<space>[ \t\r\n]+)",
    re.DOTALL,
)
_LETTERS = {"n": "\n", "t": "\t"}
_REFERENCE = re.compile(r"\s*[@?](?:[\w.]+:)?[\w+]+/[\w.]+\s*")
_ARRAYS = frozenset({"string-array", "array"})


def read(path: str, raw: str, config: Config) -> Document:
    """The strings of a resource file."""
    reader = _Reader(Units(path, raw, "android"))
    for event in rooted(path, raw, "resources"):
        reader.obey(event)
    return reader.units.build()


class _Reader:
    """Walks the events and keeps the current resource and the string in it."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self._open: list[str] = []
        self._comments: list[str] = []
        self._kind = self._name = ""
        self._translates = True
        self._items = 0
        self._form = ""  # what the string adds to the name of its resource
        self._pieces: list[Piece] | None = None
        self._inside = 0  # open elements in the string
        self._protected: tuple[int, list[Event]] | None = None  # the depth of an <xliff:g>, and the text in it

    def obey(self, event: Event) -> None:
        if event.kind == "comment":
            self._comments += note_of(event)
            self.units.comment(event.start, event.end)
        elif self._pieces is not None:
            self._content(self._pieces, event)
        elif event.kind == "start":
            self._start(event)
        elif event.kind == "end":
            self._open.pop()
            if len(self._open) <= 1:
                self._comments.clear()

    def _start(self, event: Event) -> None:
        depth = len(self._open)
        self._open.append(event.name)
        if depth == 0:
            self._comments.clear()
        elif depth == 1:
            self._kind = event.attributes.get("type", "") if event.name == "item" else event.name
            product = event.attributes.get("product", "default")
            self._name = event.attributes.get("name", "") + ("" if product == "default" else f"@{product}")
            self._translates = event.attributes.get("translatable") != "false"
            self._items = 0
            if self._kind == "string":
                self._form, self._pieces = "", []
        elif depth == 2 and event.name == "item" and (self._kind in _ARRAYS or self._kind == "plurals"):
            form = event.attributes.get("quantity", "") if self._kind == "plurals" else self._items
            self._form, self._pieces = f"[{form}]", []
            self._items += 1

    def _content(self, pieces: list[Piece], event: Event) -> None:
        """What stands in a string: text, formatting, and what is protected."""
        if event.kind == "start":
            self._inside += 1
            if event.foreign and event.name == "g" and self._protected is None:
                self._protected = self._inside, []
            elif not event.foreign and self._protected is None:
                pieces.append(Piece("", event.start, event.end, self._tag(event)))
        elif event.kind == "text":
            if self._protected is None:
                pieces.append(Piece(event.name, event.start, event.end))
            else:
                self._protected[1].append(event)
        elif self._inside == 0:
            self._add(pieces)
            self._pieces = None
            self.obey(event)
        else:
            if self._protected and self._protected[0] == self._inside:
                pieces += _protected(self._protected[1])
                self._protected = None
            elif self._protected is None and event.end > event.start and not event.foreign:
                pieces.append(Piece("", event.start, event.end, self._tag(event)))
            self._inside -= 1

    def _tag(self, event: Event) -> str:
        return self.units.target.raw[event.start : event.end]

    def _add(self, pieces: list[Piece]) -> None:
        text = "".join(piece.text for piece in pieces)
        if _REFERENCE.fullmatch(text) or (self._kind == "array" and is_value(text.strip())):
            return
        if not self._translates:
            self.units.pass_over("protected_units", self._name + self._form)
            return
        units = self.units
        try:
            pieces = list(again(pieces, _ESCAPE, _meaning()))
        except BrokenEscape as broken:
            path, raw = units.target.path, units.target.raw
            raise fault("escape", path, raw, broken.offset, escape=r"\u", mark=r"\u") from None
        units.add(self._name + self._form, [], pieces, note="\n".join(self._comments))


def _protected(events: list[Event]) -> list[Piece]:
    """The text of an <xliff:g>, as one code: it is the same in every language."""
    text = "".join(event.name for event in events)
    return [Piece(text, events[0].start, events[-1].end, text)] if text else []


def _meaning() -> Callable[[re.Match[str]], Meant | None]:
    """What each escape of one string means: quotation marks change what comes after them."""
    quoted = False

    def meaning(escape: re.Match[str]) -> Meant | None:
        nonlocal quoted
        if escape["quote"]:
            quoted = not quoted
            return Meant("")
        if escape["space"]:
            return Meant(escape["space"] if quoted else " ")
        if escape["broken"]:
            return None
        return Meant(_escaped(escape))

    return meaning


def _escaped(escape: re.Match[str]) -> str:
    if (character := utf16(escape)) is not None:
        return character
    letter = escape["letter"] or ""
    return _LETTERS.get(letter, letter)
