"""Linear layers in eight bits.

Each row of a weight matrix, and each state that is multiplied with it, becomes whole numbers from −127 to 127 and a
step (LLM.int8(), arXiv 2208.07339, without its outliers). Instead of outliers there is the smoothing of SmoothQuant
(arXiv 2211.10438, α = 0.5): an input that is usually large is divided by a factor, and the column of the weights is
multiplied by it. Every state has its own step, so the result for a text does not depend on the rest of its batch.

On 40 sentences of FLORES-200 devtest, eight bits, attention included, cost the tuned Gemma-3-270M 0.035 and 0.063 nats
per token of Kullback–Leibler divergence from float32 (into English, into Chinese) without smoothing, and 0.012 and
0.015 with it (`python -m research measure int8 devtest.zh devtest.en`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from mtqa.engines.int8.rounding import LARGEST, TINY, Rounded

if TYPE_CHECKING:
    from torch import Tensor

_LEAST_SCALE = 1e-3  # smaller scales count as this scale, so that near-zero dimensions are not blown up
_TIMINGS = 3  # products timed of each kind


class Linear:
    """y = W x, rounded. Inputs are multiplied by `smoothing` (inputs,) and columns of W divided by it; for inputs that
    are already multiplied, call `smoothed`."""

    def __init__(self, weight: Tensor, smoothing: Tensor | None = None) -> None:
        import torch

        self.inputs = weight.shape[1]
        self.smoothing = smoothing
        whole, self._steps = Rounded.of(weight if smoothing is None else weight / smoothing)
        self._product: Callable[[Tensor], Tensor]
        if multiplies_bytes():
            across = whole.to(torch.int8).T
            # Wide matrices are read faster by columns, tall matrices by rows.
            across = across.contiguous() if whole.shape[1] > whole.shape[0] else across
            self._product = lambda states: torch._int_mm(states.to(torch.int8), across)
        else:
            self._product = _in_floats(whole)

    def __call__(self, states: Tensor) -> Tensor:
        """(…, inputs) → (…, outputs)."""
        return self.smoothed(states if self.smoothing is None else states * self.smoothing)

    def smoothed(self, states: Tensor) -> Tensor:
        """(…, inputs), already multiplied by `smoothing` → (…, outputs)."""
        whole, steps = Rounded.of(states.reshape(-1, self.inputs))
        return self._product(whole).float().mul_(self._steps).mul_(steps[:, None]).view(*states.shape[:-1], -1)


def smoothing(weight: Tensor, reach: Tensor) -> Tensor:
    """The factors (inputs,) that balance the inputs, whose root mean square is `reach` (inputs,), and the columns of a
    matrix (SmoothQuant)."""
    farthest = weight.amax(0).maximum(-weight.amin(0))
    found = (farthest.clamp(min=TINY) / reach.clamp(min=TINY)).sqrt()
    return found / found.mean()


def balanced(queries: Tensor, keys: Tensor) -> tuple[Tensor, Tensor]:
    """The scales (head,) of queries and keys, balanced so that both are about as large in each dimension, while their
    products do not change. The two dimensions that rotary embedding rotates together get the same factor."""
    factor = (keys.abs().clamp(min=_LEAST_SCALE) / queries.abs().clamp(min=_LEAST_SCALE)).sqrt()
    factor = (factor * factor.roll(len(factor) // 2)).sqrt()
    factor /= factor.mean()
    return queries * factor, keys / factor


def _in_floats(whole: Tensor) -> Callable[[Tensor], Tensor]:
    """The same product for processors without fast products of bytes: the whole numbers as floats. Sums beyond 2²⁴ lose
    their last digits, which is less than the rounding before."""
    import torch

    from mtqa.engines.onednn import Packed, can_pack

    layer = torch.nn.Linear(whole.shape[1], whole.shape[0], bias=False, device="meta")
    layer.weight = torch.nn.Parameter(whole, requires_grad=False)
    return Packed(layer) if can_pack() else layer


@cache
def multiplies_bytes() -> bool:
    """Does this processor multiply matrices of bytes exactly, and faster than floats? Tested once, in some 25 ms: on
    some processors products of bytes overflow at 16 bits, and some builds of torch use a plain loop."""
    import torch

    generator = torch.Generator().manual_seed(1)
    states = torch.randint(-LARGEST, LARGEST + 1, (64, 1024), generator=generator).float()
    weight = torch.randint(-LARGEST, LARGEST + 1, (1024, 1024), generator=generator).float()
    states[0], weight[0] = LARGEST, LARGEST  # the largest sum there can be
    bytes_, across = states.to(torch.int8), weight.to(torch.int8).T
    try:
        exact = torch.equal(torch._int_mm(bytes_, across).double(), states.double() @ weight.double().T)
    except (AttributeError, RuntimeError):
        return False
    floats = _in_floats(weight)
    return exact and _seconds(lambda: torch._int_mm(bytes_, across)) < _seconds(lambda: floats(states))


def _seconds(multiply: Callable[[], Tensor]) -> float:
    """The shortest of some runs, after a warm-up."""
    multiply()
    taken = []
    for _ in range(_TIMINGS):
        begun = time.perf_counter()
        multiply()
        taken.append(time.perf_counter() - begun)
    return min(taken)
