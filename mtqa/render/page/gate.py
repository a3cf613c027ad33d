"""What the script needs to score a document again, and to say whether the gate would pass it, as decisions are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtqa.findings import Severity
from mtqa.report import DocumentReport

_BY_FINDINGS = {"score", *(severity.value for severity in Severity)}  # reasons that decisions may change


def gate(report: DocumentReport) -> Mapping[str, Any]:
    """`score` is that of the report, null where nothing was judged. `unseen` is the number of findings of each severity
    that count but are not on the page; `fails` is true where the gate fails in any case."""
    unseen = {severity: sum(one.is_open and one.severity is severity for one in report.hidden) for severity in Severity}
    return {
        "score": report.score.value,
        "unseen": {severity.value: count for severity, count in unseen.items()},
        "fails": any(reason.kind not in _BY_FINDINGS for reason in report.reasons),
    }
