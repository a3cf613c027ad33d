"""Aligned sentences as what a language model reads: a prompt, and the answer it has to give."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mtqa.engines.causal.network import Network
from mtqa.engines.translators.prompted import NAMES
from research.train.adapter import augment
from research.train.adapter.pairs import Aligned

# Shares of the pairs that come a second time: with something planted in both sides, with a placeholder beside them, and
# into English with errors in the source.
_PLANTED, _LABELLED, _NOISY = 0.4, 0.06, 0.05
_NAMES = 4_000  # of the dictionary, and as many invented people


class Sample(NamedTuple):
    prompt: list[int]
    answer: list[int]
    target: str

    @property
    def tokens(self) -> int:
        return len(self.prompt) + len(self.answer)


def plain(network: Network, pairs: Sequence[Aligned]) -> Iterator[Sample]:
    """Every pair in both directions, one after the other."""
    for pair in pairs:
        yield from _both_ways(network, pair)


def planted(network: Network, pairs: Sequence[Aligned], chance: random.Random) -> Iterator[Sample]:
    """More names, numbers, placeholders and faulty sources, of which the pairs have too few."""
    for pair in pairs:
        if chance.random() < _PLANTED and (changed := augment.planted(pair, chance)):
            yield from _both_ways(network, changed)
        if chance.random() < _LABELLED:
            yield from _both_ways(network, augment.labelled(pair, chance))
        if chance.random() < _NOISY:
            yield _sample(network, augment.noisy(pair.chinese, "zh", chance), "zh", pair.english, "en")
    for name in augment.dictionary(chance, min(_NAMES, len(pairs))):
        yield from _both_ways(network, name)


def _both_ways(network: Network, pair: Aligned) -> Iterator[Sample]:
    yield _sample(network, pair.chinese, "zh", pair.english, "en")
    yield _sample(network, pair.english, "en", pair.chinese, "zh")


def _sample(network: Network, text: str, source: str, translation: str, target: str) -> Sample:
    prompt = network.encode(f"{NAMES[source]}: {text}\n{NAMES[target]}:")[0]
    return Sample([network.start, *prompt], network.encode(f" {translation}\n")[0], target)
