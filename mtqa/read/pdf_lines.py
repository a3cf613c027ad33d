"""Lines of a PDF page → paragraphs.

A line goes on in the next where it had no room for the next word. Lines that stand at the top or foot of many pages,
page numbers and tables of contents are furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mtqa.script import WIDE

_WIDE = re.compile(f"[{WIDE}“”‘’…—]")
_DIGITS = re.compile(r"\d+|(?<![A-Za-z])[ivxlc]+(?![A-Za-z])")
_NUMBER = re.compile(r"[\s\-–—·|/第页共]*+(?:\d++|[ivxlc]++)[\s\-–—·|/第页共\d]*+", re.IGNORECASE)
_LEADERS = re.compile(r"(?:[.·…‥．]\s?){4,}\s*[\divxlc]*\s*$", re.IGNORECASE)
_ITEM = re.compile(
    r"\s*(?:[•‣▪▸◦●○■□◆–*·-]\s|[①-⑳]|[（(][\d一二三四五六七八九十a-z]{1,3}[)）]|\d{1,3}(?:\.\d{1,3})*(?:[.、)）]|\s)"
    r"|[一二三四五六七八九十]{1,3}、|第[\d一二三四五六七八九十百]{1,5}[章节条回])"
)
_WORD = re.compile(r"[^\s]+")
_EDGE = 2  # lines at the top and the foot of a page that may be running heads
_LEAST_PAGES = 3  # with the same line at their edge
_SHARE = 0.2  # of all pages; chapters have heads of their own
_SIZE = 1.15  # how much larger another font may be in the same paragraph
_SAME_COLUMN = 3  # ems that the beginnings of lines of a column may differ by: an indent is two
_INDENT = 0.8  # ems by which the first line of a paragraph is indented at least


class Line(NamedTuple):
    """A line: its text, number on its page, edges, and font size, all in points."""

    text: str
    page: int
    number: int
    left: float
    right: float
    bottom: float
    size: float
    divided: bool = False  # is a word divided at its end?


def furniture(pages: Sequence[Sequence[Line]]) -> set[tuple[int, int]]:
    """The lines that are no prose, by page and number."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_normal(line) for line in _edges(page)})
    least = max(_LEAST_PAGES, _SHARE * len(pages))
    found = set()
    for page in pages:
        for line in _edges(page):
            if counts[_normal(line)] >= least or _NUMBER.fullmatch(line.text):
                found.add((line.page, line.number))
        found |= {(line.page, line.number) for line in page if _LEADERS.search(line.text)}
    return found


def _edges(page: Sequence[Line]) -> list[Line]:
    return [*page[:_EDGE], *page[max(_EDGE, len(page) - _EDGE) :]]


def _normal(line: Line) -> str:
    return "".join(_DIGITS.sub("0", line.text).split())


def paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each paragraph."""
    rights: dict[int, list[tuple[float, float]]] = {}
    for line in lines:
        rights.setdefault(line.page, []).append((line.left, line.right))
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _goes_on(paragraph[-1], line, rights[paragraph[-1].page]):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _goes_on(line: Line, following: Line, edges: Sequence[tuple[float, float]]) -> bool:
    """Is the next line in the same paragraph?"""
    size = max(line.size, 1.0)
    if not 1 / _SIZE <= following.size / size <= _SIZE or _ITEM.match(following.text):
        return False
    if following.page == line.page and following.bottom > line.bottom:  # another column
        return line.divided
    if following.page == line.page and following.left > line.left + _INDENT * size:
        return False
    column = max(right for left, right in edges if abs(left - line.left) <= _SAME_COLUMN * size)
    return line.divided or line.right + _width(following.text) * size > column + size / 4


def _width(text: str) -> float:
    """The width of the first word in ems: of what cannot stand at the end of the line before."""
    word = _WORD.match(text.lstrip())
    if not word:
        return 0
    wide = _WIDE.search(word[0])
    if wide and wide.start() == 0:
        return 1.6  # a character, and a mark behind it that may not begin a line
    return 0.4 * (wide.start() if wide else len(word[0])) + 0.25
