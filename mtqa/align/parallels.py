"""What speaks for two stretches of text translating each other, in nats: words that meet, and lengths that agree.

Words meet where the dictionary translates one by the other, and where numbers and Latin words stand on both sides;
each tells as much as its log-likelihood ratio, so that what occurs in every sentence tells nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mtqa.lexicon import Dictionary
from mtqa.script import HAN, han_count

# `python -m research measure lengths`, on twenty corpora of articles, documentation and talks: a Han character is worth
# 3.4–4.2 characters of English, and the squared difference of the lengths grows by 1.6–4.3 with each, told by medians.
# The variance was set higher by hand, for free translations; the other constants were set by hand, too.
_HAN_WIDTH = 3.5
_VARIANCE = 7.0
_MEETS = 0.5  # how often a word of a sentence meets one in its translation
_TRUST = 0.5  # words of a sentence are not independent of each other
_PSEUDO = 10.0  # sentences of other texts that a word's frequency is smoothed with …
_ANYWHERE = 0.02  # … in so many of which it stands
_HAN = re.compile(f"[{HAN}]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LATIN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_LONGEST_WORD = 5

Concept = frozenset[str]


class Parallels:
    """What speaks for two stretches translating each other, in nats."""

    def __init__(self, left: Sequence[str], right: Sequence[str], dictionary: Dictionary) -> None:
        self.left_widths = [_width(text) for text in left]
        self.right_widths = [_width(text) for text in right]
        scale = sum(self.left_widths) / max(1.0, sum(self.right_widths))
        self.scale = min(1.25, max(0.8, scale))  # texts differ; a text with half of it missing must not
        gloss = Glosses(dictionary)
        self.left = _Side([gloss.concepts(text) for text in left])
        self.right = _Side([gloss.concepts(text) for text in right])
        self.left.weigh(self.right)
        self.right.weigh(self.left)

    def words(self, left: range, right: range) -> float:
        """The log-likelihood ratio of the words that meet and of those that do not, seen from either side."""
        return _TRUST * (self.left.meeting(left, self.right, right) + self.right.meeting(right, self.left, left))

    def lengths(self, left: range, right: range) -> float:
        """Gale and Church's: how likely a difference as large as this one is."""
        one = sum(self.left_widths[left.start : left.stop])
        two = sum(self.right_widths[right.start : right.stop]) * self.scale
        delta = abs(one - two) / math.sqrt(_VARIANCE * max(1.0, (one + two) / 2))
        return math.log(max(1e-300, math.erfc(delta / math.sqrt(2))))


class _Side:
    """The words of one text, sentence by sentence: each is the set of what it may be in English."""

    def __init__(self, sentences: list[list[Concept]]) -> None:
        self.concepts = sentences
        self.vocabulary = [frozenset().union(*concepts) for concepts in sentences]
        self.gains: list[list[float]] = []
        self.misses: list[float] = []
        self._known: dict[tuple[int, int, int], float] = {}

    def weigh(self, other: _Side) -> None:
        """What it tells that a word meets one of a sentence of the other side: more, the rarer that is."""
        known = Counter(word for words in other.vocabulary for word in words)
        size = len(other.vocabulary) + _PSEUDO
        floor = _PSEUDO * _ANYWHERE
        for concepts in self.concepts:
            chances = [min(_MEETS, (floor + sum(known[word] for word in concept)) / size) for concept in concepts]
            misses = [math.log((1 - _MEETS) / (1 - chance)) for chance in chances]
            self.misses.append(sum(misses))
            self.gains.append([math.log(_MEETS / chance) - miss for chance, miss in zip(chances, misses, strict=True)])

    def meeting(self, mine: range, other: _Side, theirs: range) -> float:
        return sum(self._meeting(index, other, theirs) for index in mine)

    def _meeting(self, index: int, other: _Side, theirs: range) -> float:
        """Of one sentence of ours; the beads of a place ask for it several times."""
        key = index, theirs.start, len(theirs)
        known = self._known.get(key)
        if known is None:
            words = _union(other.vocabulary, theirs)
            often = math.log(len(theirs))  # two sentences have more words to meet by chance
            pairs = zip(self.concepts[index], self.gains[index], strict=True)
            known = self.misses[index] + sum(gain - often for concept, gain in pairs if not words.isdisjoint(concept))
            self._known[key] = known
        return known

    def forget(self) -> None:
        """A stretch is done: what met in it is not asked for again."""
        self._known.clear()


def _union(words: list[frozenset[str]], indexes: range) -> frozenset[str]:
    return words[indexes.start] if len(indexes) == 1 else words[indexes.start] | words[indexes.start + 1]


def _width(text: str) -> float:
    """Length in characters of English."""
    han = han_count(text)
    return han * _HAN_WIDTH + len(text) - han


class Glosses:
    """The words of a sentence in English: its own Latin words and numbers, and what its Chinese words mean."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._meaning = lru_cache(maxsize=200_000)(self._look_up)

    def concepts(self, text: str) -> list[Concept]:
        """Each word once."""
        found = {frozenset({_stem(word.lower())}) for word in _LATIN.findall(text) if len(word) > 2}
        found.update(frozenset({number.replace(",", "")}) for number in _NUMBER.findall(text))
        for run in _HAN.finditer(text):
            found.update(self._chinese(run[0]))
        return list(found)

    def _chinese(self, characters: str) -> Iterator[Concept]:
        """Longest words first, from left to right."""
        at = 0
        while at < len(characters):
            for end in range(min(at + _LONGEST_WORD, len(characters)), at, -1):
                if meaning := self._meaning(characters[at:end]):
                    yield meaning
                    break
            at = end

    def _look_up(self, word: str) -> Concept:
        return frozenset(_stem(english) for sense in self._dictionary.senses(word) for english in sense)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """What is left of an English word without its commonest endings.

    >>> [_stem(word) for word in ("making", "make", "studies", "study", "heated", "heat", "this")]
    ['mak', 'mak', 'stud', 'stud', 'heat', 'heat', 'thi']
    """
    for ending in ("'s", "ing", "ied", "ies", "ed", "es", "e", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
