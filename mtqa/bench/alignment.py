"""How well two texts are aligned: gold made of parallel sentences, some of them merged, some dropped.

Consecutive pairs of one corpus make a document. A pair in `_MERGED` loses the border to the next one on either side
(a 1-2 or 2-1 bead), one in `_DROPPED` loses one side (1-0 or 0-1). A bead counts as found where both its sides are
exactly those of the gold; a link is a sentence of one side with one of the other.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.beads import Bead, beads
from mtqa.bench.corpus import collections
from mtqa.engines.base import Progress, no_progress
from mtqa.lexicon import Dictionary

_MERGED = 0.15
_DROPPED = 0.06


@dataclass
class Counts:
    """What is right, found and gold, of beads and of links."""

    beads: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)

    def add(self, found: Sequence[Bead], gold: Sequence[Bead]) -> None:
        exact = _exact(found), _exact(gold)
        self.beads.update(right=len(exact[0] & exact[1]), found=len(exact[0]), gold=len(exact[1]))
        links = _links(found), _links(gold)
        self.links.update(right=len(links[0] & links[1]), found=len(links[0]), gold=len(links[1]))

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


def alignment(files: Sequence[Path], documents: int, length: int, progress: Progress = no_progress) -> str:
    """A table of precision, recall and F1 for every corpus in the files (name, English, Chinese; .tsv, .xz)."""
    dictionary = Dictionary()
    lines = [
        "| corpus | documents | bead precision | recall | F1 | link precision | recall | F1 | sentences/s |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    corpora = [(name, list(_drawn(name, pairs, documents, length))) for name, pairs in collections(files, length)]
    total = Counts()
    for done, (name, golds) in enumerate(corpora, start=1):
        counts = Counts()
        start = time.perf_counter()
        for gold in golds:
            found = beads(gold.left, gold.right, dictionary, left_joins=_always, right_joins=_always)
            counts.add(found, gold.beads)
            total.add(found, gold.beads)
        speed = sum(len(gold.left) for gold in golds) / (time.perf_counter() - start)
        lines.append(f"| {name} | {len(golds)} | {counts} | {speed:.0f} |")
        progress(done, len(corpora))
    lines.append(f"| all | {sum(len(golds) for _, golds in corpora)} | {total} | |")
    return "\n".join(lines)


def _always(index: int) -> bool:
    return True


def _exact(found: Sequence[Bead]) -> set[tuple[range, range]]:
    return {(bead.left, bead.right) for bead in found if bead.left and bead.right}


def _links(found: Sequence[Bead]) -> set[tuple[int, int]]:
    return {(i, j) for bead in found for i in bead.left for j in bead.right}


def _drawn(name: str, pairs: list[tuple[str, str]], documents: int, length: int) -> Iterator[Gold]:
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
