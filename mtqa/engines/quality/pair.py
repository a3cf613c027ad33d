"""A source and its translation as tokens of the models."""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.engines.quality.normalise import Written
from mtqa.text import Span

LONGEST = 1000  # tokens of both texts of a pair; longer pairs are not read. The training data has 200 at most


@dataclass(frozen=True)
class Tokens:
    """The token ids of a pair; `prompted` are those of both texts in a prompt, after a space. `offsets` are the
    characters of `written` that each token of the target covers."""

    source: list[int]
    target: list[int]
    prompted: tuple[list[int], list[int]]
    offsets: list[tuple[int, int]]
    written: Written

    @property
    def length(self) -> int:
        """The most tokens that are read at once, prompt words not counted."""
        return len(self.source) + 2 * len(self.target)

    @property
    def is_readable(self) -> bool:
        return bool(self.source and self.target) and len(self.source) + len(self.target) <= LONGEST

    @property
    def spans(self) -> tuple[Span, ...]:
        """The span of the original target for each token; a token that is a byte of a character covers that
        character."""
        last = len(self.written.places)
        return tuple(
            self.written.back(min(start, last - 1), min(max(end, start + 1), last)) for start, end in self.offsets
        )
