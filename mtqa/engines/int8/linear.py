"""Linear layers in eight bits.

Each row of a weight matrix, and each state that is multiplied with it, becomes whole numbers from −127 to 127 and a
step (LLM.int8(), arXiv 2208.07339, without its outliers). What takes their place is SmoothQuant's evening out (arXiv
2211.10438, α = 0.5): where an input is large as a rule, it is divided by a number and the column of the weights is
multiplied by it. Every state has a step of its own, so what comes of a text does not depend on the others in its batch.

On 40 sentences of FLORES-200 devtest eight bits, those of attention among them, cost the tuned Gemma-3-270M 0.035 and
0.063 nats a token of Kullback–Leibler divergence from float32 (into English, into Chinese) as they come, and 0.012 and
0.015 evened out (`python -m research measure int8 devtest.zh devtest.en`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from mtqa.engines.int8.rounding import LARGEST, TINY, Rounded

if TYPE_CHECKING:
    from torch import Tensor

_LEAST = 1e-3  # of a scale: what is next to nothing is not made much of
_TIMES = 3  # products timed of each kind


class Linear:
    """y = W x, roughly. `evening` (inputs,) is what inputs are multiplied by and columns of W divided by; whoever gives
    inputs so multiplied calls `evened`."""

    def __init__(self, weight: Tensor, evening: Tensor | None = None) -> None:
        import torch

        self.inputs = weight.shape[1]
        self.evening = evening
        whole, self._steps = Rounded.of(weight if evening is None else weight / evening)
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
        whole, steps = Rounded.of(states.reshape(-1, self.inputs))
        return self._product(whole).float().mul_(self._steps).mul_(steps[:, None]).view(*states.shape[:-1], -1)


def evening(weight: Tensor, reach: Tensor) -> Tensor:
    """What makes inputs that go as far as `reach` (inputs,), the root of the mean of their squares, and the columns of
    a matrix alike."""
    farthest = weight.amax(0).maximum(-weight.amin(0))
    found = (farthest.clamp(min=TINY) / reach.clamp(min=TINY)).sqrt()
    return found / found.mean()


def alike(queries: Tensor, keys: Tensor) -> tuple[Tensor, Tensor]:
    """Scales (head,) of what queries and keys are multiplied by, so that both go about as far in each dimension while
    their products stay as they are. The two dimensions that a place turns into each other are treated the same."""
    far = (keys.abs().clamp(min=_LEAST) / queries.abs().clamp(min=_LEAST)).sqrt()
    far = (far * far.roll(len(far) // 2)).sqrt()
    far /= far.mean()
    return queries * far, keys / far


def _in_floats(whole: Tensor) -> Callable[[Tensor], Tensor]:
    """The same product where the processor has no quick way with bytes: the whole numbers as floats. Sums beyond 2²⁴
    lose their last digits, which is less than the rounding before them."""
    import torch

    from mtqa.engines.onednn import Packed, can_pack

    layer = torch.nn.Linear(whole.shape[1], whole.shape[0], bias=False, device="meta")
    layer.weight = torch.nn.Parameter(whole, requires_grad=False)
    return Packed(layer) if can_pack() else layer


@cache
def multiplies_bytes() -> bool:
    """Does this processor multiply matrices of bytes exactly, and faster than floats? Tried once, in some 25 ms: there
    are processors whose products of bytes overflow at 16 bits, and builds of torch that loop."""
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
    """The least of some tries, after one that warms up."""
    multiply()
    taken = []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        multiply()
        taken.append(time.perf_counter() - begun)
    return min(taken)
