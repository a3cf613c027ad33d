"""Beam search over the next tokens of a language model; with a width of 1 it is greedy search."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

# A repetition: at most that many tokens, at least that many times, and at least that many tokens in all.
_LONGEST_PERIOD, _LEAST_TIMES, _LEAST_REPEATED = 12, 4, 24

#: A possible next token, and ln P of it.
Next = tuple[int, float]


class Hypothesis(NamedTuple):
    ids: tuple[int, ...]
    total: float  # ln P of the ids, and of the end if it has ended

    @property
    def mean(self) -> float:
        """Mean ln P of its tokens and its end, so that length is neither rewarded nor punished (Wu et al. 2016, with
        α = 1)."""
        return self.total / (len(self.ids) + 1)


class Beam:
    """The `width` best continuations of one text, of at most `limit` tokens: `open` and `ended` hypotheses, best
    first."""

    def __init__(self, width: int, limit: int) -> None:
        self.width = width
        self.limit = limit
        self.open = [Hypothesis((), 0.0)]
        self.ended: list[Hypothesis] = []

    @property
    def is_done(self) -> bool:
        """Have enough hypotheses ended, or can none continue, or does the best hypothesis repeat itself?"""
        if len(self.ended) >= self.width or not self.open:
            return True
        ids = self.open[0].ids
        return len(ids) >= self.limit or repeats(ids)

    def advance(self, following: Sequence[Sequence[Next]], stops: Set[int]) -> list[int]:
        """Advance by a token. `following` has for each open hypothesis its next tokens, at least 2 × width of them or
        all there are. An end counts if it is among the `width` likeliest continuations. Return, for each hypothesis
        that is open now, the index of its parent."""
        continuations = [
            (hypothesis.total + value, parent, token)
            for parent, hypothesis in enumerate(self.open)
            for token, value in following[parent]
        ]
        continuations.sort(key=lambda continuation: -continuation[0])
        grown: list[Hypothesis] = []
        parents: list[int] = []
        for rank, (total, parent, token) in enumerate(continuations[: 2 * self.width]):
            if token in stops:
                ids = self.open[parent].ids
                if rank < self.width and all(ids != end.ids for end in self.ended):  # there are several ends
                    self.ended.append(Hypothesis(ids, total))
            elif len(grown) < self.width:
                grown.append(Hypothesis((*self.open[parent].ids, token), total))
                parents.append(parent)
        self.open = grown
        self.ended.sort(key=lambda hypothesis: -hypothesis.mean)
        return parents


def repeats(ids: tuple[int, ...]) -> bool:
    """Does a text end with the same few tokens again and again? It would do so until its limit, and the other texts of
    its batch would wait."""
    for period in range(1, _LONGEST_PERIOD + 1):
        times = max(_LEAST_TIMES, -(-_LEAST_REPEATED // period))
        if len(ids) < times * period:
            continue
        if ids[-1] == ids[-1 - period] and ids[-times * period :] == ids[-period:] * times:
            return True
    return False
