"""Reviewdog's diagnostics, one a line: comments on pull requests, with the better wording ready to be applied.

Read by `reviewdog -f=rdjsonl`. Specified in
https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto:

- columns count the bytes of UTF-8 and begin at 1; the end of a range is the place after it;
- paths are told from the working directory, as reviewdog expects, and therefore as they were given;
- a suggestion replaces the range of its finding, and is offered only where that gives what is meant: not in a file
  that is no text, not where there is markup inside the range, not with characters that the format of the file reads
  otherwise, and not with some that are not seen, for nobody could tell what the button puts into the file.

Findings that were put aside are not reported; a file that was not judged is told at its first line.
"""

from __future__ import annotations

import re
from typing import Any

from mtqa.findings import Finding, Severity
from mtqa.render.base import described, not_judged, storable, unjudged, visible
from mtqa.render.json import dumps
from mtqa.render.marks import prose_span
from mtqa.render.places import utf8_column
from mtqa.report import DocumentReport, Report
from mtqa.text import Document

_UNMARKED, _NO_TEXT = {"plain", "markdown"}, (".docx", ".parquet")
_MARKUP = re.compile(r"[!-/:-@\[-`{-~\n\t]")  # the marks of ASCII, one of which any format takes for its own

_SEVERITIES = {Severity.MINOR: "INFO", Severity.MAJOR: "WARNING", Severity.CRITICAL: "ERROR"}


def render(report: Report) -> str:
    """One line a finding; nothing where there is none."""
    told = [_unjudged(one) for one in unjudged(report)]
    told += [_diagnostic(finding, one.document) for one in report.documents for finding in one.open_findings]
    return "".join(dumps(one) + "\n" for one in told)


def _unjudged(report: DocumentReport) -> dict[str, Any]:
    place = {"line": 1, "column": 1}
    return {
        "message": not_judged(report),
        "location": {"path": storable(report.document.path), "range": {"start": place, "end": place}},
        "severity": "INFO",
        "source": {"name": "mtqa"},
        "code": {"value": "gate.unjudged"},
    }


def _diagnostic(finding: Finding, document: Document) -> dict[str, Any]:
    stretch = {"start": _position(document, finding.span.start), "end": _position(document, finding.span.end)}
    return {
        "message": described(finding),
        "location": {"path": storable(document.path), "range": stretch},
        "severity": _SEVERITIES[finding.severity],
        "source": {"name": "mtqa"},
        "code": {"value": finding.rule.id},
        "suggestions": [
            {"range": stretch, "text": text} for text in finding.suggestions if _can_be_applied(text, finding, document)
        ],
    }


def _can_be_applied(wording: str, finding: Finding, document: Document) -> bool:
    as_it_is = prose_span(document, finding.span).of(document.text) == finding.text
    read_as_text = document.format in _UNMARKED or not _MARKUP.search(wording)
    in_text = not document.path.lower().endswith(_NO_TEXT)
    return in_text and as_it_is and read_as_text and visible(wording) == wording


def _position(document: Document, offset: int) -> dict[str, int]:
    return {"line": document.place(offset).line, "column": utf8_column(document, offset)}
