"""The output layer of a causal language model: states → logits, for all rows of the vocabulary or for some."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.int8.packed import RoundedRows

#: States (n, width) → logits (n, rows).
Logits = Callable[["Tensor"], "Tensor"]


class OutputLayer(Protocol):
    #: The rows of the vocabulary.
    count: int

    @property
    def dtype(self) -> Any:
        """The torch.dtype of the states that it takes."""

    def rows(self, ids: Any) -> Tensor:
        """The rows for ids or a slice as floats, shape (ids, width)."""

    def part(self, ids: Tensor) -> Logits:
        """The layer for some rows, made ready for many states."""

    @property
    def whole(self) -> Logits:
        """The layer for all rows."""


class FloatOutput:
    """The layer as transformers loads it."""

    def __init__(self, weight: Tensor) -> None:
        self._weight = weight
        self.count = len(weight)

    @property
    def dtype(self) -> Any:
        return self._weight.dtype

    def rows(self, ids: Any) -> Tensor:
        return self._weight[ids]

    def part(self, ids: Tensor) -> Logits:
        weight = self._weight[ids]
        return lambda states: states @ weight.T

    @property
    def whole(self) -> Logits:
        return lambda states: states @ self._weight.T


class RoundedOutput:
    """The layer in eight bits."""

    def __init__(self, matrix: RoundedRows) -> None:
        self._matrix = matrix
        self.count = len(matrix)

    @property
    def dtype(self) -> Any:
        import torch

        return torch.float32

    def rows(self, ids: Any) -> Tensor:
        import torch

        return self._matrix.floats(torch.arange(self.count)[ids])

    def part(self, ids: Tensor) -> Logits:
        return self._matrix.product(ids)

    @cached_property
    def whole(self) -> Logits:
        return self._matrix.product()
