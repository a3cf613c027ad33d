"""Sentences of Chinese and English as vectors: sentences with the same meaning are close, in either language.

The vector is the mean state of a sentence after some lower layers of the language model, standardised for its language,
times one matrix that is trained on aligned sentences to keep the directions that carry meaning (`python -m research
train embedder`). The weights belong to one revision of a model: models/embedders/<name>.safetensors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.engines.base import Identity, Progress, no_progress
from mtqa.engines.memory import damage_as_error
from mtqa.engines.weights import find_shipped
from mtqa.lexicon import language_of
from mtqa.script import latin_count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from mtqa.engines.causal.network import Network

_NAME = "embedder"
_MOST_TOKENS = 160  # of a sentence; later tokens are ignored
_BATCH_TOKENS = 2500  # padding included
FAR = 6.0  # standard deviations beyond which a state counts as no farther


def find_embedder(identity: Identity) -> Path | None:
    """The file of the embedder for a model, or None."""
    return find_shipped("embedders", identity)


def side_of(text: str) -> str:
    """zh or en, the two it knows; what has no Latin letters is on the side of Chinese."""
    return "zh" if language_of(text) == "zh" or not latin_count(text) else "en"


class StateEmbedder:
    """An Embedder; network and weights load at the first question."""

    def __init__(self, model: Identity, weights: Path, network: Callable[[], Network]) -> None:
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()[:12]
        self.identity = Identity(_NAME, f"{digest}+{model.revision}")
        self._path = weights
        self._network = network

    @cached_property
    def _weights(self) -> dict[str, Tensor]:
        from safetensors.torch import load_file

        with damage_as_error(self._path):
            return {name: value.float() for name, value in load_file(str(self._path)).items()}

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> NDArray[np.float32]:
        import torch

        pools = mean_states(self._network(), texts, [int(layer) for layer in self._weights["layers"]])
        vectors = torch.zeros(len(texts), self._weights["matrix"].shape[1])
        for language in {side_of(text) for text in texts}:
            rows = [row for row, text in enumerate(texts) if side_of(text) == language]
            mean, spread = self._weights[f"{language}.mean"], self._weights[f"{language}.spread"]
            vectors[rows] = standard(pools[rows], mean, spread) @ self._weights["matrix"]
        progress(len(texts), len(texts))
        found: NDArray[np.float32] = torch.nn.functional.normalize(vectors, dim=1).numpy()
        return found


def standard(pools: Tensor, mean: Tensor, spread: Tensor) -> Tensor:
    """States in standard deviations from the mean of their language, clamped to ±FAR; same shape as `pools`."""
    return ((pools - mean) / spread).clamp(-FAR, FAR)


def mean_states(network: Network, texts: Sequence[str], layers: Sequence[int]) -> Tensor:
    """The mean state of each text after each of `layers`, shape (texts, layers × width)."""
    import torch

    ids = [network.encode(text)[0][:_MOST_TOKENS] or [network.start] for text in texts]
    order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
    result = torch.zeros(len(texts), 0)
    start = 0
    while start < len(order):
        longest = len(ids[order[min(start + 40, len(order) - 1)]]) + 1
        rows = order[start : start + max(1, _BATCH_TOKENS // longest)]
        start += len(rows)
        width = max(len(ids[row]) for row in rows)
        batch = torch.tensor([[network.start, *ids[row], *[0] * (width - len(ids[row]))] for row in rows])
        read = torch.tensor([[0.0, *[1.0] * len(ids[row]), *[0.0] * (width - len(ids[row]))] for row in rows])
        share = (read / read.sum(1, keepdim=True))[:, None]
        means = [(share @ states.float())[:, 0] for states in network.lower(batch, layers)]
        if not result.shape[1]:
            result = torch.zeros(len(texts), len(layers) * means[0].shape[1])
        result[rows] = torch.cat(means, 1)
    return result
