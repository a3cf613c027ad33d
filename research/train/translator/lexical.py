"""Do two sentences have words in common? A score from CC-CEDICT, numbers and Latin words.

The score is the share of Chinese words that the dictionary knows, longest match first, with an English sense that the
English sentence has. Word lists miss much of a free translation, so the score only recognises unrelated sentences: the
stage `clean` prints how many pairs it takes for unrelated, and how many it finds among sentences with their neighbour's
translation.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mtqa.lexicon import Dictionary
from mtqa.lexicon.cedict import EMPTY
from mtqa.lexicon.english import stem
from mtqa.script import han_runs

_LATIN = re.compile(r"[A-Za-z]+|\d+")
_LONGEST = 6  # characters of a word
#: Words that a score needs.
LEAST_ASKED = 4


class Lexical:
    """Scores pairs; looks every word up once."""

    def __init__(self, dictionary: Dictionary | None = None) -> None:
        self._dictionary = dictionary or Dictionary()
        self._known: dict[str, frozenset[str] | None] = {}

    def score(self, chinese: str, english: str) -> float | None:
        """The score, 0 to 1; None if fewer than `LEAST_ASKED` words can be looked up."""
        words = _LATIN.findall(english.lower())
        stems = {_stem(word) for word in words}
        met = asked = 0
        for senses in self._words(chinese):
            asked += 1
            met += not senses.isdisjoint(stems)
        for token in _LATIN.findall(chinese.lower()):
            asked += 1
            met += token in words
        return met / asked if asked >= LEAST_ASKED else None

    def _words(self, chinese: str) -> list[frozenset[str]]:
        found: list[frozenset[str]] = []
        for run in han_runs(chinese):
            at = 0
            while at < len(run):
                for length in range(min(_LONGEST, len(run) - at), 0, -1):
                    senses = self._senses(run[at : at + length])
                    if senses is not None:
                        if senses and length > 1:  # single characters mean too many things
                            found.append(senses)
                        at += length
                        break
                else:
                    at += 1
        return found

    def _senses(self, word: str) -> frozenset[str] | None:
        """The stems of a word's senses, without function words; None if the dictionary does not have the word."""
        if word not in self._known:
            senses = self._dictionary.senses(word)
            stems = {_stem(english) for sense in senses for english in sense if english not in EMPTY}
            self._known[word] = frozenset(stems) if senses else None
        return self._known[word]


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return stem(word)
