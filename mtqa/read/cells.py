"""The text cells of an XLSX workbook: addresses and strings, from sheets and shared strings.

Cells with formulas, numbers, dates and errors have no prose. Rows and columns that are hidden, and the readings above
Japanese text, are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtqa.errors import ReadError
from mtqa.read.package import Package
from mtqa.read.story import Part
from mtqa.read.xml import Event

_MOST_CELLS = 500_000  # with text; half a gigabyte of memory
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a string spells a control character (ECMA-376, 22.9.2.19)
_TOO_MANY = "more than 500,000 cells have text"


@dataclass
class Cell:
    """A cell with text: its parts, or the number of a shared string that has them."""

    row: int
    column: int
    shared: int | None = None
    parts: list[Part] = field(default_factory=list)


def number_of(letters: str) -> int:
    """The number of a column.

    >>> number_of("A"), number_of("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters_of(number: int) -> str:
    """The letters of a column.

    >>> letters_of(28)
    'AB'
    """
    letters = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def cells(package: Package, sheet: str, shown: frozenset[int]) -> list[Cell]:
    """The cells with text of a sheet, row by row. `shown` are columns that are read even if they are hidden."""
    found = list(_Sheet(package, sheet, shown).cells())
    return sorted(found, key=lambda cell: (cell.row, cell.column))


def fill(package: Package, strings: str, sheets: list[list[Cell]]) -> None:
    """Give cells with a shared string its parts."""
    wanted = {cell.shared for sheet in sheets for cell in sheet if cell.shared is not None}
    if sum(map(len, sheets)) > _MOST_CELLS:
        raise ReadError(_TOO_MANY, where=package.path, advice="split it into smaller files")
    known = dict(_shared(package, strings, wanted)) if wanted else {}
    for sheet in sheets:
        for cell in sheet:
            if cell.shared is not None:
                cell.parts = known.get(cell.shared, [])


def _shared(package: Package, member: str, wanted: set[int]) -> Iterator[tuple[int, list[Part]]]:
    text = _Text(member)
    index = 0
    for event in package.events(member):
        if event.kind == "end" and event.name == "si":
            if index in wanted:
                yield index, text.parts
            text.parts = []
            index += 1
        else:
            text.take(event)


class _Text:
    """Collects what a string says, without readings (rPh)."""

    def __init__(self, member: str) -> None:
        self.member = member
        self.parts: list[Part] = []
        self._inside = ""
        self._reading = False

    def take(self, event: Event) -> None:
        if event.kind == "start":
            self._inside = event.name
            self._reading |= event.name == "rPh"
        elif event.kind == "end":
            self._inside = ""
            self._reading &= event.name != "rPh"
        elif event.kind == "text" and self._inside == "t" and not self._reading:
            self.parts += _unescaped(event, self.member)


def _unescaped(event: Event, member: str) -> Iterator[Part]:
    done = 0
    for escape in _ESCAPE.finditer(event.name):
        if done < escape.start():
            yield Part(event.name[done : escape.start()], member, event.start + done, event.start + escape.start())
        character = chr(int(escape[1], 16))
        shown = "" if character == "\r" else character  # a line feed follows it
        yield Part(shown, member, event.start + escape.start(), event.start + escape.end())
        done = escape.end()
    if done < len(event.name):
        start = event.start + done
        yield Part(event.name[done:], member, start, event.end)


class _Sheet:
    """A walk through a sheet."""

    def __init__(self, package: Package, sheet: str, shown: frozenset[int]) -> None:
        self.package, self.sheet, self.shown = package, sheet, shown
        self._hidden: list[range] = []  # columns
        self._row, self._column = 0, 0
        self._row_hidden = False

    def cells(self) -> Iterator[Cell]:
        cell: Cell | None = None
        text, count = _Text(self.sheet), 0
        kind, value, formula, inside = "", "", False, ""
        for event in self.package.events(self.sheet):
            if event.kind == "start":
                inside = event.name
                if event.name == "c":
                    cell, kind, value, formula = self._begin(event), event.attributes.get("t", "n"), "", False
                    text = _Text(self.sheet)
                elif event.name == "f":
                    formula = True
                else:
                    self._layout(event)
            elif event.kind == "text" and inside == "v":
                value += event.name[:20]
            if kind == "inlineStr":
                text.take(event)
            if event.kind == "end":
                inside = ""
                if event.name == "c" and cell and not formula:
                    if kind == "s" and value.strip().isdecimal():
                        cell.shared = int(value)
                        count += 1
                        yield cell
                    elif kind == "inlineStr" and text.parts:
                        cell.parts = text.parts
                        count += 1
                        yield cell
                if count > _MOST_CELLS:
                    raise ReadError(_TOO_MANY, where=self.package.path, advice="split it into smaller files")

    def _layout(self, event: Event) -> None:
        if event.name == "row":
            number = event.attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
            self._column = 0
            self._row_hidden = event.attributes.get("hidden") in ("1", "true")
        elif event.name == "col" and event.attributes.get("hidden") in ("1", "true"):
            first, last = (event.attributes.get(name, "") for name in ("min", "max"))
            if first.isdecimal() and last.isdecimal() and len(first + last) < 12 and len(self._hidden) < 1000:
                self._hidden.append(range(int(first), int(last) + 1))

    def _begin(self, event: Event) -> Cell | None:
        """The cell that begins, if it is shown."""
        address = _ADDRESS.fullmatch(event.attributes.get("r", ""))
        self._column = number_of(address[1]) if address else self._column + 1
        if address:
            self._row = int(address[2])
        column = self._column
        hidden = column not in self.shown and any(column in columns for columns in self._hidden)
        return None if hidden or self._row_hidden else Cell(self._row, column)
