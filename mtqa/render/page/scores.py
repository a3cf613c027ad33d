"""The score on the page: the numbers in its formula, and what the script needs to score anew as a reviewer decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from mtqa.findings import Category, Severity
from mtqa.mqm import score as scored
from mtqa.mqm.models import interval, tolerance
from mtqa.mqm.repeats import repeats
from mtqa.report import DocumentReport


def formula(report: DocumentReport) -> dict[str, Any]:
    """The numbers in the formula of a document's score."""
    scoring, score = report.config.scoring, report.score
    if scoring.model == "linear":
        return {"words": score.words, "penalty": score.penalty}
    tolerated = round(tolerance(score.words, scoring), 1)
    return {
        "penalty": score.penalty,
        "tolerated": tolerated,
        "interval": interval(scoring),
        "threshold": scoring.threshold,
    }


def live(report: DocumentReport) -> Mapping[str, Any] | None:
    """What the script needs to compute score, rating and verdict anew; None where nothing was judged.

    A finding costs `severities[severity] × (types[category] or 1)`; with `once`, of the findings with the same `repeat`
    (`repeat_numbers`) only the most costly counts. The score is `100 − interval × penalty ÷ tolerance`, at least 0,
    where the penalty begins at `hidden`: the points of open findings that the page does not show.
    """
    scoring, score = report.config.scoring, report.score
    if score.value is None:
        return None
    shown = scored(report.open_findings, score.words, scoring=scoring).penalty
    return {
        "severities": {severity.value: scoring.severity_weight(severity) for severity in Severity},
        "types": {each.value: weight for each in Category if (weight := scoring.type_weight(each)) != 1},
        "once": scoring.repeated == "once",
        "interval": interval(scoring),
        "tolerance": tolerance(score.words, scoring),
        "hidden": round(score.penalty - shown, 2),
        "fail_under": report.config.fail_under,
        "fail_on": report.config.fail_on,
        "bands": sorted(scoring.bands.items(), key=lambda band: -band[1]),
    }


def repeat_numbers(report: DocumentReport) -> list[int | None]:
    """The number of the repeated error that each open finding is; None for all where each counts."""
    if report.config.scoring.repeated == "each":
        return [None] * len(report.open_findings)
    return repeats(report.open_findings)


def filter_by(kind: str, value: str) -> Markup:
    """The attribute of a figure that the script can filter by."""
    return Markup(' data-filter-{}="{}"').format(kind, value)
