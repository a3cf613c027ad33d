"""Findings → penalty → score and verdict, after the MQM scoring models.

score = 100 × (1 − penalty / evaluation word count), where a minor error costs 1, a major one 5 and a
critical one 25: the linear raw scoring model of https://themqm.org/error-types-2/the-mqm-scoring-models/.
It is a triage figure, not a percentage of quality: show the counts beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mtqa.config import Config
from mtqa.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a document.

    `value` is at most 100, and 0 where the penalty eats up the whole text; `penalty` in penalty points;
    `words` is the evaluation word count; `counts` has every severity. `reasons` say why the gate
    failed, one plain sentence each, and are empty where it passed.
    """

    value: float
    penalty: int
    words: int
    counts: dict[Severity, int]
    reasons: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.reasons

    @property
    def verdict(self) -> str:
        return "pass" if self.passed else "fail"


def score(findings: Iterable[Finding], words: int, config: Config) -> Score:
    """Weigh the findings of one document of `words` words against the gate of `config`; those put aside
    weigh nothing."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += finding.is_open
    penalty = sum(severity.penalty * count for severity, count in counts.items())
    value = round(max(0.0, 100.0 * (1 - penalty / max(words, 1))), 2)
    return Score(value, penalty, words, counts, tuple(_reasons(value, counts, config)))


def _reasons(value: float, counts: dict[Severity, int], config: Config) -> Iterable[str]:
    if value < config.fail_under:
        yield f"score {value:.1f} is under {config.fail_under:g} (--fail-under)"
    if config.fail_on == "never":
        return
    levels = list(Severity)
    grave = sum(counts[level] for level in levels[levels.index(Severity(config.fail_on)) :])
    if grave:
        yield f"{grave} finding(s) of severity {config.fail_on} or worse (--fail-on {config.fail_on})"
