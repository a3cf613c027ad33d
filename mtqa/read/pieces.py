"""Pieces: what a stretch of a file stands for in the text of a unit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from mtqa.text import Span


class Piece(NamedTuple):
    """A stretch of a unit: `text` stands for `raw[start:end]`, character by character where the two are equally long.

    `code` names an inline code of the format, `<x 1>`; its text, if it has any, is opaque.
    """

    text: str
    start: int
    end: int
    code: str = ""


def utf16(escape: re.Match[str]) -> str | None:
    r"""What an escape in UTF-16 stands for: \uD83D\uDE00 in the groups `high` and `low`, \u4e2d in `unit`, half a pair
    as the sign for a character that cannot be shown; None for another escape."""
    if escape["high"]:
        return chr(0x10000 + ((int(escape["high"], 16) & 0x3FF) << 10) + (int(escape["low"], 16) & 0x3FF))
    if escape["unit"]:
        code = int(escape["unit"], 16)
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
    return None


def unescaped(
    raw: str, start: int, end: int, escape: re.Pattern[str], meaning: Callable[[re.Match[str]], str]
) -> Iterator[Piece]:
    """`raw[start:end]` in pieces: each escape decoded, the text between them unchanged."""
    done = start
    for match in escape.finditer(raw, start, end):
        if done < match.start():
            yield Piece(raw[done : match.start()], done, match.start())
        yield Piece(meaning(match), *match.span())
        done = match.end()
    if done < end:
        yield Piece(raw[done:end], done, end)


class Joined:
    """What pieces say one behind the other, and where in the file each character of that text stands."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.text = "".join([piece.text for piece in pieces])
        self._starts = list(accumulate([len(piece.text) for piece in pieces], initial=0))

    def span(self, start: int, end: int) -> Span:
        """The stretch of the file behind a stretch of the text, from its first character to its last; an empty one has
        none. What is longer or shorter in the file is taken as a whole."""
        if not start < end <= len(self.text):
            return Span(0, 0)
        first, last = self.pieces[index := self._index(start)], self.pieces[at := self._index(end - 1)]
        begin = first.start + (start - self._starts[index] if _is_copied(first) else 0)
        return Span(begin, max(begin, last.start + end - self._starts[at] if _is_copied(last) else last.end))

    def cut(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of a stretch of the text; one that is not copied character by character keeps its place."""
        index = self._index(start)
        while start < end:
            piece, base = self.pieces[index], self._starts[index]
            stop = min(end, self._starts[index + 1])
            if stop - start == len(piece.text):
                yield piece
            elif _is_copied(piece):
                at = piece.start - base
                yield Piece(piece.text[start - base : stop - base], at + start, at + stop, piece.code)
            else:
                yield Piece(piece.text[start - base : stop - base], piece.start, piece.end, piece.code)
            start, index = stop, index + 1

    def _index(self, offset: int) -> int:
        """The piece with the character at an offset."""
        return bisect_right(self._starts, offset) - 1


def _is_copied(piece: Piece) -> bool:
    return len(piece.text) == piece.end - piece.start
