"""Training low-rank changes of a network (LoRA, arXiv 2106.09685): for the translator and the estimator."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

Change = tuple["Tensor", "Tensor"]
_SCALE = 2.0  # of U D x, in the manner of LoRA's α/r
_WARM_UP = 40  # steps


def attach(layer: Any, rank: int, known: Change | None = None) -> tuple[Change, Any]:
    """A layer's change (D, U), and the handle that removes its hook. It starts from `known` or, without it,
    at no change: D random, U zero. The hook casts both to the dtype of the layer."""
    import torch

    down = known[0] if known else torch.randn(rank, layer.in_features) / math.sqrt(layer.in_features)
    up = known[1] / _SCALE if known else torch.zeros(layer.out_features, rank)
    down.requires_grad_()
    up.requires_grad_()

    def changed(layer: Any, given: tuple[Tensor], output: Tensor) -> Tensor:
        return output + _SCALE * (given[0] @ down.to(output.dtype).T @ up.to(output.dtype).T)

    return (down, up), layer.register_forward_hook(changed)


def learnt(changes: Mapping[str, Change]) -> dict[str, Change]:
    """The changes as `mtqa.engines.causal.lora` reads them."""
    return {name: (down.detach(), _SCALE * up.detach()) for name, (down, up) in changes.items()}


def pace(steps: int, share: float) -> float:
    """The factor of the highest learning rate after `steps`, when `share` of the time is over: a warm-up, then a cosine
    that ends with the time."""
    return min(1.0, (steps + 1) / _WARM_UP) * (0.02 + 0.49 * (1 + math.cos(math.pi * share)))


def keep(state: Mapping[str, Any], checkpoint: Path) -> None:
    """Write the state to `checkpoint`, completely or not at all."""
    import torch

    partial = checkpoint.with_suffix(".part")
    torch.save(dict(state), partial)
    partial.replace(checkpoint)


def restore(changes: Mapping[str, Change], kept: Mapping[str, Change]) -> None:
    """Set the changes to the values of a checkpoint."""
    for name, matrices in kept.items():
        for matrix, values in zip(changes[name], matrices, strict=True):
            matrix.data.copy_(values)
