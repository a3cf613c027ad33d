"""XLSX: the text cells of a workbook of Excel; `read/sheets.py` says which of them are units.

Not read are hidden sheets, rows and columns, formulas, numbers, comments and charts. openpyxl is not used, since it has
no places of text in the file, which `mtqa review apply` needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mtqa.config import Config
from mtqa.read.cells import Cell, Strings, cells, fill, number_of
from mtqa.read.package import Package, named
from mtqa.read.sheets import Sheet, lay_out
from mtqa.read.story import Layout, Story
from mtqa.text import Document, Span

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


def read(path: str, data: bytes, config: Config) -> Document:
    """The text cells of a workbook."""
    return layout(path, data, config).document


def layout(path: str, data: bytes, config: Config) -> Workbook:
    """The text cells of a workbook, with their places in its parts. `raw` has all of them, whatever the options are."""
    package = Package(path, data, "an Excel workbook", "Excel")
    story = Story(package, config)
    names, members, hidden = _sheets(package)
    found = [cells(package, member) for member in members]
    strings = fill(package, _strings(package), found)
    for member, sheet in zip(members, found, strict=True):
        _fix_heads(package, member, sheet)
    laid_out, placed = lay_out(story, "xlsx", list(map(Sheet, names, found)), hidden)
    pointers = [
        Pointer(story.span(each.paragraph), member, each.cell.value, each.cell.shared)
        for member, sheet in zip(members, placed, strict=True)
        for each in sheet
        if each.cell.shared is not None
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
        raise package.error("no_workbook", root=named(root.name))
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


def _fix_heads(package: Package, member: str, sheet: Iterable[Cell]) -> None:
    """Let the heads of tables as they are: Excel keeps their texts a second time, so nothing is written there."""
    heads = _heads(package, member)
    for cell in sheet if heads else ():
        cell.fixed = any(row == cell.row and cell.column in columns for row, columns in heads)


def _heads(package: Package, member: str) -> list[tuple[int, range]]:
    """The heads of tables in a sheet: row and columns."""
    found: list[tuple[int, range]] = []
    tables = {name for kind, name in package.related(member).values() if kind == "table" and name in package}
    for name in sorted(tables)[:_MOST_TABLES]:
        root = next(event for event in package.events(name) if event.kind == "start")
        area = _AREA.match(root.attributes.get("ref", ""))
        if area and root.attributes.get("headerRowCount") != "0":
            found.append((int(area[2]), range(number_of(area[1]), number_of(area[3]) + 1)))
    return found
