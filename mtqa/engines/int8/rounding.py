"""Vectors as whole numbers, as a rule from −127 to 127, and a step each (LLM.int8(), arXiv 2208.07339, without its
outliers)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor

LARGEST = 127
TINY = 1e-9  # a step is no smaller: a vector of zeros stays one


class Rounded(NamedTuple):
    """The whole numbers, as floats (…, width), and the steps (…)."""

    whole: Tensor
    steps: Tensor

    @classmethod
    def of(cls, vectors: Tensor, largest: float | Tensor = LARGEST) -> Rounded:
        """`largest` is what the numbers go to, one for all or (…)."""
        steps = vectors.abs().amax(-1).clamp_(min=TINY).div_(largest)
        return cls((vectors / steps[..., None]).round_(), steps)

    def each(self, cut: Callable[[Tensor], Tensor]) -> Rounded:
        """Both tensors cut the same way, along dimensions that both have."""
        return Rounded(cut(self.whole), cut(self.steps))

    def halves(self) -> tuple[Rounded, Rounded]:
        """Cut in two along the second dimension."""
        middle = self.whole.shape[1] // 2
        return self.each(lambda part: part[:, :middle]), self.each(lambda part: part[:, middle:])
