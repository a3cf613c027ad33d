"""Workbooks: sheets of cells with text; a cell is a unit, named by its address, `Sheet1!B12`.

A sheet whose header names columns of sources and of translations, or a column that an option names, is a table as in
CSV; of any other workbook all text cells are read, and `--source` names a workbook with the same cells. The formats
differ in how they store cells, which `read/xlsx.py` and `read/ods.py` know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.cells import Cell, letters_of, number_of
from mtqa.read.columns import SAMPLE, Columns, choose, has_names
from mtqa.read.story import Layout, Row, Story
from mtqa.text import Note

_MOST_COLUMNS = 1_000  # of a table
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


class Sheet(NamedTuple):
    """A sheet that is shown: its name, and its cells with text, row by row."""

    name: str
    cells: Sequence[Cell]


class Placed(NamedTuple):
    """A cell, its address, and the index of its paragraph."""

    cell: Cell
    address: str
    paragraph: int


def lay_out(story: Story, format: str, sheets: Sequence[Sheet], hidden: int) -> tuple[Layout, list[list[Placed]]]:
    """The cells of a workbook as units, and each sheet's with their paragraphs. `raw` has all of them, whatever the
    options are; `hidden` says how many sheets are not shown."""
    placed = [_added(story, sheet) for sheet in sheets]
    if hidden:
        story.notes.append(Note.of("hidden_sheets", n=hidden))
    return story.in_units(format, _units(story, sheets, placed)), placed


def _units(story: Story, sheets: Sequence[Sheet], placed: Sequence[Sequence[Placed]]) -> list[Row]:
    """The rows of the sheets that are tables, else all cells."""
    tables = [_table(story.package.path, sheet.cells, story.config) for sheet in sheets]
    chosen = [(cells, columns) for cells, (columns, _) in zip(placed, tables, strict=True) if columns]
    if chosen:
        others = sum(bool(cells) and not columns for cells, (columns, _) in zip(placed, tables, strict=True))
        story.notes += dict.fromkeys(columns.told for _, columns in chosen)
        story.notes += [Note.of("other_sheets", n=others)] if others else []
        return [row for cells, columns in chosen for row in _rows(cells, columns)]
    if wrong := next((error for _, error in tables if error), None):
        raise wrong
    return [row for cells in placed for row in _all(cells)]


def _by_number(column: str) -> str:
    """The number of a column that is named by its letters."""
    return str(number_of(column.upper())) if _LETTERS.fullmatch(column) else column


def _table(path: str, sheet: Sequence[Cell], config: Config) -> tuple[Columns | None, ReadError | None]:
    """The columns of a sheet that is a table; else None, and the error where options name columns that it lacks."""
    if not sheet:
        return None, None
    rows = _dense(sheet)
    if not (config.target_column or config.source_column or has_names(rows[0])):
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
        if cell.row not in rows and len(rows) == SAMPLE:
            break
        row = rows.setdefault(cell.row, [""] * width)
        if cell.column <= width:
            row[cell.column - 1] = _text(cell)
    return list(rows.values())


def _text(cell: Cell) -> str:
    return "".join(part.text for part in cell.parts)


def _added(story: Story, sheet: Sheet) -> list[Placed]:
    """The cells of a sheet, each as a paragraph."""
    name = sheet.name if _PLAIN_NAME.fullmatch(sheet.name) else "'{}'".format(sheet.name.replace("'", "''"))
    placed = []
    for cell in sheet.cells:
        address = f"{name}!{letters_of(cell.column)}{cell.row}"
        parts = [part._replace(member="") for part in cell.parts] if cell.fixed else cell.parts
        story.section(address)
        placed.append(Placed(cell, address, story.paragraph(parts, breaks=True)))
    return placed


def _all(sheet: Iterable[Placed]) -> Iterator[Row]:
    return ((placed.address, None, placed.paragraph, "") for placed in sheet if not placed.cell.hidden)


def _rows(sheet: Iterable[Placed], chosen: Columns) -> Iterator[Row]:
    rows: dict[int, dict[int | None, Placed]] = {}
    for placed in sheet:
        rows.setdefault(placed.cell.row, {})[placed.cell.column - 1] = placed
    for row in list(rows.values())[1 if chosen.header else 0 :]:
        source, target = row.get(chosen.source), row.get(chosen.target)
        note, ignored = (
            _text(found.cell).strip() if found else "" for found in map(row.get, (chosen.note, chosen.ignore))
        )
        about = "\n".join(filter(None, [note, ignored and f"mtqa-ignore {ignored}"]))
        if target or source:
            index = target.paragraph if target else None
            yield (target or source).address, source.paragraph if source else None, index, about  # type: ignore[union-attr]
