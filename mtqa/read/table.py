"""Tables of translations: CSV, TSV, JSON Lines, Parquet; a row is a unit.

The columns are those of `--source-column` and `--target-column`, or found by name and script. A unit is named by the
row's id or key, else by its number: rows count from 1, without the header. A column `mtqa-ignore` has
suppressions.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import json_text
from mtqa.read.columns import SAMPLE, Columns, choose
from mtqa.read.delimited import Cell, delimiter_of, rows, text_of
from mtqa.read.units import Piece, Units
from mtqa.text import Document

_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\s*[\n\r\x0b\x0c\x85\u2028\u2029]+\s*")


def read(path: str, raw: str, config: Config, format: str = "csv") -> Document:
    """The target column of a CSV or TSV file."""
    table = rows(raw, delimiter_of(format, raw))
    if not table:
        return Units(path, raw, format).build()
    chosen = choose(path, [[text_of(cell) for cell in row] for row in table[:SAMPLE]], config)
    return _document(Units(path, raw, format), table[1:] if chosen.header else table, chosen)


def read_lines(path: str, raw: str, config: Config) -> Document:
    """The target field of a JSON Lines file, an object a line."""
    names: dict[str, int] = {}
    table: list[list[Cell]] = []
    line, at = 1, 0
    for found in _LINE.finditer(raw):
        line += len(re.findall(r"\r\n|\r|\n", raw[at : found.start()]))
        at = found.start()
        if not found[0].strip():
            continue
        values = json_text.strings(path, raw, *found.span(), line, numbers=True)
        fields = {".".join(map(str, value.path)): value for value in values}
        if not found[0].lstrip().startswith("{"):
            raise ReadError.of("no_object", path, line=line)
        for name in fields:
            names.setdefault(name, len(names))
        row: list[Cell] = [[] for _ in names]
        for name, value in fields.items():
            row[names[name]] = list(json_text.pieces(raw, value.start, value.end))
        table.append(row)
    if not names:
        raise ReadError.of("no_string", path)
    header = [[Piece(name, 0, 0)] for name in names]
    chosen = choose(path, [[text_of(cell) for cell in row] for row in [header, *table[:SAMPLE]]], config, named=True)
    return _document(Units(path, raw, "jsonl"), table, chosen)


def read_parquet(path: str, data: bytes, config: Config) -> Document:
    """The target column of a Parquet file. A row counts as a line, so a line break in a cell is read as a space."""
    import pandas

    try:
        frame = pandas.read_parquet(io.BytesIO(data))
    except ImportError as error:
        raise ReadError.of("no_pyarrow", path) from error
    except Exception as error:
        raise ReadError.of("no_parquet", path, detail=type(error).__name__) from error
    cells = [
        [_BREAK.sub(" ", _text(value)).replace("\t", " ") for value in row]
        for row in frame.to_numpy(dtype=object).tolist()
    ]
    names = [str(name) for name in frame.columns]
    chosen = choose(path, [names, *cells[:SAMPLE]], config, named=True)
    shown = [chosen.target, *([] if chosen.source is None else [chosen.source])]
    raw = "\n".join("\t".join(row[index] for index in shown) for row in cells)
    table: list[list[Cell]] = []
    at = 0
    for row in cells:
        places: list[Cell] = [[Piece(value, 0, 0)] for value in row]
        for index in shown:
            places[index] = [Piece(row[index], at, at + len(row[index]))]
            at += len(row[index]) + 1
        table.append(places)
    return _document(Units(path, raw, "parquet"), table, chosen)


def _text(value: object) -> str:
    """The text of a cell; a whole number may be the name of its row."""
    return str(value) if isinstance(value, str) or type(value) is int else ""


def _document(units: Units, table: Sequence[Sequence[Cell]], chosen: Columns) -> Document:
    units.target.notes.append(chosen.told)
    for number, row in enumerate(table, start=1):
        if len(row) <= chosen.target:
            units.pass_over("units_without_column", text_of(_cell(row, chosen.name)).strip() or str(number))
            continue
        name = _cell(row, chosen.name)
        ignored = text_of(_cell(row, chosen.ignore)).strip()
        units.add(
            text_of(name).strip() or str(number),
            _cell(row, chosen.source),
            row[chosen.target],
            note="\n".join(filter(None, [text_of(_cell(row, chosen.note)), ignored and f"mtqa-ignore {ignored}"])),
        )
    document = units.build()
    return document if chosen.name is not None else replace(document, rows=len(table))


def _cell(row: Sequence[Cell], index: int | None) -> Cell:
    return row[index] if index is not None and index < len(row) else []
