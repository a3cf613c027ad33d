"""The networks on the states of tokens, which give an assessment of a pair, and the odds of each word. Imports torch:
import it late."""

from __future__ import annotations

import torch
from torch import Tensor, nn

HIDDEN = 64


class Tower(nn.Module):
    """A vector for each token of a text, from its states and those of its two neighbours."""

    def __init__(self, width: int, dropout: float = 0.2, seen: float = 0.0) -> None:
        """`dropout` is the rate on its vectors, `seen` the rate on the input states."""
        super().__init__()
        self.seen = nn.Dropout(seen)
        self.inner = nn.Linear(width, HIDDEN)
        self.around = nn.Conv1d(HIDDEN, HIDDEN, 3, padding=1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, taken: Tensor) -> Tensor:
        """(batch, tokens, width) → (batch, tokens, HIDDEN); 0 on padding."""
        own = self.dropout(torch.relu(self.inner(self.seen(states)))) * taken[..., None]
        near = torch.relu(self.around(own.transpose(1, 2)).transpose(1, 2))
        result: Tensor = (own + self.dropout(near)) * taken[..., None]
        return result


class Towers(nn.Module):
    """The network for both texts of a pair; `target` and `source` are the widths of their states."""

    def __init__(self, target: int, source: int) -> None:
        super().__init__()
        self.target, self.source = Tower(target), Tower(source)
        self.odds = nn.Linear(HIDDEN, 1)
        self.middle = nn.Linear(4 * HIDDEN + 2, HIDDEN)
        self.quality = nn.Linear(HIDDEN, 1)

    def forward(
        self, target: Tensor, target_taken: Tensor, source: Tensor, source_taken: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Assessments (batch,) and odds (batch, tokens of the translation)."""
        tokens, source_tokens = self.target(target, target_taken), self.source(source, source_taken)
        lengths = [mask.sum(1, keepdim=True).float() for mask in (target_taken, source_taken)]
        ratio = (lengths[0] / lengths[1]).log()
        sides = [
            part
            for side, n in zip((tokens, source_tokens), lengths, strict=True)
            for part in (side.sum(1) / n, side.amax(1))
        ]
        summary = torch.cat([*sides, ratio, lengths[1].log() - 3], 1)
        quality = self.quality(torch.relu(self.middle(summary)))[:, 0]
        return quality, self.odds(tokens)[..., 0]


class Words(nn.Module):
    """The network for the words of a translation only: the odds that an editor would change them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.tower = Tower(width, 0.5, 0.1)
        self.odds = nn.Linear(HIDDEN, 1)

    def forward(self, states: Tensor, taken: Tensor) -> Tensor:
        """(batch, tokens, width) → (batch, tokens)."""
        odds: Tensor = self.odds(self.tower(states, taken))[..., 0]
        return odds
