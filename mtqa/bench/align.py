"""Measuring alignment: gold documents are made of parallel sentences, some of them merged, some dropped.

Consecutive pairs of a corpus make a document. A share `_MERGED` of the pairs is merged with the next pair on one side
(a 1-2 or 2-1 bead), a share `_DROPPED` loses one side (1-0 or 0-1). A bead counts as found where both its sides are
exactly those of the gold; a link is a sentence of one side with a sentence of the other. With an embedder everything is
measured again, using it where a decision is close.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mtqa.align.beads import Bead, Similarity, beads
from mtqa.bilingual.similarity import similarity_function
from mtqa.engines.base import Embedder, Progress, no_progress
from mtqa.lexicon import Dictionary

_MERGED = 0.15  # of the pairs
_DROPPED = 0.06


@dataclass
class Counts:
    """Numbers of right, found and gold beads and links."""

    beads: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)

    def add(self, found: Sequence[Bead], gold: Sequence[Bead]) -> None:
        exact = _exact(found), _exact(gold)
        self.beads.update(right=len(exact[0] & exact[1]), found=len(exact[0]), gold=len(exact[1]))
        links = _links(found), _links(gold)
        self.links.update(right=len(links[0] & links[1]), found=len(links[0]), gold=len(links[1]))

    def update(self, counts: Counts) -> None:
        self.beads.update(counts.beads)
        self.links.update(counts.links)

    def __str__(self) -> str:
        return " | ".join(f"{figure:.3f}" for counts in (self.beads, self.links) for figure in _figures(counts))


def _figures(counts: Counter[str]) -> tuple[float, float, float]:
    precision, recall = counts["right"] / max(1, counts["found"]), counts["right"] / max(1, counts["gold"])
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


@dataclass
class Gold:
    """A document in two languages, with the beads it was made of."""

    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    beads: list[Bead] = field(default_factory=list)

    def add(self, left: Sequence[str], right: Sequence[str]) -> None:
        starts = len(self.left), len(self.right)
        self.left += left
        self.right += right
        self.beads.append(Bead(range(starts[0], len(self.left)), range(starts[1], len(self.right))))


@dataclass
class _Method:
    """A way to align, with its counts and seconds."""

    name: str
    likeness: Similarity | None = None
    counts: Counts = field(default_factory=Counts)
    seconds: float = 0.0

    def align(self, golds: Sequence[Gold], dictionary: Dictionary) -> None:
        for gold in golds:
            begin = time.perf_counter()
            found = beads(
                gold.left, gold.right, dictionary, left_joins=_always, right_joins=_always, similarity=self.likeness
            )
            self.seconds += time.perf_counter() - begin
            self.counts.add(found, gold.beads)


class _CountedLikeness:
    """An embedder's likeness, which counts the texts that it embeds."""

    def __init__(self, embedder: Embedder) -> None:
        self._likeness = similarity_function(embedder)
        self.texts = 0

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> Sequence[float]:
        self.texts += len({text for pair in pairs for text in pair})
        return self._likeness(pairs)


def alignment(
    corpora: Iterable[tuple[str, list[tuple[str, str]]]],
    documents: int,
    length: int,
    embedder: Embedder | None = None,
    progress: Progress = no_progress,
) -> str:
    """A table of precision, recall and F1 for every corpus; with an embedder, without it and with it."""
    dictionary = Dictionary()
    lines = [
        "| corpus | documents | bead precision | recall | F1 | link precision | recall | F1 | sentences/s |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    drawn = [(name, list(_drawn(name, pairs, documents, length))) for name, pairs in corpora]
    drawn = [(name, golds) for name, golds in drawn if golds]
    counted = _CountedLikeness(embedder) if embedder else None
    if embedder:
        embedder.embed(["It rains."])  # loads the model
    methods = [_Method(""), *([_Method(", with the embedder", counted)] if counted else [])]
    totals = [_Method(method.name) for method in methods]
    for done, (name, golds) in enumerate(drawn, start=1):
        for method, total in zip(methods, totals, strict=True):
            measured = _Method(method.name, method.likeness)
            measured.align(golds, dictionary)
            total.counts.update(measured.counts)
            total.seconds += measured.seconds
            lines.append(_row(name, golds, measured))
        progress(done, len(drawn))
    everything = [gold for _, golds in drawn for gold in golds]
    lines += [_row("all", everything, total) for total in totals]
    if counted:
        sentences = sum(len(gold.left) + len(gold.right) for gold in everything)
        lines += ["", f"the embedder read {counted.texts} texts; there are {sentences} sentences"]
    return "\n".join(lines)


def _row(name: str, golds: Sequence[Gold], method: _Method) -> str:
    speed = sum(len(gold.left) for gold in golds) / max(1e-9, method.seconds)
    return f"| {name}{method.name} | {len(golds)} | {method.counts} | {speed:.0f} |"


def _always(index: int) -> bool:
    return True


def _exact(found: Sequence[Bead]) -> set[tuple[range, range]]:
    return {(bead.left, bead.right) for bead in found if bead.left and bead.right}


def _links(found: Sequence[Bead]) -> set[tuple[int, int]]:
    return {(i, j) for bead in found for i in bead.left for j in bead.right}


def _drawn(name: str, pairs: list[tuple[str, str]], documents: int, length: int) -> Iterator[Gold]:
    """Up to `documents` of a corpus, each made of `length` pairs; the same documents for a corpus of the same name."""
    chance = random.Random(name)
    starts = range(0, len(pairs) - length + 1, length)
    for start in sorted(chance.sample(starts, min(documents, len(starts)))):
        gold, rest = Gold(), pairs[start : start + length]
        while rest:
            left, right = rest.pop(0)
            draw = chance.random()
            if draw < _DROPPED:
                gold.add(*(([left], []) if draw < _DROPPED / 2 else ([], [right])))
            elif draw < _DROPPED + _MERGED and rest:
                after = rest.pop(0)
                if draw < _DROPPED + _MERGED / 2:
                    gold.add([f"{left} {after[0]}"], [right, after[1]])
                else:
                    gold.add([left, after[0]], [right + after[1]])
            else:
                gold.add([left], [right])
        yield gold
