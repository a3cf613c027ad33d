"""Which words of a text were put in place of others: a small head on the states of a language model.

The idea is ELECTRA's (Clark et al. 2020, arXiv 2003.10555): text is spoiled on purpose, and a network learns to tell
the words that do not belong. Here the spoiling is what a translation through English does (`python -m research train
detector`), and the network reads the states that the language model has anyway: a recurrent layer in both directions
over the words, so that what comes after a word counts as well.

The weights belong to one revision of a model, which the metadata of models/heads/<name>.safetensors names.
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

LAYERS = (8, 12)  # set by hand: neither words nor predictions
_WINDOW = 1024  # tokens read at once
_OVERLAP = 256  # of them, tokens read before: context only
_LARGEST = 6e4  # states of a few dimensions run into the tens of thousands; the rest is noise of the numbers


def find_head(identity: Identity) -> Path | None:
    """The head made for a model, or None."""
    return find_shipped("heads", identity)


@dataclass(frozen=True)
class Head:
    """The weights as they lie in the file; `mean` and `deviation` standardise a word's features."""

    weights: dict[str, Tensor]

    @classmethod
    def load(cls, path: Path) -> Head:
        from safetensors.torch import load_file

        return cls({name: value.float() for name, value in load_file(str(path)).items()})

    def log_odds(self, features: Tensor) -> list[float]:
        """For features of shape (words, width), the log-odds of every word, nats."""
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
    """What the head sees of each word, shape (words, width): the states at its last token, how surprising it is, and
    its length."""
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
    """States and surprisals of all tokens, window by window."""
    import torch

    done = 0
    while done < len(ids):
        begin = max(0, done - _OVERLAP)
        part = torch.tensor([network.start, *ids[begin : begin + _WINDOW]])
        last, layers = network.layers(part[None], LAYERS)
        new = done - begin
        states = torch.cat([layer[0, new + 1 :] for layer in layers], -1).float().clamp(-_LARGEST, _LARGEST)
        scores = network.log_probabilities(last[0, new:-1], part[new + 1 :], part[:-1], done)
        yield states.sign() * states.abs().log1p(), (-scores).tolist()
        done += len(part) - 1 - new


def _scalars(word: str, surprisals: Sequence[float]) -> Tensor:
    import torch

    return torch.tensor([sum(surprisals), max(surprisals), len(surprisals), len(word)])
