"""Translation by a causal language model that continues a prompt; greedy, or with a beam where several hypotheses are
asked for."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import Identity, Progress, Translation, no_progress
from mtqa.engines.beam import Beam, Next
from mtqa.engines.causal import CausalLanguageModel
from mtqa.engines.guard import codes_lost, objection
from mtqa.engines.saying import Language, Output
from mtqa.errors import ModelMissing

if TYPE_CHECKING:
    from torch import Tensor

NAMES = {"zh": "中文", "en": "English"}
_BATCH = 32  # rows of a batch, hypotheses of a beam among them
# Of a translation, and of its source. The longest pairs reach past the model's 512-token sliding window, where the
# first of the examples go out of sight; they have done their work by then.
_MOST_TOKENS = 160
_LOOKED_FURTHER = 4  # hypotheses, where the best one has lost a placeholder


class PromptedTranslator:
    """Translates between Chinese and English; a subclass says what stands before a text, and how the model is set."""

    def __init__(self, model: CausalLanguageModel) -> None:
        self._model = model
        self._prefixes: dict[tuple[str, str], tuple[Any, Tensor]] = {}
        self._languages: dict[str, Language] = {}

    @property
    def identity(self) -> Identity:
        raise NotImplementedError

    def _examples(self, source: str, target: str) -> str:
        """What stands before every text, ending with a line end where there is any."""
        return ""

    def _set(self) -> AbstractContextManager[None]:
        """The model as it translates."""
        return nullcontext()

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
        order = sorted((i for i, text in enumerate(texts) if text.strip()), key=lambda i: len(texts[i]))
        found = self._found(texts, order, source, target, n_best, progress)
        lossy = [i for i in order if n_best < _LOOKED_FURTHER and codes_lost(texts[i], found[i][0].text)]
        for i, more in self._found(texts, lossy, source, target, _LOOKED_FURTHER, no_progress).items():
            best = _keeping_most(texts[i], [found[i][0], *more])
            if best is not found[i][0]:
                found[i] = [best, *found[i]][:n_best]
        return [found.get(i) or [Translation("", reason="nothing to translate")] for i in range(len(texts))]

    def _found(
        self, texts: Sequence[str], order: list[int], source: str, target: str, n_best: int, progress: Progress
    ) -> dict[int, list[Translation]]:
        """The hypotheses of the texts in `order`, which should be that of their lengths."""
        found: dict[int, list[Translation]] = {}
        size = max(1, _BATCH // n_best)
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            answers = self._batch([texts[i] for i in batch], source, target, n_best)
            for i, hypotheses in zip(batch, answers, strict=True):
                found[i] = _without_objected(texts[i], hypotheses, target)
            progress(start + len(batch), len(order))
        return found

    def _batch(self, texts: list[str], source: str, target: str, n_best: int = 1) -> list[list[Translation]]:
        network = self._model.network
        prompts = [network.encode(f" {' '.join(text.split())}\n{NAMES[target]}:")[0] for text in texts]
        fitting = [i for i, prompt in enumerate(prompts) if len(prompt) <= _MOST_TOKENS]
        result = [[Translation("", reason=f"longer than {_MOST_TOKENS} tokens")] for _ in texts]
        if fitting:
            with self._set():
                output = Output(network, self._language(target), [texts[i] for i in fitting])
                found = self._decode([prompts[i] for i in fitting], source, target, output, n_best)
            for i, hypotheses in zip(fitting, found, strict=True):
                result[i] = hypotheses
        return result

    def _decode(
        self, prompts: list[list[int]], source: str, target: str, output: Output, width: int
    ) -> list[list[Translation]]:
        """Search for a batch. Prompts are padded on the right and the padding is masked, so that every row continues
        from its own last token. Texts that are done leave the batch."""
        import torch

        network = self._model.network
        cache, before = self._prefix(source, target)
        cache = copy.deepcopy(cache)
        cache.batch_repeat_interleave(len(prompts))
        beams = [Beam(width, min(_MOST_TOKENS, int(1.5 * len(prompt)) + 16)) for prompt in prompts]
        running = list(beams)
        lengths = torch.tensor([len(prompt) for prompt in prompts])
        longest = int(lengths.max())
        step = torch.tensor([prompt + [0] * (longest - len(prompt)) for prompt in prompts])
        mask = torch.cat([torch.ones(len(prompts), len(before)), torch.arange(longest) < lengths[:, None]], 1).long()
        positions = (len(before) + torch.arange(longest)).expand(len(prompts), -1)
        last, nexts, owners = lengths - 1, len(before) + lengths, torch.arange(len(prompts))
        while True:
            states = network.hidden(step, cache=cache, attention_mask=mask, position_ids=positions)
            following = output.following(states[torch.arange(len(step)), last], owners, width)
            kept, chosen, running = _advance(running, following, self._stops)
            if not running:
                return [self._told(beam) for beam in beams]
            rows = torch.tensor(kept)
            if kept != list(range(len(step))):
                cache.reorder_cache(rows)
            mask = torch.nn.functional.pad(mask[rows], (0, 1), value=1)
            step, last = torch.tensor(chosen)[:, None], torch.zeros(len(rows), dtype=torch.long)
            positions, nexts, owners = nexts[rows, None], nexts[rows] + 1, owners[rows]

    def _told(self, beam: Beam) -> list[Translation]:
        if not beam.ended:
            return [Translation("", reason="the model did not come to an end")]
        decode = self._model.network.tokenizer.decode
        found: dict[str, Translation] = {}
        for one in beam.ended[: beam.width]:
            text = _cleaned(decode(list(one.ids)))
            found.setdefault(text, Translation(text, one.mean))
        return list(found.values())

    def _prefix(self, source: str, target: str) -> tuple[Any, Tensor]:
        """Key–value cache and ids of what every prompt of a direction begins with."""
        if (source, target) not in self._prefixes:
            import torch
            from transformers import DynamicCache

            network = self._model.network
            text = self._examples(source, target) + f"{NAMES[source]}:"
            ids = torch.tensor([network.start, *network.encode(text)[0]])
            cache = DynamicCache(config=network.config)
            network.hidden(ids[None], cache=cache)
            self._prefixes[source, target] = (cache, ids)
        return self._prefixes[source, target]

    def _language(self, target: str) -> Language:
        if target not in self._languages:
            self._languages[target] = Language(self._model.network, target)
        return self._languages[target]

    @cached_property
    def _stops(self) -> frozenset[int]:
        return self._model.network.vocabulary.line_ends


def _advance(
    beams: list[Beam], following: list[list[Next]], stops: frozenset[int]
) -> tuple[list[int], list[int], list[Beam]]:
    """Let every text go on by a token: which rows are gone on from, the tokens they go on with, and the texts that are
    not done."""
    kept: list[int] = []
    chosen: list[int] = []
    running: list[Beam] = []
    first = 0
    for beam in beams:
        end = first + len(beam.open)
        parents = beam.advance(following[first:end], stops)
        if not beam.is_done:
            kept += [first + parent for parent in parents]
            chosen += [hypothesis.ids[-1] for hypothesis in beam.open]
            running.append(beam)
        first = end
    return kept, chosen, running


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
