"""The detector of replaced words: native text with words replaced as a translation through English does it, and a head
that learns which words were replaced (mtqa/engines/causal/detector.py, models/heads/).

On each page a share of the content words that can be replaced is replaced, between none and half: a word by another
that the channel makes of it, drawn with that probability. Every twentieth page is held out for the figures.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.bench.corpus import pages
from mtqa.engines.base import Progress
from mtqa.engines.causal.detector import build, features
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.evidence.rivals.collisions import CONTENT
from mtqa.lexicon import Channel, LacTagger, chinese_zipf
from mtqa.script import HAN, has_han
from mtqa.text import Span

if TYPE_CHECKING:
    from torch import Tensor

_RATES = (0.0, 0.08, 0.16, 0.32, 0.48)  # of the words that can be replaced
_ROUNDS = 4  # more rounds do not improve the figures of held-out pages
_HELD_OUT = 20  # one page of twenty
_WRITTEN = re.compile(f"[{HAN}]{{1,4}}")


@dataclass(frozen=True)
class Spoiled:
    """A page with replaced words: all its words, which of them were put in, and the original of each."""

    text: str
    words: tuple[Span, ...]
    replaced: tuple[bool, ...]
    meant: Mapping[Span, str]


class Spoiler:
    """Replaces words as the channel does."""

    def __init__(self, channel: Channel, chance: random.Random) -> None:
        self._channel = channel
        self._chance = chance
        self._tagger = LacTagger()

    def spoil(self, page: str) -> Spoiled:
        rate = self._chance.choice(_RATES)
        text, put = "", dict[Span, str]()
        for line in page.split("\n"):
            for word in self._tagger.tag(line):
                other = self._other(word.text) if word.tag in CONTENT and self._chance.random() < rate else None
                if other:
                    put[Span(len(text), len(text) + len(other))] = word.text
                text += other or word.text
            text += "\n"
        words = list(self._words(text))
        return Spoiled(text, tuple(words), tuple(any(word.overlaps(span) for span in put) for word in words), put)

    def _other(self, word: str) -> str | None:
        others = self._written(word) if len(word) > 1 else ()
        if not others:
            return None
        return self._chance.choices([other for other, _ in others], [weight for _, weight in others])[0]

    @lru_cache(maxsize=65536)  # noqa: B019
    def _written(self, meant: str) -> tuple[tuple[str, float], ...]:
        """The other words that the channel makes of a word, with their probabilities."""
        made: dict[str, float] = {}
        for english, share in self._channel.pivots(meant).items():
            for written, probability in self._channel.renderings(english).items():
                made[written] = made.get(written, 0.0) + share * probability
        return tuple(
            (word, weight)
            for word, weight in sorted(made.items())
            if word != meant and weight > 0.01 and _WRITTEN.fullmatch(word) and chinese_zipf(word) > 1.5
        )

    def _words(self, text: str) -> Iterator[Span]:
        """Words with a Han character; the spoiled text is segmented again, as in a check."""
        start = 0
        for line in text.split("\n"):
            for word in self._tagger.tag(line) if line else ():
                if word.tag != "w" and has_han(word.text):
                    yield word.span.shift(start)
            start += len(line) + 1


def train(
    files: Sequence[Path], count: int, skip: int, model: CausalLanguageModel, output: Path, progress: Progress
) -> str:
    """Write a head trained on `count` pages of each file; returns its figures on the held-out pages."""
    import torch

    chance = random.Random(11)
    drawn = []
    for path in files:
        every = list(pages(path))
        random.Random(7).shuffle(every)  # as the measures do, so that `skip` skips the pages that they use
        drawn += list(islice(every, skip, skip + count))
    chance.shuffle(drawn)
    spoiler, reader = Spoiler(Channel(), chance), model.network
    samples = []
    for done, page in enumerate(drawn, 1):
        spoiled = spoiler.spoil(page)
        samples.append((features(reader, spoiled.text, spoiled.words).half(), torch.tensor(spoiled.replaced)))
        progress(done, len(drawn))
    with torch.enable_grad():
        network, weights = _fitted([sample for index, sample in enumerate(samples) if index % _HELD_OUT])
    figures = _figures(network, weights, samples[::_HELD_OUT])
    _save(network, weights, model, output)
    return f"{len(samples)} pages of {', '.join(path.name for path in files)}; held out: {figures}"


def _fitted(samples: Sequence[tuple[Tensor, Tensor]]) -> tuple[Any, dict[str, Tensor]]:
    import torch

    torch.manual_seed(0)
    every = torch.cat([words.float() for words, _ in samples[:200]])
    scale = {"mean": every.mean(0), "deviation": every.std(0) + 1e-3}
    network = build(every.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=1.5e-3, weight_decay=0.02)
    for _ in range(_ROUNDS):
        network.train()
        for index in torch.randperm(len(samples)).tolist():
            words, replaced = samples[index]
            odds = network(_standard(words, scale)[None])[0]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, replaced.float())
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
        for group in optimizer.param_groups:
            group["lr"] *= 0.75
    return network.eval(), scale


def _standard(words: Tensor, scale: dict[str, Tensor]) -> Tensor:
    return (words.float() - scale["mean"]) / scale["deviation"]


def _figures(network: Any, scale: dict[str, Tensor], samples: Sequence[tuple[Tensor, Tensor]]) -> str:
    """The area under the ROC curve, and the share of replaced words in the tenth with the highest odds."""
    import torch

    with torch.no_grad():
        odds = torch.cat([network(_standard(words, scale)[None])[0] for words, _ in samples])
    truth = torch.cat([replaced for _, replaced in samples])[odds.argsort()]
    ranks = torch.arange(1, len(truth) + 1)[truth].double()
    good, bad = int(truth.sum()), int((~truth).sum())
    area = (ranks.sum().item() - good * (good + 1) / 2) / max(1, good * bad)
    tenth = truth[-max(1, len(truth) // 10) :].double().mean().item()
    return (
        f"{len(truth)} words, {good} replaced; area under the curve {area:.3f}; of the first tenth {tenth:.0%} replaced"
    )


def _save(network: Any, scale: dict[str, Tensor], model: CausalLanguageModel, output: Path) -> None:
    from safetensors.torch import save_file

    weights = {**network.state_dict(), **scale}
    identity = model.identity
    save_file(
        {name: value.half().contiguous() for name, value in weights.items()},
        str(output),
        {"model": identity.name, "revision": identity.revision, "by": "python -m research train detector"},
    )
