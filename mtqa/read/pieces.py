"""Pieces: what a stretch of a file stands for in the text of a unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of a unit: `text` stands for `raw[start:end]`, character by character where the two are equally long.

    `code` names an inline code of the format, `<x 1>`; its text, if it has any, is opaque.
    """

    text: str
    start: int
    end: int
    code: str = ""


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
