"""A second layer of escapes: a string resource in XML, whose own escapes stand in text that XML escaped before.

A reader collects the pieces of a string as the file's first layer means them; here a pattern is looked for in what they
say, and each match becomes the piece that it means, at its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from mtqa.errors import ReadError
from mtqa.read.pieces import Joined, Piece


class Meant(NamedTuple):
    """What a match stands for; with `code`, it is a code of that name, and its text is opaque. `keeps` is the stretch
    of a match that stays as it is while the marks around it go."""

    text: str
    code: str = ""
    keeps: tuple[int, int] | None = None


class BrokenEscape(Exception):
    """An escape that means nothing, such as a `\\u` that is cut off, at an offset of the file."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


Meaning = Callable[[re.Match[str]], Meant | None]


def again(pieces: Sequence[Piece], pattern: re.Pattern[str], meaning: Meaning) -> Iterator[Piece]:
    """The pieces with the matches of a pattern replaced by what they mean; a match lies between two codes.

    Raises BrokenEscape where `meaning` returns None.
    """
    for is_code, group in groupby(pieces, key=lambda piece: bool(piece.code)):
        if is_code:
            yield from group
        else:
            yield from _decoded(list(group), pattern, meaning)


def cut_out(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Piece]:
    """The pieces of a stretch of the text that they say; a code is whole or left out."""
    starts = accumulate((len(piece.text) for piece in pieces), initial=0)
    for piece, base in zip(pieces, starts, strict=False):
        first, last = max(start - base, 0), min(end - base, len(piece.text))
        if not piece.code:
            yield from Joined([piece]).cut(first, last)
        elif first == 0 and last == len(piece.text):
            yield piece


def fault(kind: str, path: str, raw: str, offset: int, *, advice: str = "", **arguments: str) -> ReadError:
    """The error about a place of a file, with its line and column."""
    lines = re.split(r"\r\n|\r|\n", raw[:offset])
    line, column = len(lines), len(lines[-1]) + 1
    return ReadError.of(kind, path, advice=advice, line=line, column=column, **arguments)


def _decoded(pieces: list[Piece], pattern: re.Pattern[str], meaning: Meaning) -> Iterator[Piece]:
    said = Joined(pieces)
    done = 0
    for match in pattern.finditer(said.text):
        yield from said.cut(done, match.start())
        place = said.span(*match.span())
        meant = meaning(match)
        if meant is None:
            raise BrokenEscape(place.start)
        if meant.keeps:
            yield from said.cut(*meant.keeps)
        else:
            yield Piece(meant.text, place.start, place.end, meant.code)
        done = match.end()
    yield from said.cut(done, len(said.text))
