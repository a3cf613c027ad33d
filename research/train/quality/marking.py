"""Training of the two networks for words, on the tags of machine translation: one reads the translator's states, the
other how probable the translator finds the words.

Post-edits are not used: an editor leaves words that another editor would change. With post-edits as good examples, at
half or a tenth of the weight of a tag, and with copies that have a substituted word, MCC on the held-out sources was
0.02 or 0.01 lower.

The translator was trained on most of train's post-edits, so it looks better there than elsewhere. Settings were chosen
on 1,291 rows that its training leaves out (`adapter.pairs`: long sentences, unusual ratios of length), with networks
that were trained on the other rows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mtqa.engines.base import Progress
from mtqa.engines.quality.heads import SURPRISE, WORDS, padded, standard
from mtqa.engines.quality.states import PairReader
from research.train.quality.towers import Sample

if TYPE_CHECKING:
    from torch import Tensor

# MCC with probabilities: 0.326 to 0.333 for 4 or 8 rounds and 32 to 256 dimensions, 0.015 less with less dropout; with
# states alone 0.253; with two networks of the former and one of the latter 0.350; with both in one network 0.287.
# Pretraining on 12,000 translations of news, on the share of other systems that had each token, added nothing.
_ROUNDS = {WORDS: 8, SURPRISE: 4}
_RATE, _DECAY = 1e-3, 0.1
_BATCH = 32  # translations
_NEIGHBOURS = 16 * _BATCH  # translations that are sorted by length together
_PORTION = 16  # pairs read at once
_SCALE_EVERY = 10  # one translation in ten is used for mean and deviation


def learn(samples: Sequence[Sample], reader: PairReader, progress: Progress) -> dict[str, Tensor]:
    """The tensors of both networks, from the machine translations among `samples` whose words are tagged."""
    tagged = [one for one in samples if one.z is not None and one.tags is not None]
    read = forced(tagged, reader, progress)
    return {name: value for prefix, states in read.items() for name, value in taught(tagged, states, prefix).items()}


def forced(samples: Sequence[Sample], reader: PairReader, progress: Progress) -> dict[str, list[Tensor]]:
    """The inputs of each network for the words of each translation, in float16."""
    tokens = [reader.tokens(*one.pair) for one in samples]
    order = sorted(range(len(tokens)), key=lambda index: tokens[index].length)
    found: dict[int, tuple[Tensor, Tensor]] = {}
    for start in range(0, len(order), _PORTION):
        portion = order[start : start + _PORTION]
        read = reader.decoder.force([tokens[index] for index in portion])
        found |= {index: (one.words.half(), one.surprise.half()) for index, one in zip(portion, read, strict=True)}
        progress(len(found), len(tokens))
    words, surprise = zip(*(found[index] for index in range(len(tokens))), strict=True)
    return {WORDS: list(words), SURPRISE: list(surprise)}


def taught(samples: Sequence[Sample], read: Sequence[Tensor], prefix: str) -> dict[str, Tensor]:
    """AdamW on the cross-entropy of tags; the rate rises and falls once (OneCycle, arXiv 1708.07120)."""
    import torch

    from mtqa.engines.quality.networks import Words

    torch.manual_seed(2)
    some = torch.cat([one.float() for one in read[::_SCALE_EVERY]])
    scale = {f"{prefix}mean": some.mean(0), f"{prefix}deviation": some.std(0) + 1e-3}
    network = Words(some.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = _ROUNDS[prefix] * -(-len(samples) // _BATCH)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps)
    with torch.enable_grad():
        for batch in _batches([len(one) for one in read], _ROUNDS[prefix], random.Random(2)):
            rows, taken = padded([standard(read[index], scale, prefix[:-1]) for index in batch])
            value = _loss(network(rows, taken)[taken], [samples[index] for index in batch])
            optimizer.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            pace.step()
    return {**scale, **{f"{prefix}{name}": value for name, value in network.state_dict().items()}}


def _loss(odds: Tensor, batch: Sequence[Sample]) -> Tensor:
    """Cross-entropy of the tags of a batch, weighted by `count`."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    tags, count = (torch.cat([getattr(one, name) for one in batch]).float() for name in ("tags", "count"))
    each = binary_cross_entropy_with_logits(odds, tags, reduction="none")
    return (each * count).sum() / count.sum().clamp(min=1)


def _batches(lengths: Sequence[int], rounds: int, chance: random.Random) -> Iterator[list[int]]:
    """Batches of translations of about the same length; every translation comes `rounds` times."""
    for _ in range(rounds):
        order = list(range(len(lengths)))
        chance.shuffle(order)
        for start in range(0, len(order), _NEIGHBOURS):
            order[start : start + _NEIGHBOURS] = sorted(order[start : start + _NEIGHBOURS], key=lengths.__getitem__)
        found = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        chance.shuffle(found)
        yield from found
