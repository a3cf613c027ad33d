"""Which words of an English and a Chinese text say the same, and what each says for something being left out.

The dictionary is far from knowing every translation: a fifth of the English words of a good one is not met, here and
there; where a part is left out, a whole run of them is not. And a common rendering (有 for “have”) stands in any text.
So each word has its odds, in nats, of having been left out:

    met      ln(c / p)              c  how often a text of that length that is no translation has the word by chance,
    not met  ln((1 − c) / (1 − p))  p  how often a translation has it; both counted for the word (`lexicon.presence`)
"""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.bilingual.matching import Seen, match
from mtqa.lexicon import Dictionary
from mtqa.lexicon.presence import presence
from mtqa.script import han_count
from mtqa.text import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A word of either text; its odds of being said nowhere in the other one."""

    span: Span
    met: bool
    odds: float


@dataclass(frozen=True, slots=True)
class Covered:
    """Two texts side by side: the content words of the English one, and all words of the Chinese one."""

    english: tuple[Word, ...]
    chinese: tuple[Word, ...]


class Coverage:
    """Questions about coverage; the tables are read at the first one."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._last: tuple[str, str, Covered] | None = None

    def of(self, english: str, chinese: str) -> Covered:
        """The last answer is kept, since more than one check asks."""
        if self._last is None or self._last[:2] != (english, chinese):
            words, characters = match(english, chinese, self._dictionary)
            size = han_count(chinese)
            covered = Covered(
                tuple(_weighed("en", one, size) for one in words),
                tuple(_weighed("zh", one, len(words)) for one in characters),
            )
            self._last = english, chinese, covered
        return self._last[2]


def _weighed(language: str, one: Seen, size: int) -> Word:
    return Word(one.span, one.met, presence(language, one.key).odds(one.met, size))
