"""Words with their place and part of speech, and the protocol of a tagger."""

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
        """Announce texts that will be tagged, so that they can be tagged together. Nothing is tagged yet."""

    def tag(self, text: str) -> tuple[Word, ...]:
        """The words of a text."""
