"""Tables of reStructuredText: the lines of their cells.

Columns are counted as docutils counts them, two for a wide character. The lines of a cell stand between those of other
cells, so `rst.py` reads a cell of several lines as a text of its own.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise

from mtqa.read.pieces import Piece
from mtqa.read.rst_lines import Line

_GRID_BORDER = re.compile(r"\+(?:[-=]+\+)+")
_SIMPLE_BORDER = re.compile(r"=+(?:[ \t]+=+)+|-+(?:[ \t]+-+)+")

#: The lines of a cell, from its first with text to its last; their indentation counts from its left border.
Cell = list[Line]


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


def grid(lines: Sequence[Line]) -> list[Cell]:
    """The cells of a grid table, row by row."""
    table = _Grid(lines)
    boxes = sorted(table.boxes(), key=lambda box: (box.top, box.left))
    return [cell for box in boxes if (cell := _trimmed(table.lines_of(box)))]


@dataclass
class _Box:
    """A cell between the columns of its left and its right border, below the line of its upper one; or a part of a cell
    that goes over several columns, if it is `joined` with the next box."""

    left: int
    right: int
    top: int
    bottom: int = 0
    joined: bool = False


class _Grid:
    """A grid table, whose borders are followed from line to line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._columns = [_columns(line.text) for line in lines]  # of each character
        self._right = len(lines[0].text) - 1

    def boxes(self) -> list[_Box]:
        """The cells, in the order in which they end."""
        done: list[_Box] = []
        below = list(self._opened(0, 0, self._right))
        for y in range(1, len(self.lines)):
            for box, following in pairwise(below):
                box.joined |= box.top == following.top and self._mark(y, box.right) not in ("|", "+")
            cells, below = list(_cells(below)), []
            for cell in cells:
                left, right = cell[0].left, cell[-1].right
                if self._is_border(y, left, right):
                    done.append(_Box(left, right, cell[0].top, y))
                    below += self._opened(y, left, right)
                else:
                    below += cell
        cut_off = (_Box(cell[0].left, cell[-1].right, cell[0].top, len(self.lines)) for cell in _cells(below))
        return [*done, *cut_off]

    def lines_of(self, box: _Box) -> Iterator[Line]:
        for y in range(box.top + 1, box.bottom):
            line, columns = self.lines[y], self._columns[y]
            first = bisect_left(columns, box.left)
            first += first < len(columns) and columns[first] == box.left
            last = bisect_left(columns, box.right) if box.right < self._right else len(line.text)
            yield _part(line, first, len(line.text[:last].rstrip("| \t")) if last == len(line.text) else last)

    def _opened(self, y: int, left: int, right: int) -> Iterator[_Box]:
        """The boxes below a border: between its corners."""
        corners = [column for column in range(left, right + 1) if self._mark(y, column) == "+"]
        return (_Box(start, end, y) for start, end in pairwise(corners))

    def _is_border(self, y: int, left: int, right: int) -> bool:
        text, columns = self.lines[y].text, self._columns[y]
        first, last = bisect_left(columns, left), bisect_left(columns, right)
        return self._mark(y, right) == "+" and _GRID_BORDER.fullmatch(text, first, last + 1) is not None

    def _mark(self, y: int, column: int) -> str:
        """The character in a column."""
        columns = self._columns[y]
        index = bisect_left(columns, column)
        return self.lines[y].text[index] if index < len(columns) and columns[index] == column else ""


def _cells(boxes: Sequence[_Box]) -> Iterator[list[_Box]]:
    """The boxes of each cell."""
    cell: list[_Box] = []
    for box in boxes:
        cell.append(box)
        if not box.joined:
            yield cell
            cell = []
    if cell:
        yield cell


def simple(lines: Sequence[Line]) -> list[Cell]:
    """The cells of a simple table, row by row; a line whose first column is blank continues the row before it."""
    starts = [found.start() for found in re.finditer(r"[=-]+", lines[0].text)]
    borders = [start - 1 for start in starts]
    cells: list[Cell] = []
    row: list[Line] = []
    for line in lines:
        is_border = _SIMPLE_BORDER.fullmatch(line.text)
        if is_border or (line.text and line.indent <= lines[0].indent + (borders[1] if len(starts) > 1 else 0)):
            cells += _row(row, borders, lines[0].indent)
            row = []
        if not is_border:
            row.append(line)
    return cells + _row(row, borders, lines[0].indent)


def pieces(cell: Cell) -> list[Piece]:
    """The lines of a cell as one text. What is between them has no place: there are other cells."""
    found = [Piece(" " * cell[0].indent, cell[0].start, cell[0].start)]
    for line, following in pairwise(cell):
        found += [Piece(line.text, line.start, line.end), Piece("\n" + " " * following.indent, line.end, line.end)]
    return [*found, Piece(cell[-1].text, cell[-1].start, cell[-1].end)]


def _row(row: Sequence[Line], borders: list[int], indent: int) -> list[Cell]:
    """The cells of the lines of one row: between the borders at which a space stands."""
    found: dict[int, list[Line]] = {}
    for line in row:
        if not line.text:
            for cell in found.values():
                cell.append(line)
            continue
        shift = line.indent - indent
        offsets = {column: offset for offset, column in enumerate(_columns(line.text, shift))}
        cuts = [border for border in borders if border < shift][-1:]
        cuts += [border for border in borders if border in offsets and line.text[offsets[border]] in " \t"]
        for cut, following in pairwise([*cuts, -1]):
            first = offsets[cut] + 1 if cut >= shift else 0
            last = offsets[following] if following >= 0 else len(line.text)
            part = _part(line, first, last)
            blank = max(0, shift - cut - 1) if cut < shift else 0
            found.setdefault(cut, []).append(part._replace(indent=part.indent + blank))
    return [cell for _, lines in sorted(found.items()) if (cell := _trimmed(lines))]


def _part(line: Line, first: int, last: int) -> Line:
    """A part of a line, with its own indentation."""
    text = line.text[first:last]
    indent = len(text) - len(text.lstrip())
    start = line.start + first + indent
    text = text.strip()
    return Line(start, start + len(text), indent, text)


def _trimmed(lines: Iterable[Line]) -> Cell:
    """The lines without blank ones at both ends."""
    cell = list(lines)
    while cell and not cell[-1].text:
        cell.pop()
    return list(dropwhile(lambda line: not line.text, cell))


def _columns(text: str, column: int = 0) -> list[int]:
    """The display column of each character: a wide one takes two, a combining one that of the character before it."""
    columns: list[int] = []
    for character in text:
        combines = unicodedata.combining(character) and columns
        columns.append(columns[-1] if combines else column)
        if not combines:
            column += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns
