"""Marot's ten columns: findings as MQM annotations, to view and to compare with those of human raters.

Read by Marot, https://github.com/google-research/google-research/tree/master/marot, whose README specifies the
format, and by tools for WMT's MQM data, which has the same format. A line is a finding, with `<v>…</v>` around its
text in the segment; a segment without findings has a line "No-error", because scores are means over segments.

Marot inserts the text into its page as HTML, unescaped. So the text of documents is escaped here, and a tool that
reads it as plain text finds `&lt;` where the document has `<`. Suppressed findings are left out.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import count

from mtqa.findings import Finding
from mtqa.render.base import better_wordings, one_line
from mtqa.render.json import dumps
from mtqa.render.segments import MQM, Marked, marked_segments
from mtqa.report import Report
from mtqa.text import Span
from mtqa.version import __version__

COLUMNS = (
    "system", "doc", "docSegId", "globalSegId", "rater", "source", "target", "category", "severity", "metadata",
)  # fmt: skip

SYSTEM = "translation"  # the name of the system is not known
NO_ERROR = "No-error"


def render(report: Report) -> str:
    """The table as text, with its header."""
    numbers = count(1)
    lines = ["\t".join(COLUMNS)]
    for document in report.documents:
        for segment in marked_segments(document):
            head = (SYSTEM, _escaped(document.document.path), str(segment.report.segment.index + 1), str(next(numbers)))
            lines += ("\t".join((*head, f"mtqa {__version__}", *end)) for end in _row_ends(segment))
    return "\n".join(lines) + "\n"


def _row_ends(segment: Marked) -> Iterator[tuple[str, ...]]:
    """The columns that differ between the rows of a segment: source, target, category, severity, metadata."""
    source = _escaped(segment.source)
    if not segment.marks:
        yield source, _escaped(segment.text), NO_ERROR, NO_ERROR, _metadata(segment, None)
    for finding, span in segment.marks:
        dimension, kind = MQM[finding.category]
        if dimension == "Linguistic conventions":
            dimension = "Fluency"  # its older name, which Marot's default slices know
        category = f"{dimension}/{kind}"
        yield source, _marked(segment.text, span), category, finding.severity.capitalize(), _metadata(segment, finding)


def _metadata(segment: Marked, finding: Finding | None) -> str:
    known: dict[str, object] = {} if segment.source else {"source_not_seen": True}
    if segment.unit:
        known |= {"unit": _escaped(segment.unit.id), "unit_state": _escaped(segment.unit.state)}
    if finding is not None:
        wording = better_wordings(finding)
        note = f"{finding.rule.id}: {finding.message}" + (f" → {wording}" if wording else "")
        known |= {
            "note": _escaped(note),
            "rule": finding.rule.id,
            "confidence": round(finding.confidence, 4),
            "line": finding.line,
            "column": finding.column,
        }
    return dumps(known)


def _marked(text: str, span: Span) -> str:
    before, marked, after = text[: span.start], span.of(text), text[span.end :]
    return f"{_escaped(before)}<v>{_escaped(marked)}</v>{_escaped(after)}"


def _escaped(text: str) -> str:
    """Text escaped for HTML, in one cell of the table."""
    return html.escape(one_line(text))
