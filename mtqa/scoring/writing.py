"""Writes rated rows one at a time: CSV, TSV, JSON Lines, Parquet.

A file is replaced only when the new file is complete: Ctrl-C and a full disk leave the old file. In CSV and TSV a cell
that a spreadsheet would run as a formula gets an apostrophe, unless it is a number, and invisible characters are made
visible, as in `mtqa.render.csv`; JSON Lines and Parquet are exact.
"""

from __future__ import annotations

import codecs
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from mtqa.errors import UsageError
from mtqa.render.base import storable, visible
from mtqa.render.csv import cell
from mtqa.scoring.parquet import INSTALL, Parquet
from mtqa.scoring.rating import free_names
from mtqa.scoring.source import MISSING
from mtqa.scoring.table import Table
from mtqa.storage.atomic import place_of, written

_ROW_GROUP = 1024  # rows of a Parquet row group


class Writer(Protocol):
    """Writes the rows of a table."""

    def write(self, row: Sequence[Any]) -> None: ...

    def close(self) -> None: ...


class _Separated:
    """Writes CSV or TSV in the dialect of the input, if that has the same format."""

    def __init__(self, stream: codecs.StreamWriter, names: Sequence[str], format: str, table: Table) -> None:
        same = table.format == format
        dialect = getattr(table.content, "dialect", {}) if same else {}
        if not dialect:
            dialect = {"delimiter": "\t" if format == "tsv" else ",", "quoting": csv.QUOTE_MINIMAL}
        # If quotation marks are text, no cell can contain a delimiter or a line break: a space replaces it.
        replaced = f"{dialect['delimiter']}\r\n" if dialect["quoting"] == csv.QUOTE_NONE else ""
        self._spaces = str.maketrans(dict.fromkeys(replaced, " "))
        self._writer = csv.writer(stream, lineterminator="\n", **dialect)
        if table.content.header or not same:
            self.write(names)

    def write(self, row: Sequence[Any]) -> None:
        self._writer.writerow([_safe_text(value).translate(self._spaces) for value in row])

    def close(self) -> None:
        pass


class _Lines:
    """Writes JSON Lines."""

    def __init__(self, stream: codecs.StreamWriter, names: Sequence[str]) -> None:
        self._stream = stream
        self._names = _unique(names)

    def write(self, row: Sequence[Any]) -> None:
        item = {name: value for name, value in zip(self._names, row, strict=True) if value is not MISSING}
        self._stream.write(storable(json.dumps(item, ensure_ascii=False, default=str)) + "\n")

    def close(self) -> None:
        pass


class _Parquet:
    """Writes Parquet. Columns of a Parquet input keep their types; columns of other tables are text."""

    def __init__(self, stream: Any, names: Sequence[str], table: Table) -> None:
        import pyarrow
        from pyarrow import parquet

        self._arrow = pyarrow
        known = (
            {column.name: column.type for column in table.content.schema} if isinstance(table.content, Parquet) else {}
        )
        scores = dict.fromkeys(free_names(table.names)[:-1], pyarrow.float64())
        self._text = [name not in known and name not in scores for name in names]
        types = [known.get(name) or scores.get(name) or pyarrow.string() for name in names]
        self._schema = pyarrow.schema(list(zip(_unique(names), types, strict=True)))
        self._writer = parquet.ParquetWriter(stream, self._schema)
        self._rows: list[Sequence[Any]] = []

    def write(self, row: Sequence[Any]) -> None:
        self._rows.append([_exact_text(value) if text else value for value, text in zip(row, self._text, strict=True)])
        if len(self._rows) == _ROW_GROUP:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        columns = [list(column) for column in zip(*self._rows, strict=True)] or [[] for _ in self._schema]
        arrays = [self._arrow.array(cells, field.type) for cells, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []


@contextmanager
def writing(format: str, path: str, names: Sequence[str], table: Table) -> Iterator[Writer]:
    """A writer to a path that `refuse_clashes` has checked; `-` is standard output."""
    try:
        with _opened(path) as stream:
            writer = _writer(format, stream, names, table)
            yield writer
            writer.close()
            stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        what = f"the table cannot be written here: {(error.strerror or str(error)).lower()}"
        where = "standard output" if path == "-" else visible(path)
        raise UsageError(what, where=where, advice="choose another place, or make room") from error


@contextmanager
def _opened(path: str) -> Iterator[Any]:
    if path == "-":
        yield sys.stdout.buffer
    else:
        with written(place_of(Path(path))) as stream:
            yield stream


def _writer(format: str, stream: Any, names: Sequence[str], table: Table) -> Writer:
    if format == "parquet":
        try:
            return _Parquet(stream, names, table)
        except ImportError as error:
            raise UsageError("pyarrow is needed to write Parquet", advice=INSTALL) from error
    text = codecs.getwriter("utf-8")(stream)  # a TextIOWrapper would close standard output when it is dropped
    return _Lines(text, names) if format == "jsonl" else _Separated(text, names, format, table)


def _unique(names: Sequence[str]) -> list[str]:
    """The names, made unique: a JSON object has each key once, and pandas reads no Parquet with a repeated name.

    >>> _unique(["a", "b", "a", "a_2"])
    ['a', 'b', 'a_3', 'a_2']
    """
    found: list[str] = []
    for place, name in enumerate(names):
        spellings = (f"{name}_{number}" for number in count(2))
        again = name in names[:place]
        found.append(next(free for free in spellings if free not in (*names, *found)) if again else name)
    return found


def _safe_text(value: Any) -> str:
    """A value as text, safe for a spreadsheet."""
    if value is None or value is MISSING:
        return ""
    if not isinstance(value, str):
        return str(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False, default=str)
    return value if _is_number(value) else cell(value)


def _exact_text(value: Any) -> str | None:
    """A value as text; None for an empty cell."""
    if value is None or value is MISSING:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
