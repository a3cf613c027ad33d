"""Many texts through one batch: when some are done, others take their rows.

Sentences of one length have translations of many lengths. A batch that waits for its longest translation is half empty
on average.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mtqa.engines.decoding.beam import Beam, Next
from mtqa.engines.decoding.constraints import DecodingModel, Language, Output

if TYPE_CHECKING:
    from torch import Tensor

_PROMPT_TOKENS = 2048  # of a batch, padding included: keys and values of prompts and translations take some 40 MB
_LEAST_ENTERING = 8  # texts that enter a batch together, if so many are left, since each entry has a cost
_MOST_TOKENS = 160  # of a translation


class Continuation(Protocol):
    """A batch of prompts that is continued token by token. It returns states (rows, width), the input of the output
    layer."""

    #: Can prompts be added while others are running?
    takes_more: bool

    def add(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """Add rows after the existing rows; return the states after the new prompts."""

    def follow(self, rows: Sequence[int], tokens: Sequence[int]) -> Tensor:
        """Continue each of `rows` with its token; a row may occur several times. Return the states after the tokens.
        They are the rows of the batch from now on."""


@dataclass(frozen=True)
class Request:
    """A text to translate, and its prompt as ids."""

    text: str
    prompt: Sequence[int]

    @property
    def limit(self) -> int:
        """The most tokens of the translation."""
        return min(_MOST_TOKENS, int(1.5 * len(self.prompt)) + 16)


class Search:
    """A search for the `width` best continuations of any number of texts; a batch has at most `rows` rows, one for each
    hypothesis of a beam."""

    def __init__(self, model: DecodingModel, language: Language, width: int, rows: int) -> None:
        self._model, self._language = model, language
        self._width, self._most_rows = width, max(rows, width)
        self._stops = model.tokens.vocabulary.line_ends
        self._running: dict[int, Beam] = {}

    def run(
        self, requests: Mapping[int, Request], begin: Callable[[int, int], Continuation]
    ) -> Iterator[tuple[int, Beam]]:
        """The beam of each text when it is done, short texts first. `begin` makes a batch of so many rows and
        tokens."""
        import torch

        longest = max(len(request.prompt) + request.limit for request in requests.values())
        waiting = deque(sorted(requests, key=lambda i: len(requests[i].prompt)))
        batch, states = None, torch.empty(0)
        while self._running or waiting:
            if batch is None or not self._running:
                batch, states = begin(self._most_rows, longest), torch.empty(0)
            if entering := self._entering(waiting, requests, batch.takes_more):
                more = batch.add([requests[i].prompt for i in entering])
                states = torch.cat([states, more]) if len(states) else more
                self._running |= {i: Beam(self._width, requests[i].limit) for i in entering}
                output = Output(self._model, self._language, [requests[i].text for i in self._running])
                places = {i: place for place, i in enumerate(self._running)}
            owners = [places[i] for i, beam in self._running.items() for _ in beam.open]
            kept, chosen = self._advance(output.following(states, owners, self._width))
            yield from ((i, self._running.pop(i)) for i in [i for i, beam in self._running.items() if beam.is_done])
            if kept:
                states = batch.follow(kept, chosen)

    def _entering(self, waiting: deque[int], requests: Mapping[int, Request], takes_more: bool) -> list[int]:
        """The texts that enter the batch now, removed from `waiting`."""
        if self._running and not takes_more:
            return []
        found: list[int] = []
        for i in waiting:
            texts = len(self._running) + len(found) + 1
            tokens = texts * len(requests[i].prompt)
            if texts > 1 and (texts * self._width > self._most_rows or tokens > _PROMPT_TOKENS):
                break
            found.append(i)
        if self._running and len(found) < min(_LEAST_ENTERING, len(waiting)):
            return []
        return [waiting.popleft() for _ in found]

    def _advance(self, following: Sequence[Sequence[Next]]) -> tuple[list[int], list[int]]:
        """Advance every beam by a token; return the rows that continue, and the token of each."""
        kept: list[int] = []
        chosen: list[int] = []
        first = 0
        for beam in self._running.values():
            end = first + len(beam.open)
            parents = beam.advance(following[first:end], self._stops)
            if not beam.is_done:
                kept += [first + parent for parent in parents]
                chosen += [hypothesis.ids[-1] for hypothesis in beam.open]
            first = end
        return kept, chosen
