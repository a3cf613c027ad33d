"""Words with their tags from an editor's changes and their odds from the heads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mtqa.bench.spans.sets.base import TaggedWord
from mtqa.text import Span


@dataclass(frozen=True, slots=True)
class Seen:
    """A word: the highest odds (nats) of the tokens that touch it, whether it is BAD, and whether it is punctuation."""

    odds: float
    bad: bool
    punctuation: bool


def seen(words: Sequence[TaggedWord], spans: Sequence[Span], odds: Sequence[float]) -> list[Seen]:
    """The words of a sentence; one that no token touches has odds of −∞."""
    found = []
    for word in words:
        own = [value for span, value in zip(spans, odds, strict=True) if span.overlaps(word.span)]
        found.append(Seen(max(own, default=-math.inf), word.bad, word.punctuation))
    return found


def mcc(words: Iterable[Seen], threshold: float) -> float:
    """Matthews' correlation of “the odds reach the threshold” with BAD: 1 is perfect, 0 is chance."""
    cells = [0, 0, 0, 0]
    for word in words:
        cells[2 * (word.odds >= threshold) + word.bad] += 1
    right_ok, missed, alarms, found = cells
    product = (found + alarms) * (found + missed) * (right_ok + alarms) * (right_ok + missed)
    return (found * right_ok - alarms * missed) / math.sqrt(product) if product else 0.0


def best_threshold(words: Sequence[Seen]) -> float:
    """The threshold with the highest correlation, among quantiles of the odds."""
    ordered = sorted(word.odds for word in words)
    candidates = [ordered[int(len(ordered) * share / 100)] for share in range(30, 99, 2)]
    return max(candidates, key=lambda threshold: mcc(words, threshold))


def precision(words: Iterable[Seen], threshold: float) -> tuple[float, int]:
    """The share of BAD words among those whose odds reach the threshold, and the number of those words."""
    found = [word.bad for word in words if word.odds >= threshold]
    return (sum(found) / len(found) if found else 0.0), len(found)
