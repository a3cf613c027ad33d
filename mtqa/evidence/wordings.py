"""How probable it is that two words of one document stand for one term, and that the rarer of them is wrong.

Lexicon, text and language model are weighed together: `wording` in mtqa/data/weights.json, written by `python -m
research tables wordings`. The language model is slow, so it is asked only about words that it could still convict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtqa.evidence.confidence import log_odds, sigmoid
from mtqa.evidence.contrast import Judge
from mtqa.evidence.rivals.document import Competing

_MOST_LOG_ODDS = 8.0  # nats: beyond these the model is not more certain


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word that competes with another word of the document, the log-odds of the other word at its place, by the
    language model (nats), and the probability that it is wrong."""

    competing: Competing
    log_odds: float
    probability: float


def judged(value: float) -> dict[str, float]:
    """The log-odds of the language model, as a feature."""
    return {"log_odds": max(-_MOST_LOG_ODDS, min(value, _MOST_LOG_ODDS))}


def weighed(found: Sequence[Competing], judge: Judge, weights: Mapping[str, float], least: float) -> Iterator[Weighed]:
    """The words with a probability of at least `least`, in order; of several rivals of a word, the best."""
    at_best = judged(_MOST_LOG_ODDS)
    likely = [one for one in found if sigmoid(log_odds(weights, {**one.features, **at_best})) >= least]
    best: dict[tuple[int, int], Weighed] = {}
    for one, value in zip(likely, judge.inside([one.rival for one in likely]), strict=True):
        probability = sigmoid(log_odds(weights, {**one.features, **judged(value)}))
        place = one.rival.segment.index, one.rival.span.start
        if probability >= least and (place not in best or probability > best[place].probability):
            best[place] = Weighed(one, value, probability)
    yield from (best[place] for place in sorted(best))
