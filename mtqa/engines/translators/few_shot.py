"""A causal language model as a translator: it continues a list of examples.

The fallback for a language model without an adapter. It is a reading aid: docs/evaluation.md gives its chrF.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import Identity
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.causal.network import Network
from mtqa.engines.decoding.batching import Continuation
from mtqa.engines.translators.prompted import NAMES, PromptedTranslator

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
_REVISION = "prompt-2"  # raise it when the prompt or the decoding changes: cached translations depend on them


class FewShotTranslator(PromptedTranslator):
    """Translation between Chinese and English by a prompted language model."""

    rows = 32  # fewer than in other translators: each row also has the keys and values of the examples

    def __init__(self, model: CausalLanguageModel) -> None:
        super().__init__(model.identity)
        self._causal = model
        self._known: dict[tuple[str, str], tuple[Any, Tensor]] = {}

    @property
    def identity(self) -> Identity:
        return Identity(self._model.name, f"{self._model.revision}+{_REVISION}")

    @property
    def _decoder(self) -> Network:
        return self._causal.network

    def _continuation(self, source: str, target: str, rows: int, tokens: int) -> Continuation:
        return _PromptBatch(self._decoder, *self._prefix(source, target))

    def _prefix(self, source: str, target: str) -> tuple[Any, Tensor]:
        """Key–value cache and ids of the beginning of the prompts of a direction."""
        if (source, target) not in self._known:
            import torch
            from transformers import DynamicCache

            ids = torch.tensor(self._beginning(source, target))
            cache = DynamicCache(config=self._decoder.config)
            self._decoder.hidden(ids[None], cache=cache)
            self._known[source, target] = (cache, ids)
        return self._known[source, target]

    def _beginning(self, source: str, target: str) -> list[int]:
        """The ids with which every prompt of a direction begins."""
        network = self._decoder
        pairs = [dict(zip(("zh", "en"), pair, strict=True)) for pair in _EXAMPLES]
        text = "".join(f"{NAMES[side]}: {pair[side]}\n" for pair in pairs for side in (source, target))
        return [network.start, *network.encode(f"{text}{NAMES[source]}:")[0]]


class _PromptBatch:
    """A batch of prompts after the tokens `before`, whose keys and values are in `cache`. Prompts are padded on the
    right and the padding is masked, so that every row continues from its own last token."""

    def __init__(self, network: Network, cache: Any, before: Tensor) -> None:
        self._network = network
        self._empty, self._before = cache, before
        self._rows: _Rows | None = None
        # Layers with a sliding window keep the last columns only, which rows of different ages do not share.
        self.takes_more = not any(layer.is_sliding for layer in cache.layers)

    def add(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        import torch

        count, begun = len(prompts), len(self._before)
        cache = copy.deepcopy(self._empty)
        cache.batch_repeat_interleave(count)
        lengths = torch.tensor([len(prompt) for prompt in prompts])
        places = torch.arange(int(lengths.max()))
        ids = torch.tensor([[*prompt, *[0] * (len(places) - len(prompt))] for prompt in prompts])
        new = _Rows(cache, torch.cat([torch.ones(count, begun), places < lengths[:, None]], 1).long())
        states = self._hidden(new, ids, (begun + places).expand(count, -1))
        self._rows = new if self._rows is None else self._rows.joined(new)
        return states[torch.arange(count), lengths - 1]

    def follow(self, rows: Sequence[int], tokens: Sequence[int]) -> Tensor:
        import torch

        assert self._rows is not None
        self._rows.keep(rows)
        positions = self._rows.seen.sum(1, keepdim=True)
        self._rows.seen = torch.nn.functional.pad(self._rows.seen, (0, 1), value=1)
        return self._hidden(self._rows, torch.tensor(tokens)[:, None], positions)[:, 0]

    def _hidden(self, rows: _Rows, ids: Tensor, positions: Tensor) -> Tensor:
        return self._network.hidden(ids, cache=rows.cache, attention_mask=rows.seen, position_ids=positions)


@dataclass
class _Rows:
    """Keys and values of the rows of a batch, and which columns of each row are `seen` (1) or padding (0)."""

    cache: Any
    seen: Tensor

    def keep(self, rows: Sequence[int]) -> None:
        """Go on with these rows, in this order; a row may occur several times."""
        import torch

        if list(rows) != list(range(len(self.seen))):
            kept = torch.tensor(rows)
            self.cache.reorder_cache(kept)
            self.seen = self.seen[kept]

    def joined(self, others: _Rows) -> _Rows:
        """These rows and others after them, without the columns that are padding in all."""
        import torch

        parts = (self, others)
        width = max(int(part.seen.sum(1).max()) for part in parts)
        places = [part.seen.sort(dim=1, descending=True, stable=True).indices[:, :width] for part in parts]
        for layer, other in zip(self.cache.layers, others.cache.layers, strict=True):
            for name in ("keys", "values"):
                pair = (getattr(layer, name), getattr(other, name))
                moved = [_taken(whole, at, width) for whole, at in zip(pair, places, strict=True)]
                setattr(layer, name, torch.cat(moved))
        counts = torch.cat([part.seen.sum(1) for part in parts])
        return _Rows(self.cache, (torch.arange(width) < counts[:, None]).long())


def _taken(whole: Tensor, places: Tensor, width: int) -> Tensor:
    """The columns `places` (rows, columns) of keys or values (rows, heads, tokens, head size), padded to `width`."""
    import torch

    rows, heads, _, size = whole.shape
    found = whole.gather(2, places[:, None, :, None].expand(rows, heads, -1, size))
    return torch.nn.functional.pad(found, (0, 0, 0, width - places.shape[1]))
