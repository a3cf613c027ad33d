"""The evidence, in nats, that two stretches of text translate each other: words that meet, and lengths that agree.

Two words meet if the dictionary translates one by the other; numbers and Latin words, if both sides have them. Each
counts by its log-likelihood ratio, so that a word of every sentence counts nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from mtqa.lexicon import Dictionary
from mtqa.lexicon.longest import longest_words
from mtqa.script import english_length, han_runs

# `python -m research measure lengths`, on twenty corpora of articles, documentation and talks: the squared difference
# of the lengths grows by 1.6–4.3 with each character (medians). The value was set higher by hand, for free
# translations; the other constants were set by hand, too.
_VARIANCE = 7.0
_MEETING_SHARE = 0.5  # of the words of a sentence that meet a word of its translation
_TRUST = 0.5  # factor on the evidence: words of a sentence are not independent of each other
_PSEUDO_SENTENCES = 10.0  # added to smooth a word's frequency …
_PSEUDO_SHARE = 0.02  # … and the share of them that has the word
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LATIN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")

#: A word, as the English stems that it may mean.
Concept = frozenset[str]


class Parallels:
    """The evidence that stretches of two texts translate each other, in nats."""

    def __init__(self, left: Sequence[str], right: Sequence[str], dictionary: Dictionary) -> None:
        self.left_widths = [english_length(text) for text in left]
        self.right_widths = [english_length(text) for text in right]
        scale = sum(self.left_widths) / max(1.0, sum(self.right_widths))
        self.scale = min(1.25, max(0.8, scale))  # limited, so that a text with half of it missing keeps its scale
        self.left = _Side([_concepts(text, dictionary) for text in left])
        self.right = _Side([_concepts(text, dictionary) for text in right])
        self.left.weigh(self.right)
        self.right.weigh(self.left)

    def words(self, left: range, right: range) -> float:
        """The log-likelihood ratio of the words of both sides, those that meet and those that do not."""
        return _TRUST * (self.left.meeting(left, self.right, right) + self.right.meeting(right, self.left, left))

    def lengths(self, left: range, right: range) -> float:
        """The log-probability of a difference in length this large or larger, by Gale and Church (1993)."""
        width = sum(self.left_widths[left.start : left.stop])
        other = sum(self.right_widths[right.start : right.stop]) * self.scale
        delta = abs(width - other) / math.sqrt(_VARIANCE * max(1.0, (width + other) / 2))
        return math.log(max(1e-300, math.erfc(delta / math.sqrt(2))))


class _Side:
    """The words of one text, sentence by sentence, each as a Concept, with their evidence in nats."""

    def __init__(self, sentences: list[list[Concept]]) -> None:
        self.concepts = sentences
        self.vocabulary = [frozenset().union(*concepts) for concepts in sentences]
        self.gains: list[list[float]] = []
        self.misses: list[float] = []
        self._known: dict[tuple[int, int, int], float] = {}

    def weigh(self, other: _Side) -> None:
        """Set the evidence of each word that it meets a word of a sentence of the other side: more for rarer words."""
        known = Counter(word for words in other.vocabulary for word in words)
        size = len(other.vocabulary) + _PSEUDO_SENTENCES
        floor = _PSEUDO_SENTENCES * _PSEUDO_SHARE
        for concepts in self.concepts:
            chances = [
                min(_MEETING_SHARE, (floor + sum(known[word] for word in concept)) / size) for concept in concepts
            ]
            misses = [math.log((1 - _MEETING_SHARE) / (1 - chance)) for chance in chances]
            self.misses.append(sum(misses))
            self.gains.append(
                [math.log(_MEETING_SHARE / chance) - miss for chance, miss in zip(chances, misses, strict=True)]
            )

    def meeting(self, mine: range, other: _Side, theirs: range) -> float:
        """The log-likelihood ratio of the words of these sentences, given sentences of the other side."""
        return sum(self._meeting(index, other, theirs) for index in mine)

    def _meeting(self, index: int, other: _Side, theirs: range) -> float:
        """The same for one sentence, kept, since several beads need it."""
        key = index, theirs.start, len(theirs)
        known = self._known.get(key)
        if known is None:
            words = _union(other.vocabulary, theirs)
            often = math.log(len(theirs))  # in two sentences a chance meeting is twice as likely
            pairs = zip(self.concepts[index], self.gains[index], strict=True)
            known = self.misses[index] + sum(gain - often for concept, gain in pairs if not words.isdisjoint(concept))
            self._known[key] = known
        return known

    def forget(self) -> None:
        """Drop the kept values of a stretch that is done."""
        self._known.clear()


def _union(words: list[frozenset[str]], indexes: range) -> frozenset[str]:
    return words[indexes.start] if len(indexes) == 1 else words[indexes.start] | words[indexes.start + 1]


def _concepts(text: str, dictionary: Dictionary) -> list[Concept]:
    """A sentence as English stems, each once: its Latin words and numbers, and the meanings of its Chinese words."""
    found = {frozenset({_stem(word.lower())}) for word in _LATIN.findall(text) if len(word) > 2}
    found.update(frozenset({number.replace(",", "")}) for number in _NUMBER.findall(text))
    for run in han_runs(text):
        words = longest_words(run, lambda word: bool(_meaning(word, dictionary)))
        found.update(meaning for _, word in words if (meaning := _meaning(word, dictionary)))
    return list(found)


@lru_cache(maxsize=65536)
def _meaning(word: str, dictionary: Dictionary) -> Concept:
    return frozenset(_stem(english) for sense in dictionary.senses(word) for english in sense)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """An English word without its commonest endings.

    >>> [_stem(word) for word in ("making", "make", "studies", "study", "heated", "heat", "this")]
    ['mak', 'mak', 'stud', 'stud', 'heat', 'heat', 'thi']
    """
    for ending in ("'s", "ing", "ied", "ies", "ed", "es", "e", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
