"""A batch of texts that Gemma continues token by token, with the keys and values of the tokens before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import prod
from mmap import mmap
from typing import TYPE_CHECKING

from mtqa.engines.int8.attention import attending, rotations
from mtqa.engines.int8.gemma import FULL, SLIDING, Gemma
from mtqa.engines.int8.rounding import Rounded

if TYPE_CHECKING:
    from torch import Tensor

    #: `attention.Keep` for each layer, by its number.
    KeepOf = Callable[[int, Rounded], Rounded]

# Tokens of prompts read at once: their states fit into the processor's caches; more would take memory.
_READ_AT_ONCE = 256
_MOST_IDLE = 0.2  # share of computed rows that may be idle; above it the active rows are moved together


class Sequences:
    """A batch of at most `rows` rows of `tokens` tokens; every prompt follows the tokens `before`."""

    takes_more = True

    def __init__(self, gemma: Gemma, before: Sequence[int], rows: int, tokens: int) -> None:
        import torch

        shape = gemma.shape
        tokens += len(before)
        self._gemma, self._before = gemma, before
        # Keys and values of each layer. The system allocates only the memory that is written, a small part. The rest
        # reads as zeros, as it must: masked values are still multiplied by 0.
        size = (rows, 2 * shape.groups, tokens, shape.head)
        self._kept = [torch.frombuffer(mmap(-1, prod(size)), dtype=torch.int8).view(size) for _ in shape.layers]
        self._steps = torch.zeros(len(shape.layers), *size[:-1])
        self._lengths = torch.zeros(rows, dtype=torch.long)
        self._rows = torch.empty(0, dtype=torch.long)  # active rows
        self._rotations = {kind: rotations(theta, shape.head, tokens) for kind, theta in shape.theta.items()}

    def add(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        import torch

        whole = [[*self._before, *prompt] for prompt in prompts]
        rows = self._idle()[: len(whole)]
        self._rows = torch.cat([self._rows, rows])
        self._lengths[rows] = torch.tensor([len(prompt) for prompt in whole])
        found, first = [], 0
        while first < len(whole):
            last = first + 1
            while last < len(whole) and (last + 1 - first) * max(map(len, whole[first : last + 1])) <= _READ_AT_ONCE:
                last += 1
            found.append(self._read(whole[first:last], rows[first:last]))
            first = last
        return torch.cat(found)

    def follow(self, rows: Sequence[int], tokens: Sequence[int]) -> Tensor:
        import torch

        self._rows = self._rows[torch.tensor(rows)]
        computed = int(self._rows.max()) + 1
        if len(self._rows) < (1 - _MOST_IDLE) * computed or len(set(rows)) < len(rows):
            computed = len(self._rows)
            self._move()
        given, places = torch.zeros(2, computed, dtype=torch.long)
        given[self._rows], places[self._rows] = torch.tensor(tokens), self._lengths[self._rows]
        self._lengths[self._rows] += 1
        return self._step(given, places)[self._rows]

    def _idle(self) -> Tensor:
        """Rows that are not active, in order."""
        import torch

        idle = torch.ones(len(self._lengths), dtype=torch.bool)
        idle[self._rows] = False
        return idle.nonzero()[:, 0]

    def _move(self) -> None:
        """Move the active rows to the front, in their order."""
        import torch

        count, longest = len(self._rows), int(self._lengths[self._rows].max())
        self._lengths[:count] = self._lengths[self._rows]
        for kept in (*self._kept, *self._steps):
            kept[:count, :, :longest] = kept[self._rows, :, :longest]
        self._rows = torch.arange(count)

    def _step(self, tokens: Tensor, places: Tensor) -> Tensor:
        """Compute a token of each of the first rows, at `places`."""
        import torch

        rows, longest = torch.arange(len(places)), int(places.max()) + 1

        def keep(number: int, new: Rounded) -> Rounded:
            whole, steps = (kept[number][: len(rows), :, :longest] for kept in (self._kept, self._steps))
            whole[rows, :, places], steps[rows, :, places] = new.whole[:, :, 0].to(torch.int8), new.steps[:, :, 0]
            return Rounded(whole.float(), steps)

        seen = torch.arange(longest) <= places[:, None]
        return self._gemma.finish(self._through(tokens[:, None], places[:, None], seen[:, None], keep)[:, 0])

    def _read(self, prompts: Sequence[Sequence[int]], rows: Tensor) -> Tensor:
        """Read prompts from their beginning. Padding is on the right, where no token looks."""
        import torch

        lengths = self._lengths[rows]
        places = torch.arange(int(lengths.max()))
        ids = torch.tensor([[*prompt, *[0] * (len(places) - len(prompt))] for prompt in prompts])

        def keep(number: int, new: Rounded) -> Rounded:
            self._kept[number][rows, :, : len(places)] = new.whole.to(torch.int8)
            self._steps[number][rows, :, : len(places)] = new.steps
            return new

        seen = places[:, None] >= places
        states = self._through(ids, places.expand(len(prompts), -1), seen[None], keep)
        return self._gemma.finish(states[torch.arange(len(prompts)), lengths - 1])

    def _through(self, ids: Tensor, places: Tensor, seen: Tensor, keep: KeepOf) -> Tensor:
        """States of tokens (rows, tokens) at `places` after all layers; `seen` (1 or rows, tokens, keys) marks the keys
        that each may attend to."""
        import torch

        gemma, shape = self._gemma, self._gemma.shape
        near = seen & (torch.arange(seen.shape[-1]) > places[: len(seen), :, None] - shape.window)
        # Query heads that share a head of keys are treated as more queries of that head.
        hidden = {
            kind: ~some.repeat_interleave(shape.heads // shape.groups, 1)[:, None]
            for kind, some in ((FULL, seen), (SLIDING, near))
        }
        rotation = {
            kind: (cosines[places][:, :, None], sines[places][:, :, None])
            for kind, (cosines, sines) in self._rotations.items()
        }
        states = gemma.words(ids)
        for number, layer in enumerate(gemma.layers):
            attend = attending(shape, rotation[layer.kind], hidden[layer.kind], partial(keep, number))
            states = layer(states, attend)
        return states
