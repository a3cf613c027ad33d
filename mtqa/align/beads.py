"""Aligns two lists of sentences in beads: groups of sentences of both sides that translate each other.

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

__all__ = ["Bead", "Draft", "Join", "Similarity", "beads", "draft", "settled"]

_LEAST_RARE_WORDS = 2  # that correspond in a certain pair
_MOST_OCCURRENCES = 3  # sentences in which a rare word occurs

# The weight of similarity, and where it is used. Set by hand: a small margin, since the embedder is slow, and a small
# weight. `mtqa bench align --embedder` measures their effect.
_CLOSE_MARGIN = 2.0  # nats between the best path and the best path with another bead
_SIMILARITY_WEIGHT, _NEUTRAL_SIMILARITY = 30.0, 0.35  # nats for each 1 above the neutral similarity

#: Returns the similarity in meaning of each pair of texts, in [−1, 1].
Similarity = Callable[[Sequence[tuple[str, str]]], Sequence[float]]


def _never(index: int) -> bool:
    return False


def beads(
    left: Sequence[str],
    right: Sequence[str],
    dictionary: Dictionary,
    *,
    left_joins: Join = _never,
    right_joins: Join = _never,
    similarity: Similarity | None = None,
) -> list[Bead]:
    """Align two texts; `joins(i)` says whether sentences i and i + 1 of a side may be joined.

    >>> [(len(left), len(right)) for left, right in beads(["He came."], ["他来了。"], Dictionary())]
    [(1, 1)]
    """
    texts = draft(left, right, dictionary, (left_joins, right_joins), doubting=similarity is not None)
    return settled([texts], similarity)[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """Two texts, aligned by words and lengths: the likeliest beads of each stretch, and where a decision was close, all
    beads that are nearly as likely."""

    left: Sequence[str]
    right: Sequence[str]
    stretches: Sequence[tuple[list[Bead], list[Contender]]]

    def doubtful(self) -> list[Bead]:
        """The beads between which a decision was close."""
        return [bead for _, contenders in self.stretches for bead in doubtful(contenders)]

    def texts(self, bead: Bead) -> tuple[str, str]:
        """The texts of both sides of a bead."""
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
    for i, j in [*_certain_pairs(evidence, len(left), len(right)), (len(left), len(right))]:
        stretch = Stretch(evidence, range(begin, i), range(start, j), joins)
        contenders = stretch.contenders(_CLOSE_MARGIN) if doubting else []
        stretches.append((stretch.beads(), contenders if doubtful(contenders) else []))
        begin, start = i, j
        evidence.left.forget()
        evidence.right.forget()
    return Draft(left, right, stretches)


def settled(drafts: Sequence[Draft], similarity: Similarity | None) -> list[list[Bead]]:
    """The beads of each draft; `similarity` is called once for all doubtful beads, or never if there are none."""
    asked = [(number, bead) for number, text in enumerate(drafts) for bead in text.doubtful()] if similarity else []
    found = similarity([drafts[number].texts(bead) for number, bead in asked]) if similarity and asked else []
    gains: dict[int, dict[Bead, float]] = defaultdict(dict)
    for (number, bead), value in zip(asked, found, strict=True):
        gains[number][bead] = _SIMILARITY_WEIGHT * (value - _NEUTRAL_SIMILARITY)
    return [
        [
            bead
            for likely, contenders in text.stretches
            for bead in (likeliest(contenders, gains[number]) if contenders and number in gains else likely)
        ]
        for number, text in enumerate(drafts)
    ]


def _joined(sentences: Sequence[str], indexes: range) -> str:
    """The sentences as one text, with a space after ASCII characters only."""
    text = ""
    for sentence in sentences[indexes.start : indexes.stop]:
        text += f" {sentence}" if text and text[-1].isascii() else sentence
    return text


def _certain_pairs(evidence: Parallels, rows: int, columns: int) -> list[tuple[int, int]]:
    """Pairs at which a long text may be cut, in order on both sides; none if the table is small enough."""
    if rows * columns <= CELLS:
        return []
    where: dict[str, list[list[int]]] = defaultdict(lambda: [[], []])
    for side, sentences in enumerate((evidence.left.vocabulary, evidence.right.vocabulary)):
        for index, words in enumerate(sentences):
            for word in words:
                where[word][side].append(index)
    votes: Counter[tuple[int, int]] = Counter()
    for lefts, rights in where.values():
        if 0 < len(lefts) <= _MOST_OCCURRENCES and 0 < len(rights) <= _MOST_OCCURRENCES:
            votes.update((i, j) for i in lefts for j in rights)
    best: dict[int, tuple[int, int]] = {}
    for (i, j), count in votes.items():
        if count >= _LEAST_RARE_WORDS and count > best.get(i, (0, 0))[0]:
            best[i] = (count, j)
    chain = _rising([(i, j) for i, (_, j) in sorted(best.items())])
    # If the pair before is certain, too, no bead crosses the border between them.
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
