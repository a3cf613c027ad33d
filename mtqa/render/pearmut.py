"""A Pearmut campaign: human annotators start from these spans, and keep, change or delete each of them.

Read by `pearmut add FILE`, https://github.com/zouharvi/pearmut, whose README specifies campaigns and `error_spans`
("ESA-AI"); the protocol is MQM with its categories. Documents are documents, segments their items.

- `start_i` and `end_i`, which is inclusive, count UTF-16 code units, as the page's JavaScript does.
- Pearmut reads tags such as `<b>`, and a text that begins with `<img `, as HTML. So `<` is written as full-width `＜`,
  which is also one unit long, and no document can inject markup.

Suppressed findings are left out.
"""

from __future__ import annotations

import hashlib
from typing import Any

from mtqa.findings import Finding, Severity
from mtqa.render.base import one_line, visible
from mtqa.render.json import dumps
from mtqa.render.segments import MQM, Marked, marked_segments
from mtqa.report import DocumentReport, Report
from mtqa.text import Span

MODEL = "translation"  # the name of the system is not known


def render(report: Report) -> str:
    """The campaign as JSON. Its id is a hash of the content, so that another run is another campaign."""
    documents = [items for document in report.documents if (items := _document(document))]
    digest = hashlib.sha256(dumps(documents).encode("utf-8")).hexdigest()[:12]
    campaign = {
        "campaign_id": f"mtqa_{digest}",
        "info": {
            "assignment": "single-stream",
            "protocol": "MQM",
            "users": 1,
            "mqm_severities": [severity.capitalize() for severity in Severity],
        },
        "data": documents,
    }
    return dumps(campaign, indent=1) + "\n"


def _document(report: DocumentReport) -> list[dict[str, Any]]:
    return [_item(segment, report.document.path) for segment in marked_segments(report)]


def _item(segment: Marked, path: str) -> dict[str, Any]:
    source = {"src": _shown(segment.source)} if segment.source else {}
    return {
        "item_id": f"{one_line(path)}#{segment.report.segment.index + 1}",
        **source,
        "tgt": {MODEL: _shown(segment.text)},
        "error_spans": {MODEL: [_span(finding, span, segment) for finding, span in segment.marks]},
    }


def _span(finding: Finding, span: Span, segment: Marked) -> dict[str, Any]:
    """The span of a finding, with its last unit. An empty span takes the character beside it, to be visible."""
    text = segment.text
    start = min(span.start, max(0, len(text) - 1))
    end = max(span.end, start + 1)
    before, marked = _utf16_length(_shown(text[:start])), _utf16_length(_shown(text[start:end]))
    return {
        "start_i": before,
        "end_i": before + max(marked, 1) - 1,
        "severity": finding.severity.value,
        "category": "/".join(MQM[finding.category]),
        "rule": finding.rule.id,
        "message": visible(finding.message),
        **({"unit": _shown(segment.unit.id), "unit_state": _shown(segment.unit.state)} if segment.unit else {}),
    }


def _shown(text: str) -> str:
    return visible(text).replace("<", "＜")


def _utf16_length(text: str) -> int:
    """The length of the text in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2
