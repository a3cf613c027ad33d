"""Translation by a causal language model that continues a prompt; greedy, or with a beam where several hypotheses are
asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from mtqa.engines.base import Identity, Progress, Translation, no_progress
from mtqa.engines.decoding.batching import Asked, Continuation, Search
from mtqa.engines.decoding.beam import Beam
from mtqa.engines.decoding.constraints import Language, Speaker
from mtqa.engines.translators.guard import codes_lost, objection
from mtqa.errors import ModelMissing

NAMES = {"zh": "中文", "en": "English"}
# Of a source. The longest pairs of few-shot prompts reach past the model's 512-token sliding window, where the first of
# the examples go out of sight; they have done their work by then.
_MOST_TOKENS = 160
_LOOKED_FURTHER = 4  # hypotheses, where the best one has lost a placeholder


class PromptedTranslator:
    """Translates between Chinese and English; a subclass says which model does, and what stands before a text."""

    rows = 64  # of a batch

    def __init__(self, model: Identity) -> None:
        self._model = model
        self._languages: dict[str, Language] = {}

    @property
    def identity(self) -> Identity:
        raise NotImplementedError

    @property
    def _speaker(self) -> Speaker:
        """The model, loaded."""
        raise NotImplementedError

    def _continued(self, source: str, target: str, rows: int, tokens: int) -> Continuation:
        """A batch of so many rows and tokens at most, besides what stands before every prompt of a direction."""
        raise NotImplementedError

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        n_best: int = 1,
        progress: Progress = no_progress,
    ) -> list[list[Translation]]:
        if {source, target} != set(NAMES):
            raise ModelMissing(f"{self.identity.name} translates between zh and en, not {source} → {target}")
        asked = [i for i, text in enumerate(texts) if text.strip()]
        found = self._found(texts, asked, source, target, n_best, progress)
        lossy = [i for i in asked if n_best < _LOOKED_FURTHER and codes_lost(texts[i], found[i][0].text)]
        for i, more in self._found(texts, lossy, source, target, _LOOKED_FURTHER, no_progress).items():
            best = _keeping_most(texts[i], [found[i][0], *more])
            if best is not found[i][0]:
                found[i] = [best, *found[i]][:n_best]
        return [found.get(i) or [Translation("", reason="nothing to translate")] for i in range(len(texts))]

    def _found(
        self, texts: Sequence[str], asked: list[int], source: str, target: str, n_best: int, progress: Progress
    ) -> dict[int, list[Translation]]:
        """The hypotheses of some of the texts."""
        prompts = {i: self._prompt(texts[i], target) for i in asked}
        fitting = {i: Asked(texts[i], prompt) for i, prompt in prompts.items() if len(prompt) <= _MOST_TOKENS}
        long = [Translation("", reason=f"longer than {_MOST_TOKENS} tokens")]
        found = {i: long for i in asked if i not in fitting}
        if fitting:
            search = Search(self._speaker, self._language(target), n_best, self.rows)
            for i, beam in search.run(fitting, partial(self._continued, source, target)):
                found[i] = _without_objected(texts[i], self._told(beam), target)
                progress(len(found), len(asked))
        return found

    def _prompt(self, text: str, target: str) -> list[int]:
        return self._speaker.tokens.encode(f" {' '.join(text.split())}\n{NAMES[target]}:")[0]

    def _told(self, beam: Beam) -> list[Translation]:
        if not beam.ended:
            return [Translation("", reason="the model did not come to an end")]
        found: dict[str, Translation] = {}
        for one in beam.ended[: beam.width]:
            text = _cleaned(self._speaker.tokens.decode(one.ids))
            found.setdefault(text, Translation(text, one.mean))
        return list(found.values())

    def _language(self, target: str) -> Language:
        if target not in self._languages:
            self._languages[target] = Language(self._speaker, target)
        return self._languages[target]


def _keeping_most(text: str, hypotheses: list[Translation]) -> Translation:
    """The first of those that lose the fewest placeholders."""
    return min(hypotheses, key=lambda one: codes_lost(text, one.text))


def _without_objected(text: str, hypotheses: list[Translation], target: str) -> list[Translation]:
    """What can be a translation; where nothing can, why not."""
    reasons = [one.reason or objection(text, one.text, target) for one in hypotheses]
    kept = [one for one, reason in zip(hypotheses, reasons, strict=True) if not reason]
    return kept or [Translation("", hypotheses[0].score, reasons[0])]


def _cleaned(text: str) -> str:
    """Web text taught the model to write zero-width spaces; nobody can see or wants them."""
    return text.replace("\u200b", "").strip()
