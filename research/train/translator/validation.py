"""chrF on held-out pairs, by greedy search, in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from research.train.translator.pairs import Pair
from research.train.translator.training import rough
from research.train.translator.vocabulary import Vocabulary

_BATCH = 64
_GROWTH, _ALLOWANCE = 2, 16  # most tokens of output: so many per token of input, and some more


@dataclass(frozen=True)
class Validation:
    """Validates a model on some pairs."""

    pairs: Sequence[Pair]
    vocabulary: Vocabulary
    device: str

    def __call__(self, model: Any) -> str:
        """A line of progress: chrF in both directions, and a translation as an example."""
        if not self.pairs:
            return ""
        chinese, english = [pair.chinese for pair in self.pairs], [pair.english for pair in self.pairs]
        found = {"en": self.translate(model, chinese, "en"), "zh": self.translate(model, english, "zh")}
        scores = _chrf(found["en"], english), _chrf(found["zh"], chinese)
        shown = f"  {chinese[0][:40]} → {found['en'][0][:80]}"
        return f"chrF zh→en {scores[0]:.1f}  en→zh {scores[1]:.1f}{shown}"

    def translate(self, model: Any, texts: Sequence[str], target: str) -> list[str]:
        import torch

        model.eval()
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        found = [""] * len(texts)
        with torch.no_grad(), rough(self.device):
            for start in range(0, len(order), _BATCH):
                part = order[start : start + _BATCH]
                for index, text in zip(part, self._greedy(model, [texts[i] for i in part], target), strict=True):
                    found[index] = text
        return found

    def _greedy(self, model: Any, texts: Sequence[str], target: str) -> list[str]:
        import torch

        longest = model.config.max_position_embeddings
        ids = [self.vocabulary.encode(text)[: longest - 2] for text in texts]
        rows = [[self.vocabulary.code(target), *row, self.vocabulary.end] for row in ids]
        width = max(map(len, rows))
        inputs = torch.tensor([row + [self.vocabulary.pad] * (width - len(row)) for row in rows]).to(self.device)
        written = model.generate(
            input_ids=inputs,
            attention_mask=(inputs != self.vocabulary.pad).long(),
            num_beams=1,
            do_sample=False,
            max_new_tokens=min(longest - 1, _GROWTH * width + _ALLOWANCE),
        )
        return [self.vocabulary.decode(row) for row in written.tolist()]


def _chrf(hypotheses: Sequence[str], references: Sequence[str]) -> float:
    from sacrebleu.metrics.chrf import CHRF

    return float(CHRF().corpus_score(list(hypotheses), [list(references)]).score)
