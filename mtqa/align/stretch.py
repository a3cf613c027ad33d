"""A stretch of two texts: its likeliest beads, by dynamic programming, and which other ones nearly are.

What a path costs through each bead, against the best, is known once the programme has run from either end (Viterbi
forwards and backwards). Whatever lies within a margin can be decided anew by somebody who knows more of these few beads
than words and lengths tell.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mtqa.align.parallels import Parallels

_SHARES = {(1, 1): 0.87, (2, 1): 0.045, (1, 2): 0.045, (2, 2): 0.01, (1, 0): 0.015, (0, 1): 0.015}
_KINDS = [(down, across, math.log(share)) for (down, across), share in _SHARES.items()]
_STEPS = {step: step for step in _SHARES}  # one object for each: a table has many
_KEPT = 250_000  # cells of the largest table whose scores are kept, by which close decisions are found
CELLS = 10_000  # of the table; a larger one has a band around its diagonal
_REACH = 60  # sentences looked at on either side of the diagonal where nothing is sure
_HOPELESS = -15.0  # nats; lengths that disagree so much need no look at the words

#: May sentences i and i + 1 of a side be taken together?
Join = Callable[[int], bool]
_Place = tuple[int, int]
_Step = tuple[int, int]


class Bead(NamedTuple):
    """Sentences `start:end` of either side that translate each other; one side may be empty."""

    left: range
    right: range


class Contender(NamedTuple):
    """A bead that may be one, and what speaks for it, nats."""

    bead: Bead
    score: float


class Stretch:
    """The table of a stretch: how likely each bead is that could begin at a place, and the best way to that place."""

    def __init__(self, evidence: Parallels, left: range, right: range, joins: tuple[Join, Join]) -> None:
        self._evidence, self._left, self._right, self._joins = evidence, left, right, joins
        self._start, self._end = (left.start, right.start), (left.stop, right.stop)
        self._scores: dict[_Place, array[float]] = {}
        self._best: dict[_Place, float] = {self._start: 0.0}
        self._came: dict[_Place, _Step] = {}
        self._fill()

    def beads(self) -> list[Bead]:
        """The likeliest."""
        return _path(self._came, self._start, self._end)

    def contenders(self, margin: float) -> list[Contender]:
        """All beads of paths that are `margin` nats less likely than the best one at most, in order; none of a table
        that is too large to say."""
        if not self._scores:
            return []
        rest = {self._end: 0.0}
        least = self._best[self._end] - margin
        found = []
        for here, scores in reversed(self._scores.items()):  # they were filled row by row
            ways = []
            for (down, across, _), score in zip(_KINDS, scores, strict=True):
                beyond = rest.get((here[0] + down, here[1] + across), -math.inf)
                ways.append(score + beyond)
                if self._best[here] + ways[-1] >= least:
                    found.append(Contender(_bead(here, down, across), score))
            rest.setdefault(here, max(ways))
        return found[::-1]

    def _fill(self) -> None:
        rows, columns = len(self._left), len(self._right)
        reach = max(columns if rows * columns <= CELLS else 0, _REACH, CELLS // max(1, 2 * rows))
        for row in range(rows + 1):
            middle = self._right.start + row * columns // max(1, rows)
            for j in range(max(self._right.start, middle - reach), min(self._right.stop, middle + reach) + 1):
                if (here := (self._left.start + row, j)) in self._best:
                    scores = [self._lead_on(here, *kind) for kind in _KINDS]
                    if rows * columns <= _KEPT:
                        self._scores[here] = array("d", scores)

    def _lead_on(self, here: _Place, down: int, across: int, prior: float) -> float:
        """What speaks for a bead that begins here, which may be the best way to where it ends; minus infinity where
        there can be none."""
        i, j = here
        to = i + down, j + across
        if to[0] > self._end[0] or to[1] > self._end[1]:
            return -math.inf
        if (down == 2 and not self._joins[0](i)) or (across == 2 and not self._joins[1](j)):
            return -math.inf
        score = prior
        if down and across:
            ones, twos = range(i, to[0]), range(j, to[1])
            score += (lengths := self._evidence.lengths(ones, twos))
            score += self._evidence.words(ones, twos) if lengths > _HOPELESS else 0.0
        if (reached := self._best[here] + score) > self._best.get(to, -math.inf):
            self._best[to], self._came[to] = reached, _STEPS[down, across]
        return score


def doubtful(contenders: Sequence[Contender]) -> list[Bead]:
    """The beads with both sides whose sentences others lay claim to."""
    claims: dict[tuple[int, int], int] = {}
    for bead, _ in contenders:
        for claim in _claims(bead):
            claims[claim] = claims.get(claim, 0) + 1
    return [one for one, _ in contenders if one.left and one.right and any(claims[it] > 1 for it in _claims(one))]


def likeliest(contenders: Sequence[Contender], gains: Mapping[Bead, float]) -> list[Bead]:
    """The best path of contenders, which come in order, with what was gained or lost for some of them, nats."""
    start = _begin(contenders[0].bead)
    best, came = {start: 0.0}, {}
    for bead, score in contenders:
        reached = best.get(_begin(bead), -math.inf) + score + gains.get(bead, 0.0)
        if reached > best.get(to := (bead.left.stop, bead.right.stop), -math.inf):
            best[to], came[to] = reached, (len(bead.left), len(bead.right))
    return _path(came, start, max(best))


def _begin(bead: Bead) -> _Place:
    return bead.left.start, bead.right.start


def _bead(here: _Place, down: int, across: int) -> Bead:
    return Bead(range(here[0], here[0] + down), range(here[1], here[1] + across))


def _claims(bead: Bead) -> list[tuple[int, int]]:
    return [(side, index) for side, indexes in enumerate(bead) for index in indexes]


def _path(came: Mapping[_Place, _Step], start: _Place, end: _Place) -> list[Bead]:
    """The beads that lead to the end, by the last step on the best way to each place."""
    found = []
    while end != start:
        down, across = came[end]
        end = end[0] - down, end[1] - across
        found.append(_bead(end, down, across))
    return found[::-1]
