"""The heads of quality estimation trained, and what they are worth within train by cross-validation.

The ridge's penalty and its weight of contrast are chosen by what two halves of the sources predict of each other. What
ridge and towers count, and the calibrations, come from a fifth of the sources that the towers never see. Dev is looked
at afterwards (`figures`), and nothing is chosen on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING
from zlib import crc32

from mtqa.bench.quality import ridge, towers
from mtqa.bench.quality.calibration import logistic
from mtqa.bench.quality.ridge import CONTRASTS, FOLDS, PENALTIES, Sums, correlation
from mtqa.bench.quality.towers import Sample, Settings
from mtqa.bench.quality.words import Seen, best_threshold
from mtqa.engines.base import BAD_BELOW, Progress
from mtqa.engines.estimation.head import standard

if TYPE_CHECKING:
    from torch import Tensor

LEAST_IN_ORDER = 0.95  # of the translations and their copies with a fault, of each kind
_BLENDS = [step / 10 for step in range(11)]
Tasks = Callable[[str], Progress]


@dataclass
class Material:
    """Samples with their mean states, row by row, and for MLQE-PE the assessment of 100."""

    samples: list[Sample]
    pools: Tensor
    assessments: dict[int, float]


def scales(material: Material) -> dict[str, Tensor]:
    """Mean and deviation of every state over the machine translations."""
    import torch

    machine = [index for index, one in enumerate(material.samples) if one.z is not None]
    scale: dict[str, Tensor] = {}
    some = machine[:: max(1, len(machine) // 1500)]
    sides = {"target": 0, "source": 1}
    states = {name: torch.cat([material.samples[i].states[side] for i in some]).float() for name, side in sides.items()}
    for name, values in {**states, "pools": material.pools[machine].float()}.items():
        scale |= {f"{name}.mean": values.mean(0), f"{name}.deviation": values.std(0) + 1e-3}
    return scale


def fit(material: Material, settings: Settings, tasks: Tasks) -> tuple[dict[str, Tensor], list[str]]:
    """The tensors of the file, and lines of a report."""
    import torch

    scale = scales(material)
    x = standard(material.pools, scale, "pools")
    fold = torch.tensor(ridge.folds([one.group for one in material.samples]))
    linear, weights, lines = _ridge(x, material.samples, fold)
    samples = towers.prepared(material.samples, scale)
    mine = [index for index, one in enumerate(samples) if is_kept_apart(one.group)]
    learnt = [one for one in samples if not is_kept_apart(one.group)]
    trained = towers.train(learnt, settings, tasks("towers"))
    network, odds = towers.assess(trained, [samples[index] for index in mine])
    assessments = {place: material.assessments[i] for place, i in enumerate(mine) if i in material.assessments}
    apart = Material([material.samples[index] for index in mine], material.pools[mine], assessments)
    blend, told = _blend(linear[mine], network, apart.samples)
    quality = (1 - blend) * linear[mine] + blend * network
    tensors = {
        **scale,
        "ridge": weights,
        "blend": torch.tensor([1 - blend, blend]),
        **{f"towers.{name}": value for name, value in trained.state_dict().items()},
        **_calibrations(apart, quality, odds),
    }
    return tensors, [*lines, *told]


def is_kept_apart(group: str) -> bool:
    """Is it of the fifth of the sources that the towers do not see?"""
    return crc32(group.encode()) % 5 == 0


def _ridge(x: Tensor, samples: Sequence[Sample], fold: Tensor) -> tuple[Tensor, Tensor, list[str]]:
    """With the best penalty and contrast: what the folds predict of each other, and the weights for all rows; and a
    line for each that was tried."""
    import torch

    inside = [(fold == number).nonzero()[:, 0].tolist() for number in range(FOLDS)]
    assessed = [_assessed(x, samples, rows) for rows in inside]
    contrasted = [_contrasted(x, samples, rows) for rows in inside]
    tried: list[tuple[float, Tensor, float, float]] = []
    lines = []
    for penalty, contrast in product(PENALTIES, CONTRASTS):
        predicted = torch.zeros(len(samples))
        for number, rows in enumerate(inside):
            known, told = ([sums for i, sums in enumerate(kind) if i != number] for kind in (assessed, contrasted))
            predicted[rows] = x[rows] @ ridge.solve(known, told, penalty, contrast)
        value, line = merit(predicted, samples)
        tried.append((value, predicted, penalty, contrast))
        lines.append(f"ridge, penalty {penalty:g}, contrast {contrast:g}: {line}")
    _, predicted, penalty, contrast = max(tried, key=lambda one: one[0])
    return predicted, ridge.solve(assessed, contrasted, penalty, contrast), lines


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
        value, told = merit((1 - blend) * linear + blend * network, samples)
        tried.append((value, blend, f"towers {blend:g}, ridge {1 - blend:g}: {told}"))
    return max(tried)[1], [line for _, _, line in tried]


def merit(quality: Tensor, samples: Sequence[Sample]) -> tuple[float, str]:
    """What is chosen by: Pearson's correlation and half the share of post-edits preferred, once the copies with
    a fault of each kind are ranked below their originals often enough."""
    import torch

    machine = [index for index, one in enumerate(samples) if one.z is not None]
    pearson = correlation(quality[machine], torch.tensor([samples[i].z for i in machine]))
    shares = in_order(quality, samples)
    spoiled = [share for kind, (share, _) in shares.items() if kind != "edited"]
    short = sum(max(0.0, LEAST_IN_ORDER - share) for share in spoiled)
    value = pearson + 0.5 * shares["edited"][0] - 10 * short
    told = ", ".join(f"{kind} {share:.3f} of {count}" for kind, (share, count) in shares.items())
    return value, f"Pearson {pearson:.3f}; {told}"


def in_order(quality: Tensor, samples: Sequence[Sample]) -> dict[str, tuple[float, int]]:
    """By kind of fault, of how many translations the better one has the higher figure, and how many there are. A
    spoiled translation is held against the one it was made of."""
    where = {(one.group, one.base): i for i, one in enumerate(samples) if not one.spoiled}
    found: dict[str, list[bool]] = {"edited": []}
    for index, one in enumerate(samples):
        better = where.get((one.group, one.base if one.spoiled else "pe"))
        if better is not None and (one.spoiled or one.base == "mt"):
            found.setdefault(one.spoiled or "edited", []).append(bool(quality[better] > quality[index]))
    return {kind: (sum(right) / max(1, len(right)), len(right)) for kind, right in sorted(found.items())}


def _calibrations(material: Material, quality: Tensor, odds: Sequence[Tensor]) -> dict[str, Tensor]:
    import torch

    machine = sorted(material.assessments)
    values = quality[machine]
    given = torch.tensor([material.assessments[i] for i in machine])
    tagged = [i for i, one in enumerate(material.samples) if one.z is not None and one.tags is not None]
    rows = torch.cat([odds[i] for i in tagged])
    tags = torch.cat([material.samples[i].tags for i in tagged])  # type: ignore[misc]
    count = torch.cat([material.samples[i].count for i in tagged])  # type: ignore[misc]
    slope, intercept = logistic(rows[count], tags[count])
    found = [Seen(float(o), bool(t), False) for o, t in zip(rows[count] * slope + intercept, tags[count], strict=True)]
    return {
        "threshold": torch.tensor(best_threshold(found)),
        "scale": torch.tensor(logistic(values, given / 100)),
        "bad": torch.tensor(logistic(values, given < BAD_BELOW)),
        "percentiles": torch.quantile(values, torch.linspace(0, 1, 101)),
        "words": torch.tensor([slope, intercept]),
    }
