"""A table of translations, row by row: CSV, TSV, JSON Lines, Parquet.

`mtqa.read.table` reads the same files to point at characters in them, and holds them whole for that. Here only values
count, a row at a time, and every cell of the table survives.
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
    """A table that has been read once.

    path        its name, as it is shown
    format      one of FORMATS
    source, target  indexes of the two columns
    length      rows, the header not counted
    characters  of both columns together: how much there is to read
    told        which columns were taken, for the user
    """

    path: str
    format: str
    content: Content
    source: int
    target: int
    length: int
    characters: int
    told: Note

    @property
    def names(self) -> list[str]:
        return self.content.names

    def rows(self) -> Iterator[Row]:
        return self.content.rows()

    def pair(self, row: Row) -> tuple[str, str]:
        """Source and translation of a row; empty where it has none."""
        return text(row[self.source]), text(row[self.target])


def format_of(name: str) -> str:
    """The format that a file's suffix stands for; empty where none does."""
    suffix = PurePath(name).suffix.lower()
    return _SUFFIXES.get(suffix, suffix[1:] if suffix[1:] in FORMATS else "")


def open_table(path: str, name: str, config: Config) -> Table:
    """Read a table once. It lies at `path` and is called `name`, whose suffix tells the format. Raises ReadError where
    it is damaged or the two columns cannot be found."""
    format = format_of(name)
    if not format:
        how = "say by --stdin-filename what its name would be" if name == "<stdin>" else "give a file whose name is one"
        raise ReadError("no table", where=name, advice=f"{how}: it ends in .{', .'.join(FORMATS)}")
    content: Content
    if format == "jsonl":
        content = Lines(path, name, config)
    elif format == "parquet":
        content = Parquet(path, name, config)
    else:
        content = Separated(path, name, format, config)
    source, target = content.chosen.source, content.chosen.target
    if source is None:
        advice = "say which with --source-column, by name or number; a score compares source and translation"
        raise ReadError("no column looks like the source", where=name, advice=advice)
    length = characters = 0
    for row in content.rows():
        length += 1
        characters += len(text(row[source])) + len(text(row[target]))
    return Table(name, format, content, source, target, length, characters, content.chosen.told)
