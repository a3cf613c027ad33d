"""A second layer of escapes: a string resource in XML, whose own escapes stand in text that XML escaped before.

A reader collects the pieces of a string as the file's first layer means them; here a pattern is looked for in what they
say, and each match becomes the piece that it means, at its place in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from mtqa.errors import ReadError
from mtqa.read.pieces import Piece


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
    starts = list(accumulate((len(piece.text) for piece in pieces), initial=0))
    for piece, base in zip(pieces, starts, strict=False):
        if piece.code:
            if start <= base and base + len(piece.text) <= end:
                yield piece
        elif max(start, base) < min(end, base + len(piece.text)):
            yield from _between(
                [piece], [base, base + len(piece.text)], max(start, base), min(end, base + len(piece.text))
            )


def fault(path: str, raw: str, offset: int, what: str, advice: str) -> ReadError:
    """The error about a place of a file, with its line and column."""
    lines = re.split(r"\r\n|\r|\n", raw[:offset])
    return ReadError(f"line {len(lines)}, column {len(lines[-1]) + 1}: {what}", where=path, advice=advice)


def _decoded(pieces: list[Piece], pattern: re.Pattern[str], meaning: Meaning) -> Iterator[Piece]:
    text = "".join(piece.text for piece in pieces)
    starts = list(accumulate((len(piece.text) for piece in pieces), initial=0))
    done = 0
    for match in pattern.finditer(text):
        yield from _between(pieces, starts, done, match.start())
        begin = _raw(pieces, starts, match.start()).start
        end = _raw(pieces, starts, match.end() - 1).end
        meant = meaning(match)
        if meant is None:
            raise BrokenEscape(begin)
        if meant.keeps:
            yield from _between(pieces, starts, *meant.keeps)
        else:
            yield Piece(meant.text, begin, end, meant.code)
        done = match.end()
    yield from _between(pieces, starts, done, len(text))


def _raw(pieces: Sequence[Piece], starts: Sequence[int], offset: int) -> Piece:
    """The character at an offset of the text, as a piece."""
    index = bisect_right(starts, offset) - 1
    piece, inside = pieces[index], offset - starts[index]
    if len(piece.text) == piece.end - piece.start:
        return Piece(piece.text[inside], piece.start + inside, piece.start + inside + 1)
    return Piece(piece.text[inside], piece.start, piece.end)


def _between(pieces: Sequence[Piece], starts: Sequence[int], start: int, end: int) -> Iterator[Piece]:
    """The pieces of a stretch of the text, cut at its ends."""
    index = bisect_right(starts, start) - 1
    while start < end:
        piece, base = pieces[index], starts[index]
        stop = min(end, starts[index + 1])
        if len(piece.text) == piece.end - piece.start:
            yield Piece(piece.text[start - base : stop - base], piece.start + start - base, piece.start + stop - base)
        else:
            yield Piece(piece.text[start - base : stop - base], piece.start, piece.end)
        start, index = stop, index + 1
