"""Translations spoiled on purpose, each with one kind of error: a score has to rank them below their originals.

swapped      the translation of another sentence, of about its length
truncated    the last third to half is missing, the mark at the end is not
dropped      a content word is missing
substituted  a content word is another one of the same word class, from another sentence
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from mtqa.lexicon import LacTagger, Word

KINDS = ("swapped", "truncated", "dropped", "substituted")
# Nouns, verbs, adjectives, adverbs of content, numbers and names, as LAC tags them.
_CONTENT = frozenset({"n", "v", "vn", "a", "an", "ad", "m", "PER", "LOC", "ORG", "TIME", "nr", "ns", "nt", "nz", "nw"})
_NEIGHBOURS = 20  # translations of about the same length, of which one is drawn
_KEPT = (0.5, 0.7)  # share of a truncated translation that is left
_ENDS = "。.？！?!；;"


class Corruptor:
    """Spoils translations of a set with parts of the others."""

    def __init__(self, translations: Sequence[str], seed: float) -> None:
        self._chance = random.Random(seed)
        self._tagger = LacTagger()
        self._by_length = sorted(set(translations), key=lambda text: (len(text), text))
        self._lengths = [len(text) for text in self._by_length]
        self._words: dict[str, list[str]] = defaultdict(list)
        for text in self._by_length[:: max(1, len(self._by_length) // 2000)]:
            for word in self._content(text):
                self._words[word.tag].append(word.text)

    def spoil(self, text: str, kind: str) -> str | None:
        """The translation with an error of that kind, or None if none is possible."""
        spoiled = getattr(self, f"_{kind}")(text)
        return spoiled if spoiled and spoiled != text else None

    def _swapped(self, text: str) -> str | None:
        at = bisect_left(self._lengths, len(text))
        near = self._by_length[max(0, at - _NEIGHBOURS // 2) : at + _NEIGHBOURS // 2]
        return self._chance.choice([other for other in near if other != text] or [text])

    def _truncated(self, text: str) -> str | None:
        end = text[-1] if text[-1:] in _ENDS else ""
        left = text[: int(len(text) * self._chance.uniform(*_KEPT))].rstrip("，、 ,")
        return left + end if len(text) - len(left) > 2 else None

    def _dropped(self, text: str) -> str | None:
        words = self._content(text)
        if len(words) < 2:
            return None
        word = self._chance.choice(words)
        return text[: word.span.start] + text[word.span.end :]

    def _substituted(self, text: str) -> str | None:
        words = self._content(text)
        if not words:
            return None
        word = self._chance.choice(words)
        others = [
            other for other in self._chance.choices(self._words[word.tag] or [""], k=5) if other not in ("", word.text)
        ]
        return text[: word.span.start] + others[0] + text[word.span.end :] if others else None

    def _content(self, text: str) -> list[Word]:
        """Content words of two characters and more, which a sentence needs."""
        return [word for word in self._tagger.tag(text) if word.tag in _CONTENT and len(word.text.strip()) > 1]
