"""A chat model as a translator: it is told to translate, in the format ChatML, and shown no examples."""

from __future__ import annotations

from mtqa.engines.base import Identity
from mtqa.engines.causal.vocabulary import TURN, TURN_END
from mtqa.engines.translators.few_shot import FewShotTranslator
from mtqa.errors import ModelError

_SYSTEM = "You are a helpful assistant."
_TASK = "Translate the following {source} text into {target}. Output only the translation."
_NAMES = {"zh": "Chinese", "en": "English"}
_REVISION = "chat-2"  # raise it when the prompt or the decoding changes: cached translations depend on them


class ChatTranslator(FewShotTranslator):
    """Translation between Chinese and English by a chat model that reads ChatML. Raises ModelError at the first text if
    the model has no tokens for turns."""

    @property
    def identity(self) -> Identity:
        return Identity(self._model.name, f"{self._model.revision}+{_REVISION}")

    def _beginning(self, source: str, target: str) -> list[int]:
        task = _TASK.format(source=_NAMES[source], target=_NAMES[target])
        return [*self._turn("system", _SYSTEM), self._mark(TURN), *self._encoded(f"user\n{task}")]

    def _prompt(self, text: str, target: str) -> list[int]:
        said = self._encoded(f"\n\n{' '.join(text.split())}")
        return [*said, self._mark(TURN_END), *self._encoded("\n"), self._mark(TURN), *self._encoded("assistant\n")]

    def _turn(self, role: str, text: str) -> list[int]:
        return [self._mark(TURN), *self._encoded(f"{role}\n{text}"), self._mark(TURN_END), *self._encoded("\n")]

    def _encoded(self, text: str) -> list[int]:
        return self._decoder.encode(text)[0]

    def _mark(self, piece: str) -> int:
        found = self._decoder.tokens.special(piece)
        if found is None:
            what = f"has no token {piece}, so it is no chat model that mtqa can talk to"
            raise ModelError(what, where=self._model.name, advice="use it as a few-shot translator")
        return found
