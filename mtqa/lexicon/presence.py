"""How often a word has a counterpart in the translation of its text, and in an unrelated text near it.

Counted for each word, since words differ: “hospital” is nearly always 医院, “way” has many translations, and 有 occurs
in any text. Counted in aligned sentences and their neighbours (`python -m research tables presence`,
mtqa/data/presence.tsv.xz); both shares are smoothed with four sentences' worth of the mean of rare words.
"""

from __future__ import annotations

import lzma
import math
from dataclasses import dataclass
from functools import cache, lru_cache

from mtqa.data import data_file

TABLE = data_file("presence.tsv.xz")
_BOUNDS = 0.01, 0.98  # of shares, since nothing is certain

#: The rows for words without a row of their own: all others, numbers, Latin words without a rendering or in Chinese
#: text, English names without a rendering.
ANY, NUMBER, LATIN, NAME = "#", "#1", "#a", "#A"


@dataclass(frozen=True, slots=True)
class Presence:
    """How often a word has a counterpart in another text.

    share  share of translations that have it
    rate   how often an unrelated text has it: the share of texts of n units is 1 − exp(−n · rate); units are Han
           characters for an English word, English content words for a Chinese word
    """

    share: float
    rate: float

    def odds(self, met: bool, size: int) -> float:
        """The log-odds (nats) that the other text, of `size` units, is not the translation, if it has (`met`) or lacks
        a counterpart of the word."""
        chance = _within(1 - math.exp(-self.rate * size))
        share = max(_within(self.share), chance)  # a counterpart is never evidence of an omission
        return math.log(chance / share) if met else math.log((1 - chance) / (1 - share))


def _within(share: float) -> float:
    return min(_BOUNDS[1], max(_BOUNDS[0], share))


@cache
def _table() -> dict[str, str]:
    """The figures by language and word, as they are written: a document asks for few of them."""
    lines = lzma.decompress(TABLE.read_bytes()).decode("utf-8").splitlines()
    rows = (line.rsplit("\t", 2) for line in lines if not line.startswith("# "))
    return {word: f"{share}\t{rate}" for word, share, rate in rows}


@lru_cache(maxsize=16_384)
def presence(language: str, word: str) -> Presence:
    """The presence of an English stem ("en") or a Chinese word ("zh")."""
    table = _table()
    share, rate = (table.get(f"{language}\t{word}") or table[f"{language}\t{ANY}"]).split("\t")
    return Presence(int(share) / 100, int(rate) / 10_000)
