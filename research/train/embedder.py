"""Learning a projection of the language model's states in which translations are similar, from aligned sentences.

Each sentence has to find its translation among those of the batch, in both directions (InfoNCE, arXiv 1807.03748), with
one matrix for both languages. The network is not trained; its states are computed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.engines.base import Progress
from mtqa.engines.causal.embedder import mean_states, standard
from mtqa.engines.causal.model import CausalLanguageModel
from research.train.adapter.pairs import Aligned

if TYPE_CHECKING:
    from torch import Tensor

LAYERS = (6,)
_DIMENSIONS = 128
_STEPS, _BATCH, _RATE, _DECAY = 600, 1024, 2e-3, 1e-4
_TEMPERATURE = 0.05
_PORTION = 500
_SHARES = (0.001, 0.01, 0.05, 0.5)


def learn(
    model: CausalLanguageModel, pairs: Sequence[Aligned], held_out: Sequence[Aligned], path: Path, progress: Progress
) -> str:
    """Write the weights of an embedder learnt from `pairs`; returns its figures on `held_out`, in Markdown."""
    everything = [*pairs, *held_out]
    sides = {}
    for number, language in enumerate(("zh", "en")):
        sides[language] = _states(model, [pair[number] for pair in everything])
        progress(number + 1, 2)
    known = {language: states[: len(pairs)] for language, states in sides.items()}
    scales = {language: (states.mean(0), states.std(0).clamp(min=1e-6)) for language, states in known.items()}
    ready = {language: standard(states, *scales[language]) for language, states in sides.items()}
    matrix = _matrix(ready["zh"][: len(pairs)], ready["en"][: len(pairs)])
    _save(path, model, matrix, scales)
    return _figures(*(states[len(pairs) :] @ matrix for states in ready.values()))


def _states(model: CausalLanguageModel, texts: Sequence[str]) -> Tensor:
    import torch

    portions = (texts[start : start + _PORTION] for start in range(0, len(texts), _PORTION))
    return torch.cat([mean_states(model.network, portion, LAYERS) for portion in portions])


def _matrix(chinese: Tensor, english: Tensor) -> Tensor:
    import torch
    from torch.nn.functional import cross_entropy, normalize

    torch.manual_seed(0)
    width = chinese.shape[1]
    matrix = torch.randn(width, min(_DIMENSIONS, width)) / width**0.5
    matrix.requires_grad_()
    optimizer = torch.optim.AdamW([matrix], lr=_RATE, weight_decay=_DECAY)
    with torch.enable_grad():
        for step in range(_STEPS):
            optimizer.param_groups[0]["lr"] = _RATE * (1 - step / _STEPS)
            rows = torch.randint(len(chinese), (min(_BATCH, len(chinese)),))
            alike = normalize(chinese[rows] @ matrix, dim=1) @ normalize(english[rows] @ matrix, dim=1).T / _TEMPERATURE
            own = torch.arange(len(rows))
            loss = cross_entropy(alike, own) + cross_entropy(alike.T, own)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    learnt: Tensor = matrix.detach()
    return learnt


def _save(path: Path, model: CausalLanguageModel, matrix: Tensor, scales: dict[str, tuple[Tensor, Tensor]]) -> None:
    import torch
    from safetensors.torch import save_file

    stored = {"matrix": matrix.half(), "layers": torch.tensor(LAYERS)}
    for language, (mean, spread) in scales.items():
        stored |= {f"{language}.mean": mean.half(), f"{language}.spread": spread.half()}
    about = {"model": model.identity.name, "revision": model.identity.revision}
    about["by"] = "python -m research train embedder"
    save_file(stored, str(path), metadata=about)


def _figures(chinese: Tensor, english: Tensor) -> str:
    """How often the nearest sentence is the translation, and the similarity of translations and unrelated pairs."""
    import torch
    from torch.nn.functional import normalize

    alike = normalize(chinese, dim=1) @ normalize(english, dim=1).T
    own = torch.arange(len(alike))
    found = [float((alike.argmax(axis) == own).float().mean()) for axis in (1, 0)]
    true, unrelated = alike.diag(), alike[~torch.eye(len(alike), dtype=torch.bool)]
    lines = [
        f"{len(alike)} held-out pairs: nearest is the translation for {found[0]:.1%} of the Chinese sentences, "
        f"{found[1]:.1%} of the English ones",
        "",
        "| similarity under | of translations | of unrelated pairs |",
        "|---|---|---|",
    ]
    for share in _SHARES:
        limit = float(torch.quantile(true, share))
        lines.append(f"| {limit:.3f} | {share:.1%} | {float((unrelated < limit).float().mean()):.1%} |")
    return "\n".join(lines)
