"""Java's `.properties`, read after `java.util.Properties.load`: keys, escapes, and lines that a backslash continues.

A value with a numbered argument (`{0}`) is a pattern of `MessageFormat`, in which `''` is an apostrophe and a single
one begins what is taken literally: `'{0}'` is no argument, but shows these three characters. Values that are no text
(class names, paths, colours) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.config import Config
from mtqa.read.json import is_value
from mtqa.read.layers import Meant, again, fault
from mtqa.read.pieces import utf16
from mtqa.read.units import Piece, Units, unescaped
from mtqa.text import Document

_BLANK = r"[ \t\f]"
_NEWLINE = r"(?:\r\n|\r|\n)"
_LINE = re.compile(
    rf"{_BLANK}*+(?:(?P<comment>[#!][^\r\n]*+)|(?P<entry>(?:[^\r\n\\]++|\\(?:\r\n|[\s\S])|\\\Z)*+))(?:{_NEWLINE}|\Z)"
)
_KEY = re.compile(
    rf"(?P<key>(?:[^\\ \t\f=:\r\n]++|\\(?:\r\n|[\s\S]))*+)"
    rf"(?:{_BLANK}|\\{_NEWLINE})*+(?:[=:](?:{_BLANK}|\\{_NEWLINE})*+)?"
)
_ESCAPE = re.compile(
    rf"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{{2}})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{{2}})"
    rf"|u(?P<unit>[0-9a-fA-F]{{4}})|(?P<broken>u)|(?P<newline>{_NEWLINE}){_BLANK}*+|(?P<letter>[\s\S])|\Z)"
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_ARGUMENT = re.compile(r"\{\s*\d{1,2}\s*[,}]")
_QUOTED = re.compile(r"''|'(?P<literal>[^']*+)'|'")
_UNICODE_ESCAPE = re.compile(rb"\\u[0-9a-fA-F]{4}")


def read(path: str, raw: str, config: Config) -> Document:
    """The values of a properties file."""
    units = Units(path, raw, "properties")
    comments: list[str] = []
    for line in _lines(raw):
        if line["comment"] is not None:
            units.comment(*line.span("comment"))
            comments.append(line["comment"].lstrip("#!").strip())
        elif line["entry"]:
            _add(units, path, raw, *line.span("entry"), note="\n".join(filter(None, comments)))
            comments = []
        else:
            comments = []
    return units.build()


def charset(data: bytes) -> str:
    """The encoding of a file with escapes for what it has not: up to Java 8 all files were in it."""
    return "iso-8859-1" if _UNICODE_ESCAPE.search(data) else ""


def is_pattern(value: str) -> bool:
    """Is it a pattern of MessageFormat?"""
    return _ARGUMENT.search(value) is not None


def _lines(raw: str) -> Iterator[re.Match[str]]:
    """The logical lines of the file."""
    at = 0
    while at < len(raw):
        line = _LINE.match(raw, at)
        assert line  # every text is a line
        yield line
        at = line.end()


def _add(units: Units, path: str, raw: str, start: int, end: int, note: str) -> None:
    found = _KEY.match(raw, start, end)
    assert found  # the empty key, too
    name = "".join(piece.text for piece in _pieces(path, raw, *found.span("key")))
    pieces = list(_pieces(path, raw, found.end(), end))
    value = "".join(piece.text for piece in pieces)
    if is_value(value):
        return
    if is_pattern(value):
        pieces = list(again(pieces, _QUOTED, _unquoted))
    units.add(name, [], pieces, note=note)


def _pieces(path: str, raw: str, start: int, end: int) -> Iterator[Piece]:
    def meaning(escape: re.Match[str]) -> str:
        if escape["broken"]:
            raise fault("escape", path, raw, escape.start(), escape=r"\u", mark=r"\u")
        return _escaped(escape)

    return unescaped(raw, start, end, _ESCAPE, meaning)


def _escaped(escape: re.Match[str]) -> str:
    if (character := utf16(escape)) is not None:
        return character
    letter = escape["letter"] or ""  # a continued line has none, nor a backslash at the end of the file
    return _LETTERS.get(letter, letter)


def _unquoted(quoted: re.Match[str]) -> Meant:
    """What stands between apostrophes: braces there are no argument, so they are a code of another name."""
    literal = quoted["literal"]
    if quoted[0] == "''":
        return Meant("'")
    if literal is None:
        return Meant("")
    if "{" in literal or "}" in literal:
        return Meant(literal, quoted[0])
    return Meant("", keeps=quoted.span("literal"))
