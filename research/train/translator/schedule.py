"""The learning rate of each step: a warm-up, then a decay."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from mtqa.errors import UsageError

Decay = Literal["inverse-sqrt", "cosine"]


@dataclass(frozen=True)
class Schedule:
    """`peak` is reached after `warmup` steps. Inverse square root (arXiv 1706.03762) has no end, so it suits a run
    with a limit of minutes; cosine (arXiv 1608.03983) falls to a hundredth of the peak at step `steps`."""

    peak: float
    warmup: int
    decay: Decay
    steps: int = 0

    def __post_init__(self) -> None:
        if self.decay == "cosine" and self.steps <= self.warmup:
            raise UsageError("cosine decay needs a last step", advice="give --steps, more than --warmup")

    def rate(self, step: int) -> float:
        """The rate of an update, by its number; the first is 0.

        >>> schedule = Schedule(1.0, 4, "inverse-sqrt")
        >>> [schedule.rate(step) for step in (0, 3, 15)]
        [0.25, 1.0, 0.5]
        """
        if step < self.warmup:
            return self.peak * (step + 1) / self.warmup
        if self.decay == "inverse-sqrt":
            return self.peak * math.sqrt(self.warmup / (step + 1))
        share = min(1.0, (step + 1 - self.warmup) / (self.steps - self.warmup))
        return self.peak * (0.01 + 0.99 * (1 + math.cos(math.pi * share)) / 2)
