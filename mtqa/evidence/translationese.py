"""The signs that a document is a machine translation: a prior for every doubt about its words, and a judgement.

All are of the document as a whole: structures of English, how its sentences are put together, and how many words look
replaced. For a sentence they are weak evidence, for a page strong evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.evidence.rivals import Tagged
from mtqa.evidence.signals import Signals
from mtqa.lexicon import Word
from mtqa.lexicon.calques import calques, density
from mtqa.lexicon.style import LEAST_CHARACTERS, Style, shared_style

_MOST_STRUCTURES = 40.0  # nats per 1,000 characters: beyond that, more structures are not stronger evidence
_TWENTIETH = 20
_MOST_STYLE = 4.0  # nats for a sentence, either way: no sentence decides about a document
CLEARLY_TRANSLATED = 0.9  # a probability from which on a document does not look fine
#: Rules whose findings hardly any text has but a machine's: one thing under two names, broken order, idioms in words.
TELLING_RULES = ("names.inconsistent", "terms.inconsistent", "order.", "literal.document", "literal.idiom")
LEAST_DOCUMENT = 200  # characters: the signs of a shorter text tell nothing
MOST_REASONS = 5  # sentences that are named


@dataclass(frozen=True, slots=True)
class Translationese:
    """The signs of translation in a document.

    structures  weight of the structures of English, nats per 1,000 characters, at most 40
    style       log-odds of its sentences, nats, the mean over their characters
    replaced    the detector's log-odds that a twentieth of the words exceed, nats; None without a detector
    """

    structures: float
    style: float
    replaced: float | None


@dataclass(frozen=True, slots=True)
class Translated:
    """How likely a document is a machine translation.

    probability  0 to 1; None where the text is too short to tell
    segments     the sentences that speak most for it, as indices, the strongest first
    """

    probability: float | None
    segments: tuple[int, ...] = ()


def translationese(tagged: Tagged, signals: Sequence[Signals]) -> Translationese:
    """The signs of a document, from its words and their signals."""
    found = [list(calques(words)) for _, words in tagged]
    structures = density(found, sum(len(segment.text) for segment, _ in tagged))
    replaced = sorted((word.replaced for word in signals if word.replaced is not None), reverse=True)
    return Translationese(
        min(structures, _MOST_STRUCTURES),
        style_of([words for segment, words in tagged if len(segment.text) >= LEAST_CHARACTERS], shared_style()),
        replaced[len(replaced) // _TWENTIETH] if replaced else None,
    )


def style_of(sentences: Sequence[Sequence[Word]], style: Style) -> float:
    """The log-odds of sentences, nats, the mean over their characters; 0 where there are none."""
    odds = [_sentence_odds(words, style) for words in sentences]
    sizes = [sum(len(word.text) for word in words) for words in sentences]
    return sum(map(float.__mul__, odds, map(float, sizes))) / max(1, sum(sizes))


def _sentence_odds(words: Sequence[Word], style: Style) -> float:
    return max(-_MOST_STYLE, min(style.log_odds(words), _MOST_STYLE))


def translated(tagged: Tagged, probability: float) -> Translated:
    """The judgement on a document whose probability is known, with the sentences that speak most for it."""
    if sum(len(segment.text) for segment, _ in tagged) < LEAST_DOCUMENT:
        return Translated(None)
    style = shared_style()
    ranked = sorted(
        (
            (_sentence_odds(words, style) * len(segment.text) ** 0.5, segment.index)
            for segment, words in tagged
            if len(segment.text) >= 2 * LEAST_CHARACTERS
        ),
        reverse=True,
    )
    return Translated(probability, tuple(index for odds, index in ranked[:MOST_REASONS] if odds > 0))
