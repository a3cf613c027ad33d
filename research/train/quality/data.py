"""The data that the heads learn from and are measured on: sources with several translations, some known to be better.

train, dev   MLQE-PE: machine translation, post-edit where it differs, and both spoiled (corruptions.py)
mqm          Bio MQM: many systems a source, with expert penalties
wmt          machine and human translation of news (WMT)
"""

from __future__ import annotations

import csv
import json
import lzma
import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from mtqa.bench.spans.sets.base import TaggedWord
from mtqa.bench.spans.sets.mlqe import words
from mtqa.engines.quality.normalise import chinese, english
from research.train.quality.corruptions import KINDS, Corruptor

# Shares of the training translations that are spoiled in each way: small errors need more examples than large ones.
_SHARES = {"swapped": 0.04, "truncated": 0.04, "dropped": 0.1, "substituted": 0.1}
_COPIED = 0.02  # of all: the source in place of a translation
_EDITED = 0.45  # of the training post-edits that are read; all of dev
_SPOILED_DEV = {"mt": 60, "pe": 200}  # rows of dev that are spoiled in every way
_NEWS = 250  # sentences of WMT
_SEEDS = {"train": 5, "dev": 6}


@dataclass(frozen=True)
class Case:
    """One translation. `row` is its source's number in the set, `base` mt, pe or human, `spoiled` a kind or empty."""

    row: int
    base: str
    spoiled: str
    source: str
    target: str


@dataclass(frozen=True)
class Row:
    """A row of MLQE-PE: the assessment in standard deviations (z) and of 100, the post-edit's distance, word tags."""

    source: str
    target: str
    z: float
    assessment: float
    hter: float
    words: tuple[TaggedWord, ...]


def rows(path: Path) -> list[Row]:
    return [_row(one) for one in _table(path)]


def mlqe(path: Path, name: str) -> list[Case]:
    """The translations of train or dev, and spoiled copies of them; the same every time."""
    table = _table(path)
    chance = random.Random(_SEEDS[name])
    texts = {base: [chinese(one[key]).text for one in table] for base, key in (("mt", "target"), ("pe", "post_edit"))}
    spoilers = {base: Corruptor(every, chance.random()) for base, every in texts.items()}
    cases = []
    for number, one in enumerate(table):
        source = english(one["source"])
        cases.append(Case(number, "mt", "", source, texts["mt"][number]))
        if texts["pe"][number] != texts["mt"][number]:
            cases.append(Case(number, "pe", "", source, texts["pe"][number]))
        for base, kind in product(spoilers, KINDS):
            if chance.random() < _SHARES[kind] if name == "train" else number < _SPOILED_DEV[base]:
                spoiled = spoilers[base].spoil(texts[base][number], kind)
                own = base if texts["pe"][number] != texts["mt"][number] else "mt"
                cases += [Case(number, own, kind, source, chinese(spoiled).text)] if spoiled else []
        if chance.random() < _COPIED:
            cases.append(Case(number, "mt", "copied", source, chinese(source).text))
    fewer = random.Random(3)
    return [one for one in cases if name != "train" or _is_bad_or_mt(one) or fewer.random() >= 1 - _EDITED]


def news(path: Path) -> list[Case]:
    """Human and machine translations of news; the human translation counts as the better one."""
    groups: dict[tuple[str, int, str], list[list[str]]] = defaultdict(list)
    for line in lzma.decompress(path.read_bytes()).decode("utf-8").split("\n")[1:]:
        if line:
            year, _, number, source, *_ = cells = line.split("\t")
            groups[year, int(number), source].append(cells)
    chance = random.Random(7)
    keys = sorted(groups)
    chance.shuffle(keys)
    cases = []
    for row, key in enumerate(keys[:_NEWS]):
        drawn = chance.choice(groups[key])
        if 5 <= len(key[2].split()) <= 60:
            human, machine = groups[key][0][4], drawn[5]
            texts = (("human", human), ("mt", machine))
            cases += [Case(row, base, "", english(key[2]), chinese(text).text) for base, text in texts]
    return cases


@dataclass(frozen=True)
class Judged:
    """A system's translation with the experts' penalty (MQM points, lower is better)."""

    document: str
    source: str
    system: str
    target: str
    penalty: float
    errors: tuple[tuple[int, int, str], ...]


def mqm(path: Path) -> list[Judged]:
    judged = []
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        errors = tuple((error["start"], error["end"], error["severity"]) for error in one["errors"])
        judged.append(
            Judged(one["document"], one["source"], one["system"], one["target"], float(one["penalty"]), errors)
        )
    return judged


def _is_bad_or_mt(case: Case) -> bool:
    return bool(case.spoiled) or case.base == "mt"


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def _row(one: dict[str, str]) -> Row:
    tagged = words(one["target"], one["target_tokens"].split(), one["target_tags"].split())
    return Row(one["source"], one["target"], float(one["da_z"]), float(one["da_mean"]), float(one["hter"]), tagged)
