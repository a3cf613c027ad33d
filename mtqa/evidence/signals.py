"""The signals of each word: from the detector, the channel and the language model.

The detector finds words that look replaced; other words are not doubted. For a doubted word the channel gives the
words that may have been meant; the language model decides whether one of them fits better, and how much the document
adds to that. Each signal is weak alone; `mtqa.evidence.confidence` combines them.

Where there is a second judge, words are not spared because the detector does not doubt them: every content word is
tried, and the second judge is asked about the rivals that win with the first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from mtqa.evidence.contrast import Judge
from mtqa.evidence.rivals import Collision, Tagged, collisions
from mtqa.lexicon import Channel, chinese_zipf
from mtqa.script import has_han
from mtqa.text import Segment, Span

_MOST_RIVALS = 3  # rivals of a word that are scored in full
_LEAST_FIRST = -5.0  # nats, first token and channel together, for a rival to be scored in full
_LEAST_INSIDE = -0.5  # nats, log-odds and channel together, for a rival to be scored in the sentence alone as well
_LEAST_USUAL = 0.2  # of Collision.usual: a machine would have used a more usual word
_LEAST_REPLACED = -1.0  # nats: the detector's log-odds from which a word is doubted
_UNKNOWN_CHANNEL = 0.05  # probability of a way through the channel that is not in its tables
_MOST_LOG_ODDS = 6.0  # nats: with higher log-odds a rival is not more certain
_LEAST_AGAIN = 0.0  # nats: the score of a rival from which the second judge is asked about it


@dataclass(frozen=True, slots=True)
class Contested:
    """A rival that was scored in full.

    log_odds  of the rival against the word, in the document, nats, at most 6
    gain      what the document adds to the log-odds in the sentence alone, nats
    second    the log-odds by the second judge, nats, at most 6 either way; None where it was not asked
    """

    collision: Collision
    log_odds: float
    gain: float
    second: float | None = None

    @property
    def passage(self) -> float:
        """ln P(the word | the rival was meant), nats."""
        return math.log(self.collision.passage)

    @property
    def kept(self) -> float:
        """ln P(the word | it was meant), nats."""
        return math.log(self.collision.kept + _UNKNOWN_CHANNEL)

    @property
    def score(self) -> float:
        """By Bayes: the log-odds, nats, that the rival was meant and not the word, if both came through English."""
        return self.log_odds + self.passage - self.kept


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of a word at its place; `replaced` is the detector's log-odds, nats, None without a detector."""

    segment: Segment
    span: Span
    replaced: float | None
    contested: Contested | None

    @property
    def word(self) -> str:
        return self.span.of(self.segment.text)

    @property
    def is_known(self) -> bool:
        """Can the word be judged? Not a single character, nor a word that no list has: the tagger probably cut the text
        wrongly."""
        return len(self.word) > 1 and chinese_zipf(self.word) > 0

    @property
    def is_doubted(self) -> bool:
        """Does the word look replaced? Without a detector every known word is doubted."""
        return self.is_known and (self.replaced is None or self.replaced >= _LEAST_REPLACED)


def signals(tagged: Tagged, judge: Judge, channel: Channel) -> list[Signals]:
    """The signals of every word with a Han character, in order; only doubted words have rivals, or with a second judge
    all known words."""
    found = detected(tagged, judge)
    tries_all = judge.second is not None
    places = {(word.segment.index, word.span) for word in found if word.is_doubted or (tries_all and word.is_known)}
    tried = [(segment, [word for word in words if (segment.index, word.span) in places]) for segment, words in tagged]
    won = again(contests(tried, judge, channel), judge)
    contested = {_place(rival.collision): rival for rival in won}
    return [replace(word, contested=contested.get((word.segment.index, word.span))) for word in found]


def detected(tagged: Tagged, judge: Judge) -> list[Signals]:
    """The detector's signal of every word, without rivals."""
    places = [(segment, word.span) for segment, words in tagged for word in words if is_word(word.text, word.tag)]
    replaced: Sequence[float | None] = judge.replaced(places) or [None] * len(places)
    return [Signals(segment, span, odds, None) for (segment, span), odds in zip(places, replaced, strict=True)]


def is_word(text: str, tag: str) -> bool:
    """Does it have a Han character, and is it not punctuation?"""
    return tag != "w" and has_han(text)


def contests(tagged: Tagged, judge: Judge, channel: Channel) -> list[Contested]:
    """The best rival of every word that has one. Scores that cost little filter the rivals for those that cost much."""
    filtered = _filtered([collision for collision in collisions(tagged, channel) if _may_win(collision)], judge)
    odds = judge.inside([collision.rival for collision in filtered])
    best = []
    for _, group in groupby(zip(filtered, odds, strict=True), key=lambda pair: _place(pair[0])):
        collision, value = max(group, key=lambda pair: min(pair[1], _MOST_LOG_ODDS) + math.log(pair[0].passage))
        if value + math.log(collision.passage) >= _LEAST_INSIDE:
            best.append((collision, value))
    alone = judge.alone([collision.rival for collision, _ in best])
    return [
        Contested(collision, min(value, _MOST_LOG_ODDS), value - value_alone)
        for (collision, value), value_alone in zip(best, alone, strict=True)
    ]


def again(contested: Sequence[Contested], judge: Judge) -> list[Contested]:
    """The same rivals, with the second judge's opinion of those that win; unchanged without a second judge."""
    if judge.second is None:
        return list(contested)
    winning = [rival for rival in contested if rival.score >= _LEAST_AGAIN]
    odds = dict(zip(map(id, winning), judge.again([rival.collision.rival for rival in winning]), strict=True))
    return [
        replace(rival, second=max(-_MOST_LOG_ODDS, min(odds[id(rival)], _MOST_LOG_ODDS)))
        if id(rival) in odds
        else rival
        for rival in contested
    ]


def _filtered(found: Sequence[Collision], judge: Judge) -> list[Collision]:
    """The best few rivals of every place, by their first token and the channel."""
    first_odds = judge.first([collision.rival for collision in found])
    ranked = [
        (odds + math.log(collision.passage), collision) for collision, odds in zip(found, first_odds, strict=True)
    ]
    kept: list[Collision] = []
    for _, group in groupby(ranked, key=lambda pair: _place(pair[1])):
        best = sorted(group, key=lambda pair: -pair[0])[:_MOST_RIVALS]
        kept += [collision for value, collision in best if value > _LEAST_FIRST]
    return kept


def _may_win(collision: Collision) -> bool:
    """Can the rival be better? Not if one contains the other: the channel does not separate a word from a longer form
    of it, and the shorter form is always likelier."""
    stands, wording = collision.rival.stands, collision.rival.wording
    return len(wording) > 1 and stands not in wording and wording not in stands and collision.usual >= _LEAST_USUAL


def _place(collision: Collision) -> tuple[int, Span]:
    return collision.rival.segment.index, collision.rival.span
