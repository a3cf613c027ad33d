"""Charts of what to expect: how many findings of each category are right, and how confident mtqa is.

Confidence is the probability that an editor agrees with a finding; so the confidences of a category add up to the
number of its findings that are expected to be right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.findings import Category, Finding, Severity

_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A category: its findings, and how many of them are expected to be right; both also as shares of the longest."""

    category: Category
    count: int
    right: float
    length: float
    solid: float


@dataclass(frozen=True, slots=True)
class Column:
    """The findings whose confidence is in [low, high) per cent, by severity, highest first."""

    low: int
    high: int
    counts: dict[Severity, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def categories(findings: Sequence[Finding]) -> list[Row]:
    """The categories that occur, the one with most expected to be right first."""
    counts = Counter(finding.category for finding in findings)
    rights = {category: sum(it.confidence for it in findings if it.category is category) for category in counts}
    most = max(counts.values(), default=1)
    return [
        Row(category, counts[category], right, counts[category] / most, right / most)
        for category, right in sorted(rights.items(), key=lambda item: -item[1])
    ]


def confidences(findings: Sequence[Finding]) -> list[Column]:
    """Ten columns from 0 to 100 %; certainty counts to the last."""
    places = Counter((min(_COLUMNS - 1, int(finding.confidence * _COLUMNS)), finding.severity) for finding in findings)
    step = 100 // _COLUMNS
    return [
        Column(place * step, (place + 1) * step, {severity: places[place, severity] for severity in reversed(Severity)})
        for place in range(_COLUMNS)
    ]
