"""XLSX: the text cells of a workbook; a cell is a unit, named by its address, `Sheet1!B12`.

A sheet whose header names columns of sources and of translations, or a column that an option names, is a table as in
CSV; of any other workbook all text cells are read, and `--source` names a workbook with the same cells. Not read are
hidden sheets, rows and columns, formulas, numbers, comments and charts. openpyxl is not used, since it has no places of
text in the file, which `mtqa review apply` needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.cells import Cell, Strings, cells, fill, letters_of, number_of
from mtqa.read.columns import Columns, choose, has_names
from mtqa.read.package import Package, named
from mtqa.read.story import Layout, Row, Story
from mtqa.text import Document, Note, Span

_SAMPLE = 200  # rows
_MOST_COLUMNS = 1_000  # of a table
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})[0-9]{1,7}")
_MOST_TABLES = 50  # of a sheet
_STRINGS = "xl/sharedStrings.xml"


class Pointer(NamedTuple):
    """A cell with a shared string: its stretch of the text, and where its sheet has the number of the string."""

    raw: Span
    sheet: str
    value: Span
    shared: int


@dataclass(frozen=True)
class Workbook(Layout):
    """A layout in which cells point to strings that others may share; the pointers are in the order of the text."""

    pointers: tuple[Pointer, ...] = ()
    strings: Strings = field(default_factory=lambda: Strings(""))


class Placed(NamedTuple):
    """A cell, its address, and the index of its paragraph."""

    cell: Cell
    address: str
    paragraph: int


def read(path: str, data: bytes, config: Config) -> Document:
    """The text cells of a workbook."""
    return layout(path, data, config).document


def layout(path: str, data: bytes, config: Config) -> Workbook:
    """The text cells of a workbook, with their places in its parts. `raw` has all of them, whatever the options are."""
    package = Package(path, data, "an Excel workbook")
    story = Story(package, config)
    names, members, hidden = _sheets(package)
    found = [cells(package, member) for member in members]
    strings = fill(package, _strings(package), found)
    heads = [_heads(package, member) for member in members]
    sheets = [_added(story, *about) for about in zip(names, found, heads, strict=True)]
    if hidden:
        story.notes.append(Note.of("hidden_sheets", n=hidden))
    tables = [_table(path, sheet, config) for sheet in found]
    chosen = [(sheet, columns) for sheet, (columns, _) in zip(sheets, tables, strict=True) if columns]
    if chosen:
        notes = list(dict.fromkeys(columns.told for _, columns in chosen))
        others = sum(bool(sheet) and not columns for sheet, (columns, _) in zip(found, tables, strict=True))
        story.notes += [*notes, *([Note.of("other_sheets", n=others)] if others else [])]
        rows = [row for sheet, columns in chosen for row in _rows(sheet, columns)]
    elif wrong := next((error for _, error in tables if error), None):
        raise wrong
    else:
        rows = [row for sheet in sheets for row in _all(sheet)]
    laid_out = story.in_units("xlsx", rows)
    pointers = [
        Pointer(story.span(placed.paragraph), member, placed.cell.value, placed.cell.shared)
        for member, sheet in zip(members, sheets, strict=True)
        for placed in sheet
        if placed.cell.shared is not None
    ]
    return Workbook(laid_out.document, package, laid_out.stretches, False, tuple(pointers), strings)


def _sheets(package: Package) -> tuple[list[str], list[str], int]:
    """Names and members of the sheets that are shown, in order, and how many are hidden."""
    workbook = next((target for kind, target in package.related("").values() if kind == "officeDocument"), "")
    workbook = workbook if workbook in package else "xl/workbook.xml"
    related = package.related(workbook)
    found: dict[str, str] = {}
    hidden = 0
    root = next(event for event in package.events(workbook) if event.kind == "start")
    if root.name != "workbook":
        raise package.damaged(f"its main part is a {named(root.name)}")
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
        if cell.row not in rows and len(rows) == _SAMPLE:
            break
        row = rows.setdefault(cell.row, [""] * width)
        if cell.column <= width:
            row[cell.column - 1] = _text(cell)
    return list(rows.values())


def _text(cell: Cell) -> str:
    return "".join(part.text for part in cell.parts)


def _heads(package: Package, sheet: str) -> list[tuple[int, range]]:
    """The heads of tables: row and columns. Excel keeps their texts a second time, so nothing is written there."""
    found: list[tuple[int, range]] = []
    tables = {member for kind, member in package.related(sheet).values() if kind == "table" and member in package}
    for member in sorted(tables)[:_MOST_TABLES]:
        root = next(event for event in package.events(member) if event.kind == "start")
        area = _AREA.match(root.attributes.get("ref", ""))
        if area and root.attributes.get("headerRowCount") != "0":
            found.append((int(area[2]), range(number_of(area[1]), number_of(area[3]) + 1)))
    return found


def _added(story: Story, name: str, sheet: Iterable[Cell], heads: list[tuple[int, range]]) -> list[Placed]:
    """The cells of a sheet, each as a paragraph."""
    quoted = name if _PLAIN_NAME.fullmatch(name) else "'{}'".format(name.replace("'", "''"))
    placed = []
    for cell in sheet:
        address = f"{quoted}!{letters_of(cell.column)}{cell.row}"
        is_head = any(row == cell.row and cell.column in columns for row, columns in heads)
        parts = [part._replace(member="") for part in cell.parts] if is_head else cell.parts
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
