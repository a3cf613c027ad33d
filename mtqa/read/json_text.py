"""JSON text → its strings, each with its key path and its place in the file.

`json` checks that the text is JSON and forgets the places; a scanner finds them again, once, from front to back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from mtqa.errors import ReadError
from mtqa.read.pieces import utf16
from mtqa.read.units import Piece, unescaped

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]++')
_ESCAPE = re.compile(
    r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})|u(?P<unit>[0-9a-fA-F]{4})|(?P<letter>.))"
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
Path = tuple[str | int, ...]


class Value(NamedTuple):
    """A string of the file: the keys that lead to it, and its place between the quotation marks. Or a number."""

    path: Path
    start: int
    end: int


def strings(where: str, raw: str, start: int, end: int, line: int = 1, *, numbers: bool = False) -> Iterator[Value]:
    """Every string value of the JSON text `raw[start:end]`, which begins at `line`, and with `numbers` every whole
    number. Raises ReadError."""
    verify(where, raw[start:end], line)
    for path, token in places(raw, start, end):
        if token[0][0] == '"':
            yield Value(path, token.start() + 1, token.end() - 1)
        elif numbers and token[0].lstrip("-").isdigit():
            yield Value(path, *token.span())


def places(raw: str, start: int, end: int) -> Iterator[tuple[Path, re.Match[str]]]:
    """Every value of `raw[start:end]`, which is JSON, with its keys; for an object or a list, its opening bracket."""
    return ((path, token) for path, token, is_key in _walk(raw, start, end) if not is_key)


def keys(raw: str, start: int, end: int) -> Iterator[tuple[Path, re.Match[str]]]:
    """Every key of the objects in `raw[start:end]`, which is JSON, with those that lead to it and itself."""
    return ((path, token) for path, token, is_key in _walk(raw, start, end) if is_key)


def _walk(raw: str, start: int, end: int) -> Iterator[tuple[Path, re.Match[str], bool]]:
    path: list[str | int] = []
    keyed: list[bool] = []  # for each open bracket: an object?
    expects_key = False
    for token in _TOKEN.finditer(raw, start, end):
        mark = token[0][0]
        if mark in "{[":
            yield tuple(path), token, False
            keyed.append(mark == "{")
            path.append("" if mark == "{" else 0)
            expects_key = mark == "{"
        elif mark in "}]":
            keyed.pop()
            path.pop()
            expects_key = False
        elif mark == ",":
            last = path[-1]
            if isinstance(last, int):
                path[-1] = last + 1
            expects_key = keyed[-1]
        elif mark == ":":
            expects_key = False
        elif expects_key:
            path[-1] = json.loads(token[0], strict=False)
            yield tuple(path), token, True
        else:
            yield tuple(path), token, False


def pieces(raw: str, start: int, end: int) -> Iterator[Piece]:
    """The characters of a string, with escapes decoded."""
    return unescaped(raw, start, end, _ESCAPE, _escaped)


def _escaped(escape: re.Match[str]) -> str:
    if (character := utf16(escape)) is not None:
        return character
    return _LETTERS.get(escape["letter"], escape["letter"])


def verify(where: str, text: str, line: int) -> None:
    """Raise ReadError, with line and column, if the text, which begins at `line`, is not JSON."""
    try:
        json.loads(text, strict=False, parse_int=len, parse_float=len)
    except json.JSONDecodeError as error:
        line += error.lineno - 1
        raise ReadError.of("no_json", where, line=line, column=error.colno, detail=error.msg) from error
    except RecursionError as error:
        raise ReadError.of("nested", where, advice="nested_resources") from error
