"""A source and its translation in tokens, as the models know them."""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.engines.quality.normalise import Written
from mtqa.text import Span

LONGEST = 1000  # tokens of both texts of a pair that is read at all; those the heads learnt from have 200 at most


@dataclass(frozen=True)
class Tokens:
    """`prompted` are both texts as they stand in a prompt, after a space."""

    source: list[int]
    target: list[int]
    prompted: tuple[list[int], list[int]]
    offsets: list[tuple[int, int]]
    written: Written

    @property
    def length(self) -> int:
        """As it is read at most, the marks between the parts not counted."""
        return len(self.source) + 2 * len(self.target)

    @property
    def is_readable(self) -> bool:
        return bool(self.source and self.target) and len(self.source) + len(self.target) <= LONGEST

    @property
    def spans(self) -> tuple[Span, ...]:
        """A token without characters of its own (a byte of a rare one) stands for the character it is part of."""
        last = len(self.written.places)
        return tuple(
            self.written.back(min(start, last - 1), min(max(end, start + 1), last)) for start, end in self.offsets
        )
