"""Vectors as whole numbers, usually from −127 to 127, with a step for each vector (LLM.int8(), arXiv 2208.07339,
without its outliers)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor

LARGEST = 127
TINY = 1e-9  # the largest absolute value of a vector counts as at least this, so that a vector of zeros stays zeros


class Rounded(NamedTuple):
    """Vectors as whole numbers, stored as floats (…, width), times steps (…)."""

    whole: Tensor
    steps: Tensor

    @classmethod
    def of(cls, vectors: Tensor, largest: float | Tensor = LARGEST) -> Rounded:
        """Round vectors; `largest` is the largest whole number, the same for all or (…)."""
        steps = vectors.abs().amax(-1).clamp_(min=TINY).div_(largest)
        return cls((vectors / steps[..., None]).round_(), steps)

    def each(self, cut: Callable[[Tensor], Tensor]) -> Rounded:
        """Apply `cut` to both tensors; it may use only dimensions that both have."""
        return Rounded(cut(self.whole), cut(self.steps))

    def halves(self) -> tuple[Rounded, Rounded]:
        """Split along the second dimension into two halves."""
        middle = self.whole.shape[1] // 2
        return self.each(lambda part: part[:, :middle]), self.each(lambda part: part[:, middle:])
