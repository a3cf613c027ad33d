"""How often each word has a counterpart in the translation of its text, and in a text near by:
mtqa/data/presence.tsv.xz."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.bilingual.matching import match
from mtqa.engines.base import Progress
from mtqa.lexicon import shared_dictionary
from mtqa.lexicon.presence import ANY
from mtqa.script import han_count
from research.tables.neighbours import neighbours

_COMMAND = "python -m research tables presence"
_SMOOTHING = 4.0  # occurrences at the mean rate of rare words that are added to each word
_RARE_SEEN = 10  # a word that was seen less often counts as rare
_LEAST_SEEN = 3  # occurrences of a word that is listed


@dataclass
class _Count:
    """Counts of a word: `seen` and `met` beside its translation, `beside` and `by_chance` beside other texts; `size` is
    the sum of their sizes."""

    seen: int = 0
    met: int = 0
    beside: int = 0
    by_chance: int = 0
    size: int = 0

    def add(self, other: _Count) -> None:
        self.seen += other.seen
        self.met += other.met
        self.beside += other.beside
        self.by_chance += other.by_chance
        self.size += other.size


_Counts = defaultdict[str, _Count]


def table(files: Sequence[Path], most: int, progress: Progress) -> str:
    """The lines of the table: language, word, per cent of translations that have it, rate of chance in 1/10,000."""
    dictionary = shared_dictionary()
    counts: dict[str, _Counts] = {"en": defaultdict(_Count), "zh": defaultdict(_Count)}
    for done, (english, chinese, other) in enumerate(neighbours(files)):
        if done == most:
            break
        for language, words in zip(("en", "zh"), match(english, chinese, dictionary), strict=True):
            for word in words:
                counts[language][word.key].seen += 1
                counts[language][word.key].met += word.met
        sides = match(english, other, dictionary)
        for language, words, size in zip(("en", "zh"), sides, (han_count(other), len(sides[0])), strict=True):
            for word in words:
                one = counts[language][word.key]
                one.beside, one.by_chance, one.size = one.beside + 1, one.by_chance + word.met, one.size + size
        progress(done + 1, most)
    names = " ".join(path.name for path in files)
    head = f"# language\tword\tper cent of translations\trate of chance, 1/10,000; by {_COMMAND} {names}"
    return "\n".join([head, *_rows("en", counts["en"]), *_rows("zh", counts["zh"])]) + "\n"


def _rows(language: str, counts: _Counts) -> Iterator[str]:
    rare = counts.pop(ANY, _Count())
    for one in counts.values():
        if one.seen < _RARE_SEEN:
            rare.add(one)
    counts[ANY] = rare
    for word, one in sorted(counts.items()):
        if one.seen >= _LEAST_SEEN and one.beside:
            share = (one.met + _SMOOTHING * rare.met / rare.seen) / (one.seen + _SMOOTHING)
            chance = (one.by_chance + _SMOOTHING * rare.by_chance / rare.beside) / (one.beside + _SMOOTHING)
            rate = -math.log(1 - min(0.99, chance)) / max(1.0, one.size / one.beside)
            yield f"{language}\t{word}\t{round(100 * share)}\t{round(10_000 * rate)}"
