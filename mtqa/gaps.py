"""Is a text the translation of another one, and is a part of one missing in the other? By the odds of their words, and
by their lengths."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.coverage import Covered, Word
from mtqa.nonsense import nonsense
from mtqa.text import Span

_HAN = re.compile(r"[㐀-䶿一-鿿]")


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that nothing on the other side says. `score` is how much speaks for it, in nats; `share` how much of
    the text it is."""

    span: Span
    score: float
    share: float


_VARIANCE, _HAN_WIDTH = 7.0, 3.5  # those of mtqa.parallels
_TRUST = 0.5  # words of a text are not independent of each other, nor are the two sides
_STRANGERS = 5.5  # nats: of human translations 6 in 1,000 have as much, and are very free; of exchanged ones 93 %
# A heap of words or characters has all words of another text, but no order: what order says counts as four words do,
# up to a limit, since a list has no order either.
_OF_ORDER, _MOST_ORDER, _HEAP = 4.0, 5.0, 12.0

# What speaks for a stretch being missing, in nats: a logistic regression on clauses taken out of human translations
# (WMT 2021 and 2022, the first half of FLORES-200 devtest) against those as they were. Its weights of the two
# directions are nearly the same; they were rounded between them.
_CONSTANT = -8.9
_OF_ODDS, _MOST_ODDS = 0.57, 12.0  # of the stretch's words
_OF_LENGTH, _MOST_LENGTH = 0.4, 8.0  # how much better the lengths fit without it
_AT_AN_END = 1.0  # it is where the text begins or ends
_OF_THE_REST, _MOST_REST = 0.08, 20.0  # how surely the rest is translated
_OF_RATIO, _MOST_RATIO, _PAD = 8.5, 1.2, 5.0  # ln of the ratio of lengths; of a word or two it says little
_OF_MARKS = 2.1  # ln of the ratio of punctuation marks
_LEAST_SHARE, _LARGE = 0.15, 0.25  # of the text: less is a matter of wording
_LEAST_GONE, _LEAST_WHOLE = 20.0, 40.0  # characters of English, of a stretch and of the text it is part of
_LEAST_WIDTH = 25.0  # likewise, of a text that may be a stranger
_LEAST_ODDS = 4.5  # nats, of the words of a stretch that is not large
_ENDS = " ,.;:，。；：、"
_MARKS = re.compile(r"""[，；。！？：、]+|[,;.!?:]+(?=\s|$|[一-鿿“"])""")


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
    odds = [word.odds for word in words]
    best, first, last = _best(odds)
    if best <= 0:
        return Gap(Span(0, 0), 0.0, 0.0)
    start = words[first].span.start if first else 0
    end = words[last].span.start if last < len(words) else len(text)
    whole, gone, beside = width(text), width(text[start:end]), width(other)
    score = (
        _CONSTANT
        + _OF_ODDS * min(_MOST_ODDS, best)
        + _OF_LENGTH * _within(_MOST_LENGTH, _misfit(whole, beside) - _misfit(whole - gone, beside))
        + _AT_AN_END * (first == 0 or last == len(words))
        + _OF_THE_REST * _within(_MOST_REST, best - sum(odds))
        + _OF_RATIO * _within(_MOST_RATIO, math.log((whole + _PAD) / (beside + _PAD)))
        + _OF_MARKS * math.log((1 + len(_MARKS.findall(text))) / (1 + len(_MARKS.findall(other))))
    )
    bare = len(text[start:end].rstrip(_ENDS))
    return Gap(Span(start, start + bare), score if _is_clear(best, gone, whole) else 0.0, gone / whole)


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


def _within(most: float, value: float) -> float:
    return max(-most, min(most, value))


def _misfit(one: float, other: float) -> float:
    """How badly two lengths go together, nats (Gale and Church's)."""
    return (one - other) ** 2 / (_VARIANCE * max(1.0, one + other))


def width(text: str) -> float:
    """Length in characters of English."""
    han = len(_HAN.findall(text))
    return han * _HAN_WIDTH + len(text) - han
