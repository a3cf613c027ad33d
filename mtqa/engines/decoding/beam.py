"""Beam search over what a language model may say next; with a width of 1 it is greedy search."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

# A round of that many tokens at most, that many times and for that many tokens at least.
_LONGEST_ROUND, _ROUNDS, _GONE_ROUND = 12, 4, 24

#: A token that may come next, and ln P of it.
Next = tuple[int, float]


class Hypothesis(NamedTuple):
    ids: tuple[int, ...]
    total: float  # ln P of the ids, and of the end where it has ended

    @property
    def mean(self) -> float:
        """ln P a token, its end counted: length must not be a merit nor a fault (Wu et al. 2016, with α = 1)."""
        return self.total / (len(self.ids) + 1)


class Beam:
    """The `width` best ways to go on with one text, for `limit` tokens at most; `open` and `ended` hold them, the best
    first."""

    def __init__(self, width: int, limit: int) -> None:
        self.width = width
        self.limit = limit
        self.open = [Hypothesis((), 0.0)]
        self.ended: list[Hypothesis] = []

    @property
    def is_done(self) -> bool:
        """Enough has ended, or nothing may go on, or what goes on goes round."""
        if len(self.ended) >= self.width or not self.open:
            return True
        ids = self.open[0].ids
        return len(ids) >= self.limit or goes_round(ids)

    def advance(self, following: Sequence[Sequence[Next]], stops: Set[int]) -> list[int]:
        """Go on by a token. `following` holds for every open hypothesis what may come next, at least 2 × width of it,
        or all there is. An end counts where it is among the `width` likeliest ways to go on. Gives for every
        hypothesis that is open now the number of the one it goes on from."""
        ways = [
            (hypothesis.total + value, parent, token)
            for parent, hypothesis in enumerate(self.open)
            for token, value in following[parent]
        ]
        ways.sort(key=lambda way: -way[0])
        grown: list[Hypothesis] = []
        parents: list[int] = []
        for rank, (total, parent, token) in enumerate(ways[: 2 * self.width]):
            if token in stops:
                ids = self.open[parent].ids
                if rank < self.width and all(ids != other.ids for other in self.ended):  # there are several ends
                    self.ended.append(Hypothesis(ids, total))
            elif len(grown) < self.width:
                grown.append(Hypothesis((*self.open[parent].ids, token), total))
                parents.append(parent)
        self.open = grown
        self.ended.sort(key=lambda hypothesis: -hypothesis.mean)
        return parents


def goes_round(ids: tuple[int, ...]) -> bool:
    """Does a text end with the same few tokens again and again? It would do so until its limit, and the others of its
    batch wait for it."""
    for period in range(1, _LONGEST_ROUND + 1):
        times = max(_ROUNDS, -(-_GONE_ROUND // period))
        if len(ids) < times * period:
            continue
        if ids[-1] == ids[-1 - period] and ids[-times * period :] == ids[-period:] * times:
            return True
    return False
