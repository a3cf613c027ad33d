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
