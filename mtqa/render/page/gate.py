"""What the script needs to score a document again, and to say whether the gate would pass it, as decisions are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtqa.findings import Severity
from mtqa.report import DocumentReport

_BY_FINDINGS = {"score", *(severity.value for severity in Severity)}  # reasons that decisions may change


def gate(report: DocumentReport) -> Mapping[str, Any]:
    """`score` is that of the report, `scoring` how it is computed; both are null where nothing was judged. `unseen` is
    the number of findings of each severity that count but are not on the page; `fails` is true where the gate fails in
    any case."""
    unseen = {severity: sum(one.is_open and one.severity is severity for one in report.hidden) for severity in Severity}
    return {
        "score": report.score.value,
        "scoring": None if report.score.value is None else _scoring(report, unseen),
        "unseen": {severity.value: count for severity, count in unseen.items()},
        "fails": any(reason.kind not in _BY_FINDINGS for reason in report.reasons),
    }


def _scoring(report: DocumentReport, unseen: Mapping[Severity, int]) -> Mapping[str, Any]:
    """A finding costs `severities[severity] × (types[category] or 1)`; with `once`, of the findings with the same
    `repeat` only the most costly counts. The score is `100 − interval × penalty ÷ tolerance`, at least 0; `hidden` are
    the penalty points of findings that are not on the page. `bands` are names of ratings with their least scores."""
    return {
        "severities": {severity.value: severity.penalty for severity in Severity},
        "types": {},
        "once": False,
        "interval": 100,
        "tolerance": max(report.words, 1),
        "hidden": sum(severity.penalty * count for severity, count in unseen.items()),
        "fail_under": report.config.fail_under,
        "fail_on": report.config.fail_on,
        "bands": [],
    }
