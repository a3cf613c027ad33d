"""The figures of the heads on dev, on which nothing was chosen: those of the model card and the README."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from research.train.quality import words
from research.train.quality.data import Row
from research.train.quality.fit import in_order
from research.train.quality.ridge import correlation
from research.train.quality.towers import Sample

if TYPE_CHECKING:
    from torch import Tensor

_NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w-]{3,}")
_MOST_RARE = 30  # train sentences with a name that shows the subject; a name in more sentences shows nothing
_AROUND = 6  # rows on either side that show how strict the editor of a row was
_STRICT = 0.2  # share of BAD words in those rows; dev has stretches of 3 to 10 % and of 34 to 45 %
_LEVELS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def unseen(train: Sequence[Row], dev: Sequence[Row]) -> list[int]:
    """Rows of dev that share no rare name with train. The table does not say which document a sentence is from, but two
    sentences with such a name may well be from the same one."""
    count = Counter(name for row in train for name in set(_names(row.source)))
    rare = {name for name, times in count.items() if times <= _MOST_RARE}
    return [index for index, row in enumerate(dev) if not rare & set(_names(row.source))]


def _names(source: str) -> Iterator[str]:
    return (match[0] for match in _NAME.finditer(source))


@dataclass(frozen=True)
class Beside:
    """What is known of dev from train.

    alone  what a ridge on the source alone expects of each row
    new    rows that share no rare name with train
    """

    alone: Tensor
    new: Sequence[int]


def report(samples: Sequence[Sample], quality: Tensor, dev: Sequence[Row], beside: Beside | None) -> list[str]:
    """Correlations and preferences. The machine translations among `samples` are those of dev, row by row."""
    import torch

    z, hter = torch.tensor([row.z for row in dev]), torch.tensor([row.hter for row in dev])
    machine = [index for index, one in enumerate(samples) if one.z is not None]
    mine = quality[machine]
    lines = [
        f"Pearson with direct assessment, {len(dev)} rows: {correlation(mine, z):.3f}; Spearman "
        f"{correlation(_ranks(mine), _ranks(z)):.3f}; with −HTER {correlation(mine, -hter):.3f}; "
        f"the two standards with each other {correlation(z, -hter):.3f}",
    ]
    if beside:
        alone, new = beside.alone, beside.new
        lines += [
            f"the source alone: {correlation(alone, z):.3f}",
            f"of {len(new)} rows that share no rare name with train: {correlation(mine[new], z[new]):.3f}, "
            f"the source alone {correlation(alone[new], z[new]):.3f}",
        ]
    for base in ("", "mt", "pe"):
        some = [index for index, one in enumerate(samples) if not base or not one.spoiled or one.base == base]
        shares = in_order(quality[some], [samples[index] for index in some])
        parts = ", ".join(f"{kind} {share:.3f} of {count}" for kind, (share, count) in shares.items() if count)
        lines.append(f"better ranked above worse ({base or 'all'}): {parts}")
    return lines


def _ranks(values: Tensor) -> Tensor:
    """Ranks; equal values have the mean of their ranks."""
    import torch

    _, places, counts = torch.unique(values, return_inverse=True, return_counts=True)
    middle: Tensor = (counts.cumsum(0).double() - (counts - 1) / 2)[places]
    return middle


def tagged(seen: Sequence[words.Seen], threshold: float, levels: Sequence[float]) -> list[str]:
    """Word tags with and without punctuation, and the share of BAD words from each level of odds."""
    plain = [word for word in seen if not word.punctuation]
    lines = [
        f"word tags, {len(plain):,} words that are no punctuation: MCC {words.mcc(plain, threshold):.3f} "
        f"at odds of {threshold:.2f}; with punctuation {words.mcc(seen, threshold):.3f}; "
        f"{sum(word.bad for word in plain) / len(plain):.1%} are BAD"
    ]
    for level in levels:
        share, count = words.precision(plain, level)
        lines.append(f"  odds from {level:.2f}: {count} words, {share:.1%} of them BAD")
    return lines


def by_editor(seen: Sequence[Sequence[words.Seen]], threshold: float) -> list[str]:
    """Word tags of editors who changed much, and of those who changed little. Editors had runs of rows, so the
    neighbours of a row show its editor; the row itself does not count. `seen` is row by row."""
    plain = [[word for word in row if not word.punctuation] for row in seen]
    groups: dict[str, list[words.Seen]] = {"much": [], "little": []}
    for place, row in enumerate(plain):
        near = [*plain[max(0, place - _AROUND) : place], *plain[place + 1 : place + 1 + _AROUND]]
        bad = [word.bad for other in near for word in other]
        groups["much" if sum(bad) > _STRICT * len(bad) else "little"] += row
    return [
        f"  where editors changed {name}: {len(some)} words, {sum(word.bad for word in some) / max(1, len(some)):.1%} "
        f"of them BAD, MCC {words.mcc(some, threshold):.3f}"
        for name, some in groups.items()
    ]


def reliability(chances: Sequence[float], bad: Sequence[bool]) -> list[str]:
    """A table: for the rows with p_bad between two levels, the mean p_bad and the share that is bad."""
    lines = ["| p_bad | rows | mean | rated below |", "|---|---|---|---|"]
    for low in _LEVELS:
        inside = [index for index, chance in enumerate(chances) if low <= chance < low + 0.1]
        if inside:
            mean, share = (sum(values[i] for i in inside) / len(inside) for values in (chances, bad))
            lines.append(f"| {low:.1f} | {len(inside)} | {mean:.2f} | {share:.2f} |")
    return lines
