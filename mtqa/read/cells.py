"""The text cells of an XLSX workbook: addresses and strings, from sheets and shared strings.

Cells with formulas, numbers, dates and errors have no prose, and neither have hidden rows and the readings above
Japanese text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtqa.errors import ReadError
from mtqa.read.package import Package
from mtqa.read.story import Part
from mtqa.read.xml import Event
from mtqa.text import Span

MOST_CELLS = 500_000  # with text; half a gigabyte of memory
_LONGEST_NUMBER = 20  # characters of the number of a shared string
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a string spells a control character (ECMA-376, 22.9.2.19)
_COUNT = re.compile(r'\suniqueCount="(\d+)"')
_NOWHERE = Span(0, 0)


@dataclass
class Cell:
    """A cell with text: its parts, or the number of a shared string that has them. `hidden` says that its column is,
    `fixed` that nothing can be written there."""

    row: int
    column: int
    hidden: bool = False
    fixed: bool = False
    shared: int | None = None
    value: Span = _NOWHERE  # where the sheet has that number
    parts: list[Part] = field(default_factory=list)


@dataclass
class Strings:
    """The shared strings that cells use: their parts, and their places as elements; how many there are of all, where
    the next would stand, and where the file has their number, if it does."""

    member: str
    parts: dict[int, list[Part]] = field(default_factory=dict)
    places: dict[int, Span] = field(default_factory=dict)
    total: int = 0
    end: int = 0
    count: Span | None = None


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


def too_many(package: Package) -> ReadError:
    """The error about a workbook that is too large."""
    return ReadError.of("too_many_cells", package.path, advice="split", most=MOST_CELLS)


def cells(package: Package, sheet: str) -> list[Cell]:
    """The cells with text of a sheet, row by row."""
    found = list(_Sheet(package, sheet).cells())
    return sorted(found, key=lambda cell: (cell.row, cell.column))


def fill(package: Package, member: str, sheets: list[list[Cell]]) -> Strings:
    """Give cells with a shared string its parts."""
    wanted = {cell.shared for sheet in sheets for cell in sheet if cell.shared is not None}
    if sum(map(len, sheets)) > MOST_CELLS:
        raise too_many(package)
    strings = _shared(package, member, wanted) if wanted else Strings(member)
    for sheet in sheets:
        for cell in sheet:
            if cell.shared is not None:
                cell.parts = strings.parts.get(cell.shared, [])
    return strings


def _shared(package: Package, member: str, wanted: set[int]) -> Strings:
    strings, text = Strings(member), _Text(member)
    start = 0
    for event in package.events(member):
        if event.kind == "start" and event.name == "sst":
            count = _COUNT.search(package.text(member), event.start, event.end)
            strings.count = Span(*count.span(1)) if count else None
        elif event.kind == "start" and event.name == "si":
            start = event.start
        elif event.kind == "end" and event.name == "si":
            if strings.total in wanted:
                strings.parts[strings.total] = text.parts
                strings.places[strings.total] = Span(start, event.end)
            text.parts = []
            strings.total += 1
        elif event.kind == "end" and event.name == "sst":
            strings.end = event.start
        text.take(event)
    return strings


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

    def __init__(self, package: Package, sheet: str) -> None:
        self.package, self.sheet = package, sheet
        self._hidden: list[range] = []  # columns
        self._row, self._column = 0, 0
        self._row_hidden = False

    def cells(self) -> Iterator[Cell]:
        cell: Cell | None = None
        text, count, place = _Text(self.sheet), 0, Span(0, 0)
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
                place = Span(event.start - (place.end - place.start if value else 0), event.end)
                value = (value + event.name)[:_LONGEST_NUMBER]
            if kind == "inlineStr":
                text.take(event)
            if event.kind == "end":
                inside = ""
                if event.name == "c" and cell and not formula:
                    if kind == "s" and value.strip().isdecimal():
                        cell.shared, cell.value = int(value), place
                        count += 1
                        yield cell
                    elif kind == "inlineStr" and text.parts:
                        cell.parts = text.parts
                        count += 1
                        yield cell
                if count > MOST_CELLS:
                    raise too_many(self.package)

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
        """The cell that begins, if its row is shown."""
        address = _ADDRESS.fullmatch(event.attributes.get("r", ""))
        self._column = number_of(address[1]) if address else self._column + 1
        if address:
            self._row = int(address[2])
        hidden = any(self._column in columns for columns in self._hidden)
        return None if self._row_hidden else Cell(self._row, self._column, hidden)
