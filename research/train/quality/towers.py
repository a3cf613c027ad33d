"""The loss: assessments, word tags, and which of two translations of a source is better, all at once.

Loss of a source and its translations: squared error of the assessment; cross-entropy of the tags of machine translation
and of substituted words; and for each pair of which one is known to be better, softplus(worse − better), the pairwise
logistic loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

#: Weights of pairs: post-edit and machine translation; original and spoiled copy; human and machine news.
_EDIT, _SPOILED, _NEWS = 1.0, 0.5, 0.3


@dataclass(frozen=True)
class Sample:
    """A translation. `group` names its source, `pair` is both texts as they are read. z is its assessment, tags say
    which of its tokens are BAD and `count` how much each tag counts; each None if unknown."""

    group: str
    base: str
    spoiled: str
    pair: tuple[str, str]
    z: float | None = None
    tags: Tensor | None = None
    count: Tensor | None = None

    @property
    def number(self) -> int:
        """The number of the source in its set, with which the name of the group ends."""
        return int(self.group.lstrip("abcdefghijklmnopqrstuvwxyz"))


@dataclass(frozen=True)
class Settings:
    """rank       of the changes
    rate       of learning of the changes, and head_rate of the towers
    contrast   what the order of translations counts beside the squared error of assessments, `words` what tags do
    """

    rank: int = 8
    rate: float = 5e-4
    head_rate: float = 1e-3
    decay: float = 0.05
    contrast: float = 1.0
    words: float = 1.0


def loss(quality: Tensor, odds: Tensor, batch: Sequence[Sample], settings: Settings) -> Tensor:
    """The loss of assessments (batch,) and odds (batch, tokens)."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, softplus

    known = [index for index, one in enumerate(batch) if one.z is not None]
    total = quality.new_zeros(())
    if known:
        total = (quality[known] - torch.tensor([batch[index].z for index in known])).square().mean()
    tagged = [index for index, one in enumerate(batch) if one.tags is not None]
    if tagged:
        tags, count = (torch.cat([getattr(batch[i], name) for i in tagged]).float() for name in ("tags", "count"))
        rows = torch.cat([odds[i, : len(batch[i].tags)] for i in tagged])  # type: ignore[arg-type]
        each = binary_cross_entropy_with_logits(rows, tags, reduction="none")
        total = total + settings.words * (each * count).sum() / count.sum().clamp(min=1)
    if found := list(pairs(batch)):
        better, worse, weight = (torch.tensor(column) for column in zip(*found, strict=True))
        contrast = softplus(quality[worse] - quality[better]) * weight
        total = total + settings.contrast * contrast.sum() / weight.sum()
    return total


def pairs(batch: Sequence[Sample]) -> Iterator[tuple[int, int, float]]:
    """(better, worse, weight), as places in the batch."""
    where: dict[tuple[str, str], int] = {(one.group, one.base): i for i, one in enumerate(batch) if not one.spoiled}
    for index, one in enumerate(batch):
        if one.spoiled:
            for base in ("mt", "pe"):
                # A spoiled post-edit may be better than the machine's version, so it is compared with its original.
                better = where.get((one.group, base))
                if better is not None and (base == one.base or one.base == "mt" or one.spoiled == "swapped"):
                    yield better, index, _SPOILED
        elif one.base == "mt":
            for base, weight in (("pe", _EDIT), ("human", _NEWS)):
                if (better := where.get((one.group, base))) is not None:
                    yield better, index, weight
