"""XLSX: the text cells of a workbook; a cell is a unit, named by its address, `Sheet1!B12`.

A sheet whose header names the columns of source and translation, or for which options do, is a table as in CSV; of any
other workbook all text cells are read, and `--source` names a workbook with the same cells. Not read are hidden sheets,
rows and columns, formulas, numbers, comments and charts. openpyxl is not used, since it has no places of text in the
file, which `mtqa review apply` needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.cells import Cell, cells, fill, letters_of, number_of
from mtqa.read.columns import Columns, choose, has_names
from mtqa.read.package import Package
from mtqa.read.story import Layout, Story
from mtqa.text import Document, Note

_SAMPLE = 200  # rows
_MOST_COLUMNS = 1_000  # of a table
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_STRINGS = "xl/sharedStrings.xml"

Row = tuple[str, int | None, int, str]


def read(path: str, data: bytes, config: Config) -> Document:
    """The text cells of a workbook."""
    return layout(path, data, config).document


def layout(path: str, data: bytes, config: Config) -> Layout:
    """The text cells of a workbook, with their places in its parts."""
    package = Package(path, data, "an Excel workbook")
    story = Story(package, config)
    asked = [_by_number(column) for column in (config.source_column, config.target_column)]
    shown = frozenset(int(column) for column in asked if column.isdecimal() and len(column) < 6)
    names, members, hidden = _sheets(package)
    sheets = [cells(package, member, shown) for member in members]
    fill(package, _strings(package), sheets)
    if hidden:
        story.notes.append(Note.of("hidden_sheets", n=hidden))
    tables = [(name, sheet, *_table(path, sheet, config)) for name, sheet in zip(names, sheets, strict=True)]
    chosen = [(name, sheet, found) for name, sheet, found, _ in tables if found]
    if not chosen:
        wrong = next((error for *_, error in tables if error), None)
        if wrong:
            raise wrong
        rows = [row for name, sheet in zip(names, sheets, strict=True) for row in _all(story, name, sheet)]
        return story.in_units("xlsx", rows, ())
    notes = dict.fromkeys(found.told for *_, found in chosen)
    others = sum(bool(sheet) for _, sheet, found, _ in tables if not found)
    passed_over = [Note.of("other_sheets", n=others)] if others else []
    rows = [row for name, sheet, found in chosen for row in _rows(story, name, sheet, found)]
    return story.in_units("xlsx", rows, [*notes, *passed_over])


def _sheets(package: Package) -> tuple[list[str], list[str], int]:
    """Names and members of the sheets that are shown, in order, and how many are hidden."""
    workbook = next((target for kind, target in package.related("").values() if kind == "officeDocument"), "")
    workbook = workbook if workbook in package else "xl/workbook.xml"
    related = package.related(workbook)
    found: dict[str, str] = {}
    hidden = 0
    for event in package.events(workbook):
        if event.kind == "start" and event.name == "sheet":
            kind, member = related.get(event.attributes.get("id", ""), ("", ""))
            if kind != "worksheet":  # a chart, a sheet of macros
                continue
            if event.attributes.get("state", "visible") != "visible":
                hidden += 1
            else:
                found.setdefault(member, event.attributes.get("name", ""))
    return list(found.values()), list(found), hidden


def _strings(package: Package) -> str:
    return next((name for name in package.names if name.lower() == _STRINGS.lower()), _STRINGS)


def _by_number(column: str) -> str:
    """The number of a column that is named by its letters."""
    return str(number_of(column.upper())) if _LETTERS.fullmatch(column) else column


def _table(path: str, sheet: Sequence[Cell], config: Config) -> tuple[Columns | None, ReadError | None]:
    """The columns of a sheet that is a table; else None, and the error where options name columns that it lacks."""
    if not sheet:
        return None, None
    rows = _dense(sheet)
    asked = config.target_column or (config.source_column and not config.source)
    if not asked and (config.source or not has_names(rows[0])):
        return None, None
    header = set(rows[0])
    source, target = (
        column if column in header else _by_number(column) for column in (config.source_column, config.target_column)
    )
    try:
        return choose(path, rows, replace(config, source_column=source, target_column=target)), None
    except ReadError as error:
        return None, error


def _dense(sheet: Sequence[Cell]) -> list[list[str]]:
    """The first rows as lists of texts."""
    width = min(_MOST_COLUMNS, max(cell.column for cell in sheet))
    rows: dict[int, list[str]] = {}
    for cell in sheet:
        if cell.row not in rows and len(rows) == _SAMPLE:
            break
        row = rows.setdefault(cell.row, [""] * width)
        if cell.column <= width:
            row[cell.column - 1] = _text(cell)
    return list(rows.values())


def _text(cell: Cell) -> str:
    return "".join(part.text for part in cell.parts)


def _all(story: Story, name: str, sheet: Iterable[Cell]) -> Iterator[Row]:
    for cell in sheet:
        address, index = _added(story, name, cell)
        yield address, None, index, ""


def _rows(story: Story, name: str, sheet: Sequence[Cell], chosen: Columns) -> Iterator[Row]:
    rows: dict[int, dict[int, Cell]] = {}
    for cell in sheet:
        rows.setdefault(cell.row, {})[cell.column - 1] = cell
    numbers = list(rows)[1 if chosen.header else 0 :]
    for row in (rows[number] for number in numbers):
        target, source = row.get(chosen.target), row.get(-1 if chosen.source is None else chosen.source)
        notes = (row.get(-1 if index is None else index) for index in (chosen.note, chosen.ignore))
        note, ignored = (_text(cell).strip() if cell else "" for cell in notes)
        if target is None and source is not None:
            target = Cell(source.row, chosen.target + 1)
        if target is not None:
            origin = _added(story, name, source)[1] if source else None
            address, index = _added(story, name, target)
            yield address, origin, index, "\n".join(filter(None, [note, ignored and f"mtqa-ignore {ignored}"]))


def _added(story: Story, name: str, cell: Cell) -> tuple[str, int]:
    """The address of a cell and the index of its paragraph."""
    quoted = name if _PLAIN_NAME.fullmatch(name) else "'{}'".format(name.replace("'", "''"))
    address = f"{quoted}!{letters_of(cell.column)}{cell.row}"
    story.section(address)
    return address, story.paragraph(cell.parts, breaks=True)
