"""Streams Parquet in batches of rows, with pyarrow, which pandas needs for Parquet, too."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.columns import SAMPLE, choose
from mtqa.scoring.source import Row, text

_BATCH_ROWS = 1024  # rows in memory at once
INSTALL = "pip install pyarrow, or save the table as CSV"


class Parquet:
    """A table in Parquet (`mtqa.scoring.source.Source`)."""

    header = True

    def __init__(self, path: str, name: str, config: Config) -> None:
        self.name = name
        self._file = _opened(path, name)
        self.schema = self._file.schema_arrow
        self.names = list(self.schema.names)
        first = [[text(cell) for cell in row] for row in islice(self.rows(), SAMPLE)]
        self.chosen = choose(name, [self.names, *first], config, named=True)

    def rows(self) -> Iterator[Row]:
        try:
            for batch in self._file.iter_batches(batch_size=_BATCH_ROWS):
                columns = [column.to_pylist() for column in batch.columns]
                yield from (list(row) for row in zip(*columns, strict=True))
        except (OSError, ValueError) as error:  # ArrowInvalid is a ValueError
            raise ReadError(f"the file is damaged: {error}", where=self.name, advice="write it again") from error


def _opened(path: str, name: str) -> Any:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise ReadError("pyarrow is needed to read Parquet", where=name, advice=INSTALL) from error
    try:
        return parquet.ParquetFile(path)
    except (OSError, ValueError) as error:
        what = f"not a Parquet file: {type(error).__name__}"
        raise ReadError(what, where=name, advice="write it again, or save the table as CSV") from error
