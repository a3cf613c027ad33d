"""What the vocabulary shortlist costs in accuracy: shortlisted against full log-probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mtqa.bench.pages import sample
from mtqa.engines.base import Identity
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.store import Store


def shortlist(files: Sequence[Path], pages: int) -> str:
    """A sentence with the mean, the 99th percentile and the greatest error per token, in nats, and the rows kept."""
    folder = Store().ensure("gemma-3-270m")
    short, whole = (CausalLanguageModel(folder, Identity("", ""), shortlist=choice) for choice in (True, False))
    errors = sorted(
        abs(one.surprisal - other.surprisal)
        for page in sample(files, pages)
        for one, other in zip(short.surprisals(page.document.text), whole.surprisals(page.document.text), strict=True)
    )
    return (
        f"{len(short.network.vocabulary.chinese):,} rows kept; error per token over {len(errors):,} tokens: "
        f"mean {sum(errors) / len(errors):.4f}, 99th percentile {errors[int(0.99 * len(errors))]:.3f}, "
        f"greatest {errors[-1]:.3f} nat"
    )
