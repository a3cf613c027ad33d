"""A causal language model as a translator: it continues a list of examples.

The fallback where no translation model is at hand. It is a reading aid: README.md gives its chrF.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import Identity, Progress, Translation, no_progress
from mtqa.engines.causal import CausalLanguageModel
from mtqa.engines.guard import objection
from mtqa.errors import ModelMissing

if TYPE_CHECKING:
    from torch import Tensor

_EXAMPLES = (
    ("天气预报说明天会下雨。", "The weather forecast says it will rain tomorrow."),
    ("她上个月刚从大学毕业，现在在一家银行工作。", "She graduated from university last month and now works at a bank."),
    ("“我们不会放弃，”教练说。", '"We will not give up," the coach said.'),
    (
        "该市计划在三年内修建十二所学校，总投资约为两亿元。",
        "The city plans to build twelve schools within three years, with a total investment of about 200 million yuan.",
    ),
    ("由于大雪，机场昨晚关闭了六个小时。", "Because of heavy snow, the airport was closed for six hours last night."),
    ("他是这部电影的导演，也是编剧。", "He is the director and also the screenwriter of this film."),
    ("这座桥建于1932年，全长约400米。", "The bridge was built in 1932 and is about 400 metres long."),
    ("照片说明：志愿者正在清理河岸", "Photo caption: volunteers are cleaning the river bank"),
)  # fmt: skip
_NAMES = {"zh": "中文", "en": "English"}
_BATCH = 16
# Of a translation, and of its source. The longest pairs reach past the model's 512-token sliding window, where the
# first of the examples go out of sight; they have done their work by then.
_MOST_TOKENS = 160
_REVISION = "prompt-1"  # raise it when prompt or decoding change: cached translations depend on them


class FewShotTranslator:
    """Greedy translation between Chinese and English by a prompted language model; one hypothesis a text."""

    def __init__(self, model: CausalLanguageModel) -> None:
        self._model = model
        self._prefixes: dict[tuple[str, str], tuple[Any, Tensor]] = {}

    @property
    def identity(self) -> Identity:
        return Identity(self._model.identity.name, f"{self._model.identity.revision}+{_REVISION}")

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        n_best: int = 1,
        progress: Progress = no_progress,
    ) -> list[list[Translation]]:
        if {source, target} != set(_NAMES):
            raise ModelMissing(f"{self.identity.name} translates between zh and en, not {source} → {target}")
        result: list[list[Translation]] = [[Translation("", reason="nothing to translate")] for _ in texts]
        order = sorted((i for i, text in enumerate(texts) if text.strip()), key=lambda i: len(texts[i]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            for i, hypothesis in zip(batch, self._batch([texts[i] for i in batch], source, target), strict=True):
                reason = hypothesis.reason or objection(texts[i], hypothesis.text, target)
                result[i] = [Translation("", hypothesis.score, reason) if reason else hypothesis]
            progress(start + len(batch), len(order))
        return result

    def _batch(self, texts: list[str], source: str, target: str) -> list[Translation]:
        network = self._model.network
        prompts = [network.encode(f" {' '.join(text.split())}\n{_NAMES[target]}:")[0] for text in texts]
        fitting = [i for i, prompt in enumerate(prompts) if len(prompt) <= _MOST_TOKENS]
        result = [Translation("", reason=f"longer than {_MOST_TOKENS} tokens") for _ in texts]
        if fitting:
            for i, hypothesis in zip(fitting, self._decode([prompts[i] for i in fitting], source, target), strict=True):
                result[i] = hypothesis
        return result

    def _decode(self, prompts: list[list[int]], source: str, target: str) -> list[Translation]:
        """Greedy search for a batch. Prompts are padded on the right and the padding is masked, so that every row
        continues from its own last token."""
        import torch

        network = self._model.network
        cache, before = self._prefix(source, target)
        cache = copy.deepcopy(cache)
        cache.batch_repeat_interleave(len(prompts))
        rows, weight = self._output[target]
        lengths = torch.tensor([len(prompt) for prompt in prompts])
        width = int(lengths.max())
        step = torch.tensor([prompt + [0] * (width - len(prompt)) for prompt in prompts])
        mask = torch.cat([torch.ones(len(prompts), len(before)), torch.arange(width) < lengths[:, None]], 1).long()
        positions = (len(before) + torch.arange(width)).expand(len(prompts), -1)
        last = lengths - 1
        outputs: list[list[int]] = [[] for _ in prompts]
        scores = [0.0] * len(prompts)
        open_rows = set(range(len(prompts)))
        limit = min(_MOST_TOKENS, int(1.5 * width) + 16)
        for count in range(limit):
            states = network.hidden(
                step, past_key_values=cache, use_cache=True, attention_mask=mask, position_ids=positions
            )
            logits = network.logits(states[torch.arange(len(prompts)), last], rows, weight)
            values, best = logits.log_softmax(-1).max(-1)
            chosen = rows[best]
            for row in sorted(open_rows):
                scores[row] += values[row].item()
                if int(chosen[row]) in self._stops:
                    open_rows.discard(row)
                else:
                    outputs[row].append(int(chosen[row]))
            if not open_rows:
                break
            step, last = chosen[:, None], torch.zeros_like(last)
            positions = (len(before) + lengths + count)[:, None]
            mask = torch.cat([mask, torch.ones(len(prompts), 1, dtype=torch.long)], 1)
        return [
            Translation("", reason="the model did not come to an end")
            if row in open_rows
            else Translation(_cleaned(network.tokenizer.decode(output)), scores[row] / (len(output) + 1))
            for row, output in enumerate(outputs)
        ]

    def _prefix(self, source: str, target: str) -> tuple[Any, Tensor]:
        """Key–value cache and ids of the examples, which every prompt of a direction begins with."""
        if (source, target) not in self._prefixes:
            import torch
            from transformers import DynamicCache

            network = self._model.network
            pairs = [dict(zip(("zh", "en"), pair, strict=True)) for pair in _EXAMPLES]
            lines = [f"{_NAMES[side]}: {pair[side]}\n" for pair in pairs for side in (source, target)]
            ids = torch.tensor([network.start, *network.encode("".join(lines) + f"{_NAMES[source]}:")[0]])
            cache = DynamicCache(config=network.config)
            network.hidden(ids[None], past_key_values=cache, use_cache=True)
            self._prefixes[source, target] = (cache, ids)
        return self._prefixes[source, target]

    @cached_property
    def _output(self) -> dict[str, tuple[Tensor, Tensor]]:
        """Per target language the rows that may be said, and their weights: no other language comes out."""
        import torch

        vocabulary = self._model.network.vocabulary
        lists = {"zh": vocabulary.chinese, "en": vocabulary.english}
        rows = {name: torch.tensor(sorted({*ids, *self._stops})) for name, ids in lists.items()}
        return {name: (ids, self._model.network.rows(ids)) for name, ids in rows.items()}

    @cached_property
    def _stops(self) -> frozenset[int]:
        return self._model.network.vocabulary.line_ends


def _cleaned(text: str) -> str:
    """Web text taught the model to write zero-width spaces; nobody can see or wants them."""
    return text.replace("\u200b", "").strip()
