"""Apple's property lists with strings: `.stringsdict`, and `.strings` that were saved as XML.

Of a `.stringsdict` each plural form is a unit, named `key.variable[other]`; so is the sentence around them, if it has
text besides `%#@variable@`.
"""

from __future__ import annotations

import re

from mtqa.config import Config
from mtqa.read.layers import Meant, again
from mtqa.read.plurals import CATEGORIES
from mtqa.read.units import Piece, Units
from mtqa.read.xml import Event, note_of, rooted
from mtqa.text import Document

SUBSTITUTION = re.compile(r"%(?:\d{1,2}\$)?#@[^@\s]{1,60}@")
_FORMAT = "NSStringLocalizedFormatKey"
_RULES = frozenset({"NSStringVariableWidthRuleType", "NSStringDeviceSpecificRuleType"})


def read(path: str, raw: str, config: Config) -> Document:
    """The strings of a property list."""
    reader = _Reader(Units(path, raw, "plist"))
    for event in rooted(path, raw, "plist"):
        reader.obey(event)
    return reader.units.build()


def substituted(pieces: list[Piece]) -> list[Piece]:
    """The pieces, with each `%#@variable@` as a code."""
    return list(again(pieces, SUBSTITUTION, lambda code: Meant(code[0], code[0])))


class _Reader:
    """Walks the events and keeps the keys that lead to the current value."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self._keys: list[str] = []  # one for each open <dict>
        self._content: list[Piece] | None = None
        self._comments: list[str] = []

    def obey(self, event: Event) -> None:
        if event.kind == "comment":
            self.units.comment(event.start, event.end)
            self._comments += note_of(event)
        elif event.kind == "text":
            if self._content is not None:
                self._content.append(Piece(event.name, event.start, event.end))
        elif event.kind == "start":
            if event.name == "dict":
                self._keys.append("")
            elif event.name in ("key", "string"):
                self._content = []
        elif event.name == "dict":
            self._keys.pop()
            if len(self._keys) == 1:
                self._comments.clear()
        elif self._content is not None and self._keys and event.name in ("key", "string"):
            if event.name == "key":
                self._keys[-1] = "".join(piece.text for piece in self._content)
            else:
                self._add(self._content)
            self._content = None

    def _add(self, content: list[Piece]) -> None:
        name = _name(self._keys)
        if name is not None:
            self.units.add(name, [], substituted(content), note="\n".join(self._comments))
        if len(self._keys) == 1:
            self._comments.clear()


def _name(keys: list[str]) -> str | None:
    """The name of the string behind these keys; None where it is for the program."""
    path = [key for key in keys if key not in _RULES]
    if len(path) < 2:
        return path[0] if path else None
    if path[-1] == _FORMAT:
        return path[0]
    if path[-1] in CATEGORIES or len(path) < len(keys):
        return f"{'.'.join(path[:-1])}[{path[-1]}]"
    return None
