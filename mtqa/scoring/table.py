"""Reads a table of translations row by row: CSV, TSV, JSON Lines, Parquet.

`mtqa.read.table` reads the same files with the place of every character, whole in memory. Here only values count, one
row at a time, and every cell of the table is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.scoring.jsonl import Lines
from mtqa.scoring.parquet import Parquet
from mtqa.scoring.separated import Separated
from mtqa.scoring.source import Row, text
from mtqa.text import Note

FORMATS = ("csv", "tsv", "jsonl", "parquet")
_SUFFIXES = {".tab": "tsv", ".ndjson": "jsonl", ".pq": "parquet"}
Content = Separated | Lines | Parquet


@dataclass(frozen=True)
class Table:
    """A table that was read once, to count its rows.

    path        its name, as messages show it
    format      one of FORMATS
    source, target  indexes of the two columns
    length      number of rows without the header
    characters  number of characters in both columns together
    note        which columns are used, for the user
    """

    path: str
    format: str
    content: Content
    source: int
    target: int
    length: int
    characters: int
    note: Note

    @property
    def names(self) -> list[str]:
        return self.content.names

    def rows(self) -> Iterator[Row]:
        return self.content.rows()

    def pair(self, row: Row) -> tuple[str, str]:
        """Source and translation of a row; empty for a missing cell."""
        return text(row[self.source]), text(row[self.target])


def format_of(name: str) -> str:
    """The format of a file by its suffix; empty for an unknown suffix."""
    suffix = PurePath(name).suffix.lower()
    return _SUFFIXES.get(suffix, suffix[1:] if suffix[1:] in FORMATS else "")


def open_table(path: str, name: str, config: Config) -> Table:
    """Read the table at `path` once. Its format follows from the suffix of `name`. Raises ReadError where it is damaged
    or the two columns cannot be found."""
    format = format_of(name)
    if not format:
        how = "name it with --stdin-filename" if name == "<stdin>" else "give a table"
        raise ReadError("not a table", where=name, advice=f"{how}: its name ends in .{', .'.join(FORMATS)}")
    content: Content
    if format == "jsonl":
        content = Lines(path, name, config)
    elif format == "parquet":
        content = Parquet(path, name, config)
    else:
        content = Separated(path, name, format, config)
    source, target = content.chosen.source, content.chosen.target
    if source is None:
        advice = "give --source-column, a name or number; a score compares source and translation"
        raise ReadError("no column looks like the source", where=name, advice=advice)
    length = characters = 0
    for row in content.rows():
        length += 1
        characters += len(text(row[source])) + len(text(row[target]))
    return Table(name, format, content, source, target, length, characters, content.chosen.told)
