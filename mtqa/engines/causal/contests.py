"""Contests in place: rivals against the words of a text, each scored with the text before and after it.

The text is read once, in windows, and the keys and values of every position are kept. A contest then adds only what
differs: the rival and a limited piece of the text after it. Many of these branches are computed in one pass: they are
concatenated, and each attends to the text before its place and to itself, never to the others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import Contest, Progress, no_progress

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.causal.network import Network
    from mtqa.engines.causal.output import Logits

_KEPT_WINDOWS = 4  # windows in memory; a window of Gemma-3-270M takes 37 MB
_BATCH_TOKENS = 512  # tokens of branches read at once


@dataclass(frozen=True)
class Windows:
    """How a long text is read: every `step` tokens a window begins, `overlap` tokens earlier, which are the least
    context of a contest that is not near the start of the text."""

    step: int = 512
    overlap: int = 512

    def first(self, place: int) -> int:
        """The first token of the window that is read for a contest at a token."""
        return max(0, place // self.step * self.step - self.overlap)


#: What a fast model reads; a slow one, which is asked about few words, reads less.
WIDE, NARROW = Windows(), Windows(step=256, overlap=128)


@dataclass(frozen=True)
class _Window:
    """A window of the text that was read: `ids[0]` is the start token, `first` the index of the token after it."""

    first: int
    ids: Tensor
    states: Tensor
    layers: Sequence[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class _Branch:
    """One wording of a contest: the `tail` of ids that follows the first `known` tokens of its window."""

    contest: int
    known: int
    tail: list[int]


class Reader:
    """Scores contests with a network; the windows that were read last stay in memory for the next question."""

    def __init__(self, network: Network, windows: Windows) -> None:
        self._network = network
        self._reads = windows
        self._windows: dict[tuple[str, int], _Window] = {}
        self._firsts: dict[str, int] = {}

    def log_odds(
        self, text: str, contests: Sequence[Contest], progress: Progress = no_progress
    ) -> list[tuple[float, ...]]:
        """For each contest, ln P(rival, right | left) − ln P(current wording, right | left) of each rival, nats."""
        ids, offsets = self._network.encode(text)
        starts, ends = [start for start, _ in offsets], [end for _, end in offsets]
        groups: dict[int, list[_Branch]] = {}
        for index, contest in enumerate(contests):
            # One token fewer than there are before the place: the last token may merge with a rival.
            cut = max(0, bisect_right(ends, contest.span.start) - 1)
            first = self._reads.first(cut)
            tails = self._tails(text, contest, starts[cut] if cut else 0)
            groups.setdefault(first, []).extend(_Branch(index, cut - first, tail) for tail in tails)
        scores: list[list[float]] = [[] for _ in contests]
        for first, branches in sorted(groups.items()):
            window = self._window(text, ids, first)
            for batch in _batches(branches):
                for branch, score in zip(batch, _scores(self._network, window, batch), strict=True):
                    scores[branch.contest].append(score)
                progress(sum(map(bool, scores)), len(contests))
        return [tuple(score - current for score in rivals) for current, *rivals in scores]

    def first_odds(self, text: str, contests: Sequence[Contest]) -> list[tuple[float, ...]]:
        """ln P(first token of a rival | left) − ln P(first token of the current wording | left), nats."""
        import torch

        ids, offsets = self._network.encode(text)
        places = {start: index for index, (start, _) in reversed(list(enumerate(offsets)))}
        result = []
        for contest in contests:
            cut = places.get(contest.span.start)
            if cut is None or not contest.rivals:
                result.append((0.0,) * len(contest.rivals))
                continue
            first = self._reads.first(cut)
            window = self._window(text, ids, first)
            tokens = [ids[cut], *(self._first_token(rival) for rival in contest.rivals)]
            logits = self._network.logits(window.states[cut - first][None], torch.tensor(tokens))[0]
            result.append(tuple((logits[1:] - logits[0]).tolist()))
        return result

    def next_words(self, text: str, places: Sequence[int], count: int) -> list[list[str]]:
        """For each place the `count` likeliest tokens that are words of at least two Han characters."""
        ids, offsets = self._network.encode(text)
        begins = {start: index for index, (start, _) in reversed(list(enumerate(offsets)))}
        words, output = self._words
        result: list[list[str]] = []
        for place in places:
            cut = begins.get(place)
            if cut is None:
                result.append([])
                continue
            first = self._reads.first(cut)
            window = self._window(text, ids, first)
            logits = output(window.states[cut - first][None])[0]
            best = logits.topk(min(count, len(words))).indices.tolist()
            result.append([list(words.values())[index] for index in best])
        return result

    @cached_property
    def _words(self) -> tuple[dict[int, str], Logits]:
        """The tokens that are words, by id, and the output layer for them."""
        import torch

        tokens = self._network.tokens
        words = {index: tokens.decode([index]) for index in tokens.vocabulary.words.tolist()}
        return words, self._network.output(torch.tensor(list(words)))

    def _first_token(self, wording: str) -> int:
        if wording not in self._firsts:
            self._firsts[wording] = self._network.encode(wording)[0][0]
        return self._firsts[wording]

    def _tails(self, text: str, contest: Contest, begin: int) -> Iterator[list[int]]:
        """Ids of the current wording and of each rival, with the text around it from the character `begin` on."""
        left, right = text[begin : contest.span.start], text[contest.span.end : contest.end]
        for wording in (contest.span.of(text), *contest.rivals):
            yield self._network.encode(left + wording + right)[0]

    def _window(self, text: str, ids: Sequence[int], first: int) -> _Window:
        """The window of the text that begins after `first` tokens."""
        end = first + self._reads.overlap + self._reads.step
        window = self._windows.pop((text, first), None) or _read(self._network, ids[first:end], first)
        self._windows[text, first] = window
        if len(self._windows) > _KEPT_WINDOWS:
            del self._windows[next(iter(self._windows))]
        return window


def _read(network: Network, ids: Sequence[int], first: int) -> _Window:
    import torch
    from transformers import DynamicCache

    part = torch.tensor([network.start, *ids])
    cache = DynamicCache()  # without a config, layers with a sliding window keep all positions
    states = network.hidden(part[None], cache=cache)[0]
    return _Window(first, part, states, [(layer.keys, layer.values) for layer in cache.layers])


def _batches(branches: Iterable[_Branch]) -> Iterator[list[_Branch]]:
    """The branches in batches of at most `_BATCH_TOKENS` tokens."""
    batch: list[_Branch] = []
    size = 0
    for branch in branches:
        if batch and size + len(branch.tail) > _BATCH_TOKENS:
            yield batch
            batch, size = [], 0
        batch.append(branch)
        size += len(branch.tail)
    if batch:
        yield batch


def _scores(network: Network, window: _Window, branches: Sequence[_Branch]) -> list[float]:
    """ln P of the tail of each branch, nats, given the window up to its place."""
    import torch

    lengths = [max(0, len(branch.tail) - 1) for branch in branches]
    later = iter(torch.split(_tail_states(network, window, branches), lengths))
    hidden, targets, unsafe = [], [], []
    for branch in branches:
        length = branch.known + 1  # with the start token
        tail = torch.tensor(branch.tail, dtype=torch.long)
        hidden.append(torch.cat([window.states[length - 1 : length], next(later)])[: len(tail)])
        targets.append(tail)
        before = torch.cat([window.ids[:length], tail[:-1]])
        unsafe.append(network.unsafe(before, len(tail), window.first + branch.known))
    scores = network.normalised(torch.cat(hidden), torch.cat(targets), torch.cat(unsafe))
    return [part.sum().item() for part in torch.split(scores, [len(branch.tail) for branch in branches])]


def _tail_states(network: Network, window: _Window, branches: Sequence[_Branch]) -> Tensor:
    """Hidden states of all tails but their last tokens, which predict nothing: shape (tokens, width)."""
    import torch

    ids = [torch.tensor(branch.tail[:-1], dtype=torch.long) for branch in branches]
    if not any(map(len, ids)):
        return window.states[:0]
    places = [torch.arange(len(part)) + branch.known + 1 for part, branch in zip(ids, branches, strict=True)]
    owners = torch.repeat_interleave(torch.arange(len(ids)), torch.tensor([len(part) for part in ids]))
    known = torch.tensor([branch.known for branch in branches])[owners]
    places_, read = torch.cat(places), torch.arange(len(window.ids))
    distance = torch.cat([places_[:, None] - read[None], places_[:, None] - places_[None]], 1)
    seen = torch.cat([read[None] <= known[:, None], (owners[:, None] == owners[None])], 1) & (distance >= 0)
    return network.hidden(
        torch.cat(ids)[None],
        position_ids=places_[None],
        attention_mask=network.attention(seen, distance),
        cache=_cache_of(window),
    )[0]


def _cache_of(window: _Window) -> Any:
    """The window's keys and values as a cache to which a forward pass may add."""
    from transformers import DynamicCache

    cache = DynamicCache()
    for index, (keys, values) in enumerate(window.layers):
        cache.update(keys, values, index)
    return cache
