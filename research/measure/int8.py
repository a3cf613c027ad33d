"""What int8 costs the tuned translator: Kullback–Leibler divergence from the same model in float32."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.bench.translate import Sentences
from mtqa.engines.base import Identity, Progress
from mtqa.engines.causal.lora import LowRank, load, load_reach, require_adapter
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.causal.network import Network
from mtqa.engines.decoding.constraints import Language
from mtqa.engines.int8.gemma import Gemma
from mtqa.engines.int8.sequences import Sequences
from mtqa.engines.translators.prompted import NAMES

if TYPE_CHECKING:
    from torch import Tensor


def divergence(folder: Path, model: Identity, sentences: Sentences, progress: Progress) -> str:
    """A Markdown table: nats per token of the human translations, with the weights as they are and evened out."""
    path = require_adapter(model, "make one first: python -m research train adapter")
    exact = CausalLanguageModel(folder, model).network
    adapter = LowRank(exact, load(path))
    quantized = [Gemma(folder, load(path), reach) for reach in ({}, load_reach(path))]
    rows = ["| direction | tokens | as they come | evened out |", "|---|---|---|---|"]
    for source, target in (("zh", "en"), ("en", "zh")):
        pairs = list(zip(sentences.texts[source], sentences.texts[target], strict=True))
        right, languages = Language(exact, target), [Language(gemma, target) for gemma in quantized]
        sums, count = [0.0 for _ in quantized], 0
        for number, (text, translation) in enumerate(pairs):
            prompt = [exact.start, *exact.encode(f"{NAMES[source]}: {text}\n{NAMES[target]}:")[0]]
            answer = exact.encode(f" {translation}\n")[0]
            with adapter.on():
                wanted = _log_probabilities(right, _read(exact, prompt, answer))
            for place, (gemma, language) in enumerate(zip(quantized, languages, strict=True)):
                found = _log_probabilities(language, _continued(gemma, prompt, answer))
                sums[place] += float((wanted.exp() * (wanted - found)).sum())
            count += len(answer)
            progress(number + 1, len(pairs))
        rows.append(f"| {source}→{target} | {count:,} | " + " | ".join(f"{one / count:.4f}" for one in sums) + " |")
    return "\n".join(rows)


def _read(network: Network, prompt: list[int], answer: list[int]) -> Tensor:
    """The states before each token of the answer, all at once."""
    import torch

    return network.hidden(torch.tensor([prompt + answer]))[0, len(prompt) - 1 : -1]


def _continued(gemma: Gemma, prompt: list[int], answer: list[int]) -> Tensor:
    """The same, token by token, as in translation."""
    import torch

    sequences = Sequences(gemma, [], rows=1, tokens=len(prompt) + len(answer))
    return torch.cat([sequences.add([prompt]), *(sequences.follow([0], [token]) for token in answer[:-1])])


def _log_probabilities(language: Language, states: Tensor) -> Tensor:
    """ln P of every token that the language may use, (states, rows)."""
    import torch

    return torch.cat([output(states) for _, output in language.parts], 1).log_softmax(1)
