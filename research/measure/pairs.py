"""Pages of the same sentences by machines and by humans, from tables of translations and of post-edits."""

from __future__ import annotations

import csv
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from mtqa.script import HAN

_PAGE = 12  # sentences
_BREAK = re.compile(rf"(?<=[{HAN}])[，；]? +(?=[{HAN}])")
_T = TypeVar("_T")

#: The sentences of a page; and a page by a machine with the same sentences by a human.
Page = list[str]
Pair = tuple[Page, Page]


def half(items: Sequence[_T], second: bool) -> Sequence[_T]:
    """The first half, on which rules are made, or the second, on which figures are reported."""
    middle = len(items) // 2
    return items[middle:] if second else items[:middle]


def some(items: Sequence[_T], most: int) -> Sequence[_T]:
    """At most `most` of the items, at random."""
    return random.Random(7).sample(items, min(most, len(items)))


def is_subtitled(page: Page) -> bool:
    """Do five of its lines break inside a sentence, as subtitles do? Such pages of web news are talks translated from
    English, no native text."""
    return sum(bool(_BREAK.search(line)) for line in page) >= 5


def translated(path: Path) -> Iterator[list[Pair]]:
    """The pages of each system: a packed table with columns year, system, seg, en_src, zh_human_ref, zh_mt."""
    systems: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
    with lzma.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            systems[row["year"], row["system"]].append((int(row["seg"]), row["zh_mt"], row["zh_human_ref"]))
    for rows in systems.values():
        yield _paged([(machine, human) for _, machine, human in sorted(rows)])


def edited(paths: Iterable[Path]) -> list[Pair]:
    """The pages of MLQE-PE: tables with columns target and post_edit."""
    rows = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            rows += list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return _paged([(row["target"], "".join(row["post_edit"].split())) for row in rows])


def _paged(rows: Sequence[tuple[str, str]]) -> list[Pair]:
    """Runs of neighbouring sentences."""
    runs = [rows[start : start + _PAGE] for start in range(0, len(rows) - _PAGE + 1, _PAGE)]
    return [([machine for machine, _ in run], [human for _, human in run]) for run in runs]
