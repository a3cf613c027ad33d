"""Translation by the models of Firefox, through the library `fxtranslate` (extra `firefox`, MPL-2.0).

Small models of a shallow decoder in eight bits, which run on the processor. Only the files of a folder are used: the
library's own download is never called. It gives one translation a text, without a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mtqa.engines.base import Identity, Progress, Translation, no_progress
from mtqa.engines.store.firefox_files import FirefoxFiles
from mtqa.engines.translators.guard import objection
from mtqa.errors import ModelCorrupt, ModelError, ModelMissing

INSTALL = "install mtqa with its extra: pip install '.[firefox]'"
#: Raise it when the way a text is handed over changes: cached translations depend on it.
_REVISION = "firefox-1"
# Characters of a sentence, by its language: what is beyond the tokens that a model reads the library cuts off silently.
_MOST_CHARACTERS = {"zh": 250, "en": 800}


class FirefoxTranslator:
    """Translates between Chinese and English with the files of each direction; a model loads at the first text."""

    def __init__(self, model: Identity, files: Mapping[tuple[str, str], FirefoxFiles]) -> None:
        self._model = model
        self._files = dict(files)
        self._loaded: dict[tuple[str, str], Any] = {}

    @property
    def identity(self) -> Identity:
        return Identity(self._model.name, f"{self._model.revision}+{_REVISION}")

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        n_best: int = 1,
        progress: Progress = no_progress,
    ) -> list[list[Translation]]:
        engine = self._engine(source, target)
        found = []
        for done, text in enumerate(texts, 1):
            found.append([_translated(engine, text, source, target)])
            progress(done, len(texts))
        return found

    def _engine(self, source: str, target: str) -> Any:
        direction = source, target
        if direction not in self._files:
            known = ", ".join(f"{a} → {b}" for a, b in self._files)
            what = f"has no files for {source} → {target}"
            raise ModelError(what, where=self._model.name, advice=f"it has those for {known or 'no direction'}")
        if direction not in self._loaded:
            self._loaded[direction] = _opened(self._files[direction])
        return self._loaded[direction]


def _opened(files: FirefoxFiles) -> Any:
    """The library's translator of a direction, made of the contents of its files."""
    try:
        from fxtranslate import Translator
    except ImportError as error:
        raise ModelMissing("not installed: fxtranslate", where=str(files.model), advice=INSTALL) from error
    try:
        return Translator(
            model=files.model.read_bytes(),
            src_vocab=files.source_vocabulary.read_bytes(),
            trg_vocab=files.target_vocabulary.read_bytes(),
            shortlist=files.shortlist.read_bytes() if files.shortlist else None,
        )
    except (OSError, ValueError) as error:
        advice = "fetch the files again, all of one version"
        raise ModelCorrupt(f"the model cannot be loaded: {error}", where=str(files.model), advice=advice) from error


def _translated(engine: Any, text: str, source: str, target: str) -> Translation:
    """The translation of a text, sentence by sentence; empty with the reason if it cannot be one."""
    from fxtranslate import discovery

    text = " ".join(text.split())
    if not text:
        return Translation("", reason="nothing to translate")
    sentences = [sentence.strip() for sentence in discovery.segment_sentences(text) if sentence.strip()]
    most = _MOST_CHARACTERS[source]
    if any(len(sentence) > most for sentence in sentences):
        return Translation("", reason=f"a sentence is longer than {most} characters")
    try:
        parts = [str(engine.translate(sentence)).strip() for sentence in sentences]
    except ValueError as error:
        return Translation("", reason=f"the model refused it: {error}")
    whole = ("" if target == "zh" else " ").join(parts)
    reason = objection(text, whole, target)
    return Translation("", reason=reason) if reason else Translation(whole)
