"""Two lists of sentences → beads: which sentences of one translate which of the other.

A dynamic programme over 1-1, 1-2, 2-1, 2-2, 1-0 and 0-1, after Gale and Church (1993), with three kinds of evidence
in nats: how often a bead of that kind occurs, how well the lengths agree, and which words meet. Words meet where
the dictionary translates one by the other, and where numbers and Latin words stand on both sides; each tells as much
as its log-likelihood ratio, so that what occurs in every sentence tells nothing.

Long texts are first cut at pairs that are sure (rare words that meet), so that time stays linear.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from mtqa.lexicon import Dictionary

# Measured with `mtqa bench align` on pairs of articles, documentation and talks: a Han character is worth so many of
# English, and the variance of the difference grows so fast with the length.
_HAN_WIDTH = 3.5
_VARIANCE = 7.0
_PRIORS = {
    (1, 1): math.log(0.87),
    (2, 1): math.log(0.045),
    (1, 2): math.log(0.045),
    (2, 2): math.log(0.01),
    (1, 0): math.log(0.015),
    (0, 1): math.log(0.015),
}
_MEETS = 0.5  # how often a word of a sentence meets one in its translation
_TRUST = 0.5  # words of a sentence are not independent of each other
_PSEUDO = 10.0  # sentences of other texts that a word's frequency is smoothed with …
_ANYWHERE = 0.02  # … in so many of which it stands
_CELLS = 10_000  # of the table; a larger one is cut at sure pairs
_REACH = 60  # sentences looked at on either side of the diagonal where nothing is sure
_SURE = 2  # rare words that must meet
_RARE = 3  # sentences a rare word may stand in
_HOPELESS = -15.0  # nats; lengths that disagree so much need no look at the words

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LETTERS = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LATIN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_LONGEST_WORD = 5

Join = Callable[[int], bool]
Concept = frozenset[str]


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
    evidence = _Evidence(left, right, dictionary)
    found: list[Bead] = []
    begin, start = 0, 0
    for i, j in [*_sure(evidence, len(left), len(right)), (len(left), len(right))]:
        found += _programme(evidence, range(begin, i), range(start, j), left_joins, right_joins)
        begin, start = i, j
        evidence.left.forget()
        evidence.right.forget()
    return found


class _Evidence:
    """What speaks for two stretches translating each other, in nats."""

    def __init__(self, left: Sequence[str], right: Sequence[str], dictionary: Dictionary) -> None:
        self.left_widths = [_width(text) for text in left]
        self.right_widths = [_width(text) for text in right]
        scale = sum(self.left_widths) / max(1.0, sum(self.right_widths))
        self.scale = min(1.25, max(0.8, scale))  # texts differ; a text with half of it missing must not
        gloss = Glosses(dictionary)
        self.left = _Side([gloss.concepts(text) for text in left])
        self.right = _Side([gloss.concepts(text) for text in right])
        self.left.weigh(self.right)
        self.right.weigh(self.left)

    def words(self, left: range, right: range) -> float:
        """The log-likelihood ratio of the words that meet and of those that do not, seen from either side."""
        return _TRUST * (self.left.meeting(left, self.right, right) + self.right.meeting(right, self.left, left))

    def lengths(self, left: range, right: range) -> float:
        """Gale and Church's: how likely a difference as large as this one is."""
        one = sum(self.left_widths[left.start : left.stop])
        two = sum(self.right_widths[right.start : right.stop]) * self.scale
        delta = abs(one - two) / math.sqrt(_VARIANCE * max(1.0, (one + two) / 2))
        return math.log(max(1e-300, math.erfc(delta / math.sqrt(2))))


class _Side:
    """The words of one text, sentence by sentence: each is the set of what it may be in English."""

    def __init__(self, sentences: list[list[Concept]]) -> None:
        self.concepts = sentences
        self.vocabulary = [frozenset().union(*concepts) for concepts in sentences]
        self.gains: list[list[float]] = []
        self.misses: list[float] = []
        self._known: dict[tuple[int, int, int], float] = {}

    def weigh(self, other: _Side) -> None:
        """What it tells that a word meets one of a sentence of the other side: more, the rarer that is."""
        known = Counter(word for words in other.vocabulary for word in words)
        size = len(other.vocabulary) + _PSEUDO
        floor = _PSEUDO * _ANYWHERE
        for concepts in self.concepts:
            chances = [min(_MEETS, (floor + sum(known[word] for word in concept)) / size) for concept in concepts]
            misses = [math.log((1 - _MEETS) / (1 - chance)) for chance in chances]
            self.misses.append(sum(misses))
            self.gains.append([math.log(_MEETS / chance) - miss for chance, miss in zip(chances, misses, strict=True)])

    def meeting(self, mine: range, other: _Side, theirs: range) -> float:
        return sum(self._meeting(index, other, theirs) for index in mine)

    def _meeting(self, index: int, other: _Side, theirs: range) -> float:
        """Of one sentence of ours; the beads of a place ask for it several times."""
        key = index, theirs.start, len(theirs)
        known = self._known.get(key)
        if known is None:
            words = _union(other.vocabulary, theirs)
            often = math.log(len(theirs))  # two sentences have more words to meet by chance
            pairs = zip(self.concepts[index], self.gains[index], strict=True)
            known = self.misses[index] + sum(gain - often for concept, gain in pairs if not words.isdisjoint(concept))
            self._known[key] = known
        return known

    def forget(self) -> None:
        """A stretch is done: what met in it is not asked for again."""
        self._known.clear()


def _union(words: list[frozenset[str]], indexes: range) -> frozenset[str]:
    return words[indexes.start] if len(indexes) == 1 else words[indexes.start] | words[indexes.start + 1]


def _width(text: str) -> float:
    """Length in characters of English."""
    han = sum(len(match[0]) for match in _HAN.finditer(text))
    return han * _HAN_WIDTH + len(text) - han


class Glosses:
    """The words of a sentence in English: its own Latin words and numbers, and what its Chinese words mean."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._meaning = lru_cache(maxsize=200_000)(self._look_up)

    def concepts(self, text: str) -> list[Concept]:
        """Each word once."""
        found = {frozenset({_stem(word.lower())}) for word in _LATIN.findall(text) if len(word) > 2}
        found.update(frozenset({number.replace(",", "")}) for number in _NUMBER.findall(text))
        for run in _HAN.finditer(text):
            found.update(self._chinese(run[0]))
        return list(found)

    def _chinese(self, characters: str) -> Iterator[Concept]:
        """Longest words first, from left to right."""
        at = 0
        while at < len(characters):
            for end in range(min(at + _LONGEST_WORD, len(characters)), at, -1):
                if meaning := self._meaning(characters[at:end]):
                    yield meaning
                    break
            at = end

    def _look_up(self, word: str) -> Concept:
        return frozenset(_stem(english) for sense in self._dictionary.senses(word) for english in sense)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """What is left of an English word without its commonest endings.

    >>> [_stem(word) for word in ("making", "make", "studies", "study", "heated", "heat", "this")]
    ['mak', 'mak', 'stud', 'stud', 'heat', 'heat', 'thi']
    """
    for ending in ("'s", "ing", "ied", "ies", "ed", "es", "e", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _sure(evidence: _Evidence, rows: int, columns: int) -> list[tuple[int, int]]:
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


def _programme(evidence: _Evidence, left: range, right: range, left_joins: Join, right_joins: Join) -> list[Bead]:
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
