"""JSON Lines, https://jsonlines.org: one finding a line, for programs that take them one by one (jq, a log, a queue).

A line is a finding as the JSON report has it (`mtqa/data/report.schema.json`) after the path of its document, with
the prose on either side. Findings that were put aside are there, too, and say so in `status`.
"""

from __future__ import annotations

from mtqa.render.base import everything
from mtqa.render.json import dumps, finding_tree
from mtqa.report import Report


def render(report: Report) -> str:
    """One line a finding; nothing where there is none."""
    return "".join(
        dumps(
            {
                "path": one.document.path,
                **finding_tree(finding, one.document),
                "context": list(finding.context),
            }
        )
        + "\n"
        for finding, one in everything(report)
    )
