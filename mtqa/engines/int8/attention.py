"""Attention in eight bits, to the last digit the same whatever else is in a batch.

Floats that are summed in another order, or over more padding, differ in their last digits. Where states are rounded to
eight bits such a digit becomes a step now and then, and steps become another translation: what is translated beside a
text would decide about it, and a translation is kept for its text alone. So nothing but whole numbers is summed here:
queries, keys and values as linear layers have states, and weights of softmax from a table. They are multiplied as
floats, whose sums are exact below 2²⁴ and stay below it. Keys and values take a fourth of the memory besides.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from mtqa.engines.int8.rounding import LARGEST, Rounded

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.int8.gemma import Shape

    #: Told the keys of tokens and after them their values (rows, 2 × groups, tokens, head), gives those of all tokens
    #: that their queries may look at.
    Keep = Callable[[Rounded], Rounded]

# Softmax: a score that is so many 256ths below the highest weighs 2¹⁴ · e^(−n/256), rounded. Of 512 tokens that is
# 2²³ at most; what weighs less than half a unit, from 10.4 below on, weighs nothing.
_GRID, _UNIT, _ENTRIES = 256, 1 << 14, 2_700
# What the weights of values come to: times 127 it is below 2²⁴, with room for the rounding of 2,064 tokens.
_EXACT, _WHOLE = 1 << 24, 1 << 17


def attending(
    shape: Shape, turned: tuple[Tensor, Tensor], hidden: Tensor, keep: Keep
) -> Callable[[Tensor, Tensor], Tensor]:
    """What a layer asks for: of queries and keys (rows, tokens, heads + groups, head) and values (rows, tokens, groups,
    head) what is found in the tokens that are not `hidden` from each. `turned` are `turns` at the places of the tokens.
    """
    import torch

    cosines, sines = turned
    largest = finest(shape.heads, shape.groups, shape.head)

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


def turns(theta: float, head: int, count: int) -> tuple[Tensor, Tensor]:
    """Cosines and signed sines of the rotary embedding (arXiv 2104.09864) at the first `count` places, each (count,
    head): x · cosines + (x, turned by half a head) · sines."""
    import torch

    # In float64, so that their last digits do not depend on how many there are.
    pace = theta ** -(torch.arange(0, head, 2).double() / head)
    angles = torch.arange(count)[:, None] * pace
    cosines, sines = angles.cos().float(), angles.sin().float()
    return torch.cat([cosines] * 2, 1), torch.cat([-sines, sines], 1)


def finest(heads: int, groups: int, head: int) -> Tensor:
    """What whole numbers go to in queries, keys and values (heads + 2 × groups): those of queries are not kept, and may
    be as fine as sums of `head` products allow."""
    import torch

    most = (_EXACT - 1) // (LARGEST * head)
    return torch.tensor([most] * heads + [LARGEST] * 2 * groups, dtype=torch.float32)


def attention(queries: Rounded, kept: Rounded, hidden: Tensor, scale: float) -> Tensor:
    """What queries (rows, groups, queries, head) find in keys and, after them, values (rows, 2 × groups, tokens, head).
    `hidden` (rows or 1, 1, queries, tokens) says which a query may not look at; there is one left for each."""
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
    """Weights by how far a score is below the highest; the last one is that of what is not seen."""
    import torch

    below = torch.arange(_ENTRIES + 1, dtype=torch.float64) / _GRID
    weights = (_UNIT * (-below).exp()).round()
    weights[-1] = 0
    return weights.float()
