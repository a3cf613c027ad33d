"""ODS: the text cells of a spreadsheet of OpenDocument; `read/sheets.py` says which of them are units.

Not read are hidden sheets, rows and columns, cells under merged ones, formulas, numbers, comments, drawings and charts.
A cell that the file has once for several is read for each of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from mtqa.config import Config
from mtqa.read.cells import MOST_CELLS, Cell, too_many
from mtqa.read.odf import CONTENT, Paragraphs, opened
from mtqa.read.package import Package
from mtqa.read.sheets import Sheet, lay_out
from mtqa.read.story import Layout, Part, Story
from mtqa.read.xml import Event
from mtqa.text import Document

_DRAWINGS = frozenset(
    {
        *("shapes", "frame", "custom-shape", "rect", "line", "polyline", "polygon", "regular-polygon", "path"),
        *("circle", "ellipse", "g", "connector", "caption", "measure", "control", "scene"),
    }
)
_MOST_HIDDEN = 1_000  # groups of columns
_HIDDEN = ("collapse", "filter")  # of rows and columns


def read(path: str, data: bytes, config: Config) -> Document:
    """The text cells of a spreadsheet."""
    return layout(path, data, config).document


def layout(path: str, data: bytes, config: Config) -> Layout:
    """The text cells of a spreadsheet, with their places in its content."""
    package = opened(path, data, "an OpenDocument spreadsheet")
    walk = _Sheets(package)
    for event in package.events(CONTENT):
        if event.kind == "start":
            walk.start(event)
        elif event.kind == "end":
            walk.end(event)
        elif event.kind == "text" and walk.reads:
            walk.open[-1] += walk.text(event, CONTENT)
    if not walk.is_spreadsheet:
        raise package.error("no_sheets")
    return lay_out(Story(package, config), "ods", walk.sheets, walk.hidden)[0]


class _Sheets(Paragraphs):
    """A walk through a spreadsheet."""

    unseen = Paragraphs.unseen | _DRAWINGS | {"dde-links", "covered-table-cell"}
    breaks: ClassVar = {"tab": "\t", "line-break": "\n"}

    def __init__(self, package: Package) -> None:
        super().__init__()
        self.package = package
        self.sheets: list[Sheet] = []
        self.hidden = 0  # sheets
        self.is_spreadsheet = False
        self._invisible: set[str] = set()  # styles of sheets that are not shown
        self._cells: list[Cell] = []  # of the open sheet
        self._left = MOST_CELLS
        self._columns: list[range] = []  # that are hidden
        self._defined = self._row = self._column = self._columns_of_cell = self._rows = 0
        self._in_table = self._row_hidden = False
        self._first = 0  # cell of the open row
        self._paragraphs: list[list[Part]] | None = None  # of the open cell, if it has text
        self._fixed = False

    def skips(self, event: Event) -> bool:
        if event.name == "covered-table-cell":
            self._column += _count(event, "number-columns-repeated")
        if event.name == "table" and event.attributes.get("style-name") in self._invisible:
            self.hidden += 1
            return True
        if event.name == "table" and self._in_table:  # a table in a cell
            return True
        return super().skips(event)

    def place(self, event: Event) -> None:
        super().place(event)
        if event.name == "spreadsheet":
            self.is_spreadsheet = True
        elif event.name == "table-properties" and event.attributes.get("display") == "false":
            self._invisible.add(self.style)
        elif event.name == "table":
            self._in_table = True
            self._cells, self._columns = [], []
            self._defined = self._row = 0
            self.sheets.append(Sheet(event.attributes.get("name", ""), self._cells))
        elif event.name == "table-column":
            count = _count(event, "number-columns-repeated")
            if event.attributes.get("visibility") in _HIDDEN and len(self._columns) < _MOST_HIDDEN:
                self._columns.append(range(self._defined + 1, self._defined + count + 1))
            self._defined += count
        elif event.name == "table-row":
            self._rows = _count(event, "number-rows-repeated")
            self._row_hidden = event.attributes.get("visibility") in _HIDDEN
            self._column, self._first = 0, len(self._cells)
        elif event.name == "table-cell":
            self._begin(event)

    def _begin(self, event: Event) -> None:
        self._columns_of_cell = _count(event, "number-columns-repeated")
        is_text = event.attributes.get("value-type", "string") == "string" and "formula" not in event.attributes
        self._paragraphs = [] if is_text and not self._row_hidden else None
        # `string-value` is the text once more, and what programs take
        self._fixed = self._columns_of_cell > 1 or self._rows > 1 or "string-value" in event.attributes

    def leave(self, event: Event) -> list[Part] | None:
        paragraph = super().leave(event)
        if paragraph is not None and self._paragraphs is not None:
            self._paragraphs.append(paragraph)
        elif event.name == "table-cell":
            self._end_cell(self._paragraphs or [])
        elif event.name == "table-row":
            self._end_row()
        elif event.name == "table":
            self._in_table = False
        return paragraph

    def _end_cell(self, paragraphs: list[list[Part]]) -> None:
        parts = [part for paragraph in paragraphs for part in (Part("\n", "", 0, 0), *paragraph)][1:]
        if any(paragraphs):
            for column in range(self._column + 1, self._column + self._columns_of_cell + 1):
                hidden = any(column in columns for columns in self._columns)
                self._add(Cell(self._row + 1, column, hidden, self._fixed, parts=parts))
        self._paragraphs = None
        self._column += self._columns_of_cell

    def _end_row(self) -> None:
        row = self._cells[self._first :]
        for more in range(1, self._rows if row else 0):
            for cell in row:
                self._add(replace(cell, row=cell.row + more))
        self._row += self._rows

    def _add(self, cell: Cell) -> None:
        self._left -= 1
        if self._left < 0:
            raise too_many(self.package)
        self._cells.append(cell)


def _count(event: Event, name: str) -> int:
    """How many rows or columns an element stands for."""
    count = event.attributes.get(name, "1")
    return int(count) if count.isdecimal() and len(count) < 9 else 1
