"""The protocols of the models that mtqa uses, and the values they exchange. Nothing here imports torch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from mtqa.text import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

#: Called with (done, total) as work goes on.
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """A Progress that ignores its calls."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which model answered: its name in models.toml and the revision of its weights. It is part of a score's signature
    and of the keys of the cache."""

    name: str
    revision: str

    def __str__(self) -> str:
        return f"{self.name}@{self.revision}"


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a text: the characters it covers and its surprisal there.

    `surprisal` is −ln P(token | everything before it), in nats, ≥ 0. Tokens that make up a single
    character (byte fallback) are merged into one.
    """

    span: Span
    surprisal: float


@dataclass(frozen=True, slots=True)
class Translation:
    """One hypothesis. `score` is the mean log-probability of its tokens (nats, ≤ 0).

    If the model returned nothing usable, `text` is empty and `reason` says why.
    """

    text: str
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    """A question to a language model: how probable is each of `rivals` at `span` of a text?

    The text after the span counts up to the character `end`, so a rival has to fit on both sides.
    """

    span: Span
    rivals: tuple[str, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of a translation, and the probability that an editor would change it."""

    span: Span
    chance: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimated quality of a translation.

    quality     0–100, higher is better: the expected rating by people, on the scale of direct assessment
    percentile  0–100: how many machine translations of Wikipedia (MLQE-PE, train) are expected to be worse
    p_bad       probability that people would rate it below BAD_BELOW of 100
    doubts      the words that an editor would more likely change than keep, in order
    """

    quality: float
    percentile: float
    p_bad: float
    doubts: tuple[Doubt, ...] = ()


#: A translation with a mean direct assessment below this is bad: “more than half of the meaning is there” is above.
BAD_BELOW = 50


class LanguageModel(Protocol):
    @property
    def identity(self) -> Identity: ...

    def surprisals(self, text: str, context: str = "", progress: Progress = no_progress) -> list[Token]:
        """Surprisal of every token of `text`, in order, given `context` and the text before it.

        `text` may have any length: it is read in overlapping windows, never truncated. Spans are
        offsets in `text`; together they cover it.
        """
        ...

    def log_probabilities(self, variants: Sequence[str], context: str = "") -> list[float]:
        """ln P(variant | context) of each variant, in nats, in the order given.

        What the variants share is encoded once.
        """
        ...

    def replaced(self, text: str, words: Sequence[Span], progress: Progress = no_progress) -> list[float]:
        """For each word of `text`, in order, the log-odds (nats) that it was put in place of another; an empty list if
        there is no detector for this model."""
        ...

    def next_words(self, text: str, places: Sequence[int], count: int) -> list[list[str]]:
        """For each place, at most `count` words that the model would most probably write there, the likeliest first,
        given the text before it. Only words of one token and at least two Han characters. An empty list where no
        token begins."""
        ...

    def first_odds(self, text: str, contests: Sequence[Contest]) -> list[tuple[float, ...]]:
        """For each contest and each of its rivals, in order: ln P(first token of the rival) − ln P(first token of the
        text), nats, given the text before the span.

        The text after it is ignored, so all contests of a text cost one reading: a first filter. If no token begins at
        the span, every answer is 0.
        """
        ...

    def log_odds(
        self, text: str, contests: Sequence[Contest], progress: Progress = no_progress
    ) -> list[tuple[float, ...]]:
        """For each contest and each of its rivals, in order: ln P(text with the rival) − ln P(text as it is), nats.

        Positive if the model prefers the rival. The context is some hundreds of tokens before the span, and the text
        after it up to the contest's `end`.
        """
        ...


class Translator(Protocol):
    @property
    def identity(self) -> Identity: ...

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        n_best: int = 1,
        progress: Progress = no_progress,
    ) -> list[list[Translation]]:
        """For each text its `n_best` translations, best first. There is always at least one translation;
        it may be empty with a reason.

        `source` and `target` are ISO 639-1 codes. Order and number of the texts are kept.
        """
        ...


class QualityEstimator(Protocol):
    @property
    def identity(self) -> Identity: ...

    def estimate(self, pairs: Sequence[tuple[str, str]], progress: Progress = no_progress) -> list[Estimate | None]:
        """The estimate of each (source, translation), in order. None if the estimator does not support the pair:
        another language, an empty side, or too long to be read whole. Texts are never truncated.
        """
        ...


class Embedder(Protocol):
    @property
    def identity(self) -> Identity: ...

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimensions): their dot product is a similarity in [−1, 1]."""
        ...


def portions(items: Iterable[T], size: Callable[[T], int], characters: int, most: int) -> Iterator[list[T]]:
    """The items in order, in lists of about so many characters: a list ends with the item that reaches them, or with
    the `most`th. Texts may be words or pages, and what is held or lost at once should not depend on that.

    >>> list(portions(["a", "bb", "ccc", "d"], len, 3, 10)), list(portions("abc", len, 9, 2))
    ([['a', 'bb'], ['ccc'], ['d']], [['a', 'b'], ['c']])
    """
    portion: list[T] = []
    length = 0
    for item in items:
        portion.append(item)
        length += size(item)
        if length >= characters or len(portion) == most:
            yield portion
            portion, length = [], 0
    if portion:
        yield portion
