"""Rivals that meet a word in English: 走廊 in the text where 楼道 was meant, since both are “corridor”.

Every content word has as rivals the words from which the channel through English may have made it; the judge scores
them in the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtqa.evidence.rivals.base import Rival, Tagged
from mtqa.lexicon import Channel, Passage, Word, chinese_zipf
from mtqa.script import HAN
from mtqa.text import Segment

CONTENT = frozenset(("n", "nz", "nw", "vn", "v", "a", "an", "ad", "s", "d"))
_WORD = re.compile(f"[{HAN}]{{2,4}}")
_MEANT = re.compile(f"[{HAN}]{{1,4}}")
_MOST_MEANT = 14  # rivals that are tried for a word
_LEAST_ZIPF = 2.0  # one occurrence in ten million words: a rarer word was hardly meant
_LEAST_PASSAGE = 0.001  # probability that the rival became the word on the way through English


@dataclass(frozen=True, slots=True)
class Collision:
    """A rival, and the probabilities of the channel.

    passage  P(word in the text | the rival was meant)
    kept     P(word in the text | the word itself was meant)
    usual    how usual the word is as a rendering of their English word, 0–1: a machine uses the commonest
    """

    rival: Rival
    passage: float
    kept: float
    usual: float


def collisions(tagged: Tagged, channel: Channel) -> Iterator[Collision]:
    """The words that may have been meant in place of every content word, the likeliest first."""
    for segment, words in tagged:
        for word in words:
            if is_content(word):
                yield from _collisions_of(segment, word, channel)


def is_content(word: Word) -> bool:
    """Can the word have rivals: a noun, verb, adjective or adverb of two to four Han characters?"""
    return word.tag in CONTENT and bool(_WORD.fullmatch(word.text))


def _collisions_of(segment: Segment, word: Word, channel: Channel) -> Iterator[Collision]:
    kept = channel.passage(word.text, word.text).probability
    for passage in likeliest(word.text, channel):
        rival = Rival(segment, word.span, passage.meant, "collisions", passage.english)
        yield Collision(rival, passage.probability, kept, passage.usual)


def likeliest(written: str, channel: Channel, most: int | None = _MOST_MEANT) -> list[Passage]:
    """The words that most probably were meant, by ln P(meant) + ln P(written | meant); P(meant) is its frequency. All
    of them with `most=None`."""
    ranked = []
    for passage in channel.meant(written):
        frequency = chinese_zipf(passage.meant)
        if passage.probability > _LEAST_PASSAGE and frequency >= _LEAST_ZIPF and _MEANT.fullmatch(passage.meant):
            ranked.append((-math.log(passage.probability) - math.log(10) * frequency, passage.meant, passage))
    return [passage for _, _, passage in sorted(ranked)[:most]]
