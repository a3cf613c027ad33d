"""Attention in eight bits: near to what floats give, and the same to the last digit in any company."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")

import torch
from torch.nn.functional import pad, scaled_dot_product_attention

from mtqa.engines.int8.attention import attention, largest_integers
from mtqa.engines.int8.rounding import Rounded

ROWS, QUERIES, TOKENS, HEAD = 5, 3, 23, 64


def drawn(seed: int) -> tuple[Rounded, Rounded, torch.Tensor]:
    torch.manual_seed(seed)
    queries = Rounded.of(torch.randn(ROWS, 1, QUERIES, HEAD) * 3)
    hidden = torch.rand(ROWS, 1, QUERIES, TOKENS) < 0.4
    hidden[..., 0] = False
    return queries, Rounded.of(torch.randn(ROWS, 2, TOKENS, HEAD)), hidden


def floats(vectors: Rounded) -> torch.Tensor:
    return vectors.whole * vectors.steps[..., None]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_near_to_attention_in_floats(seed: int) -> None:
    queries, kept, hidden = drawn(seed)
    found = attention(queries, kept, hidden, HEAD**-0.5)
    keys, values = (floats(side) for side in kept.halves())
    right = scaled_dot_product_attention(floats(queries), keys, values, ~hidden, scale=HEAD**-0.5)
    assert (found - right).abs().max() < 0.01 < right.abs().max() / 100


def test_what_is_hidden_does_not_count_at_all() -> None:
    queries, kept, hidden = drawn(7)
    found = attention(queries, kept, hidden, 0.1)
    nobodys = hidden.all(2)
    whole = kept.whole.masked_fill(nobodys[..., None], 127)
    assert nobodys.any() and torch.equal(attention(queries, Rounded(whole, kept.steps), hidden, 0.1), found)
    steps = kept.steps.masked_fill(nobodys, 1e6)
    assert torch.equal(attention(queries, Rounded(whole, steps), hidden, 0.1), found)


def test_company_and_padding_change_no_digit() -> None:
    queries, kept, hidden = drawn(11)
    together = attention(queries, kept, hidden, 0.1)
    for row in range(ROWS):
        alone = Rounded(queries.whole[[row]], queries.steps[[row]])
        own = Rounded(kept.whole[[row]], kept.steps[[row]])
        assert torch.equal(attention(alone, own, hidden[[row]], 0.1), together[[row]])
        longer = Rounded(pad(own.whole, (0, 0, 0, 14)), pad(own.steps, (0, 14)))
        assert torch.equal(attention(alone, longer, pad(hidden[[row]], (0, 14), value=True), 0.1), together[[row]])


def test_sums_stay_exact_where_they_are_largest() -> None:
    """2,000 tokens alike, all of whose numbers are the largest there are."""
    alike = Rounded(torch.full((1, 2, 2000, HEAD), 127.0), torch.full((1, 2, 2000), 0.5))
    queries = Rounded.of(torch.ones(1, 1, 1, HEAD), largest_integers(1, 1, HEAD)[0])
    found = attention(queries, alike, torch.zeros(1, 1, 1, 2000, dtype=torch.bool), 1.0)
    assert torch.allclose(found, torch.full_like(found, 63.5), rtol=1e-2)
    assert (found == found[..., :1]).all()


def test_queries_are_as_fine_as_exact_sums_allow() -> None:
    most = float(largest_integers(4, 1, 256)[0])
    assert most * 127 * 256 < 2**24 <= (most + 1) * 127 * 256


def test_a_vector_of_zeros_stays_one() -> None:
    whole, steps = Rounded.of(torch.zeros(2, 8))
    assert not whole.any() and (steps > 0).all()
