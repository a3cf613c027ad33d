"""Streams CSV and TSV; the start of the file shows encoding, delimiter and whether quotation marks are syntax."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import encoding
from mtqa.read.columns import SAMPLE, choose
from mtqa.read.delimited import delimiter_of, has_quotes, rows, text_of
from mtqa.read.files import refused
from mtqa.scoring.source import Row, padded

_SAMPLE_BYTES = 1_000_000
_LONGEST_CELL = 1_000_000  # characters; a quotation mark that is never closed makes one cell of the rest


class Separated:
    """A table in CSV or TSV (`mtqa.scoring.source.Source`)."""

    def __init__(self, path: str, name: str, format: str, config: Config) -> None:
        self.path, self.name = path, name
        sample, self.codec = self._sampled()
        self.delimiter = delimiter_of(format, sample)
        # In a TSV in which no cell begins with a quotation mark, quotation marks are taken to be text.
        begins = re.search(rf'(?m)(?:^|{re.escape(self.delimiter)})"', sample)
        self.quoted = has_quotes(sample, self.delimiter) and bool(begins or format != "tsv") and not self._is_plain()
        first = [[text_of(cell) for cell in row] for row in rows(sample, self.delimiter)[:SAMPLE]]
        self.chosen = choose(name, first, config)
        self.header = self.chosen.header
        self.names = first[0] if self.header else [str(number + 1) for number in range(max(map(len, first)))]

    def rows(self) -> Iterator[Row]:
        with self._opened() as reader:
            try:
                if self.header:
                    next(reader, None)
                for row in reader:
                    if len(row) > len(self.names):
                        what = f"line {reader.line_num} has {len(row)} cells in {len(self.names)} columns"
                        advice = "put cells with a delimiter inside in quotation marks"
                        raise ReadError(what, where=self.name, advice=advice)
                    if row:
                        yield padded(row, len(self.names), "")
            except csv.Error as error:
                raise self._error(reader.line_num, error) from error

    @property
    def dialect(self) -> dict[str, Any]:
        """The parameters with which the `csv` module reads or writes such a file."""
        return {
            "delimiter": self.delimiter,
            "quoting": csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            "quotechar": '"' if self.quoted else None,
        }

    def _is_plain(self) -> bool:
        """Are quotation marks text after all? “"Well," he said.” is not a valid quoted cell. They are text if the file
        is not valid with quoting, and every line has the same number of cells without it."""
        self.quoted = True
        with self._opened() as reader:
            try:
                deque(reader, maxlen=0)
                return False
            except csv.Error:
                self.quoted = False
        with self._opened() as reader:
            try:
                return len({len(row) for row in reader if row}) == 1
            except csv.Error:  # a cell that is too long
                return False

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        """A strict reader: csv.Error for a quotation mark that is not closed or not allowed at its place."""
        csv.field_size_limit(_LONGEST_CELL)
        reader = None
        try:
            with Path(self.path).open(encoding=self.codec, newline="") as stream:
                if stream.read(1) != "\ufeff":
                    stream.seek(0)
                reader = csv.reader(stream, strict=True, **self.dialect)
                yield reader
        except UnicodeDecodeError as error:
            what = f"not valid {self.codec.upper()} after line {reader.line_num if reader else 0}: {error.reason}"
            raise ReadError(what, where=self.name, advice="the file is damaged: save it again as UTF-8") from error
        except OSError as error:
            raise refused(error, self.name, self.path) from error

    def _error(self, line: int, error: csv.Error) -> ReadError:
        advice = "look there for a quotation mark that is not closed, or not doubled within a cell in quotation marks"
        return ReadError(f"line {line}: {error}", where=self.name, advice=advice)

    def _sampled(self) -> tuple[str, str]:
        """The first whole lines, and the encoding."""
        try:
            with Path(self.path).open("rb") as stream:
                data = stream.read(_SAMPLE_BYTES)
                more = bool(stream.read(1))
        except OSError as error:
            raise refused(error, self.name, self.path) from error
        if not data.strip():
            raise ReadError("the file is empty", where=self.name, advice="check that this is the file you meant")
        whole = data[: data.rfind(b"\n") + 1] if more and b"\n" in data else data
        text, codec = encoding.decode(whole, self.name)
        return "\n".join(text.splitlines()[:SAMPLE]), codec
