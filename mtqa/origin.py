"""Does a document read as if it had been translated by a machine? A prior for every doubt about its words.

Three signs, each of the document as a whole: structures of English, words that lose against what they may stand for,
and words that look put in. None of them convicts a sentence; of a page they tell much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.lexicon.calques import calques, density
from mtqa.rivals import Tagged
from mtqa.weighing import Signals

_DENSEST = 40.0  # nats per 1,000 characters: a list of five such sentences is no surer sign than one of three
_LOST = -3.0  # score of a word none of whose rivals came near
_FIFTH, _TWENTIETH = 5, 20


@dataclass(frozen=True, slots=True)
class Origin:
    """Signs of translation.

    structures  of English, nats per 1,000 characters, at most 40
    pull        mean score of the fifth of the words that their rivals beat most, nats
    strange     the detector's log-odds that a twentieth of the words exceed, nats
    """

    structures: float
    pull: float
    strange: float


def origin(tagged: Tagged, signals: Sequence[Signals]) -> Origin:
    found = [list(calques(words)) for _, words in tagged]
    structures = density(found, sum(len(segment.text) for segment, _ in tagged))
    scores = sorted((max(one.contested.score, _LOST) if one.contested else _LOST for one in signals), reverse=True)
    best = scores[: max(1, len(scores) // _FIFTH)]
    replaced = sorted((one.replaced for one in signals if one.replaced is not None), reverse=True)
    strange = replaced[len(replaced) // _TWENTIETH] if replaced else 0.0
    return Origin(min(structures, _DENSEST), sum(best) / max(1, len(best)) if best else _LOST, strange)
