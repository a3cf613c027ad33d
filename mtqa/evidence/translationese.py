"""Does a document read as if it had been translated by a machine? A prior for every doubt about its words.

Two signs, both of the document as a whole: structures of English, and how many words look put in. Neither of them
convicts a sentence; of a page they tell much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.evidence.rivals import Tagged
from mtqa.evidence.signals import Signals
from mtqa.lexicon.calques import calques, density

_DENSEST = 40.0  # nats per 1,000 characters: a list of five such sentences is no surer sign than one of three
_TWENTIETH = 20


@dataclass(frozen=True, slots=True)
class Translationese:
    """Signs of translation.

    structures  of English, nats per 1,000 characters, at most 40
    strange     the detector's log-odds that a twentieth of the words exceed, nats
    """

    structures: float
    strange: float


def translationese(tagged: Tagged, signals: Sequence[Signals]) -> Translationese:
    """The signs of a document, from its words and what the detector says of them."""
    found = [list(calques(words)) for _, words in tagged]
    structures = density(found, sum(len(segment.text) for segment, _ in tagged))
    replaced = sorted((one.replaced for one in signals if one.replaced is not None), reverse=True)
    strange = replaced[len(replaced) // _TWENTIETH] if replaced else 0.0
    return Translationese(min(structures, _DENSEST), strange)
