"""The lines of a reStructuredText file, with their indentation in columns."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"(?P<indent>[ \t\x0b\x0c]*)(?P<text>[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}")
_TAB = 8


class Line(NamedTuple):
    """A line of the file without its end; `text` begins at the indentation `indent`, in columns, and has no space
    behind it."""

    start: int
    end: int
    indent: int
    text: str

    def behind(self, marker: int) -> Line:
        """The rest of the line behind a marker of that many characters."""
        text = self.text[marker:]
        marker += len(text) - len(text.lstrip())
        return Line(self.start + marker, self.end, self.indent + marker, self.text[marker:])

    @property
    def is_adornment(self) -> bool:
        """Does it under- or overline a title, or separate two paragraphs?"""
        return _ADORNMENT.fullmatch(self.text) is not None


def lines(raw: str) -> list[Line]:
    """The lines of a text."""
    return [
        Line(found.start("text"), found.end("text"), len(found["indent"].expandtabs(_TAB)), found["text"].rstrip())
        for found in _LINE.finditer(raw)
        if found.start() < len(raw)
    ]
