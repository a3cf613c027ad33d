"""The language model as a translator of its own: a low-rank change of its weights taught it to translate.

Few-shot prompting asks a small model for two things at once, to understand that it shall translate and to do so. The
change, a few megabytes in models/translators/, takes the first off it: the prompt is one line, and what comes out is
much nearer to a translation (README.md has the figures of both). `python -m mtqa.bench adapter` makes it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from zlib import crc32

from mtqa.engines.base import Identity
from mtqa.engines.causal import CausalLanguageModel
from mtqa.engines.lowrank import LowRank, load
from mtqa.engines.prompted import PromptedTranslator

_REVISION = "tuned-2"  # raise it when prompt or decoding change: cached translations depend on them


class TunedTranslator(PromptedTranslator):
    """Translation between Chinese and English by a language model and the `adapter` made for it."""

    def __init__(self, model: CausalLanguageModel, adapter: Path) -> None:
        super().__init__(model)
        self._path = adapter

    @property
    def identity(self) -> Identity:
        made = crc32(self._path.read_bytes())
        return Identity(self._model.identity.name, f"{self._model.identity.revision}+{_REVISION}-{made:08x}")

    @cached_property
    def _adapter(self) -> LowRank:
        return LowRank(self._model.network, load(self._path))

    def _set(self) -> AbstractContextManager[None]:
        return self._adapter.on()
