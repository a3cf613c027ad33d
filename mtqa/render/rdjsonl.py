"""Reviewdog's diagnostics, one a line: comments on pull requests, with better wordings that can be applied.

Read by `reviewdog -f=rdjsonl`. Specified in
https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto:

- columns count the bytes of UTF-8 and begin at 1; the end of a range is the place after it;
- paths are relative to the working directory, as reviewdog expects, and so are printed as given;
- a suggestion replaces the range of its finding. It is offered only where the result is right: not in binary files,
  not where the range has markup inside, not with characters that have a meaning in the format of the file, and not
  with invisible characters, since the reviewer could not see what the button writes.

Suppressed findings are not reported; a file that was not judged is reported at its first line.
"""

from __future__ import annotations

import re
from typing import Any

from mtqa.findings import Finding, Severity
from mtqa.read.formats import is_binary
from mtqa.render.base import not_judged, storable, unjudged, visible
from mtqa.render.json import dumps
from mtqa.render.marks import prose_span
from mtqa.render.places import utf8_column
from mtqa.render.units import told
from mtqa.report import DocumentReport, Report
from mtqa.text import Document

_WITHOUT_ESCAPES = {"plain", "markdown"}
_MARKUP = re.compile(r"[!-/:-@\[-`{-~\n\t]")  # ASCII punctuation, which may have a meaning in any format

_SEVERITIES = {Severity.MINOR: "INFO", Severity.MAJOR: "WARNING", Severity.CRITICAL: "ERROR"}


def render(report: Report) -> str:
    """One finding a line; empty where there is none."""
    diagnostics = [_unjudged(found) for found in unjudged(report)]
    for found in report.documents:
        diagnostics += [_diagnostic(finding, found) for finding in found.open_findings]
    return "".join(dumps(diagnostic) + "\n" for diagnostic in diagnostics)


def _unjudged(report: DocumentReport) -> dict[str, Any]:
    place = {"line": 1, "column": 1}
    return {
        "message": not_judged(report),
        "location": {"path": storable(report.document.path), "range": {"start": place, "end": place}},
        "severity": "INFO",
        "source": {"name": "mtqa"},
        "code": {"value": "gate.unjudged"},
    }


def _diagnostic(finding: Finding, found: DocumentReport) -> dict[str, Any]:
    document = found.document
    place = {"start": _position(document, finding.span.start), "end": _position(document, finding.span.end)}
    return {
        "message": told(finding, found),
        "location": {"path": storable(document.path), "range": place},
        "severity": _SEVERITIES[finding.severity],
        "source": {"name": "mtqa"},
        "code": {"value": finding.rule.id},
        "suggestions": [
            {"range": place, "text": text} for text in finding.suggestions if _can_be_applied(text, finding, document)
        ],
    }


def _can_be_applied(wording: str, finding: Finding, document: Document) -> bool:
    is_copied = prose_span(document, finding.span).of(document.text) == finding.text
    is_literal = document.format in _WITHOUT_ESCAPES or not _MARKUP.search(wording)
    return not is_binary(document.format) and is_copied and is_literal and visible(wording) == wording


def _position(document: Document, offset: int) -> dict[str, int]:
    return {"line": document.place(offset).line, "column": utf8_column(document, offset)}
