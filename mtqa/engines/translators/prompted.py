"""Translation by a causal language model that continues a prompt: greedy, or with a beam for several hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from mtqa.engines.base import Identity, Progress, Translation, no_progress
from mtqa.engines.decoding.batching import Continuation, Request, Search
from mtqa.engines.decoding.beam import Beam
from mtqa.engines.decoding.constraints import DecodingModel, Language
from mtqa.engines.translators.guard import lost_placeholders, objection
from mtqa.errors import ModelMissing

NAMES = {"zh": "中文", "en": "English"}
# Tokens of a source. With the longest sources a few-shot prompt exceeds the model's 512-token sliding window, which
# then no longer covers the first examples; that does no harm at this point.
_MOST_TOKENS = 160
_MORE_HYPOTHESES = 4  # hypotheses to search if the best hypothesis has lost a placeholder


class PromptedTranslator:
    """Translates between Chinese and English; a subclass provides the model and the beginning of the prompt."""

    rows = 64  # of a batch
    #: May a translation have rare English words? Their part of an output layer in floats takes 0.8 GB.
    rare_words = False

    def __init__(self, model: Identity) -> None:
        self._model = model
        self._languages: dict[str, Language] = {}

    @property
    def identity(self) -> Identity:
        raise NotImplementedError

    @property
    def _decoder(self) -> DecodingModel:
        """The loaded model."""
        raise NotImplementedError

    def _continuation(self, source: str, target: str, rows: int, tokens: int) -> Continuation:
        """A batch for a direction, of at most `rows` rows and `tokens` tokens after the beginning of the prompt."""
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
        wanted = [i for i, text in enumerate(texts) if text.strip()]
        found = self._hypotheses(texts, wanted, source, target, n_best, progress)
        lossy = [i for i in wanted if n_best < _MORE_HYPOTHESES and lost_placeholders(texts[i], found[i][0].text)]
        for i, more in self._hypotheses(texts, lossy, source, target, _MORE_HYPOTHESES, no_progress).items():
            best = _least_lossy(texts[i], [found[i][0], *more])
            if best is not found[i][0]:
                found[i] = [best, *found[i]][:n_best]
        return [found.get(i) or [Translation("", reason="nothing to translate")] for i in range(len(texts))]

    def _hypotheses(
        self, texts: Sequence[str], wanted: list[int], source: str, target: str, n_best: int, progress: Progress
    ) -> dict[int, list[Translation]]:
        """The hypotheses of the texts `wanted`, by their index."""
        prompts = {i: self._prompt(texts[i], target) for i in wanted}
        fitting = {i: Request(texts[i], prompt) for i, prompt in prompts.items() if len(prompt) <= _MOST_TOKENS}
        long = [Translation("", reason=f"longer than {_MOST_TOKENS} tokens")]
        found = {i: long for i in wanted if i not in fitting}
        if fitting:
            search = Search(self._decoder, self._language(target), n_best, self.rows)
            for i, beam in search.run(fitting, partial(self._continuation, source, target)):
                found[i] = _usable(texts[i], self._translations(beam), target)
                progress(len(found), len(wanted))
        return found

    def _prompt(self, text: str, target: str) -> list[int]:
        return self._decoder.tokens.encode(f" {' '.join(text.split())}\n{NAMES[target]}:")[0]

    def _translations(self, beam: Beam) -> list[Translation]:
        if not beam.ended:
            return [Translation("", reason="the model did not finish")]
        found: dict[str, Translation] = {}
        for hypothesis in beam.ended[: beam.width]:
            text = _cleaned(self._decoder.tokens.decode(hypothesis.ids))
            found.setdefault(text, Translation(text, hypothesis.mean))
        return list(found.values())

    def _language(self, target: str) -> Language:
        if target not in self._languages:
            self._languages[target] = Language(self._decoder, target, self.rare_words)
        return self._languages[target]


def _least_lossy(text: str, hypotheses: list[Translation]) -> Translation:
    """The first hypothesis among those that lose the fewest placeholders."""
    return min(hypotheses, key=lambda hypothesis: lost_placeholders(text, hypothesis.text))


def _usable(text: str, hypotheses: list[Translation], target: str) -> list[Translation]:
    """The hypotheses that can be translations; if there is none, an empty hypothesis with the reason."""
    reasons = [hypothesis.reason or objection(text, hypothesis.text, target) for hypothesis in hypotheses]
    kept = [hypothesis for hypothesis, reason in zip(hypotheses, reasons, strict=True) if not reason]
    return kept or [Translation("", hypotheses[0].score, reasons[0])]


def _cleaned(text: str) -> str:
    """The text without zero-width spaces, which the model learned from web text."""
    return text.replace("\u200b", "").strip()
