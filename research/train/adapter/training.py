"""Training the language model to translate, in both directions, by low-rank changes of its layers.

Plain PyTorch on the processor, in bf16, for a fixed time: AdamW, a warm-up and a cosine that ends with the time. Each
pair is read as "中文: …\\nEnglish: …\\n" and in the other direction; only the translation counts in the loss. An
interrupted run continues from its checkpoint.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from mtqa.engines.causal.lora import load, save
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.translators.prompted import NAMES
from research.train.adapter.pairs import Aligned
from research.train.adapter.reach import Reach
from research.train.adapter.samples import Sample, plain, planted
from research.train.lowrank import attach, keep, learnt, pace, restore

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.causal.output import Logits

RANK = 32
_RATE = 4e-4
_TOKENS = 3000  # of a batch, padding counted
_NEIGHBOURS = 2000  # samples that are sorted by length together
_HELD = 160  # held-out samples to watch the loss on
_REACH_SAMPLES = 200  # over which the size of inputs is measured
_CHECKPOINT_SECONDS = 600.0  # between checkpoints


class Tuning:
    """The training of a model's changes."""

    def __init__(
        self, model: CausalLanguageModel, pairs: Sequence[Aligned], rank: int = RANK, begin: Path | None = None
    ) -> None:
        import torch

        self._network = model.network
        # A run that starts from an adapter sees the samples in another order than the run that made it.
        self._chance = random.Random(crc32(begin.read_bytes()) if begin else 1)
        held = min(_HELD, len(pairs) // 5) // 2  # pairs, of which each is two samples
        self._held = list(plain(self._network, pairs[:held]))
        self._samples = list(plain(self._network, pairs[held:]))
        self._samples += planted(self._network, pairs[held:], self._chance)
        self._rows = {language: self._answer_rows(language) for language in NAMES}
        torch.manual_seed(0)
        known = load(begin) if begin else {}
        layers = {name: self._network.linear(name) for name in self._network.linears()}
        self.changes = {name: attach(layer, rank, known.get(name))[0] for name, layer in layers.items()}
        self._parameters = [matrix for pair in self.changes.values() for matrix in pair]
        self._optimizer = torch.optim.AdamW(self._parameters, lr=_RATE, betas=(0.9, 0.98), weight_decay=0.0)
        self.steps, self.seen, self.seconds = 0, 0, 0.0

    def _answer_rows(self, language: str) -> tuple[Tensor, Logits]:
        """Rows of the output layer that translations into a language use, ascending, and the layer for them."""
        import torch

        samples = (*self._held, *self._samples)
        rows = torch.tensor(sorted({token for one in samples if one.target == language for token in one.answer}))
        return rows, self._network.output(rows)

    def run(self, minutes: float, checkpoint: Path) -> Iterator[str]:
        """Train until `minutes` of training are over, including those before the checkpoint; yields progress."""
        import torch

        if checkpoint.is_file():
            self._restore(checkpoint)
        with torch.enable_grad():
            batches, saved, begun = self._batches(), self.seconds, time.monotonic() - self.seconds
            while self.seconds < 60 * minutes:
                loss = self._step(next(batches), self.seconds / (60 * minutes))
                self.seconds = time.monotonic() - begun
                if self.steps % 50 == 0:
                    yield f"{self.steps} steps, {self.seconds:.0f} s, {self.seen} samples, loss {loss:.3f}"
                if self.seconds - saved > _CHECKPOINT_SECONDS:
                    saved = self.seconds
                    self._keep(checkpoint)
                    yield f"loss on the held-out samples {self.held_loss():.4f}"
        self._keep(checkpoint)
        yield f"{self.steps} steps, {self.seen} samples; loss on the held-out samples {self.held_loss():.4f}"

    def _batches(self) -> Iterator[list[Sample]]:
        """Batches of samples of about the same length; every sample comes once before any comes again."""
        while True:
            self._chance.shuffle(self._samples)
            for start in range(0, len(self._samples), _NEIGHBOURS):
                near = sorted(self._samples[start : start + _NEIGHBOURS], key=lambda one: one.tokens)
                batches: list[list[Sample]] = [[]]
                for sample in near:
                    if batches[-1] and sample.tokens * (len(batches[-1]) + 1) > _TOKENS:
                        batches.append([])
                    batches[-1].append(sample)
                self._chance.shuffle(batches)
                yield from batches

    def _step(self, batch: Sequence[Sample], share: float) -> float:
        """Make one step when `share` of the time is over; returns the mean loss per token, nats."""
        import torch

        for group in self._optimizer.param_groups:
            group["lr"] = _RATE * pace(self.steps, share)
        self._optimizer.zero_grad()
        loss = self._loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._optimizer.step()
        self.steps += 1
        self.seen += len(batch)
        return loss.item()

    def _loss(self, batch: Sequence[Sample]) -> Tensor:
        """Mean −ln P of the answers' tokens. Padding is on the right, which causal attention does not read."""
        import torch

        longest = max(one.tokens for one in batch)
        ids = torch.tensor([one.prompt + one.answer + [0] * (longest - one.tokens) for one in batch])
        states = self._network.hidden(ids)
        total, count = states.new_zeros((), dtype=torch.float32), 0
        for language, (rows, output) in self._rows.items():
            places = [
                (row, len(one.prompt) + place)
                for row, one in enumerate(batch)
                if one.target == language
                for place in range(len(one.answer))
            ]
            if places:
                at, position = torch.tensor(places).T
                logits = output(states[at, position - 1])
                wanted = torch.searchsorted(rows, ids[at, position])
                total = total + torch.nn.functional.cross_entropy(logits, wanted, reduction="sum")
                count += len(places)
        return total / count

    def held_loss(self) -> float:
        """Mean loss of a token on the held-out samples, nats."""
        import torch

        with torch.no_grad():
            parts = [self._held[start : start + 20] for start in range(0, len(self._held), 20)]
            sizes = [sum(len(one.answer) for one in part) for part in parts]
            losses = [self._loss(part).item() for part in parts]
        return sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / max(1, sum(sizes))

    def reach(self) -> dict[str, Tensor]:
        """The size of the inputs of the layers, over some samples."""
        return Reach(self._network).of(self._samples[:_REACH_SAMPLES])

    def _keep(self, checkpoint: Path) -> None:
        state = {
            "changes": self.changes,
            "optimizer": self._optimizer.state_dict(),
            "told": {"steps": self.steps, "seen": self.seen, "seconds": self.seconds},
        }
        keep(state, checkpoint)

    def _restore(self, checkpoint: Path) -> None:
        import torch

        state = torch.load(checkpoint, weights_only=True)
        restore(self.changes, state["changes"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.steps, self.seen = state["told"]["steps"], state["told"]["seen"]
        self.seconds = state["told"]["seconds"]
        self._chance.seed(self.steps)  # for other batches than the first ones


def tune(
    model: CausalLanguageModel,
    pairs: Sequence[Aligned],
    minutes: float,
    checkpoint: Path,
    output: Path,
    begin: Path | None = None,
) -> Iterator[str]:
    """Write an adapter learnt from `pairs` in `minutes`, starting from the one at `begin`; yields lines of progress."""
    tuning = Tuning(model, pairs, begin=begin)
    yield from tuning.run(minutes, checkpoint)
    identity = model.identity
    save(
        learnt(tuning.changes),
        output,
        {"model": identity.name, "revision": identity.revision, "by": "python -m research train adapter"},
        tuning.reach(),
    )
