"""Linear layers in eight bits for any causal language model, with the products of torch's quantised kernels (FBGEMM).

A row of a matrix is stored as whole numbers from −63 to 63 and a step: on processors without VNNI the kernel adds two
products of a byte of the states (0 to 255) and a weight in 16 bits, which larger weights would overflow. The states of
a token are divided by their largest absolute value, so that the kernel, which has one step for a whole batch, rounds
each token with a step of its own. A result therefore depends on its token alone, to the last digit.

The kernel wants weights in an order of its own. Packing them takes 5 ns each, several times longer than reading them,
and what is packed can be neither stored nor copied. So it is done by threads beside, or when a layer is first used
(`mtqa.engines.int8.later`).

On 256 tokens of each side of FLORES-200 devtest Qwen2.5-Coder-1.5B stored like this is 0.027 and 0.022 nats a token
(Kullback–Leibler divergence) from its weights as they come. On two cores of an AMD EPYC with AVX2 such a product does
221 billion operations a second for 32 states and 225 for 512, one of floats 99 and 145, `torch._int_mm` 4 and 4
(`python -m research measure rounded FILE.gguf devtest.zh devtest.en`). Imports torch: import it late.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cache

import torch
from torch import Tensor

from mtqa.engines.int8.later import Later
from mtqa.engines.int8.rounding import TINY, Rounded
from mtqa.engines.int8.tensors import Stored

#: States (n, inputs) → (n, rows of a matrix).
Product = Callable[[Tensor], Tensor]

_LARGEST = 63  # of a weight
# States between −1 and 1 as bytes: the step, and the byte of zero. As `quantized.linear_dynamic` chooses them for a
# batch with both ends, but without looking for them in every batch, and without such a row in it.
_STATE_STEP, _STATE_ZERO = 2 / 255, 128
#: What is added to the name of a rounded matrix: the steps of its rows.
STEPS = ".steps"


def rounded(name: str, tensor: Tensor) -> dict[str, Tensor]:
    """A tensor as it is stored: matrices as bytes and steps, anything else as floats."""
    if tensor.dim() != 2:
        return {name: tensor.float()}
    whole, steps = Rounded.of(tensor.float(), _LARGEST)
    return {name: whole.to(torch.int8), name + STEPS: steps}


@cache
def has_kernels() -> bool:
    """Does this build of torch multiply bytes with one step a row, and give the same figures in any batch?"""
    if not hasattr(torch.ops, "quantized") or "fbgemm" not in torch.backends.quantized.supported_engines:
        return False
    generator = torch.Generator().manual_seed(1)
    weight = torch.randn(64, 256, generator=generator)
    states = torch.randn(9, 256, generator=generator)
    whole, steps = Rounded.of(weight, _LARGEST)
    try:
        with warnings.catch_warnings():
            # torch 2.13 says, once, that this will be removed one day; then the products are in floats.
            warnings.simplefilter("ignore", UserWarning)
            multiply = _packed(whole.to(torch.int8), steps)
        found = multiply(states)
        alone = multiply(states[4:5])
    except (RuntimeError, AttributeError):
        return False
    near = torch.allclose(found, states @ weight.T, atol=0.02 * float(found.abs().max()))
    return near and torch.equal(found[4:5], alone)


def product(whole: Tensor, steps: Tensor) -> Product:
    """States (n, inputs) → (n, rows) for a matrix of bytes (rows, inputs) with the steps (rows,); in floats, with four
    times the memory, where this build of torch has no kernels."""
    return _packed(whole, steps) if has_kernels() else _in_floats(whole, steps)


class PackedLinear(torch.nn.Module):
    """y = W x + b in eight bits, for a matrix W (outputs, inputs)."""

    def __init__(self, shape: Sequence[int], multiply: Later[Product], bias: Tensor | None = None) -> None:
        super().__init__()
        self.out_features, self.in_features = shape
        self._multiply = multiply
        self._bias = bias

    def forward(self, states: Tensor) -> Tensor:
        found = self._multiply()(states.reshape(-1, self.in_features))
        if self._bias is not None:
            found += self._bias
        return found.view(*states.shape[:-1], self.out_features)


class RoundedRows:
    """A matrix in bytes that stays in its file: its rows are read when they are needed."""

    def __init__(self, stored: Stored, name: str) -> None:
        self._stored, self._name = stored, name
        self._steps = stored.read(name + STEPS)

    def __len__(self) -> int:
        return len(self._steps)

    def floats(self, ids: Tensor) -> Tensor:
        """Rows (…) → (…, width)."""
        return self._stored.rows(self._name, ids).float().mul_(self._steps[ids][..., None])

    def product(self, ids: Tensor | None = None) -> Product:
        """States (n, width) → (n, rows), for some rows or for all."""
        if ids is None:
            return product(self._stored.read(self._name), self._steps)
        return product(self._stored.rows(self._name, ids), self._steps[ids])


class RoundedEmbedding(torch.nn.Module):
    """The rows of a matrix of bytes, as floats times `scale`."""

    def __init__(self, matrix: RoundedRows, scale: float = 1.0) -> None:
        super().__init__()
        self._matrix, self._scale = matrix, scale

    def forward(self, ids: Tensor) -> Tensor:
        return self._matrix.floats(ids).mul_(self._scale)


def _packed(whole: Tensor, steps: Tensor) -> Product:
    zeros = torch.zeros(len(steps), dtype=torch.long)
    matrix = torch._make_per_channel_quantized_tensor(whole, steps.double(), zeros, 0)
    packed = torch.ops.quantized.linear_prepack(matrix, None)
    linear = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32

    def multiply(states: Tensor) -> Tensor:
        largest = states.abs().amax(1, keepdim=True).clamp_(min=TINY)
        found: Tensor = linear(states / largest, _STATE_STEP, _STATE_ZERO, packed)
        return found.mul_(largest)

    return multiply


def _in_floats(whole: Tensor, steps: Tensor) -> Product:
    weight = whole.float().mul_(steps[:, None])
    return lambda states: states @ weight.T
