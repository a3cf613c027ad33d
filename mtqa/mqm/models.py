"""The formulae of a score. All three models have one form:

    score = 100 − interval × penalty ÷ tolerance(words), at least 0

linear      interval 100, tolerance = words: MQM's raw score, (1 − penalty ÷ evaluation word count) × maximum score
            value. https://themqm.org/error-types-2/the-mqm-scoring-models/
calibrated  interval = 100 − threshold, tolerance = points × words ÷ reference word count: a linear score that is
            calibrated, so that the penalty points that were agreed on for the reference word count give exactly the
            passing threshold. The same page; arXiv 2405.16969.
log         interval as above, tolerance = a × ln(1 + b × words), where a and b follow from what texts of two lengths
            may have: what readers tolerate grows with the length of a text, and ever more slowly. arXiv 2511.13467.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, log1p

from mtqa.config.scoring import Scoring

HIGHEST = 100.0  # MQM's maximum score value
_LEAST_LOG_B, _MOST_LOG_B, _HALVINGS = -30.0, 680.0, 200  # e^680 words are still a finite number


def value(penalty: float, words: int, scoring: Scoring) -> float:
    """The score of a text with so many penalty points and words."""
    lost = interval(scoring) * penalty / tolerance(words, scoring)
    return round(max(0.0, HIGHEST - lost), 2)


def interval(scoring: Scoring) -> float:
    """The points of the score that are lost with as many penalty points as are tolerated."""
    return HIGHEST if scoring.model == "linear" else HIGHEST - scoring.threshold


def tolerance(words: int, scoring: Scoring) -> float:
    """The penalty points that cost a text of so many words the whole interval."""
    words = max(words, 1)
    if scoring.model == "linear":
        return float(words)
    if scoring.model == "calibrated":
        ((reference, points),) = scoring.tolerated.items()
        return points * words / reference
    a, b = curve(*sorted(scoring.tolerated.items()))
    return a * log1p(b * words)


@lru_cache
def curve(short: tuple[int, float], long: tuple[int, float]) -> tuple[float, float]:
    """a and b of the curve a × ln(1 + b × words) through two points; `Scoring` sees to it that there is one.

    >>> a, b = curve((1000, 20.0), (5000, 60.0))
    >>> round(a * log1p(b * 1000), 6), round(a * log1p(b * 5000), 6)
    (20.0, 60.0)
    """
    growth = long[1] / short[1]
    low, high = _LEAST_LOG_B, _MOST_LOG_B
    for _ in range(_HALVINGS):  # the ratio falls as b grows, from that of the words down to 1
        middle = (low + high) / 2
        b = exp(middle)
        if log1p(b * long[0]) / log1p(b * short[0]) > growth:
            low = middle
        else:
            high = middle
    b = exp((low + high) / 2)
    return short[1] / log1p(b * short[0]), b
