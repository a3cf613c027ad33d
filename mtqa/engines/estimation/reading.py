"""What a language model's lower layers make of a source and its translation.

Each pair is read twice, the source first and the translation first, by a model that sees only what came before. So the
states of the translation in the first reading know the source, and those of the source in the second know the
translation: what is left out is missing there.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mtqa.engines.estimation.writing import Written, chinese, english
from mtqa.engines.network import Network
from mtqa.text import Span

if TYPE_CHECKING:
    from torch import Tensor

#: Layers whose mean states are looked at, and those whose states are looked at token by token.
LAYERS, TOKEN_LAYERS = (6, 8, 10), (8, 10)
_LARGEST = 6e4  # states of a few dimensions run into the tens of thousands; float16 holds no more
_BATCH = 1024  # tokens read at once, padding included
LONGEST = 1000  # tokens of a pair that is read at all; those the heads learnt from have 200 at most


@dataclass(frozen=True)
class Reading:
    """A pair as it was read.

    pools   mean states, shape (orders 2, parts 2, layers, width): source first and translation first, and of each the
            first text and the second
    target  states of the translation's tokens where it comes second, shape (tokens, layers × width)
    source  those of the source's tokens where it comes second
    spans   the stretch of the given translation that each of its tokens stands for
    """

    pools: Tensor
    target: Tensor
    source: Tensor
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class _Tokens:
    source: list[int]
    target: list[int]
    offsets: list[tuple[int, int]]
    written: Written

    @property
    def length(self) -> int:
        return len(self.source) + len(self.target)


class PairReader:
    """Reads pairs in batches of about equal length, so that little of the work is padding."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def read(self, pairs: Sequence[tuple[str, str]]) -> Iterator[list[tuple[int, Reading | None]]]:
        """Portions of readings with their places in `pairs`; in random order, so that time left can be told from time
        spent. A pair with an empty side, or too long to be read whole, has none."""
        tokens = [self._tokens(*pair) for pair in pairs]
        readable = [i for i, one in enumerate(tokens) if one.source and one.target and one.length <= LONGEST]
        if others := sorted(set(range(len(pairs))) - set(readable)):
            yield [(index, None) for index in others]
        batches = list(_batches(sorted(readable, key=lambda index: tokens[index].length), tokens))
        random.Random(len(pairs)).shuffle(batches)
        for batch in batches:
            yield list(zip(batch, self._read([tokens[index] for index in batch]), strict=True))

    @property
    def signature(self) -> str:
        """What readings depend on beside the text: sizes and layers of the network."""
        return f"{self.network.config.hidden_size} {LAYERS} {TOKEN_LAYERS}"

    def spans(self, target: str) -> tuple[Span, ...]:
        """The stretch that each token of a translation stands for."""
        return _spans(self._tokens("", target))

    def _tokens(self, source: str, target: str) -> _Tokens:
        written = chinese(target)
        ids, offsets = self.network.encode(written.text)
        return _Tokens(self.network.encode(english(source))[0], ids, offsets, written)

    @cached_property
    def _marks(self) -> dict[str, list[int]]:
        marks = ("English: ", "Chinese: ", "\nEnglish: ", "\nChinese: ")
        return {mark: self.network.encode(mark)[0] for mark in marks}

    def _read(self, batch: Sequence[_Tokens]) -> list[Reading]:
        import torch

        first = self._states("English: ", [one.source for one in batch], "\nChinese: ", [one.target for one in batch])
        second = self._states("Chinese: ", [one.target for one in batch], "\nEnglish: ", [one.source for one in batch])
        chosen = [LAYERS.index(layer) for layer in TOKEN_LAYERS]
        readings = []
        for one, there, back in zip(batch, first, second, strict=True):
            pools = torch.stack([torch.stack([part.mean(0) for part in order]) for order in (there, back)])
            target, source = (order[1][:, chosen].flatten(1) for order in (there, back))
            readings.append(Reading(pools, target, source, _spans(one)))
        return readings

    def _states(
        self, mark: str, ones: Sequence[list[int]], between: str, others: Sequence[list[int]]
    ) -> list[tuple[Tensor, Tensor]]:
        """Of each pair the states of its first text and of its second, shape (tokens, layers, width)."""
        import torch

        before, middle = self._marks[mark], self._marks[between]
        rows = [[self.network.start, *before, *a, *middle, *b] for a, b in zip(ones, others, strict=True)]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [self.network.start] * (longest - len(row)) for row in rows])
        states = torch.stack(self.network.lower(ids, LAYERS), 2).float().clamp(-_LARGEST, _LARGEST)
        result = []
        for row, a, b in zip(states, ones, others, strict=True):
            begin = 1 + len(before)
            after = begin + len(a) + len(middle)
            result.append((row[begin : begin + len(a)], row[after : after + len(b)]))
        return result


def _batches(order: Sequence[int], tokens: Sequence[_Tokens]) -> Iterator[list[int]]:
    """Neighbours by length; none longer, with its padding, than is read at once."""
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) + 1) * tokens[index].length > _BATCH:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _spans(one: _Tokens) -> tuple[Span, ...]:
    """A token without characters of its own (a byte of a rare one) stands for the character it is part of."""
    last = len(one.written.places)
    return tuple(one.written.back(min(start, last - 1), min(max(end, start + 1), last)) for start, end in one.offsets)
