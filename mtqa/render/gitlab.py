"""GitLab's code quality report: findings in the merge request, with the new ones marked.

Read by GitLab from `artifacts: reports: codequality`. Specified in
https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format:

- GitLab compares the fingerprints of two branches, and shows only the first of several that are equal: so a
  fingerprint is made of the path, the finding's own fingerprint, and the number of findings before it with both;
- paths are relative to the root of the repository, without "./";
- a finding keeps its MQM severity, which GitLab knows by the same names.

Suppressed findings are not reported; a file that was not judged is an issue of severity info.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from mtqa.render.base import not_judged, storable, unjudged
from mtqa.render.json import dumps
from mtqa.render.places import Root, end_of
from mtqa.render.units import told
from mtqa.report import DocumentReport, Report


def render(report: Report) -> str:
    """The report as a list, empty where nothing was found."""
    root = Root.here()
    issues = [_unjudged(document, root) for document in unjudged(report)]
    issues += [issue for document in report.documents for issue in _issues(document, root)]
    return dumps(issues, indent=2) + "\n"


def _unjudged(report: DocumentReport, root: Root) -> dict[str, Any]:
    path = storable(root.path(report.document.path))
    return {
        "description": not_judged(report),
        "check_name": "gate.unjudged",
        "fingerprint": _fingerprint(path, "not judged", 0),
        "severity": "info",
        "location": {"path": path, "lines": {"begin": 1}},
    }


def _issues(report: DocumentReport, root: Root) -> list[dict[str, Any]]:
    path = storable(root.path(report.document.path))
    seen: Counter[str] = Counter()
    issues = []
    for finding in report.open_findings:
        issues.append(
            {
                "description": told(finding, report),
                "check_name": finding.rule.id,
                "fingerprint": _fingerprint(path, finding.fingerprint, seen[finding.fingerprint]),
                "severity": finding.severity.value,
                "location": {
                    "path": path,
                    "lines": {"begin": finding.line, "end": end_of(finding, report.document).line},
                },
            }
        )
        seen[finding.fingerprint] += 1
    return issues


def _fingerprint(path: str, own: str, before: int) -> str:
    return hashlib.sha256(f"{path}\x1f{own}\x1f{before}".encode()).hexdigest()[:32]
