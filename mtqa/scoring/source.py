"""The interface of a table format: a file whose rows can be read repeatedly and are never held in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

Row = list[Any]


class Missing:
    """The cell that a row lacks: a JSON object without that key."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


class Source(Protocol):
    """A table. Its rows are as long as `names`; without a header the names are numbers and `header` is False."""

    names: list[str]
    header: bool

    def rows(self) -> Iterator[Row]: ...


def padded(row: Row, width: int, filling: object = MISSING) -> Row:
    """The row, filled up to `width` cells."""
    return row + [filling] * (width - len(row))


def text(cell: object) -> str:
    """The text of a cell; empty for a cell that is not a string."""
    return cell if isinstance(cell, str) else ""
