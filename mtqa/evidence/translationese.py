"""The signs that a document is a machine translation: the prior of every doubt about its words.

There are two, both of the whole document: structures of English, and how many words look replaced. In a sentence they
are weak evidence, on a page strong evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.evidence.rivals import Tagged
from mtqa.evidence.signals import Signals
from mtqa.lexicon.calques import calques, density

_MOST_STRUCTURES = 40.0  # nats per 1,000 characters: beyond that, more structures are not stronger evidence
_TWENTIETH = 20


@dataclass(frozen=True, slots=True)
class Translationese:
    """The signs of translation in a document.

    structures  weight of the structures of English, nats per 1,000 characters, at most 40
    replaced    the detector's log-odds that a twentieth of the words exceed, nats
    """

    structures: float
    replaced: float


def translationese(tagged: Tagged, signals: Sequence[Signals]) -> Translationese:
    """The signs of a document, from its words and their signals."""
    found = [list(calques(words)) for _, words in tagged]
    structures = density(found, sum(len(segment.text) for segment, _ in tagged))
    odds = sorted((word.replaced for word in signals if word.replaced is not None), reverse=True)
    return Translationese(min(structures, _MOST_STRUCTURES), odds[len(odds) // _TWENTIETH] if odds else 0.0)
