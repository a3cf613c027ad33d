"""Is a text the translation of another one, and is a part of one missing in the other? By the odds of their words, and
by their lengths."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mtqa.bilingual.coverage import Covered, Word
from mtqa.bilingual.gibberish import nonsense
from mtqa.script import HAN, han_count
from mtqa.text import Span


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that nothing on the other side says. `score` is how much speaks for it, in nats; `share` how much of
    the text it is."""

    span: Span
    score: float
    share: float


_VARIANCE, _HAN_WIDTH = 7.0, 3.5  # those of mtqa.align.parallels
_TRUST = 0.5  # words of a text are not independent of each other, nor are the two sides
_STRANGERS = 5.5  # nats: of human translations 6 in 1,000 have as much, and are very free; of exchanged ones 93 %
# A heap of words or characters has all words of another text, but no order: what order says counts as four words do,
# up to a limit, since a list has no order either.
_OF_ORDER, _MOST_ORDER, _HEAP = 4.0, 5.0, 12.0


class Signs(NamedTuple):
    """What speaks for a stretch being missing; or what each of that is worth, in nats."""

    odds: float  # of the stretch's words, nats
    lengths: float  # how much better the lengths fit without it, nats
    end: float  # it is where the text begins or ends
    rest: float  # how surely the rest is translated, nats
    ratio: float  # ln of the ratio of lengths
    marks: float  # ln of the ratio of punctuation marks


# A logistic regression on clauses taken out of human translations against those as they were, of both directions:
# `python -m research tables omission`, of the same files as `python -m research measure adequacy`.
_CONSTANT = -7.7
_WEIGHTS = Signs(odds=0.5, lengths=0.3, end=1.0, rest=0.06, ratio=8.2, marks=1.9)
_MOST = Signs(odds=12.0, lengths=8.0, end=1.0, rest=20.0, ratio=1.2, marks=math.inf)
_PAD = 5.0  # characters added to both lengths; of a word or two their ratio says little
_LEAST_SHARE, _LARGE = 0.15, 0.25  # of the text: less is a matter of wording
_LEAST_GONE, _LEAST_WHOLE = 20.0, 40.0  # characters of English, of a stretch and of the text it is part of
_LEAST_WIDTH = 25.0  # likewise, of a text that may be a stranger
_LEAST_ODDS = 4.5  # nats, of the words of a stretch that is not large
_ENDS = " ,.;:，。；：、"
_MARKS = re.compile(rf"""[，；。！？：、]+|[,;.!?:]+(?=\s|$|[{HAN}“"])""")


def is_unrelated(covered: Covered, target: str, *, chinese: bool) -> bool:
    """Do the two texts look like strangers, or is the target no language? Labels and exclamations are let be."""
    if width(target) < _LEAST_WIDTH:
        return False
    strange = strangeness(covered)
    if strange >= _STRANGERS or strange < _HEAP - _OF_ORDER * _MOST_ORDER:
        return strange >= _STRANGERS
    return strange + _OF_ORDER * min(_MOST_ORDER, nonsense(target, chinese=chinese)) >= _HEAP


def strangeness(covered: Covered) -> float:
    """What speaks for two texts having nothing to do with each other, nats; seen from both sides, which tell much the
    same."""
    return _TRUST * sum(word.odds for word in (*covered.english, *covered.chinese))


def gap(words: Sequence[Word], text: str, other: str) -> Gap:
    """The stretch of a text that the other one least likely says; `words` are those of the text."""
    found = looked_at(words, text, other)
    if found is None:
        return Gap(Span(0, 0), 0.0, 0.0)
    span, signs = found
    score = _CONSTANT + sum(weight * sign for weight, sign in zip(_WEIGHTS, signs, strict=True))
    whole, gone = width(text), width(span.of(text))
    bare = len(span.of(text).rstrip(_ENDS))
    return Gap(Span(span.start, span.start + bare), score, gone / whole)


def looked_at(words: Sequence[Word], text: str, other: str) -> tuple[Span, Signs] | None:
    """The stretch of which the odds of its words are the greatest, and what speaks for it; None where there is none
    that is worth telling."""
    odds = [word.odds for word in words]
    best, first, last = _best(odds)
    if best <= 0:
        return None
    span = Span(words[first].span.start if first else 0, words[last].span.start if last < len(words) else len(text))
    whole, gone, beside = width(text), width(span.of(text)), width(other)
    if not _is_clear(best, gone, whole):
        return None
    signs = Signs(
        odds=best,
        lengths=_misfit(whole, beside) - _misfit(whole - gone, beside),
        end=first == 0 or last == len(words),
        rest=best - sum(odds),
        ratio=math.log((whole + _PAD) / (beside + _PAD)),
        marks=math.log((1 + len(_MARKS.findall(text))) / (1 + len(_MARKS.findall(other)))),
    )
    return span, Signs(*(max(-most, min(most, sign)) for most, sign in zip(_MOST, signs, strict=True)))


def _is_clear(odds: float, gone: float, whole: float) -> bool:
    """Is the stretch worth telling? Of a few words the odds have to be great; lengths alone say nothing."""
    large_enough = whole >= _LEAST_WHOLE and gone >= max(_LEAST_GONE, _LEAST_SHARE * whole)
    return large_enough and (odds >= _LEAST_ODDS or gone >= _LARGE * whole)


def _best(values: list[float]) -> tuple[float, int, int]:
    """The run with the greatest sum (Kadane's algorithm): the sum, its start and its end."""
    best, running, start = (0.0, 0, 0), 0.0, 0
    for index, value in enumerate(values):
        if running <= 0:
            running, start = 0.0, index
        running += value
        if running > best[0]:
            best = running, start, index + 1
    return best


def _misfit(one: float, other: float) -> float:
    """How badly two lengths go together, nats (Gale and Church's)."""
    return (one - other) ** 2 / (_VARIANCE * max(1.0, one + other))


def width(text: str) -> float:
    """Length in characters of English."""
    han = han_count(text)
    return han * _HAN_WIDTH + len(text) - han
