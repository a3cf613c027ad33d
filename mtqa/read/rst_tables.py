"""Tables of reStructuredText: the text of their cells.

Columns are counted as docutils counts them, two for a wide character. A cell whose text goes over several lines has
the text of other cells between its lines; it is left out, and a note counts such cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mtqa.read.rst_lines import Line

_GRID_BORDER = re.compile(r"\+(?:[-=]+\+)+")
_SIMPLE_BORDER = re.compile(r"=+(?:[ \t]+=+)+|-+(?:[ \t]+-+)+")


class Cells(NamedTuple):
    """The cells of a row with text: the place of each. `lost` are those that go over several lines."""

    places: list[tuple[int, int]]
    lost: int


def is_border(text: str) -> bool:
    """Does a table begin with that line?"""
    return bool(_GRID_BORDER.fullmatch(text) or _SIMPLE_BORDER.fullmatch(text))


def simple_end(lines: Sequence[Line], at: int, indent: int) -> int:
    """Behind the last line of a simple table: a border before a blank line; without one, the line before the first
    blank line. `at` is behind its upper border."""
    borders = 1
    while at < len(lines) and not (lines[at].text and lines[at].indent < indent):
        closes = _SIMPLE_BORDER.fullmatch(lines[at].text) is not None
        borders += closes
        at += 1
        if (at == len(lines) or not lines[at].text) and (borders == 1 or (closes and borders != 2)):
            break
    return at


def grid(lines: Sequence[Line]) -> Iterator[Cells]:
    """The rows of a grid table."""
    borders = _edges(lines[0].text)
    row: list[Line] = []
    for line in lines:
        if line.text.startswith("+"):
            yield from _row(row, borders, "|+")
            row = []
        else:
            row.append(line)
    yield from _row(row, borders, "|+")


def simple(lines: Sequence[Line]) -> Iterator[Cells]:
    """The rows of a simple table; a line whose first column is blank continues the row before it."""
    starts = [found.start() for found in re.finditer(r"[=-]+", lines[0].text)]
    borders = [start - 1 for start in starts]
    row: list[Line] = []
    for line in lines:
        continues = not line.text or line.indent > lines[0].indent + (starts[1] - 1 if len(starts) > 1 else 0)
        if not continues or _SIMPLE_BORDER.fullmatch(line.text):
            yield from _row(row, borders, " \t", lines[0].indent)
            row = []
        if line.text and not _SIMPLE_BORDER.fullmatch(line.text):
            row.append(line)
    yield from _row(row, borders, " \t", lines[0].indent)


def _edges(border: str) -> list[int]:
    return [index for index, character in enumerate(border) if character == "+"]


def _row(row: Sequence[Line], borders: list[int], marks: str, indent: int | None = None) -> Iterator[Cells]:
    """The cells of the lines of one row: between the borders at which a mark stands."""
    found: dict[int, list[tuple[int, int]]] = {}
    for line in row:
        shift = 0 if indent is None else line.indent - indent
        offsets = _columns(line.text, shift)
        cuts = [border for border in borders if border < shift][-1:]
        cuts += [border for border in borders if border in offsets and line.text[offsets[border]] in marks]
        for cut, following in pairwise([*cuts, -1]):
            first = offsets[cut] + 1 if cut >= shift else 0
            last = offsets[following] if following >= 0 else len(line.text)
            text = line.text[first:last].rstrip("| \t" if marks == "|+" else " \t")
            if text.strip():
                start = line.start + first + len(text) - len(text.lstrip())
                found.setdefault(cut, []).append((start, line.start + first + len(text)))
    places = sorted(lines[0] for lines in found.values() if len(lines) == 1)
    if found:
        yield Cells(places, sum(len(lines) > 1 for lines in found.values()))


def _columns(text: str, shift: int) -> dict[int, int]:
    """Display column → offset in the line; a wide character takes two columns."""
    offsets: dict[int, int] = {}
    column = shift
    for offset, character in enumerate(text):
        if unicodedata.combining(character):
            continue
        offsets[column] = offset
        column += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return offsets
