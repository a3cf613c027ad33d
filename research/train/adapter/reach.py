"""The size of the inputs of a network's linear layers, with which `mtqa.engines.int8` evens its weights out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.engines.causal.network import Network
from research.train.adapter.samples import Sample

if TYPE_CHECKING:
    from torch import Tensor

#: Linear layers, each for all layers with the same input; and the output layer.
FIRST = ("self_attn.q_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.down_proj")
OUTPUT = "output"


class Reach:
    """Collects the mean squares of inputs while samples are read."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._sums: dict[str, Tensor] = {}
        self._counts: dict[str, int] = {}

    def of(self, samples: Sequence[Sample]) -> dict[str, Tensor]:
        """The root mean square over all tokens, (inputs,), for each layer by its name."""
        import torch

        names = [name for name in self._network.linears() if name.endswith(FIRST)]
        hooks = [self._network.linear(name).register_forward_hook(self._adding(name)) for name in names]
        try:
            with torch.no_grad():
                for one in samples:
                    self._add(OUTPUT, self._network.hidden(torch.tensor([one.prompt + one.answer])))
        finally:
            for hook in hooks:
                hook.remove()
        return {name: (total / self._counts[name]).sqrt() for name, total in self._sums.items()}

    def _adding(self, name: str) -> object:
        return lambda layer, given, result: self._add(name, given[0])

    def _add(self, name: str, states: Tensor) -> None:
        flat = states.float().flatten(0, -2)
        self._sums[name] = self._sums.get(name, 0) + flat.square().sum(0)
        self._counts[name] = self._counts.get(name, 0) + len(flat)
