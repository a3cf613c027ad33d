"""Linear layers in the memory layout of oneDNN, reordered once instead of at every product.

Still float32, and the same figures except for the last digits. A layer of 640 × 2,048 takes 0.5 instead of 1.3 ms for
32 rows, 5.5 instead of 14.3 for 512, on one core of an AMD EPYC with AVX-512: MKL, PyTorch's default, is made for other
processors, and reorders the weights at every product. The operators are those that torch.compile emits; they have no
gradient, so do not pack a network that is to be trained. Imports torch: import it late.
"""

from __future__ import annotations

from platform import machine

import torch
from torch import Tensor


def pack(body: torch.nn.Module) -> None:
    """Replace the float32 linear layers of a network, if this machine supports it."""
    if not can_pack():
        return
    for name, layer in list(body.named_modules()):
        if isinstance(layer, torch.nn.Linear) and layer.weight.dtype == torch.float32:
            parent, _, own = name.rpartition(".")
            setattr(body.get_submodule(parent), own, Packed(layer))


def can_pack() -> bool:
    """Is oneDNN available, on a kind of processor on which it was measured?"""
    available: bool = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return available and machine() in ("x86_64", "AMD64") and hasattr(torch.ops.mkldnn, "_linear_pointwise")


class Packed(torch.nn.Module):
    """y = x Wᵀ + b, the same as `layer`."""

    def __init__(self, layer: torch.nn.Linear) -> None:
        super().__init__()
        self.out_features, self.in_features = layer.weight.shape
        self._weight = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach())
        self._bias = layer.bias

    def forward(self, states: Tensor) -> Tensor:
        product: Tensor = torch.ops.mkldnn._linear_pointwise(states, self._weight, self._bias, "none", [], "")
        return product
