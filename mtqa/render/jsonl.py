"""JSON Lines, https://jsonlines.org: one finding a line, for programs that read them one by one (jq, a log, a queue).

A line has the path of the document, the finding in the form of the JSON report (`mtqa/data/report.schema.json`),
and the prose before and after it. Suppressed findings are included; `status` tells them apart.
"""

from __future__ import annotations

from mtqa.render.base import all_findings
from mtqa.render.json import dumps, finding_tree
from mtqa.report import Report


def render(report: Report) -> str:
    """One finding a line; empty where there is none."""
    return "".join(
        dumps(
            {
                "path": found.document.path,
                **finding_tree(finding, found),
                "context": list(finding.context),
            }
        )
        + "\n"
        for finding, found in all_findings(report)
    )
