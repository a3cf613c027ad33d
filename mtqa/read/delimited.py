"""CSV and TSV → rows of cells with their place in the file.

After RFC 4180: a field in quotation marks may hold delimiters, line ends, and marks doubled. Tables of translations are
often written without any quoting, and a mark at the start of a field is then plain text: if reading with quotes
gives rows of uneven length and reading without gives even rows, the file is read without. (`csv` and pandas lose
the places.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mtqa.read.units import Piece

Cell = list[Piece]
Row = list[Cell]
_DELIMITERS = ("\t", ",", ";", "|")
_SAMPLE = 50  # lines looked at for the delimiter


def rows(raw: str, delimiter: str) -> list[Row]:
    """The rows of a table, without empty lines."""
    return _chosen(raw, delimiter)[0]


def has_quotes(raw: str, delimiter: str) -> bool:
    """Are quotation marks around fields syntax, not text?"""
    return _chosen(raw, delimiter)[1]


def _chosen(raw: str, delimiter: str) -> tuple[list[Row], bool]:
    quoted = list(_rows(raw, delimiter, quotes=True))
    if _is_even(quoted) or '"' not in raw:
        return quoted, True
    plain = list(_rows(raw, delimiter, quotes=False))
    return (plain, False) if _is_even(plain) else (quoted, True)


def delimiter_of(format: str, raw: str) -> str:
    """A tab for `tsv`, else the mark that cuts the first lines most evenly."""
    if format == "tsv":
        return "\t"
    lines = "\n".join(raw.splitlines()[:_SAMPLE])

    def evenness(mark: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in _rows(lines, mark, quotes=True))
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return (times / widths.total() if width > 1 else 0.0, width)

    return max(_DELIMITERS, key=evenness) if evenness(",") != (1.0, 2) else ","


def text_of(cell: Cell) -> str:
    """The text of a cell."""
    return "".join(piece.text for piece in cell)


def _is_even(table: list[Row]) -> bool:
    return len({len(row) for row in table}) <= 1


def _rows(raw: str, delimiter: str, *, quotes: bool) -> Iterator[Row]:
    mark = re.escape(delimiter)
    ends = rf"{mark}|\r\n|\r|\n|\Z"
    quoted = rf'"(?P<quoted>(?:[^"]++|"")*+)"(?={ends})|' if quotes else ""
    field = re.compile(rf"(?:{quoted}(?P<plain>[^\r\n{mark}]*+))(?P<end>{ends})")
    row: Row = []
    at = 0
    while found := field.match(raw, at):
        name = "quoted" if quotes and found["quoted"] is not None else "plain"
        row.append(list(_unquoted(raw, *found.span(name), name == "quoted")))
        at = found.end()
        if found["end"] != delimiter:
            if len(row) > 1 or row[0]:
                yield row
            row = []
            if not found["end"]:
                return


def _unquoted(raw: str, start: int, end: int, quoted: bool) -> Iterator[Piece]:
    """The field's characters, doubled quotation marks as one."""
    while quoted and (mark := raw.find('""', start, end)) >= 0:
        if start < mark:
            yield Piece(raw[start:mark], start, mark)
        yield Piece('"', mark, mark + 2)
        start = mark + 2
    if start < end:
        yield Piece(raw[start:end], start, end)
