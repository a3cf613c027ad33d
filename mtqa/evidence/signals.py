"""What the signals say of a word: the detector, the channel and the language model, word by word.

The detector says which words look put in; a word that looks at home is not doubted. Of a doubted one the channel says
what may have been meant, and the language model whether it fits better and how much of that the document adds. Each
is weak alone; `mtqa.evidence.confidence` puts them together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from mtqa.evidence.contrast import Judge
from mtqa.evidence.rivals import Collision, Tagged, collisions
from mtqa.lexicon import Channel, chinese_zipf
from mtqa.text import Segment, Span

_SIEVED = 3  # rivals of a word that are weighed in full
_LEAST_FIRST = -5.0  # nats, first token and channel together, under which none is
_LEAST_ALONE = -0.5  # nats, log-odds and channel together, from which the sentence alone is asked as well
_LEAST_USUAL = 0.2  # below that a machine would have taken another word
_LEAST_REPLACED = -1.0  # nats of the detector under which a word is at home
_FLOOR = 0.05  # probability that the channel does what its tables do not know
_MOST = 6.0  # nats: beyond that the model is not surer, only wordier
_HAN = re.compile(r"[一-鿿]")


@dataclass(frozen=True, slots=True)
class Contested:
    """A rival that was weighed.

    log_odds  the rival against the word in the document, nats, at most 6
    gain      what the document adds to the sentence alone, nats
    """

    collision: Collision
    log_odds: float
    gain: float

    @property
    def passage(self) -> float:
        """ln P(the word | the rival was meant), nats."""
        return math.log(self.collision.passage)

    @property
    def kept(self) -> float:
        """ln P(the word | it was meant), nats."""
        return math.log(self.collision.kept + _FLOOR)

    @property
    def score(self) -> float:
        """By Bayes: ln of how much likelier the rival was meant than the word, where both came through English."""
        return self.log_odds + self.passage - self.kept


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a word at its place; `replaced` are the detector's log-odds, nats, None without one."""

    segment: Segment
    span: Span
    replaced: float | None
    contested: Contested | None

    @property
    def word(self) -> str:
        return self.span.of(self.segment.text)

    @property
    def is_known(self) -> bool:
        """Is it a word that can be judged? Single characters cannot, nor what the tagger cut wrongly, which is stranger
        than any slip."""
        return len(self.word) > 1 and chinese_zipf(self.word) > 0

    @property
    def is_doubted(self) -> bool:
        """Does it look put in? Without a detector every word is doubted."""
        return self.is_known and (self.replaced is None or self.replaced >= _LEAST_REPLACED)


def signals(tagged: Tagged, judge: Judge, channel: Channel) -> list[Signals]:
    """The signals of every word with a Han character, in order; rivals are weighed of those that are doubted."""
    found = detected(tagged, judge)
    doubted = {(one.segment.index, one.span) for one in found if one.is_doubted}
    few = [(segment, [word for word in words if (segment.index, word.span) in doubted]) for segment, words in tagged]
    contested = {_place(one.collision): one for one in contests(few, judge, channel)}
    return [replace(one, contested=contested.get((one.segment.index, one.span))) for one in found]


def detected(tagged: Tagged, judge: Judge) -> list[Signals]:
    """What the detector says of every word, before any rival is weighed."""
    places = [(segment, word.span) for segment, words in tagged for word in words if is_word(word.text, word.tag)]
    replaced: Sequence[float | None] = judge.replaced(places) or [None] * len(places)
    return [Signals(segment, span, odds, None) for (segment, span), odds in zip(places, replaced, strict=True)]


def is_word(text: str, tag: str) -> bool:
    return tag != "w" and bool(_HAN.search(text))


def contests(tagged: Tagged, judge: Judge, channel: Channel) -> list[Contested]:
    """The best rival of every word that has one; cheap questions come first."""
    sieved = _sieved([one for one in collisions(tagged, channel) if _may_win(one)], judge)
    odds = judge.inside([one.rival for one in sieved])
    best = []
    for _, group in groupby(zip(sieved, odds, strict=True), key=lambda pair: _place(pair[0])):
        collision, value = max(group, key=lambda pair: min(pair[1], _MOST) + math.log(pair[0].passage))
        if value + math.log(collision.passage) >= _LEAST_ALONE:
            best.append((collision, value))
    alone = judge.alone([collision.rival for collision, _ in best])
    return [
        Contested(collision, min(value, _MOST), value - other)
        for (collision, value), other in zip(best, alone, strict=True)
    ]


def _sieved(found: Sequence[Collision], judge: Judge) -> list[Collision]:
    """Of every place the few rivals that what is before them and the channel speak for."""
    ranked = [
        (odds + math.log(one.passage), one)
        for one, odds in zip(found, judge.first([one.rival for one in found]), strict=True)
    ]
    kept: list[Collision] = []
    for _, group in groupby(ranked, key=lambda pair: _place(pair[1])):
        best = sorted(group, key=lambda pair: -pair[0])[:_SIEVED]
        kept += [one for value, one in best if value > _LEAST_FIRST]
    return kept


def _may_win(collision: Collision) -> bool:
    """A word and a longer form of it are one thing to the channel, and the shorter always looks likelier."""
    stands, wording = collision.rival.stands, collision.rival.wording
    return len(wording) > 1 and stands not in wording and wording not in stands and collision.usual >= _LEAST_USUAL


def _place(collision: Collision) -> tuple[int, Span]:
    return collision.rival.segment.index, collision.rival.span
