"""Linear layers in eight bits.

Each row of a weight matrix, and each state that is multiplied with it, becomes whole numbers from −127 to 127 and a
step (LLM.int8(), arXiv 2208.07339, without its outliers). What takes their place is SmoothQuant's evening out (arXiv
2211.10438, α = 0.5): where an input is large as a rule, it is divided by a number and the column of the weights is
multiplied by it. Every state has a step of its own, so what comes of a text does not depend on the others in its batch.

On 40 sentences of FLORES-200 devtest eight bits cost the tuned Gemma-3-270M 0.030 and 0.062 nats a token of
Kullback–Leibler divergence from float32 (into English, into Chinese) as they come, 0.010 and 0.013 evened out (`mtqa
bench eightbit devtest.zh devtest.en`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

_LARGEST = 127
_TINY = 1e-9  # a step is no smaller: a row of zeros stays one
_TIMES = 3  # products timed of each kind


class Linear:
    """y = W x, roughly. `reach` holds how far each input goes (inputs,): the root of the mean of its squares. `evening`
    (inputs,) is what `reach` has inputs multiplied by, or None; whoever gives inputs so multiplied calls `evened`."""

    def __init__(self, weight: Tensor, reach: Tensor | None = None) -> None:
        import torch

        self.inputs = weight.shape[1]
        self.evening: Tensor | None = None
        if reach is not None:
            self.evening = (_farthest(weight, 0).clamp(min=_TINY) / reach.clamp(min=_TINY)).sqrt()
            self.evening /= self.evening.mean()
        whole = weight.clone() if self.evening is None else weight / self.evening
        self._steps = _farthest(whole, 1).clamp_(min=_TINY).div_(_LARGEST)
        whole.div_(self._steps[:, None]).round_()
        self._product: Callable[[Tensor], Tensor]
        if multiplies_bytes():
            across = whole.to(torch.int8).T
            # Wide matrices are read faster by columns, tall ones by rows.
            across = across.contiguous() if whole.shape[1] > whole.shape[0] else across
            self._product = lambda states: torch._int_mm(states.to(torch.int8), across)
        else:
            self._product = _in_floats(whole)

    def __call__(self, states: Tensor) -> Tensor:
        """(…, inputs) → (…, outputs)."""
        return self.evened(states if self.evening is None else states * self.evening)

    def evened(self, states: Tensor) -> Tensor:
        flat = states.reshape(-1, self.inputs)
        steps = flat.abs().amax(1, keepdim=True).clamp_(min=_TINY).div_(_LARGEST)
        product = self._product((flat / steps).round_())
        return (product * self._steps).mul_(steps).view(*states.shape[:-1], -1)


def _farthest(weight: Tensor, along: int) -> Tensor:
    """weight.abs().amax(along), without a copy of the weights."""
    return weight.amax(along).maximum(-weight.amin(along))


def _in_floats(whole: Tensor) -> Callable[[Tensor], Tensor]:
    """The same product where the processor has no quick way with bytes: the whole numbers as floats. Sums beyond 2²⁴
    lose their last digits, which is less than the rounding before them."""
    import torch

    from mtqa.engines.packing import Packed, can_pack

    layer = torch.nn.Linear(whole.shape[1], whole.shape[0], bias=False, device="meta")
    layer.weight = torch.nn.Parameter(whole, requires_grad=False)
    return Packed(layer) if can_pack() else layer


@cache
def multiplies_bytes() -> bool:
    """Does this processor multiply matrices of bytes exactly, and faster than floats? Tried once, in some 25 ms: there
    are processors whose products of bytes overflow at 16 bits, and builds of torch that loop."""
    import torch

    generator = torch.Generator().manual_seed(1)
    states = torch.randint(-_LARGEST, _LARGEST + 1, (64, 1024), generator=generator).float()
    weight = torch.randint(-_LARGEST, _LARGEST + 1, (1024, 1024), generator=generator).float()
    states[0], weight[0] = _LARGEST, _LARGEST  # the largest sum there can be
    bytes_, across = states.to(torch.int8), weight.to(torch.int8).T
    try:
        exact = torch.equal(torch._int_mm(bytes_, across).double(), states.double() @ weight.double().T)
    except (AttributeError, RuntimeError):
        return False
    floats = _in_floats(weight)
    return exact and _seconds(lambda: torch._int_mm(bytes_, across)) < _seconds(lambda: floats(states))


def _seconds(multiply: Callable[[], Tensor]) -> float:
    """The least of some tries, after one that warms up."""
    multiply()
    taken = []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        multiply()
        taken.append(time.perf_counter() - begun)
    return min(taken)
