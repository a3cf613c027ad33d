"""The blend of ridge and towers, and the calibration of their figures: all from train.

The ridge's penalty and its weight of contrast are chosen by cross-validation of two halves of the sources. The blend
and the calibrations come from a held-out fifth of the sources, which the towers and the changes never saw. Dev is
measured afterwards (`figures`), and nothing is chosen on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING
from zlib import crc32

from mtqa.engines.base import BAD_BELOW
from mtqa.engines.quality.forced_decoding import FIGURES
from mtqa.engines.quality.heads import Assessment, standard
from mtqa.text import Span
from research.train.quality import ridge, towers
from research.train.quality.calibration import logistic
from research.train.quality.data import Row
from research.train.quality.ridge import CONTRASTS, FOLDS, PENALTIES, Sums, correlation
from research.train.quality.towers import Sample
from research.train.quality.words import best_threshold, mcc, seen

if TYPE_CHECKING:
    from torch import Tensor

LEAST_IN_ORDER = 0.94  # of the pairs of translation and spoiled copy, of each kind: 95 %, known to ±1.6 %
_BLENDS = [step / 10 for step in range(11)]


@dataclass(frozen=True)
class Material:
    """Samples that the towers never saw.

    rows      the table that they come from
    linear    the ridge's prediction for each, learnt from other sources
    assessed  the towers' assessment of each, uncalibrated
    spans     the spans of the tokens of a translation
    """

    samples: Sequence[Sample]
    rows: Sequence[Row]
    linear: Tensor
    assessed: Sequence[Assessment]
    spans: Callable[[str], tuple[Span, ...]]

    @property
    def machine(self) -> dict[int, Row]:
        """The samples that were assessed, and their rows."""
        return {i: self.rows[one.number] for i, one in enumerate(self.samples) if one.z is not None}


def linear(samples: Sequence[Sample], pools: Tensor) -> tuple[dict[str, Tensor], Tensor, list[str]]:
    """The ridge's tensors, the cross-validated predictions, and a line for each setting that was tried. `pools` has the
    summaries, sample by sample."""
    import torch

    machine = [index for index, one in enumerate(samples) if one.z is not None]
    values = pools[machine].float()
    scale = {"pools.mean": values.mean(0), "pools.deviation": values.std(0) + 1e-3}
    fold = torch.tensor(ridge.folds([one.group for one in samples]))
    predicted, weights, lines = _ridge(standard(pools, scale, "pools"), samples, fold)
    return {**scale, "ridge": weights}, predicted, lines


def calibrated(material: Material) -> tuple[dict[str, Tensor], list[str]]:
    """The blend of ridge and towers and the calibrations, and a line for each blend that was tried."""
    import torch

    network = torch.tensor([one.quality for one in material.assessed])
    blend, tried = _blend(material.linear, network, material.samples)
    quality = (1 - blend) * material.linear + blend * network
    calibrations, words_line = _calibrations(material, quality)
    return {"blend": torch.tensor([1 - blend, blend]), **calibrations}, [*tried, words_line]


def is_held_out(group: str) -> bool:
    """Is the source in the held-out fifth, which the towers and the changes do not see?"""
    return crc32(group.encode()) % 5 == 0


def _ridge(x: Tensor, samples: Sequence[Sample], fold: Tensor) -> tuple[Tensor, Tensor, list[str]]:
    """The cross-validated predictions with the best penalty and contrast, the weights from all rows, and a line
    for each setting that was tried."""
    import torch

    inside = [(fold == number).nonzero()[:, 0].tolist() for number in range(FOLDS)]
    assessed = [_assessed(x, samples, rows) for rows in inside]
    contrasted = [_contrasted(x, samples, rows) for rows in inside]
    tried: list[tuple[float, Tensor, float, float]] = []
    lines = []
    for penalty, contrast in product(PENALTIES, CONTRASTS):
        predicted = torch.zeros(len(samples))
        for number, rows in enumerate(inside):
            known, pairs = ([sums for i, sums in enumerate(kind) if i != number] for kind in (assessed, contrasted))
            predicted[rows] = x[rows] @ ridge.solve(known, pairs, penalty, contrast, FIGURES)
        value, line = merit(predicted, samples)
        tried.append((value, predicted, penalty, contrast))
        lines.append(f"ridge, penalty {penalty:g}, contrast {contrast:g}: {line}")
    _, predicted, penalty, contrast = max(tried, key=lambda one: one[0])
    return predicted, ridge.solve(assessed, contrasted, penalty, contrast, FIGURES), lines


def _assessed(x: Tensor, samples: Sequence[Sample], rows: Sequence[int]) -> Sums:
    import torch

    chosen = [i for i in rows if samples[i].z is not None]
    return Sums.of(x[chosen], torch.tensor([samples[i].z for i in chosen]))


def _contrasted(x: Tensor, samples: Sequence[Sample], rows: Sequence[int]) -> Sums:
    import torch

    pairs = [
        (rows[a], rows[b], ridge.SPOILED if samples[rows[b]].spoiled else ridge.EDITED)
        for a, b, _ in towers.pairs([samples[i] for i in rows])
    ]
    better, worse, gap = (list(column) for column in zip(*pairs, strict=True)) if pairs else ([], [], [])
    return Sums.of(x[better] - x[worse], torch.tensor(gap, dtype=torch.float32))


def _blend(linear: Tensor, network: Tensor, samples: Sequence[Sample]) -> tuple[float, list[str]]:
    tried = []
    for blend in _BLENDS:
        value, line = merit((1 - blend) * linear + blend * network, samples)
        tried.append((value, blend, f"towers {blend:g}, ridge {1 - blend:g}: {line}"))
    return max(tried)[1], [line for _, _, line in tried]


def merit(quality: Tensor, samples: Sequence[Sample]) -> tuple[float, str]:
    """The figure to maximise, and a line about it: Pearson's correlation plus half the share of preferred post-edits,
    less a penalty if spoiled copies of some kind are ranked below their originals too rarely."""
    import torch

    machine = [index for index, one in enumerate(samples) if one.z is not None]
    pearson = correlation(quality[machine], torch.tensor([samples[i].z for i in machine]))
    shares = in_order(quality, samples)
    spoiled = [share for kind, (share, _) in shares.items() if kind != "edited"]
    short = sum(max(0.0, LEAST_IN_ORDER - share) for share in spoiled)
    value = pearson + 0.5 * shares["edited"][0] - 10 * short
    orders = ", ".join(f"{kind} {share:.3f} of {count}" for kind, (share, count) in shares.items())
    return value, f"Pearson {pearson:.3f}; {orders}"


def in_order(quality: Tensor, samples: Sequence[Sample]) -> dict[str, tuple[float, int]]:
    """By kind of error, the share of pairs in which the better translation has the higher figure, and the number of
    pairs. A spoiled translation is compared with its original."""
    where = {(one.group, one.base): i for i, one in enumerate(samples) if not one.spoiled}
    found: dict[str, list[bool]] = {"edited": []}
    for index, one in enumerate(samples):
        better = where.get((one.group, one.base if one.spoiled else "pe"))
        if better is not None and (one.spoiled or one.base == "mt"):
            found.setdefault(one.spoiled or "edited", []).append(bool(quality[better] > quality[index]))
    return {kind: (sum(right) / max(1, len(right)), len(right)) for kind, right in sorted(found.items())}


def _calibrations(material: Material, quality: Tensor) -> tuple[dict[str, Tensor], str]:
    """The calibrations of quality, p_bad and odds, the best threshold for word tags, and a line with their MCC."""
    import torch

    values = quality[[*material.machine]]
    given = torch.tensor([row.assessment for row in material.machine.values()])
    found = [
        word
        for index, row in material.machine.items()
        for word in seen(row.words, material.spans(row.target), material.assessed[index].odds)
        if not word.punctuation and math.isfinite(word.odds)
    ]
    odds = torch.tensor([word.odds for word in found])
    slope, intercept = logistic(odds, torch.tensor([word.bad for word in found]))
    found = [replace(word, odds=word.odds * slope + intercept) for word in found]
    threshold = best_threshold(found)
    return {
        "threshold": torch.tensor(threshold),
        "scale": torch.tensor(logistic(values, given / 100)),
        "bad": torch.tensor(logistic(values, given < BAD_BELOW)),
        "percentiles": torch.quantile(values, torch.linspace(0, 1, 101)),
        "words": torch.tensor([slope, intercept]),
    }, f"word tags, {len(found):,} words that are no punctuation: MCC {mcc(found, threshold):.3f} at {threshold:.2f}"
