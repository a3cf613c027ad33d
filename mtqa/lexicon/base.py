"""Words with their place and part of speech, and the contract of what finds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from mtqa.text import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `span` in that text, and its tag in LAC's set (n, v, PER, LOC, ORG, w …)."""

    span: Span
    text: str
    tag: str


class Tagger(Protocol):
    """Cuts Chinese text into tagged words that cover it without gaps."""

    def expect(self, texts: Iterable[str]) -> None:
        """These will be asked for soon: together they may be cheaper. Nothing is done before one of them is."""

    def tag(self, text: str) -> tuple[Word, ...]: ...
