"""The aligned sentences that the adapter learns from: written text, cleaned, without overlap with the test sets."""

from __future__ import annotations

import csv
import lzma
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from mtqa.script import HAN, han_count, has_han

#: Pairs taken of each collection, in the order of a seeded shuffle; None: all. News, encyclopedia and administration
#: are taken whole, since users check such text; manuals and phrases must not outnumber them.
SHARES = {
    "newscomm_10k": None,
    "mlqe-pe": None,
    "tico19": None,
    "xquad": None,
    "un_devtest": None,
    "opensource_guide": None,
    "lctt": 10_000,
    "csc_acad": 6_000,
    "tatoeba_cmn": 5_000,
    "3b1b": 1_000,
}
_SEED = 5
_LONGEST = 420  # English characters
# English characters per Chinese character: the range of 98 % of the pairs of the news sample.
_RATIO = (1.6, 6.5)
# A pair is left out if it shares so many consecutive characters with a text of a test set.
_SHARED = {"zh": 14, "en": 40}
_NO_LETTER = re.compile(r"[\W_]+")
_SPACE_BY_HAN = re.compile(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+")
_MARK_AFTER_HAN = re.compile(rf"(?<=[{HAN}])[,;:?!]|(?<=[{HAN}])\.$")
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}


class Aligned(NamedTuple):
    chinese: str
    english: str


def draw(collections: Sequence[Path], postedits: Sequence[Path], held_out: Sequence[Path]) -> list[Aligned]:
    """The pairs of `collections` (name, English, Chinese; tab-separated, .xz) and of `postedits` (MLQE-PE tables),
    without those that overlap with the lines of `held_out`, shuffled."""
    excluded = {run for path in held_out for line in _lines(path) for run in _runs(line)}
    found: dict[str, list[Aligned]] = {}
    for path in collections:
        for line in _lines(path):
            name, _, texts = line.partition("\t")
            english, _, chinese = texts.partition("\t")
            if name in SHARES:
                found.setdefault(name, []).append(Aligned(chinese, english))
    found["mlqe-pe"] = [pair for path in postedits for pair in _postedits(path)]
    chance = random.Random(_SEED)
    drawn: list[Aligned] = []
    for name, pairs in sorted(found.items()):
        chance.shuffle(pairs)
        kept = (pair for pair in map(_cleaned, pairs) if _is_usable(pair) and excluded.isdisjoint(_pair_runs(pair)))
        drawn += [pair for pair, _ in zip(kept, range(SHARES[name] or len(pairs)), strict=False)]
    chance.shuffle(drawn)
    return drawn


def _lines(path: Path) -> Iterator[str]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def _postedits(path: Path) -> Iterator[Aligned]:
    for row in csv.DictReader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE):
        yield Aligned(row["post_edit"], row["source"])


def _cleaned(pair: Aligned) -> Aligned:
    """The pair with Chinese as in print: no space beside a Chinese character, full-width marks after it."""
    chinese = _SPACE_BY_HAN.sub("", " ".join(pair.chinese.split()))
    chinese = _MARK_AFTER_HAN.sub(lambda mark: _WIDE[mark.group()], chinese)
    return Aligned(chinese, " ".join(pair.english.split()))


def _is_usable(pair: Aligned) -> bool:
    han = han_count(pair.chinese)
    if han < 4 or han < len(pair.chinese) / 2 or len(pair.english) > _LONGEST:
        return False
    return _RATIO[0] < len(pair.english) / han < _RATIO[1]


def _pair_runs(pair: Aligned) -> Iterable[str]:
    return [*_runs(pair.chinese), *_runs(pair.english)]


def _runs(text: str) -> Iterator[str]:
    """All stretches of the letters of a text that are long enough to show that two texts overlap."""
    length = _SHARED["zh" if has_han(text) else "en"]
    letters = _NO_LETTER.sub("", text.lower())
    for start in range(max(1, len(letters) - length + 1)):
        yield letters[start : start + length]
