"""Many texts through one batch: as soon as some are done, others take their places.

Sentences of one length have translations of many lengths. A batch that waits for its longest one is half empty on the
average.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mtqa.engines.decoding.beam import Beam, Next
from mtqa.engines.decoding.constraints import Language, Output, Speaker

if TYPE_CHECKING:
    from torch import Tensor

_TOKENS = 2048  # of its prompts, padding counted: what is kept of them and their translations is some 40 MB
_LEAST = 8  # texts that are let in at once, where so many are left: each time has its cost
_MOST_TOKENS = 160  # of a translation


class Continuation(Protocol):
    """Prompts that are gone on with token by token. States (rows, width) are what the output layer is given."""

    #: May others be added to some that are there?
    takes_more: bool

    def add(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """Rows more, after those that are there. The states after the prompts."""

    def follow(self, rows: Sequence[int], tokens: Sequence[int]) -> Tensor:
        """Go on with some of the rows, each with a token; a row may be gone on with in several ways. The states after
        them, which are the rows from now on."""


@dataclass(frozen=True)
class Asked:
    """A text, and its prompt as ids."""

    text: str
    prompt: Sequence[int]

    @property
    def limit(self) -> int:
        """Tokens of the translation at most."""
        return min(_MOST_TOKENS, int(1.5 * len(self.prompt)) + 16)


class Search:
    """One search through any number of texts for the `width` best ways to go on with each; a batch has so many `rows`,
    hypotheses of a beam among them."""

    def __init__(self, speaker: Speaker, language: Language, width: int, rows: int) -> None:
        self._speaker, self._language = speaker, language
        self._width, self._most = width, max(rows, width)
        self._stops = speaker.tokens.vocabulary.line_ends
        self._running: dict[int, Beam] = {}

    def run(self, asked: Mapping[int, Asked], begin: Callable[[int, int], Continuation]) -> Iterator[tuple[int, Beam]]:
        """The texts as they are done, the short ones first. `begin` makes a batch of so many rows and tokens."""
        import torch

        longest = max(len(one.prompt) + one.limit for one in asked.values())
        waiting = deque(sorted(asked, key=lambda i: len(asked[i].prompt)))
        continued, states = None, torch.empty(0)
        while self._running or waiting:
            if continued is None or not self._running:
                continued, states = begin(self._most, longest), torch.empty(0)
            if entering := self._entering(waiting, asked, continued.takes_more):
                more = continued.add([asked[i].prompt for i in entering])
                states = torch.cat([states, more]) if len(states) else more
                self._running |= {i: Beam(self._width, asked[i].limit) for i in entering}
                output = Output(self._speaker, self._language, [asked[i].text for i in self._running])
                places = {i: place for place, i in enumerate(self._running)}
            owners = [places[i] for i, beam in self._running.items() for _ in beam.open]
            kept, chosen = self._advance(output.following(states, owners, self._width))
            yield from ((i, self._running.pop(i)) for i in [i for i, beam in self._running.items() if beam.is_done])
            if kept:
                states = continued.follow(kept, chosen)

    def _entering(self, waiting: deque[int], asked: Mapping[int, Asked], takes_more: bool) -> list[int]:
        """Those that are let in now."""
        if self._running and not takes_more:
            return []
        found: list[int] = []
        for i in waiting:
            texts = len(self._running) + len(found) + 1
            if texts > 1 and (texts * self._width > self._most or texts * len(asked[i].prompt) > _TOKENS):
                break
            found.append(i)
        if self._running and len(found) < min(_LEAST, len(waiting)):
            return []
        return [waiting.popleft() for _ in found]

    def _advance(self, following: Sequence[Sequence[Next]]) -> tuple[list[int], list[int]]:
        """Let every text go on by a token: which rows are gone on from, and with which tokens."""
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
