"""Findings → penalty → score, after the MQM scoring models.

score = 100 × (1 − penalty / evaluation word count), where a minor error costs 1, a major one 5 and a
critical one 25: the linear raw scoring model of https://themqm.org/error-types-2/the-mqm-scoring-models/.
It is a triage figure, not a percentage of quality: show the counts beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mtqa.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a document.

    `value` is at most 100, and 0 where the penalty eats up the whole text, None where nothing was judged; `penalty` in
    penalty points; `words` is the evaluation word count; `counts` has every severity.
    """

    value: float | None
    penalty: int
    words: int
    counts: dict[Severity, int]

    def at_least(self, level: Severity) -> int:
        """How many findings are of a severity or worse."""
        return sum(count for severity, count in self.counts.items() if severity.penalty >= level.penalty)


def score(findings: Iterable[Finding], words: int) -> Score:
    """Weigh the findings of one document of `words` words; suppressed findings weigh nothing."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += finding.is_open
    penalty = sum(severity.penalty * count for severity, count in counts.items())
    value = round(max(0.0, 100.0 * (1 - penalty / max(words, 1))), 2)
    return Score(value, penalty, words, counts)
