"""Apple's `.strings`: `"key" = "value";`, with a comment before each for the translator.

Where the keys are the English text, as `NSLocalizedString("Save changes", …)` makes them, they are the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import plist
from mtqa.read.base import cut
from mtqa.read.layers import fault
from mtqa.read.pieces import utf16
from mtqa.read.plist import substituted
from mtqa.read.prose_keys import ProseKeys
from mtqa.read.units import Piece, Units, unescaped
from mtqa.text import Document

_TOKEN = re.compile(
    r"\s++|(?P<comment>/\*(?:[^*]++|\*(?!/))*+\*/|//[^\r\n]*+)"
    r"|(?P<string>\"(?P<double>(?:[^\"\\]++|\\.)*+)\"|'(?P<single>(?:[^'\\]++|\\.)*+)'|(?P<bare>(?:[\w$:.-]|/(?![*/]))++))"
    r"|(?P<mark>[=;{}])",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:[Uu](?P<high>[dD][89abAB][0-9a-fA-F]{2})\\[Uu](?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|[Uu](?P<unit>[0-9a-fA-F]{4})|(?P<broken>[Uu])|(?P<octal>[0-7]{1,3})|(?P<letter>.))",
    re.DOTALL,
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_NO_COMMENT = "No comment provided by engineer."  # genstrings writes it


class _Entry(NamedTuple):
    key: tuple[int, int]
    value: tuple[int, int]
    note: str


def read(path: str, raw: str, config: Config) -> Document:
    """The values of a strings file; one that was saved as a property list in XML is read as that."""
    if raw.lstrip().startswith("<"):
        return plist.read(path, raw, config)
    units = Units(path, raw, "strings")
    entries = list(_entries(path, raw, units))
    keys = [_text(path, raw, entry.key) for entry in entries]
    prose = ProseKeys(keys)
    for entry, key in zip(entries, keys, strict=True):
        source = _pieces(path, raw, entry.key) if key in prose else []
        units.add(key, source, _pieces(path, raw, entry.value), note=entry.note)
    return units.build()


def _entries(path: str, raw: str, units: Units) -> Iterator[_Entry]:
    """The entries of the file. Raises ReadError at the first thing that is none."""
    strings: list[tuple[int, int]] = []
    comments: list[str] = []
    state = ""  # the entry so far: k for its key, = for the mark, v for its value
    for token in _tokens(path, raw):
        if token["comment"]:
            inside = token.start() + 2, token.end() - (2 if token[0].startswith("/*") else 0)
            units.comment(*inside)  # without its marks, so that it can be a directive
            comments.append(" ".join(raw[slice(*inside)].split()))
        elif token["string"] is not None and state in ("", "k="):
            kind = next(kind for kind in ("double", "single", "bare") if token[kind] is not None)
            strings.append(token.span(kind))
            state += "k" if state == "" else "v"
        elif token["mark"] == "=" and state == "k":
            state = "k="
        elif token["mark"] == ";" and state in ("k", "k=v"):
            note = "\n".join(comment for comment in comments if comment != _NO_COMMENT)
            yield _Entry(strings[0], strings[-1], note)
            strings, comments, state = [], [], ""
        elif token["mark"] not in ("{", "}") or state:  # the file may be a dictionary in braces
            raise _wrong("no_semicolon" if state == "k=v" else "no_strings_file", path, raw, token.start())
    if state:
        raise fault("open_entry", path, raw, len(raw))


def _tokens(path: str, raw: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(raw):
        token = _TOKEN.match(raw, at)
        if token is None:
            if raw[at] in "\"'":
                raise fault("open_string", path, raw, at, advice="strings_file")
            if raw.startswith("/*", at):
                raise fault("open_comment", path, raw, at, advice="strings_file")
            raise _wrong("no_strings_file", path, raw, at)
        if token.lastgroup:
            yield token
        at = token.end()


def _wrong(kind: str, path: str, raw: str, at: int) -> ReadError:
    return fault(kind, path, raw, at, advice="strings_file", quoted=cut(raw[at : at + 80]))


def _pieces(path: str, raw: str, span: tuple[int, int]) -> list[Piece]:
    return substituted(list(unescaped(raw, *span, _ESCAPE, lambda escape: _escaped(path, escape))))


def _text(path: str, raw: str, span: tuple[int, int]) -> str:
    return "".join(piece.text for piece in _pieces(path, raw, span))


def _escaped(path: str, escape: re.Match[str]) -> str:
    if (character := utf16(escape)) is not None:
        return character
    if escape["broken"]:
        raise fault("escape", path, escape.string, escape.start(), escape=escape[0], mark=r"\U")
    if escape["octal"]:
        return chr(int(escape["octal"], 8))
    return _LETTERS.get(escape["letter"], escape["letter"])
