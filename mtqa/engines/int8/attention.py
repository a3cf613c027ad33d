"""Attention in eight bits, with results that do not depend on the rest of the batch, to the last digit.

Floats that are summed in another order, or over more padding, differ in their last digits. When states are rounded to
eight bits, such a digit sometimes becomes a step, and then another translation: a translation would depend on the other
texts of its batch, but the cache stores it for its text alone. So only whole numbers are summed here: queries, keys and
values rounded like the states in linear layers, and weights of softmax from a table. They are multiplied as floats,
whose sums are exact below 2²⁴ and stay below it. Keys and values also take only a fourth of the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from mtqa.engines.int8.rounding import LARGEST, Rounded

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.int8.gemma import Shape

    #: Called with the keys of new tokens, followed by their values (rows, 2 × groups, tokens, head); returns those of
    #: all tokens that the queries may attend to.
    Keep = Callable[[Rounded], Rounded]

# Softmax: a score n/256 below the highest has the weight 2¹⁴ · e^(−n/256), rounded. For 512 tokens the sum is at most
# 2²³; weights below half a unit, from 10.4 below the highest on, are 0.
_GRID, _UNIT, _ENTRIES = 256, 1 << 14, 2_700
# The sum of the weights of values: times 127 it is below 2²⁴, with room for the rounding of 2,064 tokens.
_EXACT, _WHOLE = 1 << 24, 1 << 17


def attending(
    shape: Shape, rotation: tuple[Tensor, Tensor], hidden: Tensor, keep: Keep
) -> Callable[[Tensor, Tensor], Tensor]:
    """The attention function of a layer: from queries and keys (rows, tokens, heads + groups, head) and values (rows,
    tokens, groups, head) to the result of attention over the tokens that are not `hidden`. `rotation` has the
    `rotations` at the places of the tokens."""
    import torch

    cosines, sines = rotation
    largest = largest_integers(shape.heads, shape.groups, shape.head)

    def attend(heads: Tensor, values: Tensor) -> Tensor:
        heads = torch.addcmul(heads * cosines, heads.roll(shape.head // 2, -1), sines)
        rounded = Rounded.of(torch.cat([heads, values], 2), largest)
        rows, tokens = heads.shape[:2]
        grouped = (rows, tokens, shape.groups, shape.heads // shape.groups)
        queries = rounded.each(
            lambda part: part[:, :, : shape.heads].reshape(grouped + part.shape[3:]).transpose(1, 2).flatten(2, 3)
        )
        kept = keep(rounded.each(lambda part: part[:, :, shape.heads :].transpose(1, 2)))
        found = attention(queries, kept, hidden, shape.scale)
        return found.view(rows, shape.groups, tokens, -1, shape.head).transpose(1, 2).flatten(2)

    return attend


def rotations(theta: float, head: int, count: int) -> tuple[Tensor, Tensor]:
    """Cosines and signed sines of the rotary embedding (arXiv 2104.09864) at the first `count` places, each (count,
    head): x · cosines + (x, rolled by half a head) · sines."""
    import torch

    # In float64, so that the last digits do not depend on `count`.
    pace = theta ** -(torch.arange(0, head, 2).double() / head)
    angles = torch.arange(count)[:, None] * pace
    cosines, sines = angles.cos().float(), angles.sin().float()
    return torch.cat([cosines] * 2, 1), torch.cat([-sines, sines], 1)


def largest_integers(heads: int, groups: int, head: int) -> Tensor:
    """The largest whole number in queries, keys and values (heads + 2 × groups,). Queries are not stored, so they may
    be as large as exact sums of `head` products allow."""
    import torch

    most = (_EXACT - 1) // (LARGEST * head)
    return torch.tensor([most] * heads + [LARGEST] * 2 * groups, dtype=torch.float32)


def attention(queries: Rounded, kept: Rounded, hidden: Tensor, scale: float) -> Tensor:
    """The result of attention for queries (rows, groups, queries, head) over keys, followed by values (rows, 2 ×
    groups, tokens, head). `hidden` (rows or 1, 1, queries, tokens) marks tokens that a query may not attend to; at
    least one token must be left."""
    keys, values = kept.halves()
    scores = (queries.whole @ keys.whole.mT).mul_(queries.steps[..., None] * scale).mul_(keys.steps[:, :, None])
    scores.masked_fill_(hidden, float("-inf"))
    below = (scores.amax(-1, keepdim=True) - scores).mul_(_GRID).round_().clamp_(max=_ENTRIES)
    weights = _table()[below.int()]
    total = weights.sum(-1, keepdim=True)
    steps = values.steps[:, :, None].masked_fill(hidden, 0)
    largest = steps.amax(-1, keepdim=True)
    share = weights.mul_(steps).div_(total * largest).mul_(_WHOLE).round_()
    return (share @ values.whole).mul_(largest / _WHOLE)


@cache
def _table() -> Tensor:
    """Weights by the distance of a score from the highest; the last entry, 0, is for hidden tokens."""
    import torch

    below = torch.arange(_ENTRIES + 1, dtype=torch.float64) / _GRID
    weights = (_UNIT * (-below).exp()).round()
    weights[-1] = 0
    return weights.float()
