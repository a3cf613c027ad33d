"""Weighs the words of an English and a Chinese text: the log-odds that each was left out on the other side.

A word is met if the other text has a translation of it. The dictionary does not know every translation: in a good
translation a fifth of the English words is not met, here and there; where a part is left out, a whole run of words is
not. And a common rendering (有 for “have”) occurs in any text. So each word has log-odds, in nats, of being left out:

    met      ln(c / p)              c  share of unrelated texts of that length that have the word by chance
    not met  ln((1 − c) / (1 − p))  p  share of translations that have it; both counted per word (`lexicon.presence`)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mtqa.bilingual.matching import Seen, match
from mtqa.lexicon import Dictionary
from mtqa.lexicon.presence import presence
from mtqa.script import han_count
from mtqa.text import Span


class Word(NamedTuple):
    """A word of either text: whether the other text has it, and the log-odds that it was left out there, in nats."""

    span: Span
    met: bool
    odds: float


@dataclass(frozen=True, slots=True)
class Covered:
    """Two texts side by side: the content words of the English text, and all words of the Chinese text."""

    english: tuple[Word, ...]
    chinese: tuple[Word, ...]


class Coverage:
    """Compares texts word by word; the tables are read at the first call."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._last: tuple[str, str, Covered] | None = None

    def of(self, english: str, chinese: str) -> Covered:
        """The weighed words of both texts. The last result is kept, since several checks ask for it."""
        if self._last is None or self._last[:2] != (english, chinese):
            words, chinese_words = match(english, chinese, self._dictionary)
            size = han_count(chinese)
            covered = Covered(
                tuple(_weighed("en", word, size) for word in words),
                tuple(_weighed("zh", word, len(words)) for word in chinese_words),
            )
            self._last = english, chinese, covered
        return self._last[2]

    def says(self, other: str, stretch: str, *, chinese: bool) -> bool:
        """Does the other text say what a stretch of Chinese, or else of English, says?"""
        covered = self.of(*((other, stretch) if chinese else (stretch, other)))
        return sum(word.odds for word in (covered.chinese if chinese else covered.english)) <= 0


def _weighed(language: str, word: Seen, size: int) -> Word:
    """The word with its log-odds; `size` is the length of the other text."""
    return Word(word.span, word.met, _odds(language, word.key, word.met, size))


@lru_cache(maxsize=16_384)
def _odds(language: str, key: str, met: bool, size: int) -> float:
    return presence(language, key).odds(met, size)
