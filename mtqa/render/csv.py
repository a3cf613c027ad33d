"""The findings as a table, one row each, for a spreadsheet.

- UTF-8 *with* a byte order mark: without it, Excel reads the file in the local code page and garbles Chinese;
  pandas and LibreOffice skip the mark, and so does Python's csv with `encoding="utf-8-sig"`.
- Line ends are CRLF, as in RFC 4180.
- A cell that begins with = + - @ (or their full-width forms), TAB, CR or LF, spaces before it or not, gets
  a leading apostrophe, or a spreadsheet would run it as a formula
  (https://owasp.org/www-community/attacks/CSV_Injection). Control characters are named, not passed on.

So a cell is for reading; for exact text use the JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import pandas as pd

from mtqa.findings import Finding, as_json
from mtqa.render.base import visible
from mtqa.render.json import plain
from mtqa.report import DocumentReport, Report

COLUMNS = [
    "path", "line", "column", "start", "end", "severity", "category", "rule", "confidence",
    "text", "message", "suggestion", "evidence", "context_before", "context_after", "fingerprint",
    "status", "status_reason", "unit", "unit_state", "source",
]  # fmt: skip

_ACTIVE = tuple("=+-@＝＋－＠")


def render(report: Report) -> str:
    """The table as text; without findings it is the header alone."""
    return table(COLUMNS, (_row(finding, found) for found in report.documents for finding in found.findings))


def table(columns: Sequence[str], rows: Iterable[Iterable[str | int | float]]) -> str:
    """Rows under the names of their columns, each text made harmless."""
    values = [[cell(value) if isinstance(value, str) else value for value in row] for row in rows]
    return "\ufeff" + pd.DataFrame(values, columns=list(columns)).to_csv(index=False, lineterminator="\r\n")


def _row(finding: Finding, found: DocumentReport) -> list[str | int | float]:
    document, unit = found.document, found.unit_of(finding)
    evidence = plain(as_json(finding.evidence))
    return [
        document.path,
        finding.line,
        finding.column,
        finding.span.start,
        finding.span.end,
        finding.severity.value,
        finding.category.value,
        finding.rule.id,
        round(finding.confidence, 4),
        finding.span.of(document.raw),
        finding.message,
        " | ".join(finding.suggestions),
        json.dumps(evidence, ensure_ascii=False) if evidence else "",
        finding.context[0],
        finding.context[1],
        finding.fingerprint,
        finding.status.value,
        finding.status_reason,
        unit.id if unit else "",
        unit.state if unit else "",
        found.source_of(finding) or "",
    ]


def cell(text: str) -> str:
    r"""Text that a spreadsheet shows as text, never as a formula.

    >>> cell("=1+1"), cell("\t@SUM(A1)"), cell("1+1")
    ("'=1+1", "'\t@SUM(A1)", '1+1')
    """
    active = text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(_ACTIVE)
    return visible(f"'{text}" if active else text)
