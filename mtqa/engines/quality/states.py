"""The states that a language model's lower layers and the tuned translator have of a source and its translation.

A causal model sees only the text before a word: not what follows it, nor, in the source, how it was translated. So the
tuned translator reads each pair in both directions (`forced_decoding`), and the language model, with layers changed for
the task (mtqa.engines.causal.lora), reads source, translation and translation again ("repetition", arXiv 2402.15449):
the states of the second copy depend on the whole pair.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.engines.causal.lora import LowRank
from mtqa.engines.causal.network import Network
from mtqa.engines.quality.forced_decoding import FIGURES, LAYERS, PARTS, Forced, ForcedDecoder
from mtqa.engines.quality.normalise import chinese, english
from mtqa.engines.quality.pair import Tokens
from mtqa.text import Span

if TYPE_CHECKING:
    from torch import Tensor

#: Layers whose states are used token by token, changed from the layer CHANGED on (the first is 0).
TOKEN_LAYERS = (12,)
CHANGED = 6
AGAIN = "STT"  # the order of reading: S is the source, T the translation
_NAMES = {"S": "English: ", "T": "Chinese: "}
_LARGEST_STATE = 6e4  # states of a few dimensions reach tens of thousands; float16 holds no more
_BATCH_TOKENS = 768  # read at once, padding included; set by hand, so that their states stay in the processor's caches


@dataclass(frozen=True)
class Reading:
    """The states of a pair.

    forced  states and figures of the translator
    target  states of the translation's tokens in both copies, shape (tokens, 2 × layers × width)
    source  states of the source's tokens, shape (tokens, layers × width)
    spans   the span of the original translation that each of its tokens covers
    """

    forced: Forced
    target: Tensor
    source: Tensor
    spans: tuple[Span, ...]


class PairReader:
    """Reads pairs in batches of about equal length, so that little of the work is padding."""

    def __init__(
        self, network: Network, decoder: ForcedDecoder, changes: Mapping[str, tuple[Tensor, Tensor]] | None = None
    ) -> None:
        self.network, self.decoder = network, decoder
        self._changes = LowRank(network, changes) if changes else None
        self._marks: dict[str, list[int]] = {}

    @property
    def signature(self) -> str:
        """Everything that summaries depend on except the text: layers, and the model and adapter of the translator."""
        return f"{self.network.config.hidden_size} {LAYERS} {PARTS} {FIGURES} {self.decoder.made}"

    def read(self, pairs: Sequence[tuple[str, str]]) -> Iterator[list[tuple[int, Reading | None]]]:
        """Batches of readings with their index in `pairs`; in random order, so that the time spent predicts the time
        left. A pair with an empty side, or too long to be read whole, has None."""
        tokens = [self.tokens(*pair) for pair in pairs]
        readable = [i for i, pair_tokens in enumerate(tokens) if pair_tokens.is_readable]
        if unreadable := sorted(set(range(len(pairs))) - set(readable)):
            yield [(index, None) for index in unreadable]
        batches = list(_batches(sorted(readable, key=lambda index: tokens[index].length), tokens))
        random.Random(len(pairs)).shuffle(batches)
        for batch in batches:
            yield list(zip(batch, self._read([tokens[index] for index in batch]), strict=True))

    def spans(self, target: str) -> tuple[Span, ...]:
        """The span that each token of a translation covers."""
        return self.tokens("", target).spans

    def tokens(self, source: str, target: str) -> Tokens:
        written = chinese(target)
        ids, offsets = self.network.encode(written.text)
        plain = english(source)
        prompted = self.network.encode(f" {plain}")[0], self.network.encode(f" {written.text}")[0]
        return Tokens(self.network.encode(plain)[0], ids, prompted, offsets, written)

    def states(self, batch: Sequence[Tokens], order: str, layers: Sequence[int]) -> list[tuple[Tensor, ...]]:
        """For each pair the states of its texts in `order`, after `layers`, each of shape (tokens, layers, width)."""
        import torch

        rows, places = zip(*(self._row(tokens, order) for tokens in batch), strict=True)
        longest = max(map(len, rows))
        ids = torch.tensor([row + [self.network.start] * (longest - len(row)) for row in rows])
        states = torch.stack(self.network.lower(ids, layers), 2).float()
        states = states.clamp(-_LARGEST_STATE, _LARGEST_STATE)
        return [tuple(row[begin:end] for begin, end in where) for row, where in zip(states, places, strict=True)]

    def _row(self, tokens: Tokens, order: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Ids of the texts in `order`, each after the name of its language, and where each text begins and ends."""
        row, places = [self.network.start], []
        for number, side in enumerate(order):
            row += self._mark(("\n" if number else "") + _NAMES[side])
            text = tokens.source if side == "S" else tokens.target
            places.append((len(row), len(row) + len(text)))
            row += text
        return row, places

    def _mark(self, mark: str) -> list[int]:
        if mark not in self._marks:
            self._marks[mark] = self.network.encode(mark)[0]
        return self._marks[mark]

    def _read(self, batch: Sequence[Tokens]) -> list[Reading]:
        with self._changes.on() if self._changes else nullcontext():
            target, source = sides(self.states(batch, AGAIN, TOKEN_LAYERS))
        parts = zip(self.decoder.force(batch), target, source, batch, strict=True)
        return [Reading(forced, states, source_states, tokens.spans) for forced, states, source_states, tokens in parts]


def sides(states: Sequence[tuple[Tensor, ...]]) -> tuple[list[Tensor], list[Tensor]]:
    """The states of the tokens of translation and source, from the result of `PairReader.states`."""
    import torch

    target = [torch.cat([first, again], 1).flatten(1) for _, first, again in states]
    return target, [source.flatten(1) for source, _, _ in states]


def _batches(order: Sequence[int], tokens: Sequence[Tokens]) -> Iterator[list[int]]:
    """Batches of neighbours by length, of at most _BATCH_TOKENS tokens with padding."""
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) + 1) * tokens[index].length > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
