"""Streams JSON Lines: one object per line. A key that only some rows have is a column like the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.columns import SAMPLE, choose
from mtqa.read.files import refused
from mtqa.scoring.source import MISSING, Row, text

_LONGEST_LINE = 10_000_000  # bytes


class Lines:
    """A table in JSON Lines (`mtqa.scoring.source.Source`)."""

    header = True

    def __init__(self, path: str, name: str, config: Config) -> None:
        self.path, self.name = path, name
        names: dict[str, None] = {}
        for item in self._objects():
            names.update(dict.fromkeys(item))
        if not names:
            advice = "each line must be an object with source and translation as strings"
            raise ReadError("no line has a key", where=name, advice=advice)
        self.names = list(names)
        first = [[text(cell) for cell in row] for row in islice(self.rows(), SAMPLE)]
        self.chosen = choose(name, [self.names, *first], config, named=True)

    def rows(self) -> Iterator[Row]:
        for item in self._objects():
            yield [item.get(name, MISSING) for name in self.names]

    def _objects(self) -> Iterator[dict[str, Any]]:
        try:
            with Path(self.path).open("rb") as stream:
                number = 0
                while line := stream.readline(_LONGEST_LINE + 1):
                    number += 1
                    if len(line) > _LONGEST_LINE:
                        raise self._error(number, f"is longer than {_LONGEST_LINE:,} bytes")
                    if line.strip():
                        yield self._object(number, line)
        except OSError as error:
            raise refused(error, self.name, self.path) from error

    def _object(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            item = json.loads(line.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise self._error(number, "is not valid UTF-8") from error
        except (ValueError, RecursionError) as error:
            raise self._error(number, f"is not JSON: {str(error) or 'nested too deeply'}") from error
        if not isinstance(item, dict):
            raise self._error(number, "is not a JSON object")
        return item

    def _error(self, number: int, what: str) -> ReadError:
        return ReadError(f"line {number:,} {what}", where=self.name, advice="write one JSON object per line, in UTF-8")
