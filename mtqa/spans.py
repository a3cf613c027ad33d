"""Stretches of text, and their places in a file.

Offsets are 0-based, half-open and count code points; lines and columns are 1-based.
"""

from __future__ import annotations

from dataclasses import dataclass

_set = object.__setattr__


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch `[start, end)`, in code points.

    >>> Span(2, 5).of("0123456"), len(Span(2, 5)), Span(2, 5).shift(10)
    ('234', 3, Span(start=12, end=15))
    """

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:  # the made one takes twice as long, and a file has many spans
        if not 0 <= start <= end:
            raise ValueError(f"not a span: [{start}, {end})")
        _set(self, "start", start)
        _set(self, "end", end)

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """Do the two spans share at least one character?"""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a document's text and the stretch of the file it was read from.

    Equal lengths mean that the characters were copied one by one. Otherwise the text stands for the whole stretch at
    once, as `&` does for `&amp;` and a space for a soft line break.
    """

    text: Span
    raw: Span

    @property
    def copied(self) -> bool:
        return len(self.text) == len(self.raw)


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the file: 1-based line and column, the column in code points."""

    line: int
    column: int
