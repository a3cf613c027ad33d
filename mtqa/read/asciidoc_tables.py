"""The cells of AsciiDoc's tables, which end where the next one begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

# `2+^.>s|` spans two columns, is centred, at the bottom and strong: the specification stands before the mark.
_MARK = re.compile(
    r"(?<!\\)(?:(?<![^\s|])(?:(?:\d{1,3}(?:\.\d{1,3})?|\.\d{1,3})[*+])?[<^>]?(?:\.[<^>])?(?P<style>[a-z])?)?\|"
)
_NO_PROSE = frozenset("lm")  # literal, monospaced
_BLOCK = re.compile(r"^(?:-{4,}|\.{4,}|\+{4,}|`{3,}|!={3,})[ \t]*\w*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"(?:[^\r\n]|\r?\n(?![ \t]*\r?\n))+")


def cells(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraphs of the cells in `raw[start:end]`, but not of those that hold code."""
    marks = list(_MARK.finditer(raw, start, end))
    for index, mark in enumerate(marks):
        close = marks[index + 1].start() if index + 1 < len(marks) else end
        if mark["style"] in _NO_PROSE:
            continue
        if _BLOCK.search(raw, mark.end(), close):
            continue
        for paragraph in _PARAGRAPH.finditer(raw, mark.end(), close):
            text = paragraph[0]
            begin = paragraph.start() + len(text) - len(text.lstrip())
            if text.strip():
                yield begin, paragraph.start() + len(text.rstrip())
