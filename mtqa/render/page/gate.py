"""What the script needs to score a document again, and to say whether the gate would pass it, as decisions are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtqa.findings import Severity
from mtqa.report import DocumentReport

_BY_FINDINGS = {"score", *(severity.value for severity in Severity)}  # reasons that decisions may change


def gate(report: DocumentReport) -> Mapping[str, Any]:
    """`words` is the evaluation word count, `unseen` the number of findings of each severity that count but are not on
    the page; `score` is null where nothing was judged. The gate fails under the score `under`, or with a finding as
    grave as `on`; `fails` is true where it fails in any case."""
    config = report.config
    unseen = {
        severity.value: sum(one.severity is severity for one in report.hidden if one.is_open) for severity in Severity
    }
    return {
        "words": report.words,
        "score": report.score.value,
        "unseen": unseen,
        "under": config.fail_under,
        "on": config.fail_on,
        "fails": any(reason.kind not in _BY_FINDINGS for reason in report.reasons),
    }
