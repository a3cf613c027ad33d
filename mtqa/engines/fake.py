"""Models small enough to be checked by hand, for tests and for trying the library without weights.

Deterministic, no downloads, no torch. They are public: use them to test what you build on mtqa.

>>> model = FakeLanguageModel({"今": 1.0, "天": 0.5}, default=3.0)
>>> [token.surprisal for token in model.surprisals("今天好")]
[1.0, 0.5, 3.0]
>>> model.log_probabilities(["今天", "天"])
[-1.5, -0.5]
>>> FakeTranslator({("zh", "en"): {"你好": "Hello"}}).translate(["你好"], "zh", "en")[0][0].text
'Hello'
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mtqa.engines.base import Contest, Doubt, Estimate, Identity, Progress, Token, Translation, no_progress
from mtqa.text import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class FakeLanguageModel:
    """One token per character, with its surprisal (nats) from `table`. A character that is not in the table costs
    `default`, or, without a default, a value between 1 and 9 nats that depends on the character. A character that
    occurs in the context costs `discount` less. The likeliest next words are `words` everywhere."""

    def __init__(
        self,
        table: Mapping[str, float] | None = None,
        default: float | None = None,
        discount: float = 0.0,
        name: str = "fake-lm",
        words: Sequence[str] = (),
    ) -> None:
        self._words = list(words)
        self._table = dict(table or {})
        self._default = default
        self._discount = discount
        self._name = name

    @property
    def identity(self) -> Identity:
        return Identity(self._name, "0")

    def surprisals(self, text: str, context: str = "", progress: Progress = no_progress) -> list[Token]:
        known = set(context)
        tokens = [Token(Span(i, i + 1), self._cost(character, known)) for i, character in enumerate(text)]
        progress(len(text), len(text))
        return tokens

    def log_probabilities(self, variants: Sequence[str], context: str = "") -> list[float]:
        return [-sum(token.surprisal for token in self.surprisals(variant, context)) for variant in variants]

    def replaced(self, text: str, words: Sequence[Span], progress: Progress = no_progress) -> list[float]:
        """The mean surprisal of a word's characters, less 5 nats."""
        costs = [-self.log_probabilities([word.of(text)])[0] / len(word) for word in words]
        return [cost - 5.0 for cost in costs]

    def next_words(self, text: str, places: Sequence[int], count: int) -> list[list[str]]:
        return [self._words[:count] for _ in places]

    def first_odds(self, text: str, contests: Sequence[Contest]) -> list[tuple[float, ...]]:
        odds = []
        for contest in contests:
            known = set(text[: contest.span.start])
            current = self._cost(text[contest.span.start], known)
            odds.append(tuple(current - self._cost(rival[0], known) for rival in contest.rivals))
        return odds

    def log_odds(
        self, text: str, contests: Sequence[Contest], progress: Progress = no_progress
    ) -> list[tuple[float, ...]]:
        odds = []
        for contest in contests:
            left = text[: contest.span.start]
            current, *rivals = self.log_probabilities([contest.span.of(text), *contest.rivals], left)
            odds.append(tuple(rival - current for rival in rivals))
        progress(len(contests), len(contests))
        return odds

    def _cost(self, character: str, known: set[str]) -> float:
        cost = self._table.get(character, self._default)
        if cost is None:
            cost = 1.0 + hashlib.sha256(character.encode()).digest()[0] / 32
        return max(0.0, cost - self._discount) if character in known else cost


class FakeTranslator:
    """A translator with a phrase book: {(source, target): {text: translation, or translations with the best first}}."""

    def __init__(
        self,
        phrases: Mapping[tuple[str, str], Mapping[str, str | Sequence[str]]],
        name: str = "fake-mt",
    ) -> None:
        self._phrases = {direction: dict(book) for direction, book in phrases.items()}
        self._name = name

    @property
    def identity(self) -> Identity:
        return Identity(self._name, "0")

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        n_best: int = 1,
        progress: Progress = no_progress,
    ) -> list[list[Translation]]:
        book = self._phrases.get((source, target), {})
        result = [_hypotheses(book.get(text), n_best) for text in texts]
        progress(len(texts), len(texts))
        return result


def _hypotheses(found: str | Sequence[str] | None, n_best: int) -> list[Translation]:
    """The first `n_best` translations; scores fall by 0.1 nat from each to the next."""
    if found is None:
        return [Translation("", reason="not in the phrase book")]
    texts = [found] if isinstance(found, str) else list(found)
    return [Translation(text, -0.1 * (rank + 1)) for rank, text in enumerate(texts[:n_best])]


class FakeEstimator:
    """The quality of a translation is its value in `table`, 0–100, else 50; each word of `strange` in it is doubted
    with the chance given there. A pair without source or translation has no estimate."""

    def __init__(
        self,
        table: Mapping[str, float] | None = None,
        strange: Mapping[str, float] | None = None,
        name: str = "fake-qe",
    ) -> None:
        self._table = dict(table or {})
        self._strange = dict(strange or {})
        self._name = name

    @property
    def identity(self) -> Identity:
        return Identity(self._name, "0")

    def estimate(self, pairs: Sequence[tuple[str, str]], progress: Progress = no_progress) -> list[Estimate | None]:
        found = [self._estimate(target) if source and target else None for source, target in pairs]
        progress(len(pairs), len(pairs))
        return found

    def _estimate(self, target: str) -> Estimate:
        places = sorted((target.find(word), word) for word in self._strange)
        doubts = tuple(Doubt(Span(at, at + len(word)), self._strange[word]) for at, word in places if at >= 0)
        quality = self._table.get(target, 50.0)
        return Estimate(quality, quality, 1 - quality / 100, doubts)


class FakeEmbedder:
    """Counts of character pairs, hashed into `dimensions`: texts that share pairs are similar."""

    def __init__(self, dimensions: int = 64, name: str = "fake-embedder") -> None:
        self._dimensions = dimensions
        self._name = name

    @property
    def identity(self) -> Identity:
        return Identity(self._name, "0")

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> NDArray[np.float32]:
        import numpy as np

        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            marked = f"\x02{text}\x03"
            for i in range(len(marked) - 1):
                digest = hashlib.sha256(marked[i : i + 2].encode()).digest()
                vectors[row, int.from_bytes(digest[:4]) % self._dimensions] += 1.0
        norms: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / norms
