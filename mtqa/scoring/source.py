"""The contract of a format: a file that gives its rows as often as it is asked, and never holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

Row = list[Any]


class Missing:
    """The cell of a row that has none, as a JSON object that lacks a key of the others."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


class Source(Protocol):
    """Rows are as long as `names`; where the file names no columns these are numbers, and `header` is False."""

    names: list[str]
    header: bool

    def rows(self) -> Iterator[Row]: ...


def padded(row: Row, width: int, filling: object = MISSING) -> Row:
    return row + [filling] * (width - len(row))


def text(cell: object) -> str:
    """What a cell says; a number or nothing is no text."""
    return cell if isinstance(cell, str) else ""
