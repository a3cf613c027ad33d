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
_LEAST_SYNONYMOUS = 0.8  # of their English that two words have in common
_LEAST_OF_OTHERS = 0.5  # at the other places of a word that one place convicts


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
    """The words that are wrong, in order; of several rivals of a word, the best.

    A place that shares a neighbour with the other word and has a probability of at least `least` convicts the pair;
    then even odds are enough at the other places of the same word. Synonyms are no error.
    """

    def probability(word: Competing, value: float) -> float:
        return sigmoid(log_odds(weights, {**word.features, **judged(value)}))

    possible = {_pair(word) for word in found if _may_convict(word) and probability(word, _MOST_LOG_ODDS) >= least}
    asked = [word for word in found if _pair(word) in possible]
    odds = judge.inside([word.rival for word in asked])
    answers = [Weighed(word, value, probability(word, value)) for word, value in zip(asked, odds, strict=True)]
    convicted = {
        _pair(answer.competing) for answer in answers if _may_convict(answer.competing) and answer.probability >= least
    }
    best: dict[tuple[int, int], Weighed] = {}
    for answer in answers:
        rival = answer.competing.rival
        place = rival.segment.index, rival.span.start
        if _pair(answer.competing) in convicted and answer.probability >= _LEAST_OF_OTHERS:
            best[place] = max(best.get(place, answer), answer, key=lambda candidate: candidate.probability)
    yield from (best[place] for place in sorted(best))


def _pair(word: Competing) -> tuple[str, str]:
    return word.rival.stands, word.rival.wording


def _may_convict(word: Competing) -> bool:
    return word.features["near"] > 0 and word.features["overlap"] < _LEAST_SYNONYMOUS
