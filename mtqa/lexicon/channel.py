"""The channel through which a machine-translated word came: Chinese word → English word → Chinese word.

A machine that translates back from English chooses the commonest rendering of an English word. So 走廊 in a text may
stand for 楼道, since both are “corridor” and 走廊 is the usual translation; 丈夫 may stand for 老公, but 老公 hardly
ever for 丈夫. The probabilities are from aligned sentences (mtqa/data/translations.tsv.xz, made by `python -m research
tables translations`), and from CC-CEDICT for words that are rare there:

    P(English | word)    = λ · share in aligned sentences + (1 − λ) · share in the senses of the word
    P(word | English)    = λ · share in aligned sentences + (1 − λ) · share by the frequency of the dictionary's words
    P(written | meant)   = Σ over English of P(English | meant) · P(written | English)

with λ = n / (n + 5), n the count of the condition (the word behind the bar): Witten and Bell's idea of trusting counts
as they grow (doi 10.1109/18.87000), with a constant that gives the dictionary the weight of five sentences.
"""

from __future__ import annotations

import lzma
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from mtqa.data import data_file
from mtqa.lexicon.dictionary import Dictionary
from mtqa.lexicon.frequency import chinese_zipf

TABLE = data_file("translations.tsv.xz")

_DICTIONARY_WEIGHT = 5.0  # sentences
_WORD = re.compile(r"([^\t ]+) ")  # of a row
_LEAST_SHARE = 0.01  # smaller shares are noise of the alignment


@dataclass(frozen=True, slots=True)
class Passage:
    """A word that may have been meant, and its way through the channel.

    probability  P(written word | this word was meant)
    english      the English word that contributes most to it
    usual        how usual the written word is for `english`: its share divided by that of the commonest word, in [0, 1]
    """

    meant: str
    probability: float
    english: str
    usual: float


class _Table(NamedTuple):
    """The aligned sentences: by English stem its commonest form and its row of words with their counts, as they are
    written, since a document asks for few of them; by word its stems."""

    forms: dict[str, str]
    rows: dict[str, str]
    stems: dict[str, str]


@cache
def _table() -> _Table:
    forms: dict[str, str] = {}
    rows: dict[str, str] = {}
    stems: dict[str, str] = {}
    for line in lzma.decompress(TABLE.read_bytes()).decode("utf-8").splitlines():
        if line.startswith("#"):
            continue
        english, forms[english], rows[english] = line.split("\t", 2)
        for word in _WORD.findall(rows[english]):
            stems[word] = f"{stems[word]}\t{english}" if word in stems else english
    return _Table(forms, rows, stems)


@lru_cache(maxsize=2048)
def seen(english: str) -> Mapping[str, float]:
    """How often each Chinese word is aligned with an English stem."""
    pairs = (pair.split(" ") for pair in _table().rows.get(english, "").split("\t") if pair)
    return {word: float(count) for word, count in pairs}


def meanings(word: str) -> Mapping[str, float]:
    """How often each English stem is aligned with a Chinese word."""
    stems = _table().stems.get(word)
    return {english: seen(english)[word] for english in stems.split("\t")} if stems else {}


def aligned_words() -> Set[str]:
    """The Chinese words of the aligned sentences."""
    return _table().stems.keys()


def form(english: str) -> str:
    """The commonest form of a stem."""
    return _table().forms.get(english, english)


class Channel:
    """The probabilities of the channel; table and dictionary are read at the first question."""

    def __init__(self, dictionary: Dictionary | None = None) -> None:
        self._dictionary = dictionary or Dictionary()

    @lru_cache(maxsize=65536)  # noqa: B019  one channel lives as long as the run
    def pivots(self, word: str) -> Mapping[str, float]:
        """P(English | word) by stem; empty for an unknown word."""
        mixed = _mixed(meanings(word), self._dictionary.stems(word))
        kept = {english: share for english, share in mixed.items() if share > _LEAST_SHARE}
        total = sum(kept.values())
        return {english: share / total for english, share in kept.items()}

    @lru_cache(maxsize=65536)  # noqa: B019
    def renderings(self, english: str) -> Mapping[str, float]:
        """P(word | English) for a stem."""
        listed = {
            word: share * 10**zipf
            for word, share in self._dictionary.listed(english, form(english)).items()
            if (zipf := chinese_zipf(word)) > 0
        }
        total = sum(listed.values())
        return _mixed(seen(english), {word: share / total for word, share in listed.items()})

    @lru_cache(maxsize=65536)  # noqa: B019
    def passage(self, written: str, meant: str) -> Passage:
        """How probably `meant` becomes `written`."""
        ways = {english: share * self.renderings(english).get(written, 0.0) for english, share in self._ways(meant)}
        best = max(ways, key=lambda english: ways[english], default="")
        renderings = self.renderings(best)
        usual = renderings.get(written, 0.0) / max(renderings.values(), default=1.0)
        return Passage(meant, sum(ways.values()), form(best), usual)

    def meant(self, written: str) -> Iterator[Passage]:
        """Every other word that may have been meant, in alphabetical order."""
        words = {word for english, _ in self._ways(written) for word in self.renderings(english)}
        for word in sorted(words - {written}):
            passage = self.passage(written, word)
            if passage.probability > 0:
                yield passage

    def _ways(self, word: str) -> list[tuple[str, float]]:
        return sorted(self.pivots(word).items())


def _mixed(seen: Mapping[str, float], listed: Mapping[str, float]) -> dict[str, float]:
    """A mixture of two distributions; the weight of the counts `seen` grows with their number."""
    count = sum(seen.values())
    weight = count / (count + _DICTIONARY_WEIGHT) if listed else 1.0
    mixed: defaultdict[str, float] = defaultdict(float)
    for key, value in seen.items():
        mixed[key] += weight * value / count
    for key, value in listed.items():
        mixed[key] += (1 - weight) * value
    return dict(mixed)
