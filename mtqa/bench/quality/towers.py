"""The towers trained: assessments, word tags, and which of two translations of one source is better, all at once.

Loss of a source and its translations: squared error of the assessment; cross-entropy of the tags of machine translation
and of substituted words; and for each pair of which one is known to be better, softplus(worse − better), the pairwise
logistic loss.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mtqa.engines.estimation.head import build, padded, standard

if TYPE_CHECKING:
    from torch import Tensor

_BATCH = 32  # sources at once, with all their translations
#: Better → worse, by base and whether it was spoiled: how much such a pair counts.
_EDIT, _SPOILED, _NEWS = 1.0, 0.5, 0.3


@dataclass(frozen=True)
class Sample:
    """A translation as it was read. `group` names its source. z is its assessment, tags say which of its tokens are BAD
    and `count` which tags count; each None where nobody knows. `states` are of the tokens of translation and source, in
    standard deviations once they are `prepared`."""

    group: str
    base: str
    spoiled: str
    states: tuple[Tensor, Tensor]
    z: float | None = None
    tags: Tensor | None = None
    count: Tensor | None = None


@dataclass(frozen=True)
class Settings:
    rounds: int = 4
    rate: float = 1e-3
    decay: float = 0.05
    contrast: float = 0.5
    words: float = 1.0


def prepared(samples: Sequence[Sample], scale: dict[str, Tensor]) -> list[Sample]:
    """With their states standardised: once, since they are seen many times."""
    return [
        replace(
            one,
            states=(standard(one.states[0], scale, "target").half(), standard(one.states[1], scale, "source").half()),
        )
        for one in samples
    ]


def train(samples: Sequence[Sample], settings: Settings, progress: Callable[[int, int], None]) -> Any:
    """Towers fitted to prepared samples."""
    import torch

    torch.manual_seed(0)
    towers = build(samples[0].states[0].shape[1])
    optimizer = torch.optim.AdamW(towers.parameters(), lr=settings.rate, weight_decay=settings.decay)
    groups = defaultdict(list)
    for sample in samples:
        groups[sample.group].append(sample)
    steps = settings.rounds * -(-len(groups) // _BATCH)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.0, 1 - step / steps)
    )
    chance, done = random.Random(0), 0
    for _ in range(settings.rounds):
        towers.train()
        for batch in _batches(list(groups.values()), chance):
            with torch.enable_grad():
                loss = _loss(towers, batch, settings)
                optimizer.zero_grad()
                loss.backward()
            torch.nn.utils.clip_grad_norm_(towers.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            progress(done := done + 1, steps)
    return towers.eval()


def assess(towers: Any, samples: Sequence[Sample]) -> tuple[Tensor, list[Tensor]]:
    """Assessments, and the odds of each one's tokens."""
    import torch

    quality, odds = [], []
    for start in range(0, len(samples), 64):
        part = samples[start : start + 64]
        with torch.no_grad():
            values, tokens = towers(*_inputs(part))
        quality.append(values)
        odds += [row[: len(one.states[0])] for row, one in zip(tokens, part, strict=True)]
    return torch.cat(quality), odds


def _batches(groups: list[list[Sample]], chance: random.Random) -> Iterator[list[Sample]]:
    """Of about the same length, in random order."""
    order = sorted(groups, key=lambda group: len(group[0].states[1]) + chance.uniform(0, 6))
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    chance.shuffle(batches)
    for batch in batches:
        yield [sample for group in batch for sample in group]


def _inputs(samples: Sequence[Sample]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    (target, seen), (source, also) = (padded([one.states[side] for one in samples]) for side in (0, 1))
    return target.float(), seen, source.float(), also


def _loss(towers: Any, batch: Sequence[Sample], settings: Settings) -> Any:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, softplus

    quality, odds = towers(*_inputs(batch))
    known = [index for index, one in enumerate(batch) if one.z is not None]
    loss = (quality[known] - torch.tensor([batch[index].z for index in known])).square().mean() if known else 0.0
    tagged = [index for index, one in enumerate(batch) if one.tags is not None]
    if tagged:
        rows = torch.cat([odds[i, : len(batch[i].states[0])] for i in tagged])
        tags = torch.cat([batch[i].tags for i in tagged]).float()  # type: ignore[misc]
        count = torch.cat([batch[i].count for i in tagged]).float()  # type: ignore[misc]
        each = binary_cross_entropy_with_logits(rows, tags, reduction="none")
        loss = loss + settings.words * (each * count).sum() / count.sum().clamp(min=1)
    if found := list(pairs(batch)):
        better, worse, weight = (torch.tensor(column) for column in zip(*found, strict=True))
        contrast = softplus(quality[worse] - quality[better]) * weight
        loss = loss + settings.contrast * contrast.sum() / weight.sum()
    return loss


def pairs(batch: Sequence[Sample]) -> Iterator[tuple[int, int, float]]:
    """(better, worse, weight), as places in the batch."""
    where: dict[tuple[str, str], int] = {(one.group, one.base): i for i, one in enumerate(batch) if not one.spoiled}
    for index, one in enumerate(batch):
        if one.spoiled:
            for base in ("mt", "pe"):
                # A spoiled post-edit may still be better than the machine's version, so it is held against its own.
                better = where.get((one.group, base))
                if better is not None and (base == one.base or one.base == "mt" or one.spoiled == "swapped"):
                    yield better, index, _SPOILED
        elif one.base == "mt":
            for base, weight in (("pe", _EDIT), ("human", _NEWS)):
                if (better := where.get((one.group, base))) is not None:
                    yield better, index, weight
