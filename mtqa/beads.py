"""Two lists of sentences → beads: which sentences of one translate which of the other.

A dynamic programme over 1-1, 1-2, 2-1, 2-2, 1-0 and 0-1, after Gale and Church (1993), with three kinds of evidence
in nats: how often a bead of that kind occurs, how well the lengths agree, and which words meet (`mtqa/parallels.py`).

Long texts are first cut at pairs that are sure (rare words that meet), so that time stays linear.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from mtqa.lexicon import Dictionary
from mtqa.parallels import Parallels

_PRIORS = {
    (1, 1): math.log(0.87),
    (2, 1): math.log(0.045),
    (1, 2): math.log(0.045),
    (2, 2): math.log(0.01),
    (1, 0): math.log(0.015),
    (0, 1): math.log(0.015),
}
_CELLS = 10_000  # of the table; a larger one is cut at sure pairs
_REACH = 60  # sentences looked at on either side of the diagonal where nothing is sure
_SURE = 2  # rare words that must meet
_RARE = 3  # sentences a rare word may stand in
_HOPELESS = -15.0  # nats; lengths that disagree so much need no look at the words

Join = Callable[[int], bool]


class Bead(NamedTuple):
    """Sentences `start:end` of either side that translate each other; one side may be empty."""

    left: range
    right: range


def _never(index: int) -> bool:
    return False


def beads(
    left: Sequence[str],
    right: Sequence[str],
    dictionary: Dictionary,
    *,
    left_joins: Join = _never,
    right_joins: Join = _never,
) -> list[Bead]:
    """Align two texts; `joins(i)` says whether sentences i and i + 1 of a side may be taken together.

    >>> [(len(one), len(two)) for one, two in beads(["He came."], ["他来了。"], Dictionary())]
    [(1, 1)]
    """
    if len(left) == len(right) == 1:
        return [Bead(range(1), range(1))]
    evidence = Parallels(left, right, dictionary)
    found: list[Bead] = []
    begin, start = 0, 0
    for i, j in [*_sure(evidence, len(left), len(right)), (len(left), len(right))]:
        found += _programme(evidence, range(begin, i), range(start, j), left_joins, right_joins)
        begin, start = i, j
        evidence.left.forget()
        evidence.right.forget()
    return found


def _sure(evidence: Parallels, rows: int, columns: int) -> list[tuple[int, int]]:
    """Pairs at which a long text may be cut, in order on both sides; none where the table is small enough."""
    if rows * columns <= _CELLS:
        return []
    where: dict[str, list[list[int]]] = defaultdict(lambda: [[], []])
    for side, sentences in enumerate((evidence.left.vocabulary, evidence.right.vocabulary)):
        for index, words in enumerate(sentences):
            for word in words:
                where[word][side].append(index)
    votes: Counter[tuple[int, int]] = Counter()
    for ones, others in where.values():
        if 0 < len(ones) <= _RARE and 0 < len(others) <= _RARE:
            votes.update((one, other) for one in ones for other in others)
    best: dict[int, tuple[int, int]] = {}
    for (i, j), count in votes.items():
        if count >= _SURE and count > best.get(i, (0, 0))[0]:
            best[i] = (count, j)
    chain = _rising([(i, j) for i, (_, j) in sorted(best.items())])
    # Where the pair before is sure, too, no bead reaches over the border between them.
    return [(i, j) for before, (i, j) in pairwise(chain) if before == (i - 1, j - 1)]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of pairs that rises on both sides."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [index]
    chain: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _programme(evidence: Parallels, left: range, right: range, left_joins: Join, right_joins: Join) -> list[Bead]:
    """The likeliest beads of a stretch, by dynamic programming within a band around its diagonal."""
    rows, columns = len(left), len(right)
    reach = max(columns if rows * columns <= _CELLS else 0, _REACH, _CELLS // max(1, 2 * rows))
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(rows + 1):
        middle = i * columns // max(1, rows)
        for j in range(max(0, middle - reach), min(columns, middle + reach) + 1):
            here = best.get((i, j))
            if here is None:
                continue
            for (down, across), prior in _PRIORS.items():
                to = i + down, j + across
                if to[0] > rows or to[1] > columns:
                    continue
                ones = range(left.start + i, left.start + to[0])
                twos = range(right.start + j, right.start + to[1])
                if (down == 2 and not left_joins(ones.start)) or (across == 2 and not right_joins(twos.start)):
                    continue
                score = here + prior
                if down and across:
                    score += (lengths := evidence.lengths(ones, twos))
                    if lengths > _HOPELESS:
                        score += evidence.words(ones, twos)
                if score > best.get(to, -math.inf):
                    best[to] = score
                    came[to] = (down, across)
    return _path(came, left, right)


def _path(came: dict[tuple[int, int], tuple[int, int]], left: range, right: range) -> list[Bead]:
    i, j = len(left), len(right)
    found = []
    while i or j:
        down, across = came[i, j]
        found.append(
            Bead(
                range(left.start + i - down, left.start + i),
                range(right.start + j - across, right.start + j),
            )
        )
        i, j = i - down, j - across
    return found[::-1]
