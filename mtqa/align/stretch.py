"""Finds the likeliest beads of a stretch of two texts, by dynamic programming, and the beads that are nearly as likely.

Running the programme from either end (Viterbi forwards and backwards) gives the score of the best path through each
bead. The few beads within a margin of the best path can be decided again with other evidence than words and lengths.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mtqa.align.parallels import Parallels

_SHARES = {  # of the kinds of beads: sentences on the left, on the right
    (1, 1): 0.87,
    (2, 1): 0.045,
    (1, 2): 0.045,
    (2, 2): 0.01,
    (1, 0): 0.015,
    (0, 1): 0.015,
}
_BEAD_KINDS = [(down, across, math.log(share)) for (down, across), share in _SHARES.items()]
_STEPS = {step: step for step in _SHARES}  # one object for each: a table has many
_MOST_KEPT = 250_000  # cells of the largest table whose scores are kept; they are needed to find close decisions
CELLS = 10_000  # of a table that is filled completely; of a larger one only a band around the diagonal is
_LEAST_REACH = 60  # sentences on either side of the diagonal that are in the band
_LEAST_LENGTHS = -15.0  # nats; if the lengths fit worse, the words are not compared

#: May sentences i and i + 1 of a side be joined?
Join = Callable[[int], bool]
_Place = tuple[int, int]  # the next sentence of either side
_Step = tuple[int, int]  # the number of sentences of a bead on either side


class Bead(NamedTuple):
    """Sentences `start:end` of either side that translate each other; one side may be empty."""

    left: range
    right: range


class Contender(NamedTuple):
    """A possible bead and its score, in nats."""

    bead: Bead
    score: float


class Stretch:
    """The table of a stretch: the score of every bead that could begin at a place, and the best path to that place."""

    def __init__(self, evidence: Parallels, left: range, right: range, joins: tuple[Join, Join]) -> None:
        self._evidence, self._left, self._right, self._joins = evidence, left, right, joins
        self._start, self._end = (left.start, right.start), (left.stop, right.stop)
        self._scores: dict[_Place, array[float]] = {}
        self._best: dict[_Place, float] = {self._start: 0.0}
        self._came: dict[_Place, _Step] = {}
        self._fill()

    def beads(self) -> list[Bead]:
        """The beads of the best path."""
        return _path(self._came, self._start, self._end)

    def contenders(self, margin: float) -> list[Contender]:
        """All beads of paths that are at most `margin` nats worse than the best path, in order; none if the table is
        too large (`_MOST_KEPT`)."""
        if not self._scores:
            return []
        rest = {self._end: 0.0}
        least = self._best[self._end] - margin
        found = []
        for here, scores in reversed(self._scores.items()):  # they were filled row by row
            onward = []
            for (down, across, _), score in zip(_BEAD_KINDS, scores, strict=True):
                beyond = rest.get((here[0] + down, here[1] + across), -math.inf)
                onward.append(score + beyond)
                if self._best[here] + onward[-1] >= least:
                    found.append(Contender(_bead(here, down, across), score))
            rest.setdefault(here, max(onward))
        return found[::-1]

    def _fill(self) -> None:
        """Fill the table row by row."""
        rows, columns = len(self._left), len(self._right)
        reach = max(columns if rows * columns <= CELLS else 0, _LEAST_REACH, CELLS // max(1, 2 * rows))
        for row in range(rows + 1):
            middle = self._right.start + row * columns // max(1, rows)
            for j in range(max(self._right.start, middle - reach), min(self._right.stop, middle + reach) + 1):
                if (here := (self._left.start + row, j)) in self._best:
                    scores = [self._extend(here, *kind) for kind in _BEAD_KINDS]
                    if rows * columns <= _MOST_KEPT:
                        self._scores[here] = array("d", scores)

    def _extend(self, here: _Place, down: int, across: int, prior: float) -> float:
        """The score of a bead that begins here, minus infinity if it is impossible. Notes the path if it is the best
        one to the place where the bead ends."""
        i, j = here
        to = i + down, j + across
        if to[0] > self._end[0] or to[1] > self._end[1]:
            return -math.inf
        if (down == 2 and not self._joins[0](i)) or (across == 2 and not self._joins[1](j)):
            return -math.inf
        score = prior
        if down and across:
            left, right = range(i, to[0]), range(j, to[1])
            score += (lengths := self._evidence.lengths(left, right))
            score += self._evidence.words(left, right) if lengths > _LEAST_LENGTHS else 0.0
        if (reached := self._best[here] + score) > self._best.get(to, -math.inf):
            self._best[to], self._came[to] = reached, _STEPS[down, across]
        return score


def doubtful(contenders: Sequence[Contender]) -> list[Bead]:
    """The beads with both sides that share a sentence with another contender."""
    counts = Counter(sentence for bead, _ in contenders for sentence in _sentences(bead))
    return [
        bead
        for bead, _ in contenders
        if bead.left and bead.right and any(counts[sentence] > 1 for sentence in _sentences(bead))
    ]


def likeliest(contenders: Sequence[Contender], gains: Mapping[Bead, float]) -> list[Bead]:
    """The best path of the contenders, which are in order; `gains` are added to the scores of some of them, in nats."""
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


def _sentences(bead: Bead) -> list[tuple[int, int]]:
    """The sentences of a bead: side and index."""
    return [(side, index) for side, indexes in enumerate(bead) for index in indexes]


def _path(came: Mapping[_Place, _Step], start: _Place, end: _Place) -> list[Bead]:
    """The beads of the best path to the end, by the last step to each place."""
    found = []
    while end != start:
        down, across = came[end]
        end = end[0] - down, end[1] - across
        found.append(_bead(end, down, across))
    return found[::-1]
