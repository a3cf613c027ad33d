"""Batches of sources of about the same length, with all their translations: those of one source are contrasted."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mtqa.engines.quality.pair import Tokens
from mtqa.engines.quality.states import PairReader
from research.train.quality.towers import Sample

_TOKENS = 2500  # of a batch, padding not counted
_NEIGHBOURS = 400  # sources that are sorted by length together

Group = list[tuple[Sample, Tokens]]


def grouped(samples: Sequence[Sample], reader: PairReader) -> list[Group]:
    groups: dict[str, Group] = defaultdict(list)
    for one in samples:
        groups[one.group].append((one, reader.tokens(*one.pair)))
    return list(groups.values())


def batches(groups: list[Group], chance: random.Random) -> Iterator[list[Group]]:
    """Endless batches; every group comes once before any comes again."""
    while True:
        chance.shuffle(groups)
        for start in range(0, len(groups), _NEIGHBOURS):
            near = sorted(groups[start : start + _NEIGHBOURS], key=_longest)
            found: list[list[Group]] = [[]]
            for group in near:
                if found[-1] and sum(map(_tokens, found[-1])) + _tokens(group) > _TOKENS:
                    found.append([])
                found[-1].append(group)
            chance.shuffle(found)
            yield from found


def _tokens(group: Group) -> int:
    return sum(tokens.length for _, tokens in group)


def _longest(group: Group) -> int:
    return max(tokens.length for _, tokens in group)
