"""Decides whether two texts are unrelated, and finds the part of a text that is missing in its translation.

Both use the log-odds of the words (`mtqa.bilingual.coverage`); the second also uses lengths and punctuation."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mtqa.bilingual.coverage import Covered, Word
from mtqa.bilingual.gibberish import nonsense
from mtqa.script import HAN, english_length
from mtqa.text import Span


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a text that is missing on the other side.

    score  log-odds that it is missing, in nats
    share  length of the stretch relative to the text, from 0 to 1
    """

    span: Span
    score: float
    share: float


NOTHING = Gap(Span(0, 0), 0.0, 0.0)
# Labels with few content words: at these odds 3 in 1,000 of released translations of programs would be reported, and
# 58 % of swapped ones; at the odds of sentences 10 in 1,000, most of them for the rare words of a trade.
_FEW_WORDS, _LEAST_FEW_ODDS = 6, 8.0
_VARIANCE = 7.0  # that of mtqa.align.parallels
_TRUST = 0.5  # factor on the odds: words of a text are not independent of each other, nor are the two sides
LEAST_UNRELATED_ODDS = (
    5.5  # nats: reached by 6 of 1,000 human translations, very free ones, and by 93 % of swapped ones
)
# Gibberish can have the words of the source in random order. The log-odds of that order get a weight of four, and are
# capped, since a list has no order either.
_ORDER_WEIGHT, _MOST_ORDER, _LEAST_GIBBERISH = 4.0, 5.0, 12.0


class Signs(NamedTuple):
    """The evidence that a stretch is missing; or the weight or the limit of each piece of evidence."""

    odds: float  # sum of the log-odds of the stretch's words, nats
    lengths: float  # how much better the lengths fit without it, nats
    end: float  # 1 if the stretch is at the start or end of the text, else 0
    rest: float  # evidence that the rest is translated, nats
    ratio: float  # ln of the length of the text relative to the other text
    marks: float  # likewise for the number of punctuation marks


# A logistic regression on clauses taken out of human translations against those as they were, of both directions:
# `python -m research tables omission`, of the same files as `python -m research measure adequacy`.
_CONSTANT = -7.7
_WEIGHTS = Signs(odds=0.5, lengths=0.3, end=1.0, rest=0.06, ratio=8.2, marks=1.9)
_LIMITS = Signs(odds=12.0, lengths=8.0, end=1.0, rest=20.0, ratio=1.2, marks=math.inf)
_PADDING = 5.0  # characters added to both lengths, since the ratio of very short lengths means little
_LEAST_SHARE = 0.15  # of the text; a smaller stretch is a matter of wording
_LARGE_SHARE = 0.25  # of the text; a stretch of this size needs no `_LEAST_ODDS`
_LEAST_GONE, _LEAST_WHOLE = 20.0, 40.0  # width of the missing stretch and of its text, in characters of English
_LEAST_WIDTH = 25.0  # of a text that is_unrelated judges, in characters of English
_LEAST_ODDS = 4.5  # nats; sum over the words of a stretch below `_LARGE_SHARE`
_ENDS = " ,.;:，。；：、"
_MARKS = re.compile(rf"""[，；。！？：、]+|[,;.!?:]+(?=\s|$|[{HAN}“"])""")


def may_lack(source: str, target: str) -> bool:
    """Are the texts long enough for `is_unrelated`, or for a `gap` of either?"""
    return english_length(target) >= _LEAST_WIDTH or english_length(source) >= _LEAST_WHOLE


def is_unrelated(covered: Covered, target: str, *, chinese: bool, labels: bool = False) -> bool:
    """Are the texts unrelated, or is the target gibberish? False for very short targets (labels, exclamations). Of the
    `labels` of a program, into Chinese, more evidence is asked, since they have rare words of a trade, and no order."""
    if english_length(target) < _LEAST_WIDTH:
        return False
    odds = unrelated_odds(covered)
    if labels and len(covered.english) <= _FEW_WORDS:
        return odds >= _LEAST_FEW_ODDS
    least = 0.0 if labels else _LEAST_GIBBERISH - _ORDER_WEIGHT * _MOST_ORDER
    if odds >= LEAST_UNRELATED_ODDS or odds < least:
        return odds >= LEAST_UNRELATED_ODDS
    return odds + _ORDER_WEIGHT * min(_MOST_ORDER, nonsense(target, chinese=chinese)) >= _LEAST_GIBBERISH


def unrelated_odds(covered: Covered) -> float:
    """The log-odds that two texts are unrelated, in nats, by the words of both."""
    return _TRUST * sum(word.odds for word in (*covered.english, *covered.chinese))


def gap(words: Sequence[Word], text: str, other: str) -> Gap:
    """The stretch of a text that is most likely missing in the other text; `words` are the words of the text."""
    found = likeliest_gap(words, text, other)
    if found is None:
        return NOTHING
    span, signs = found
    score = _CONSTANT + sum(weight * sign for weight, sign in zip(_WEIGHTS, signs, strict=True))
    whole, gone = english_length(text), english_length(span.of(text))
    bare = len(span.of(text).rstrip(_ENDS))
    return Gap(Span(span.start, span.start + bare), score, gone / whole)


def likeliest_gap(words: Sequence[Word], text: str, other: str) -> tuple[Span, Signs] | None:
    """The stretch with the greatest log-odds of its words, and the evidence for it; None if no stretch is large or
    certain enough."""
    odds = [word.odds for word in words]
    best, first, last = _greatest_run(odds)
    if best <= 0:
        return None
    span = Span(words[first].span.start if first else 0, words[last].span.start if last < len(words) else len(text))
    whole, gone, beside = english_length(text), english_length(span.of(text)), english_length(other)
    if not _is_clear(best, gone, whole):
        return None
    signs = Signs(
        odds=best,
        lengths=_misfit(whole, beside) - _misfit(whole - gone, beside),
        end=first == 0 or last == len(words),
        rest=best - sum(odds),
        ratio=math.log((whole + _PADDING) / (beside + _PADDING)),
        marks=math.log((1 + len(_MARKS.findall(text))) / (1 + len(_MARKS.findall(other)))),
    )
    return span, Signs(*(max(-limit, min(limit, sign)) for limit, sign in zip(_LIMITS, signs, strict=True)))


def _is_clear(odds: float, gone: float, whole: float) -> bool:
    """Is the stretch large enough, and are the odds of its words great, or is it a large part of the text?"""
    large_enough = whole >= _LEAST_WHOLE and gone >= max(_LEAST_GONE, _LEAST_SHARE * whole)
    return large_enough and (odds >= _LEAST_ODDS or gone >= _LARGE_SHARE * whole)


def _greatest_run(values: list[float]) -> tuple[float, int, int]:
    """The run with the greatest sum (Kadane's algorithm): the sum, and the start and end of the run."""
    best, running, start = (0.0, 0, 0), 0.0, 0
    for index, value in enumerate(values):
        if running <= 0:
            running, start = 0.0, index
        running += value
        if running > best[0]:
            best = running, start, index + 1
    return best


def _misfit(length: float, other: float) -> float:
    """How badly two lengths fit each other, in nats (Gale and Church)."""
    return (length - other) ** 2 / (_VARIANCE * max(1.0, length + other))
