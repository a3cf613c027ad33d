"""The language model as a translator: a low-rank change of its weights is trained to translate.

Few-shot prompting asks a small model for two things at once: to understand the task and to translate. With the change,
a few megabytes in models/translators/, the prompt is one line, and the translations are much better (docs/evaluation.md
has the figures of both). `python -m research train adapter` makes it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from mtqa.engines.base import Identity
from mtqa.engines.causal.lora import digest, load, load_reach
from mtqa.engines.decoding.batching import Continuation
from mtqa.engines.decoding.constraints import Language
from mtqa.engines.int8.gemma import Gemma
from mtqa.engines.int8.sequences import Sequences
from mtqa.engines.memory import needs_libraries
from mtqa.engines.translators.prompted import NAMES, PromptedTranslator

_REVISION = "tuned-4"  # raise it when prompt, arithmetic or decoding changes: cached translations depend on them


@lru_cache(maxsize=1)
def open_tuned(folder: Path, adapter: Path) -> Gemma:
    """The language model in `folder` with the `adapter` merged; cached, so that translator and estimator share it."""
    with needs_libraries():
        return Gemma(folder, load(adapter), load_reach(adapter))


@lru_cache(maxsize=2)
def language_of(gemma: Gemma, language: str) -> Language:
    """The output vocabulary of a language, cached."""
    return Language(gemma, language)


class TunedTranslator(PromptedTranslator):
    """Translation between Chinese and English by the language model in `folder` and its `adapter`."""

    def __init__(self, folder: Path, model: Identity, adapter: Path) -> None:
        super().__init__(model)
        self._folder, self._adapter = folder, adapter

    @property
    def identity(self) -> Identity:
        return Identity(self._model.name, f"{self._model.revision}+{_REVISION}-{digest(self._adapter)}")

    @property
    def _decoder(self) -> Gemma:
        return open_tuned(self._folder, self._adapter)

    def _language(self, target: str) -> Language:
        return language_of(self._decoder, target)

    def _continuation(self, source: str, target: str, rows: int, tokens: int) -> Continuation:
        before = [self._decoder.start, *self._decoder.tokens.encode(f"{NAMES[source]}:")[0]]
        return Sequences(self._decoder, before, rows, tokens)
