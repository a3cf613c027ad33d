"""How far reviewers agree beyond chance: Cohen's κ of every pair of reviewers.

κ = (p_o - p_e) / (1 - p_e), where p_o is the share of findings on which they agree and p_e the share on which they
would agree if each decided at random at their own rate (J. Cohen, A Coefficient of Agreement for Nominal Scales, 1960,
https://doi.org/10.1177/001316446002000104). The two answers are that the finding is right, accepted or confirmed, and
that it is not; wordings do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from mtqa.review.decisions import Decision
from mtqa.review.merging import Merged


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many findings two reviewers both decided, and on how many they agree. `kappa` is in [-1, 1], and None where
    it is not defined: both always give the same answer, or they decided no finding in common."""

    reviewers: tuple[str, str]
    findings: int
    agreed: int
    kappa: float | None


def agreements(merged: Merged) -> list[Agreement]:
    """The agreement of every pair of reviewers; none where a file was merged before, since what its reviewers agree on
    is no longer theirs, and only what they dispute would count."""
    if not merged.whole:
        return []
    return [_agreement(pair, merged) for pair in combinations(merged.reviewers, 2)]


def _agreement(pair: tuple[str, str], merged: Merged) -> Agreement:
    first, second = pair
    both = [
        (_is_right(case.opinions[first]), _is_right(case.opinions[second]))
        for case in merged.cases
        if first in case.opinions and second in case.opinions
    ]
    return Agreement(pair, len(both), sum(a == b for a, b in both), kappa(both))


def _is_right(decision: Decision) -> bool:
    return decision.choice is not None and decision.choice.is_right


def kappa(answers: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's κ of pairs of answers.

    >>> round(kappa([(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15), 3)
    0.4
    """
    count = len(answers)
    left, right = (Counter(pair[side] for pair in answers) for side in (0, 1))
    expected = sum(left[answer] * right[answer] for answer in left) / count**2 if count else 1.0
    if expected == 1:
        return None
    observed = sum(a == b for a, b in answers) / count
    return (observed - expected) / (1 - expected)
