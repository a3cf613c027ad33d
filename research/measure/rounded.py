"""What eight bits cost a causal language model, and what they save: divergence from the weights as its file has them,
and the speed of products in bytes and in floats."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mtqa.engines.causal.network import Network
from mtqa.engines.causal.rounded import FILE
from mtqa.engines.int8.packed import STEPS, product, rounded
from mtqa.engines.store.gguf import convert

if TYPE_CHECKING:
    from torch import Tensor

_ROWS, _WIDTH, _STATES = 8960, 1536, (32, 512)  # the largest layer of Qwen2.5-1.5B, and two sizes of a batch
_RUNS = 5


def report(file: Path, texts: Sequence[Path], tokens: int) -> str:
    """Markdown: the divergence of a GGUF file in eight bits from the same in bf16, computed in float32, over the first
    tokens of each text; and billions of operations a second."""
    rows = ["| text | tokens | nats a token |", "|---|---|---|"]
    with TemporaryDirectory() as place:
        exact, small = Path(place, "exact"), Path(place, "small")
        for folder in (exact, small):
            folder.mkdir()
        convert(file, exact)
        convert(file, small, encode=rounded, weights=FILE)
        expected, found = (_log_probabilities(folder, texts, tokens) for folder in (exact, small))
        for path, right, ours in zip(texts, expected, found, strict=True):
            nats = float((right.exp() * (right - ours)).sum(-1).mean())
            rows.append(f"| {path.name} | {len(right):,} | {nats:.4f} |")
    return "\n".join([*rows, "", *_speeds()])


def _log_probabilities(folder: Path, texts: Sequence[Path], tokens: int) -> list[Tensor]:
    """ln P of every token of the vocabulary, after each of the first tokens of each text: (tokens, vocabulary)."""
    import torch

    network = Network(folder)
    output = network.output(torch.arange(network.config.vocab_size))
    found = []
    for path in texts:
        ids = network.encode(" ".join(path.read_text(encoding="utf-8").splitlines()[:tokens]))[0][:tokens]
        found.append(output(network.hidden(torch.tensor([[network.start, *ids]]))[0, 1:]).log_softmax(-1))
    return found


def _speeds() -> list[str]:
    """The speed of products of both kinds, and of torch's plain product of bytes."""
    import torch

    from mtqa.engines.onednn import Packed, can_pack

    weight = torch.randn(_ROWS, _WIDTH)
    stored = rounded("w", weight)
    layer = torch.nn.Linear(_WIDTH, _ROWS, bias=False)
    floats = Packed(layer) if can_pack() else layer
    kinds: dict[str, Callable[[Tensor], Tensor]] = {
        "bytes, FBGEMM": product(stored["w"], stored[f"w{STEPS}"]),
        "bytes, torch._int_mm": lambda states: torch._int_mm(states.to(torch.int8), stored["w"].T),
        "floats": floats,
    }
    head = " | ".join(f"{count} states" for count in _STATES)
    rows = [f"| 10⁹ operations a second | {head} |", "|---" * (len(_STATES) + 1) + "|"]
    for name, multiply in kinds.items():
        speeds = [2e-9 * count * _ROWS * _WIDTH / _seconds(multiply, torch.randn(count, _WIDTH)) for count in _STATES]
        rows.append(f"| {name} | " + " | ".join(f"{speed:.0f}" for speed in speeds) + " |")
    return rows


def _seconds(multiply: Callable[[Tensor], Tensor], states: Tensor) -> float:
    """The shortest of some runs, after a warm-up."""
    multiply(states)
    taken = []
    for _ in range(_RUNS):
        begun = time.perf_counter()
        multiply(states)
        taken.append(time.perf_counter() - begun)
    return min(taken)
