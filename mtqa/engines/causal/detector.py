"""Detect words that were put in place of others: a small head on the states of a language model.

The idea is ELECTRA's (Clark et al. 2020, arXiv 2003.10555): words of a text are replaced on purpose, and a network
learns to find them. Here they are replaced as a translation through English would (`python -m research train
detector`), and the network reads the states of the language model: a recurrent layer in both directions over the words,
so that the text after a word counts as well.

The weights belong to one revision of a model, which is in the metadata of models/heads/<name>.safetensors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import Identity, Progress, no_progress
from mtqa.engines.weights import find_shipped
from mtqa.text import Span

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.causal.network import Network

LAYERS = (8, 12)  # set by hand: middle layers, far from the embeddings and from the predictions
_WINDOW = 1024  # tokens read at once
_OVERLAP = 256  # of them, tokens that were read before: only context
_LARGEST_STATE = 6e4  # states of a few dimensions reach tens of thousands; values beyond are numerical noise


def find_head(identity: Identity) -> Path | None:
    """The file of the head for a model, or None."""
    return find_shipped("heads", identity)


@dataclass(frozen=True)
class Head:
    """The weights as in the file; `mean` and `deviation` standardise a word's features."""

    weights: dict[str, Tensor]

    @classmethod
    def load(cls, path: Path) -> Head:
        from safetensors.torch import load_file

        return cls({name: value.float() for name, value in load_file(str(path)).items()})

    def log_odds(self, features: Tensor) -> list[float]:
        """The log-odds (nats) of each word, for features of shape (words, width)."""
        network = build(features.shape[1])
        network.load_state_dict({k: v for k, v in self.weights.items() if k not in ("mean", "deviation")})
        network.eval()
        standard = (features - self.weights["mean"]) / self.weights["deviation"]
        values: list[float] = network(standard[None])[0].tolist()
        return values


def build(width: int) -> Any:
    """The network, untrained: (batch, words, width) → (batch, words), log-odds in nats."""
    import torch

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = torch.nn.Linear(width, 96)
            self.dropout = torch.nn.Dropout(0.3)
            self.around = torch.nn.GRU(96, 64, bidirectional=True, batch_first=True)
            self.outer = torch.nn.Linear(128 + 96, 1)

        def forward(self, words: Tensor) -> Tensor:
            own = self.dropout(torch.relu(self.inner(words)))
            around, _ = self.around(own)
            odds: Tensor = self.outer(torch.cat([self.dropout(around), own], -1))
            return odds[..., 0]

    return Network()


def features(network: Network, text: str, words: Sequence[Span], progress: Progress = no_progress) -> Tensor:
    """The features of each word, shape (words, width): the states at its last token, its surprisal, and its length."""
    import torch

    ids, offsets = network.encode(text)
    rows: list[Tensor] = []
    surprisals: list[float] = []
    for states, surprisal in _readings(network, ids):
        rows.append(states)
        surprisals += surprisal
        progress(len(surprisals), len(ids))
    states = torch.cat(rows) if rows else torch.empty(0, 0)
    result, first = [], 0
    for word in words:
        while offsets[first][1] <= word.start:
            first += 1
        last = first
        while last + 1 < len(offsets) and offsets[last + 1][0] < word.end:
            last += 1
        result.append(torch.cat([states[last], _scalars(word.of(text), surprisals[first : last + 1])]))
    return torch.stack(result)


def _readings(network: Network, ids: Sequence[int]) -> Iterator[tuple[Tensor, list[float]]]:
    """The states and surprisals (nats) of all tokens, window by window."""
    import torch

    done = 0
    while done < len(ids):
        begin = max(0, done - _OVERLAP)
        part = torch.tensor([network.start, *ids[begin : begin + _WINDOW]])
        last, layers = network.layers(part[None], LAYERS)
        new = done - begin
        states = torch.cat([layer[0, new + 1 :] for layer in layers], -1).float()
        states = states.clamp(-_LARGEST_STATE, _LARGEST_STATE)
        scores = network.log_probabilities(last[0, new:-1], part[new + 1 :], part[:-1], done)
        yield states.sign() * states.abs().log1p(), (-scores).tolist()
        done += len(part) - 1 - new


def _scalars(word: str, surprisals: Sequence[float]) -> Tensor:
    import torch

    return torch.tensor([sum(surprisals), max(surprisals), len(surprisals), len(word)])
