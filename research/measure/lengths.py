"""How long a translation is: aligned sentences give the constants of lengths in alignment, omission and guard.

Lengths are in characters of English, as `mtqa.align.parallels` has them: a Han character counts as several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from mtqa.bench.corpus import collections
from mtqa.engines.base import Progress
from mtqa.script import han_count

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_LEAST_PAIRS = 100  # of a corpus that is counted
# The median of the square of a normal deviate. The variance comes from a median, since free translations and misaligned
# pairs would dominate a mean.
_MEDIAN_OF_SQUARES = 0.4549

_Pairs = Sequence[tuple[str, str]]


def lengths(files: Sequence[Path], progress: Progress) -> str:
    """A Markdown table, a corpus a row: what a Han character is worth, how lengths vary, and characters per word."""
    corpora = list(collections(files, _LEAST_PAIRS))
    lines = [
        "| corpus | pairs | English characters per Han character | variance per character | Han characters per word |",
        "|---|---|---|---|---|",
    ]
    for done, (name, pairs) in enumerate(corpora, 1):
        lines.append(_row(name, pairs))
        progress(done, len(corpora))
    lines.append(_row("all", [pair for _, pairs in corpora for pair in pairs]))
    return "\n".join(lines)


def _row(name: str, pairs: _Pairs) -> str:
    han, rest, english = (sum(column) for column in zip(*(_sizes(pair) for pair in pairs), strict=True))
    width = (english - rest) / max(1, han)
    variance = median(_squares(pairs, width)) / _MEDIAN_OF_SQUARES
    per_word = median(_per_word(pairs) or [0.0])
    return f"| {name} | {len(pairs):,} | {width:.2f} | {variance:.1f} | {per_word:.2f} |"


def _sizes(pair: tuple[str, str]) -> tuple[int, int, int]:
    """Han characters and others of the Chinese, characters of the English."""
    han = han_count(pair[1])
    return han, len(pair[1]) - han, len(pair[0])


def _squares(pairs: _Pairs, width: float) -> Iterator[float]:
    """Gale and Church's measure: the squared difference of the lengths per character of their mean."""
    for han, rest, english in map(_sizes, pairs):
        chinese = han * width + rest
        yield (english - chinese) ** 2 / max(1.0, (english + chinese) / 2)


def _per_word(pairs: _Pairs) -> list[float]:
    counts = ((han_count(chinese), len(_WORD.findall(english))) for english, chinese in pairs)
    return [han / words for han, words in counts if han and words]
