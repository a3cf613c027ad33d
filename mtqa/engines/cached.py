"""Models with a cache: answers are stored by content, model revision and settings.

A second run over the same text finds everything in the cache and loads no model. Answers are written as soon as they
are computed, so an interrupted run continues where it stopped.
"""

from __future__ import annotations

import base64
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from zlib import crc32

from mtqa.engines.base import (
    Contest,
    Doubt,
    Embedder,
    Estimate,
    Identity,
    LanguageModel,
    Progress,
    QualityEstimator,
    Token,
    Translation,
    Translator,
    no_progress,
    portions,
)
from mtqa.engines.causal.detector import find_head
from mtqa.engines.translators.guard import REVISION as GUARD
from mtqa.storage import Cache
from mtqa.storage import key_of as _key
from mtqa.text import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class CachedLanguageModel:
    """A LanguageModel that asks the cache first; `load` makes the model at the first question not in the cache."""

    def __init__(self, identity: Identity, load: Callable[[], LanguageModel], cache: Cache) -> None:
        self.identity = identity
        self._load = load
        self._cache = cache

    def surprisals(self, text: str, context: str = "", progress: Progress = no_progress) -> list[Token]:
        key = _key("surprisals-3", str(self.identity), context, text)
        known = self._cache.get(key)
        if known is None:
            tokens = self._load().surprisals(text, context, progress)
            known = [[t.span.start, t.span.end, round(t.surprisal, 4)] for t in tokens]
            self._cache.put({key: known})
        return [Token(Span(start, end), value) for start, end, value in known]

    def log_probabilities(self, variants: Sequence[str], context: str = "") -> list[float]:
        keys = [_key("log-probability-3", str(self.identity), context, variant) for variant in variants]
        known = {key: self._cache.get(key) for key in keys}
        missing = [i for i, key in enumerate(keys) if known[key] is None]
        if missing:
            fresh = self._load().log_probabilities([variants[i] for i in missing], context)
            answers = {keys[i]: value for i, value in zip(missing, fresh, strict=True)}
            self._cache.put(answers)
            known.update(answers)
        return [known[key] for key in keys]

    def replaced(self, text: str, words: Sequence[Span], progress: Progress = no_progress) -> list[float]:
        head = find_head(self.identity)
        digest = crc32(head.read_bytes()) if head else 0
        key = _key("replaced-1", str(self.identity), digest, text, [[word.start, word.end] for word in words])
        known: list[float] | None = self._cache.get(key)
        if known is None:
            known = [round(value, 4) for value in self._load().replaced(text, words, progress)]
            self._cache.put({key: known})
        return known

    def next_words(self, text: str, places: Sequence[int], count: int) -> list[list[str]]:
        key = _key("next-words-2", str(self.identity), text, list(places), count)
        known: list[list[str]] | None = self._cache.get(key)
        if known is None:
            known = self._load().next_words(text, places, count)
            self._cache.put({key: known})
        return known

    def first_odds(self, text: str, contests: Sequence[Contest]) -> list[tuple[float, ...]]:
        return self._answers("first-odds-2", text, contests, lambda missing: self._load().first_odds(text, missing))

    def log_odds(
        self, text: str, contests: Sequence[Contest], progress: Progress = no_progress
    ) -> list[tuple[float, ...]]:
        ask = lambda missing: self._load().log_odds(text, missing, progress)  # noqa: E731
        return self._answers("log-odds-2", text, contests, ask)

    def _answers(
        self, kind: str, text: str, contests: Sequence[Contest], ask: Callable[[list[Contest]], list[tuple[float, ...]]]
    ) -> list[tuple[float, ...]]:
        """The odds of each contest, from the cache or from the model through `ask`."""
        questions = [[c.span.start, c.span.end, c.end, *c.rivals] for c in contests]
        keys = [_key(kind, str(self.identity), text, question) for question in questions]
        known = {key: self._cache.get(key) for key in keys}
        missing = [index for index, key in enumerate(keys) if known[key] is None]
        if missing:
            fresh = ask([contests[index] for index in missing])
            answers = {keys[i]: [round(x, 4) for x in odds] for i, odds in zip(missing, fresh, strict=True)}
            self._cache.put(answers)
            known.update(answers)
        return [tuple(known[key]) for key in keys]


class CachedTranslator:
    """A Translator that asks the cache first, text by text. New translations are stored portion by portion: small
    portions first, larger portions while that is quick, since a translator is faster on many texts. An interruption
    loses some seconds of work."""

    _FIRST_PORTION, _LARGEST_PORTION = 32, 512  # texts
    _QUICK_SECONDS = 5.0  # a portion that takes less is followed by a portion twice as large

    def __init__(self, identity: Identity, load: Callable[[], Translator], cache: Cache) -> None:
        self.identity = identity
        self._load = load
        self._cache = cache
        self._size = self._FIRST_PORTION

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        n_best: int = 1,
        progress: Progress = no_progress,
    ) -> list[list[Translation]]:
        keys = [_key("translate-1", GUARD, str(self.identity), source, target, n_best, text) for text in texts]
        known = {key: self._cache.get(key) for key in keys}
        todo = {key: text for key, text in zip(keys, texts, strict=True) if known[key] is None}
        # Long and short texts apart: a batch takes as long as its longest member.
        missing = sorted(todo, key=lambda key: len(todo[key]))
        start = 0
        while start < len(missing):
            portion, begun = missing[start : start + self._size], time.monotonic()
            part_progress = partial(_report_portion, progress, start, len(missing))
            fresh = self._load().translate([todo[key] for key in portion], source, target, n_best, part_progress)
            answers = {
                key: [[t.text, t.score, t.reason] for t in translations]
                for key, translations in zip(portion, fresh, strict=True)
            }
            self._cache.put(answers)
            known.update(answers)
            start += len(portion)
            progress(start, len(missing))
            if len(portion) == self._size and time.monotonic() - begun < self._QUICK_SECONDS:
                self._size = min(2 * self._size, self._LARGEST_PORTION)
        return [[Translation(*parts) for parts in known[key]] for key in keys]


def _report_portion(progress: Progress, begun: int, total: int, done: int, _: int) -> None:
    """Report the progress of a portion as progress of all texts."""
    progress(begun + done, total)


class CachedEstimator:
    """A QualityEstimator that asks the cache first and stores new estimates portion by portion, so that a killed run
    continues where it stopped."""

    # A portion is some seconds of work on two cores, whether it has many labels or a few paragraphs.
    _PORTION_CHARACTERS, _MOST_PAIRS = 8_000, 256

    def __init__(self, identity: Identity, load: Callable[[], QualityEstimator], cache: Cache) -> None:
        self.identity = identity
        self._load = load
        self._cache = cache

    def estimate(self, pairs: Sequence[tuple[str, str]], progress: Progress = no_progress) -> list[Estimate | None]:
        keys = [_key("estimate-2", str(self.identity), *pair) for pair in pairs]
        known = {key: self._cache.get(key) for key in keys}
        todo = {key: pair for key, pair in zip(keys, pairs, strict=True) if known[key] is None}
        # Pairs of similar length are read together; portions come in random order, so that the time spent predicts the
        # time left.
        missing = sorted(todo, key=lambda key: sum(map(len, todo[key])))
        found = portions(missing, lambda key: sum(map(len, todo[key])), self._PORTION_CHARACTERS, self._MOST_PAIRS)
        shuffled = list(found)
        random.Random(len(missing)).shuffle(shuffled)
        size = sum(len(text) for pair in pairs for text in pair)
        done = size - sum(len(text) for pair in todo.values() for text in pair)
        for portion in shuffled:
            fresh = self._load().estimate([todo[key] for key in portion])
            answers = {key: _to_json(estimate) for key, estimate in zip(portion, fresh, strict=True)}
            self._cache.put(answers)
            known.update(answers)
            done += sum(len(text) for key in portion for text in todo[key])
            progress(done, size)
        return [_from_json(known[key]) for key in keys]


class CachedEmbedder:
    """An Embedder that asks the cache first, text by text, and stores new vectors portion by portion, as float16."""

    _PORTION = 256  # texts

    def __init__(self, embedder: Embedder, cache: Cache) -> None:
        self.identity = embedder.identity
        self._embedder = embedder
        self._cache = cache

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> NDArray[np.float32]:
        import numpy as np

        keys = [_key("embedding-2", str(self.identity), text) for text in texts]
        known = {key: self._cache.get(key) for key in keys}
        todo = {key: text for key, text in zip(keys, texts, strict=True) if known[key] is None}
        missing = sorted(todo, key=lambda key: len(todo[key]))
        for start in range(0, len(missing), self._PORTION):
            portion = missing[start : start + self._PORTION]
            fresh = self._embedder.embed([todo[key] for key in portion]).astype(np.float16)
            answers = {key: base64.b64encode(row.tobytes()).decode() for key, row in zip(portion, fresh, strict=True)}
            self._cache.put(answers)
            known.update(answers)
            progress(start + len(portion), len(missing))
        rows = [np.frombuffer(base64.b64decode(known[key]), dtype=np.float16) for key in keys]
        return np.array(rows, dtype=np.float32).reshape(len(rows), -1)


def _to_json(estimate: Estimate | None) -> list[Any]:
    """The estimate as JSON, rounded; None becomes an empty list."""
    if estimate is None:
        return []
    doubts = [[doubt.span.start, doubt.span.end, round(doubt.chance, 4)] for doubt in estimate.doubts]
    return [round(estimate.quality, 3), round(estimate.percentile, 2), round(estimate.p_bad, 5), doubts]


def _from_json(stored: list[Any]) -> Estimate | None:
    if not stored:
        return None
    quality, percentile, p_bad, doubts = stored
    marked = tuple(Doubt(Span(start, end), chance) for start, end, chance in doubts)
    return Estimate(quality, percentile, p_bad, marked)
