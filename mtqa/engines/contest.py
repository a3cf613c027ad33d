"""Contests in place: rivals against the words of a text, each judged with the text before and after it.

The text is read once, in windows, and the keys and values of every position are kept. A contest then takes the
ones before its place and adds only what differs: the rival and a bounded piece of the text after it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import Contest, Progress, no_progress

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.network import Network

_STEP = 512  # tokens by which one stretch begins after another
_OVERLAP = 512  # tokens before them: the least context a contest has further on in a text
_OPEN = 4  # stretches kept; one of Gemma-3-270M takes 37 MB
_BATCH = 16  # rivals scored at once


@dataclass(frozen=True)
class _Window:
    """A stretch of the text that was read: `ids[0]` is the start token; `first` the index of the token after it."""

    first: int
    ids: Tensor
    states: Tensor
    layers: Sequence[tuple[Tensor, Tensor]]


class Reader:
    """Decides contests with a network; the stretches of text read last stay open for the next question."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._windows: dict[tuple[str, int], _Window] = {}

    def log_odds(
        self, text: str, contests: Sequence[Contest], progress: Progress = no_progress
    ) -> list[tuple[float, ...]]:
        """For each contest, ln P(rival, right | left) − ln P(as it stands, right | left) of each rival, nats."""
        ids, offsets = self._network.encode(text)
        starts, ends = [start for start, _ in offsets], [end for _, end in offsets]
        answers: dict[int, tuple[float, ...]] = {}
        for done, index in enumerate(sorted(range(len(contests)), key=lambda index: contests[index].span.start), 1):
            # One token fewer than lie before the place: the last one may merge with a rival.
            cut = max(0, bisect_right(ends, contests[index].span.start) - 1)
            window = self._window(text, ids, cut)
            begin = starts[cut] if cut else 0
            answers[index] = tuple(_decide(self._network, window, text, contests[index], cut, begin))
            progress(done, len(contests))
        return [answers[index] for index in range(len(contests))]

    def _window(self, text: str, ids: Sequence[int], cut: int) -> _Window:
        """The stretch that holds `cut` tokens from the start of the text, or the last hundreds of them."""
        first = max(0, cut // _STEP * _STEP - _OVERLAP)
        window = self._windows.pop((text, first), None) or _read(self._network, ids, first)
        self._windows[text, first] = window
        if len(self._windows) > _OPEN:
            del self._windows[next(iter(self._windows))]
        return window


def _read(network: Network, ids: Sequence[int], first: int) -> _Window:
    import torch
    from transformers import DynamicCache

    part = torch.tensor([network.start, *ids[first : first + _OVERLAP + _STEP]])
    cache = DynamicCache()  # without a config no layer forgets what its sliding window has passed
    states = network.hidden(part[None], past_key_values=cache, use_cache=True)[0]
    return _Window(first, part, states, [(layer.keys, layer.values) for layer in cache.layers])


def _decide(network: Network, window: _Window, text: str, contest: Contest, cut: int, begin: int) -> Iterator[float]:
    """The log-odds of a contest's rivals. `cut` tokens of the text, up to the character `begin`, are shared."""
    left, right = text[begin : contest.span.start], text[contest.span.end : contest.end]
    variants = [contest.span.of(text), *contest.rivals]
    tails = [network.encode(left + variant + right)[0] for variant in variants]
    scores: list[float] = []
    for start in range(0, len(tails), _BATCH):
        scores.extend(_scores(network, window, tails[start : start + _BATCH], cut - window.first))
    return (score - scores[0] for score in scores[1:])


def _scores(network: Network, window: _Window, tails: Sequence[list[int]], known: int) -> list[float]:
    """ln P of each row of ids after the first `known` tokens of the window."""
    import torch

    length = known + 1  # with the start token
    rows = [torch.tensor(tail) for tail in tails]
    longest = max(map(len, rows))
    padded = torch.stack([torch.nn.functional.pad(row, (0, longest - len(row))) for row in rows])
    later = window.states.new_empty(len(rows), 0, window.states.shape[-1])
    if longest > 1:
        later = network.hidden(padded[:, :-1], past_key_values=_past(window, length, len(rows)), use_cache=True)
    head = window.ids[:length]
    result = []
    for index, row in enumerate(rows):
        hidden = torch.cat([window.states[length - 1 : length], later[index, : len(row) - 1]])
        before = torch.cat([head, row[:-1]])
        result.append(network.log_probabilities(hidden, row, before, window.first + known).sum().item())
    return result


def _past(window: _Window, length: int, rows: int) -> Any:
    """The window's keys and values up to `length`, for `rows` rows: views, nothing is copied."""
    from transformers import DynamicCache

    cache = DynamicCache()
    for index, layer in enumerate(window.layers):
        cache.update(*(part[:, :, :length].expand(rows, -1, -1, -1) for part in layer), index)
    return cache
