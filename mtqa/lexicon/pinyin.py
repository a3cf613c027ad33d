"""How Chinese words sound, and when two of them sound alike."""

from __future__ import annotations

import os
from enum import IntEnum
from functools import lru_cache


class Likeness(IntEnum):
    """How alike two words of equal length sound; tones are not looked at."""

    DIFFERENT = 0
    NEAR = 1  # alike but for n/ng finals and z/zh, c/ch, s/sh initials, which regional accents merge
    EQUAL = 2


def likeness(one: str, other: str) -> Likeness:
    """Compare two words syllable by syllable, each character in its commonest reading.

    >>> likeness("汇源", "惠源").name, likeness("林峰", "临风").name, likeness("陈诚", "程晨").name
    ('EQUAL', 'EQUAL', 'NEAR')
    >>> likeness("北京", "南京").name
    'DIFFERENT'
    """
    if len(one) != len(other) or not one:
        return Likeness.DIFFERENT
    return min(map(_syllable_likeness, syllables(one), syllables(other)))


@lru_cache(maxsize=8192)
def syllables(word: str) -> tuple[str, ...]:
    """The toneless syllable of every character, in its commonest reading; a character that is not Han stands for
    itself."""
    # pypinyin's 47,000 phrases take 0.2 s to load and hold hardly any names.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word, errors=list))  # type: ignore[arg-type]


def sound_key(word: str) -> tuple[str, ...]:
    """What words that sound equal or near have in common: look for alike words among those with one key."""
    return tuple(map(_blurred, syllables(word)))


def _syllable_likeness(one: str, other: str) -> Likeness:
    if one == other:
        return Likeness.EQUAL
    return Likeness.NEAR if _blurred(one) == _blurred(other) else Likeness.DIFFERENT


def _blurred(syllable: str) -> str:
    """A syllable without the distinctions that accents merge."""
    if syllable.startswith(("zh", "ch", "sh")):
        syllable = syllable[0] + syllable[2:]
    return syllable.removesuffix("g") if syllable.endswith(("ang", "eng", "ing")) else syllable
