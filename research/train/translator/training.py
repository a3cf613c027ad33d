"""The training loop, the same code for a processor and a GPU.

A step depends only on the weights, the optimiser's state and the step's number: dropout is drawn from the seed and the
number. So a run that was stopped continues as if it had not been, bit for bit on a processor; on a GPU the order of
sums varies, and runs agree up to rounding.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.errors import UsageError
from research.train.translator import checkpoint, network
from research.train.translator.batches import Batch, Epochs
from research.train.translator.checkpoint import Place
from research.train.translator.settings import Settings, keep
from research.train.translator.vocabulary import Vocabulary

if TYPE_CHECKING:
    from torch import Tensor

_BETAS, _EPSILON, _CLIP = (0.9, 0.98), 1e-9, 1.0  # arXiv 1706.03762, section 5.3; the norm of the gradient


@dataclass(frozen=True)
class Ending:
    """When to stop: after so many steps of the run, or so many minutes of this call; 0: no limit."""

    steps: int = 0
    minutes: float = 0.0

    def reached(self, place: Place, started: float) -> bool:
        late = self.minutes > 0 and time.monotonic() - started >= 60 * self.minutes
        return late or 0 < self.steps <= place.step


@dataclass
class Training:
    """One run, in one folder."""

    run: Path
    settings: Settings
    epochs: Epochs
    vocabulary: Vocabulary
    device: str
    keep: int = 8
    model: Any = field(init=False)
    optimizer: Any = field(init=False)
    place: Place = field(init=False, default_factory=Place)

    def __post_init__(self) -> None:
        """Start, or continue from the last checkpoint in the folder."""
        import torch

        torch.set_grad_enabled(True)
        torch.manual_seed(self.settings.seed)
        self.model = network.build(self.settings.shape, self.vocabulary).to(self.device)
        learned = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        self.optimizer = torch.optim.AdamW(learned, lr=0.0, betas=_BETAS, eps=_EPSILON, weight_decay=0.01)
        keep(self.run, self.settings)
        if found := checkpoint.checkpoints(self.run):
            self.place = checkpoint.restore(found[-1], self.model, self.optimizer)

    def train(
        self, ending: Ending, save_every: int, report: Callable[[str], None], validate: Callable[[Any], str]
    ) -> Place:
        """Train until the end is reached; write a checkpoint and report the validation every so many steps and at the
        end."""
        started, begun = time.monotonic(), self.place
        losses: list[float] = []
        if 0 < ending.steps <= begun.step:
            return begun
        for batches in self._updates():
            losses.append(self._step(batches, self.place.step))
            self.place = replace(
                self.place,
                step=self.place.step + 1,
                tokens=self.place.tokens + sum(batch.tokens for batch in batches),
                seconds=begun.seconds + time.monotonic() - started,
            )
            over = ending.reached(self.place, started)
            if over or self.place.step % save_every == 0:
                checkpoint.save(self.run, self.place, self.model, self.optimizer, self.keep)
                report(self._line(begun, losses, validate(self.model)))
                losses.clear()
            if over:
                break
        return self.place

    def _updates(self) -> Iterator[list[Batch]]:
        """The batches of every update from the current place on, epoch after epoch; moves the place."""
        if len(self.epochs.plan(0)) < self.settings.update:
            raise UsageError("the data is not enough for one step", advice="take smaller --tokens or --update")
        while True:
            pending: list[Batch] = []
            for batch in self.epochs.batches(self.place.epoch, self.place.batch):
                pending.append(batch)
                if len(pending) == self.settings.update:
                    self.place = replace(self.place, batch=self.place.batch + len(pending))
                    yield pending
                    pending = []
            self.place = replace(self.place, epoch=self.place.epoch + 1, batch=0)

    def _step(self, batches: list[Batch], number: int) -> float:
        """Make one update; returns the smoothed loss per token, nats."""
        import torch

        torch.manual_seed((self.settings.seed << 32) + number)
        self.model.train()
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.schedule.rate(number)
        self.optimizer.zero_grad(set_to_none=True)
        count = sum(batch.tokens for batch in batches)
        total = 0.0
        for batch in batches:
            loss = self._loss(batch) / count
            torch.autograd.backward(loss)
            total += float(loss.detach())
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), _CLIP)
        self.optimizer.step()
        return total

    def _loss(self, batch: Batch) -> Tensor:
        """The sum of the smoothed cross-entropy over the tokens of a batch, nats."""
        import torch

        inputs, mask, decoder, labels = (
            tensor.to(self.device, non_blocking=True)
            for tensor in (batch.inputs, batch.mask, batch.decoder, batch.labels)
        )
        with rough(self.device):
            logits = self.model(
                input_ids=inputs, attention_mask=mask, decoder_input_ids=decoder, use_cache=False
            ).logits
        return torch.nn.functional.cross_entropy(
            logits.float().flatten(0, 1),
            labels.flatten(),
            ignore_index=-100,
            label_smoothing=self.settings.smoothing,
            reduction="sum",
        )

    def _line(self, begun: Place, losses: list[float], validation: str) -> str:
        seconds = max(self.place.seconds - begun.seconds, 1e-9)
        rate = (self.place.tokens - begun.tokens) / seconds
        loss = sum(losses) / max(len(losses), 1)
        progress = f"step {self.place.step:,}  epoch {self.place.epoch}  loss {loss:.3f}  {rate:,.0f} tokens/s"
        return f"{progress}  {self.place.tokens / 1e6:.2f} M tokens  {validation}"


def best_device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def rough(device: str) -> AbstractContextManager[Any]:
    """A context with matrix products in bf16; weights and sums stay in float32."""
    import torch

    return torch.autocast(device.partition(":")[0], dtype=torch.bfloat16)
