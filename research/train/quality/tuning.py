"""Training of the changes of the language model together with the towers.

Plain PyTorch on the processor, in bf16, for a fixed time: AdamW, a warm-up and a cosine that ends with the time. The
layers below the changed ones need no gradients, and changes start at zero (LoRA, arXiv 2106.09685). An interrupted run
continues from its checkpoint.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.engines.base import Progress
from mtqa.engines.causal.lora import pack
from mtqa.engines.quality import states as reading
from mtqa.engines.quality.heads import CHANGES, padded, standard
from mtqa.engines.quality.pair import Tokens
from mtqa.engines.quality.states import PairReader
from research.train.lowrank import attach, keep, learnt, pace, restore
from research.train.quality.batches import Group, batches, grouped
from research.train.quality.towers import Sample, Settings, loss

if TYPE_CHECKING:
    from torch import Tensor

_SCALE_SAMPLES = 400  # machine translations for the mean and deviation of states
_CHECKPOINT_SECONDS = 120.0  # of processor time between checkpoints


class Tuning:
    """The training of changes and towers."""

    def __init__(self, reader: PairReader, samples: Sequence[Sample], settings: Settings) -> None:
        import torch

        from mtqa.engines.quality.networks import Towers

        torch.manual_seed(0)
        self._reader, self._settings = reader, settings
        self._chance = random.Random(1)
        self._groups = grouped(samples, reader)
        self.scale = self._scales([one for group in self._groups for one in group if one[0].z is not None])
        attached = {name: attach(reader.network.linear(name), settings.rank) for name in self._changed()}
        self.changes = {name: change for name, (change, _) in attached.items()}
        self._handles = [handle for _, handle in attached.values()]
        self.towers = Towers(*(len(self.scale[f"{side}.mean"]) for side in ("target", "source")))
        parameters = [matrix for pair in self.changes.values() for matrix in pair]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": parameters, "initial": settings.rate, "weight_decay": 0.0},
                {"params": self.towers.parameters(), "initial": settings.head_rate, "weight_decay": settings.decay},
            ],
            betas=(0.9, 0.98),
        )
        self._parameters = [*parameters, *self.towers.parameters()]
        self.steps, self.seen, self.seconds = 0, 0, 0.0

    def _changed(self) -> list[str]:
        """The linear layers that are changed: from CHANGED on, up to the last that is read."""
        wanted = range(reading.CHANGED, max(reading.TOKEN_LAYERS))
        return [name for name in self._reader.network.linears() if any(f"layers.{n}." in name for n in wanted)]

    def _scales(self, machine: Sequence[tuple[Sample, Tokens]]) -> dict[str, Tensor]:
        """Mean and deviation of the states as they are before the changes."""
        import torch

        some = machine[:: max(1, len(machine) // _SCALE_SAMPLES)]
        states = [self._sides([tokens for _, tokens in some[at : at + 16]]) for at in range(0, len(some), 16)]
        scale: dict[str, Tensor] = {}
        for place, name in enumerate(("target", "source")):
            values = torch.cat([one for sides in states for one in sides[place]])
            scale |= {f"{name}.mean": values.mean(0), f"{name}.deviation": values.std(0) + 1e-3}
        return scale

    def _sides(self, tokens: Sequence[Tokens]) -> tuple[list[Tensor], list[Tensor]]:
        """States of the tokens of translations and sources, each (tokens, layers × width)."""
        parts = self._reader.states(tokens, reading.AGAIN, reading.TOKEN_LAYERS)
        return reading.sides(parts)

    def run(self, minutes: float, checkpoint: Path, progress: Progress) -> None:
        """Train until `minutes` of processor time are over, including those before the checkpoint."""
        import torch

        if checkpoint.is_file():
            self._restore(checkpoint)
        coming, begun, saved = batches(self._groups, self._chance), time.process_time() - self.seconds, self.seconds
        self.towers.train()
        with torch.enable_grad():
            while self.seconds < 60 * minutes:
                self._step(next(coming), self.seconds / (60 * minutes))
                self.seconds = time.process_time() - begun
                progress(min(int(self.seconds), int(60 * minutes)), int(60 * minutes))
                if self.seconds - saved > _CHECKPOINT_SECONDS:
                    saved = self.seconds
                    self._keep(checkpoint)
        self._keep(checkpoint)
        self.towers.eval()

    def _step(self, batch: Sequence[Group], share: float) -> float:
        """Make one step when `share` of the time is over; returns the loss."""
        import torch

        now = pace(self.steps, share)
        for group in self._optimizer.param_groups:
            group["lr"] = group["initial"] * now
        self._optimizer.zero_grad()
        samples, tokens = (list(side) for side in zip(*(one for group in batch for one in group), strict=True))
        target, source = (
            padded([standard(one, self.scale, name) for one in side])
            for name, side in zip(("target", "source"), self._sides(tokens), strict=True)
        )
        quality, odds = self.towers(*target, *source)
        value = loss(quality, odds, samples, self._settings)
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._optimizer.step()
        self.steps += 1
        self.seen += len(samples)
        return value.item()

    def learnt(self) -> dict[str, Tensor]:
        """The tensors of towers and changes; removes the changes from the network."""
        for handle in self._handles:
            handle.remove()
        changes = pack(learnt(self.changes))
        return {
            **self.scale,
            **{f"towers.{name}": value for name, value in self.towers.state_dict().items()},
            **{f"{CHANGES}{name}": value for name, value in changes.items()},
        }

    def _keep(self, checkpoint: Path) -> None:
        state = {
            "changes": self.changes,
            "towers": self.towers.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "told": {"steps": self.steps, "seen": self.seen, "seconds": self.seconds},
        }
        keep(state, checkpoint)

    def _restore(self, checkpoint: Path) -> None:
        import torch

        state = torch.load(checkpoint, weights_only=True)
        restore(self.changes, state["changes"])
        self.towers.load_state_dict(state["towers"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.steps, self.seen = state["told"]["steps"], state["told"]["seen"]
        self.seconds = state["told"]["seconds"]
        self._chance.seed(self.steps)  # for other batches than the first ones
