"""The tables of findings and files: a workbook for Excel, or CSV.

XlsxWriter writes the workbook (BSD, no dependencies, several releases a year): what it writes as text is never a
formula or a link. CSV has the findings alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mtqa.errors import UsageError
from mtqa.patterns import Language
from mtqa.render.base import visible
from mtqa.render.csv import table
from mtqa.review.exports import rows
from mtqa.review.exports.rows import Decided, Row

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_MOST_CHARACTERS = 32_767  # of a cell (Excel specifications and limits)
_MOST_ROWS = 1_048_575


def csv(report: Decided, language: Language) -> str:
    """The findings as CSV, as `mtqa.render.csv` writes it: with a byte order mark, without formulas."""
    columns = [rows.word(f"column.{name}", language) for name in rows.FINDINGS]
    return table(columns, ([row[name] for name in rows.FINDINGS] for row in rows.findings(report, language)))


def workbook(report: Decided, language: Language) -> bytes:
    """The findings and the files as two sheets. Raises UsageError without XlsxWriter, or with too many findings."""
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        advice = "install mtqa with its extra: pip install '.[excel]'; or write csv=FILE"
        raise UsageError("a workbook needs the package XlsxWriter", advice=advice) from error

    if sum(len(document.findings) for document in report.documents) > _MOST_ROWS:
        what = f"a sheet has room for {_MOST_ROWS:,} findings, and the report has more"
        raise UsageError(what, advice="write csv=FILE")
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        _sheet(book, "findings", rows.FINDINGS, rows.findings(report, language), language)
        _sheet(book, "files", rows.FILES, rows.files(report, language), language)
    return stream.getvalue()


def _sheet(book: Workbook, name: str, columns: Mapping[str, int], lines: Iterable[Row], language: Language) -> None:
    """A sheet whose head stays in view, with a filter on each column."""
    sheet = book.add_worksheet(rows.word(f"sheet.{name}", language))
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (column, width) in enumerate(columns.items()):
        sheet.set_column(place, place, width, wrapped)
        sheet.write_string(0, place, rows.word(f"column.{column}", language), head)
    count = 0
    for count, row in enumerate(lines, 1):
        for place, column in enumerate(columns):
            value = row[column]
            if isinstance(value, str):
                sheet.write_string(count, place, visible(value)[:_MOST_CHARACTERS], wrapped)
            else:
                sheet.write_number(count, place, value, wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, count), len(columns) - 1)
