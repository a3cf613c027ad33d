"""A language model as if no detector had been trained for it: what every model but the embedded one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.engines.base import Contest, Identity, LanguageModel, Progress, Token, no_progress
from mtqa.evidence.confidence import CONTESTS_ONLY
from mtqa.text import Span


@dataclass(frozen=True)
class Undetected:
    """The answers of `model`, but those of its detector."""

    model: LanguageModel

    @property
    def identity(self) -> Identity:
        """No model that has weights of its own."""
        return Identity(CONTESTS_ONLY, self.model.identity.revision)

    def surprisals(self, text: str, context: str = "", progress: Progress = no_progress) -> list[Token]:
        return self.model.surprisals(text, context, progress)

    def log_probabilities(self, variants: Sequence[str], context: str = "") -> list[float]:
        return self.model.log_probabilities(variants, context)

    def replaced(self, text: str, words: Sequence[Span], progress: Progress = no_progress) -> list[float]:
        return []

    def next_words(self, text: str, places: Sequence[int], count: int) -> list[list[str]]:
        return self.model.next_words(text, places, count)

    def first_odds(self, text: str, contests: Sequence[Contest]) -> list[tuple[float, ...]]:
        return self.model.first_odds(text, contests)

    def log_odds(
        self, text: str, contests: Sequence[Contest], progress: Progress = no_progress
    ) -> list[tuple[float, ...]]:
        return self.model.log_odds(text, contests, progress)
