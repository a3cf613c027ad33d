"""How often a word is met in the translation of its text, and in a text that only stands near it.

Counted word by word, since words differ: of “hospital” a translation has 医院 nearly always, of “way” now this and now
that; and 有 is met in any text. In aligned sentences and their neighbours (`python -m research tables presence`,
mtqa/data/presence.tsv.xz); both shares are smoothed with four sentences' worth of the mean of rare words.
"""

from __future__ import annotations

import lzma
import math
from dataclasses import dataclass
from functools import cache

from mtqa.data import data_file

TABLE = data_file("presence.tsv.xz")
_BOUNDS = 0.01, 0.98  # of shares: nothing is sure

#: What words without a row of their own are known by: numbers, Latin words without a rendering or beside Chinese ones,
#: English names without a rendering, and all others.
ANY, NUMBER, LATIN, NAME = "#", "#1", "#a", "#A"


@dataclass(frozen=True, slots=True)
class Presence:
    """Of one word.

    share  of translations that have it
    rate   how often a text has it by chance: the share of texts of n units is 1 − exp(−n · rate), units being Han
           characters for an English word, English content words for a Chinese one
    """

    share: float
    rate: float

    def odds(self, met: bool, size: int) -> float:
        """What it says for the other text, of that size, not being the translation, nats."""
        chance = _within(1 - math.exp(-self.rate * size))
        share = max(_within(self.share), chance)  # to be met is never a sign of having been left out
        return math.log(chance / share) if met else math.log((1 - chance) / (1 - share))


def _within(share: float) -> float:
    return min(_BOUNDS[1], max(_BOUNDS[0], share))


@cache
def _table() -> dict[tuple[str, str], Presence]:
    found = {}
    for line in lzma.decompress(TABLE.read_bytes()).decode("utf-8").splitlines():
        if not line.startswith("# "):
            language, word, share, rate = line.split("\t")
            found[language, word] = Presence(int(share) / 100, int(rate) / 10_000)
    return found


def presence(language: str, word: str) -> Presence:
    """Of an English stem ("en") or a Chinese word ("zh")."""
    table = _table()
    return table.get((language, word)) or table[language, ANY]
