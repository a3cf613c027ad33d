"""Aligning two lists of sentences into beads: which sentences of one side translate which of the other.

A dynamic programme over 1-1, 1-2, 2-1, 2-2, 1-0 and 0-1, after Gale and Church (1993), with three kinds of evidence
in nats: how often a bead of that kind occurs, how well the lengths agree, and which words correspond (`parallels.py`).
Where a decision is close, the embedder's similarity of the sentences decides, if there is an embedder.

Long texts are first cut at pairs that are certain (rare words that correspond), so that time stays linear.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mtqa.align.parallels import Parallels
from mtqa.align.stretch import CELLS, Bead, Contender, Join, Stretch, doubtful, likeliest
from mtqa.lexicon import Dictionary

__all__ = ["Bead", "Draft", "Join", "Likeness", "beads", "draft", "settled"]

_SURE = 2  # rare words that must correspond in a certain pair
_RARE = 3  # a rare word occurs in at most so many sentences

# The weight of likeness, and where it is used. Set by hand: a small margin, since the embedder is slow, and a small
# weight. `mtqa bench align --embedder` measures their effect.
_CLOSE = 2.0  # nats between the best path and the best one with another bead
_OF_LIKENESS, _LEVEL = 30.0, 0.35  # nats for each 1 above the level

#: How alike two texts are in meaning, in [−1, 1]; of many pairs at once.
Likeness = Callable[[Sequence[tuple[str, str]]], Sequence[float]]


def _never(index: int) -> bool:
    return False


def beads(
    left: Sequence[str],
    right: Sequence[str],
    dictionary: Dictionary,
    *,
    left_joins: Join = _never,
    right_joins: Join = _never,
    likeness: Likeness | None = None,
) -> list[Bead]:
    """Align two texts; `joins(i)` says whether sentences i and i + 1 of a side may be joined.

    >>> [(len(one), len(two)) for one, two in beads(["He came."], ["他来了。"], Dictionary())]
    [(1, 1)]
    """
    texts = draft(left, right, dictionary, (left_joins, right_joins), doubting=likeness is not None)
    return settled([texts], likeness)[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """Two texts, aligned by words and lengths: stretch by stretch the likeliest beads; and where a decision was close,
    all that may be."""

    left: Sequence[str]
    right: Sequence[str]
    stretches: Sequence[tuple[list[Bead], list[Contender]]]

    def doubtful(self) -> list[Bead]:
        return [bead for _, contenders in self.stretches for bead in doubtful(contenders)]

    def texts(self, bead: Bead) -> tuple[str, str]:
        return _joined(self.left, bead.left), _joined(self.right, bead.right)


def draft(
    left: Sequence[str], right: Sequence[str], dictionary: Dictionary, joins: tuple[Join, Join], *, doubting: bool
) -> Draft:
    """Align two texts; if `doubting`, keep the alternatives where a decision is close."""
    if len(left) == len(right) == 1:
        return Draft(left, right, [([Bead(range(1), range(1))], [])])
    evidence = Parallels(left, right, dictionary)
    stretches: list[tuple[list[Bead], list[Contender]]] = []
    begin, start = 0, 0
    for i, j in [*_sure(evidence, len(left), len(right)), (len(left), len(right))]:
        stretch = Stretch(evidence, range(begin, i), range(start, j), joins)
        contenders = stretch.contenders(_CLOSE) if doubting else []
        stretches.append((stretch.beads(), contenders if doubtful(contenders) else []))
        begin, start = i, j
        evidence.left.forget()
        evidence.right.forget()
    return Draft(left, right, stretches)


def settled(drafts: Sequence[Draft], likeness: Likeness | None) -> list[list[Bead]]:
    """The beads of each draft; `likeness` is called once for all doubtful beads, and not at all without any."""
    asked = [(number, bead) for number, one in enumerate(drafts) for bead in one.doubtful()] if likeness else []
    found = likeness([drafts[number].texts(bead) for number, bead in asked]) if likeness and asked else []
    gains: dict[int, dict[Bead, float]] = defaultdict(dict)
    for (number, bead), alike in zip(asked, found, strict=True):
        gains[number][bead] = _OF_LIKENESS * (alike - _LEVEL)
    return [
        [
            bead
            for first, contenders in one.stretches
            for bead in (likeliest(contenders, gains[number]) if contenders and number in gains else first)
        ]
        for number, one in enumerate(drafts)
    ]


def _joined(sentences: Sequence[str], indexes: range) -> str:
    """The sentences as one text, with a space after ASCII characters only."""
    text = ""
    for sentence in sentences[indexes.start : indexes.stop]:
        text += f" {sentence}" if text and text[-1].isascii() else sentence
    return text


def _sure(evidence: Parallels, rows: int, columns: int) -> list[tuple[int, int]]:
    """Pairs at which a long text may be cut, in order on both sides; none where the table is small enough."""
    if rows * columns <= CELLS:
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
    # Where the pair before is certain, too, no bead crosses the border between them.
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
