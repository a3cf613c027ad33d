"""Translation by MarianMT models such as OPUS-MT: a folder for each direction, or one for both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from mtqa.engines.base import Identity, Progress, Translation, no_progress
from mtqa.engines.marian.model import LoadedMarian, load, search, toward
from mtqa.engines.translators.guard import objection
from mtqa.errors import ModelError

_BATCH = 16
#: Where a text that is too long is cut: after the punctuation of a sentence or clause.
_CLAUSES = re.compile(r"[^。！？；，、：!?;,:.]*[。！？；，、：!?;,:.]*[”’」』）)\"]*\s*")


class MarianTranslator:
    """A Translator; weights load at the first text of their direction. Inputs are never truncated: a text that is
    longer than the model allows is translated clause by clause, or not at all, with the reason."""

    def __init__(self, identity: Identity, folders: Mapping[tuple[str, str], Path]) -> None:
        self._identity = identity
        self._folders = dict(folders)
        self._loaded: dict[tuple[str, str], LoadedMarian] = {}

    @property
    def identity(self) -> Identity:
        return self._identity

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        n_best: int = 1,
        progress: Progress = no_progress,
    ) -> list[list[Translation]]:
        loaded = self._load(source, target)
        pieces = [_pieces(text, loaded) for text in texts]
        flat = [(i, piece) for i, parts in enumerate(pieces) for piece in parts]
        order = sorted(range(len(flat)), key=lambda k: loaded.length(flat[k][1]))
        found: list[list[Translation]] = [[] for _ in flat]
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            for k, hypotheses in zip(batch, search([flat[k][1] for k in batch], loaded, n_best), strict=True):
                found[k] = hypotheses
            progress(start + len(batch), len(order))
        by_text: list[list[list[Translation]]] = [[] for _ in texts]
        for (i, _), hypotheses in zip(flat, found, strict=True):
            by_text[i].append(hypotheses)
        return [_guarded(text, _joined(parts, target), target) for text, parts in zip(texts, by_text, strict=True)]

    def _load(self, source: str, target: str) -> LoadedMarian:
        direction = source, target
        if direction not in self._folders:
            known = ", ".join(f"{a} → {b}" for a, b in self._folders)
            raise ModelError(
                f"does not translate {source} → {target}", where=str(self.identity), advice=f"it translates {known}"
            )
        if direction not in self._loaded:
            folder = self._folders[direction]
            same = next((made for loaded, made in self._loaded.items() if self._folders[loaded] == folder), None)
            self._loaded[direction] = toward(same, target, folder) if same else load(folder, target)
        return self._loaded[direction]


def _pieces(text: str, loaded: LoadedMarian) -> list[str]:
    """The text if the model can read it whole, else runs of clauses that it can read; a clause that is too long by
    itself stays whole, and is refused later."""
    text = " ".join(text.split())
    if not text or loaded.length(text) <= loaded.limit:
        return [text] if text else []
    pieces = [""]
    for clause in _CLAUSES.findall(text):
        if pieces[-1] and loaded.length(pieces[-1] + clause) > loaded.limit:
            pieces.append("")
        pieces[-1] += clause
    return [piece for piece in pieces if piece.strip()]


def _joined(parts: list[list[Translation]], target: str) -> list[Translation]:
    """The hypotheses of one text. A text in several pieces has a single hypothesis, joined from the best of each piece;
    its score is the mean of theirs, weighted by length."""
    if not parts:
        return [Translation("", reason="nothing to translate")]
    if len(parts) == 1:
        return parts[0]
    best = [hypotheses[0] for hypotheses in parts]
    if reason := next((hypothesis.reason for hypothesis in best if hypothesis.reason), ""):
        return [Translation("", reason=reason)]
    text = ("" if target == "zh" else " ").join(hypothesis.text for hypothesis in best)
    weight = sum(len(hypothesis.text) for hypothesis in best) or 1
    return [Translation(text, sum(h.score * len(h.text) for h in best) / weight)]


def _guarded(text: str, hypotheses: list[Translation], target: str) -> list[Translation]:
    """The hypotheses that can be translations; if there is none, an empty hypothesis with the reason of the best."""
    checked = [h if h.reason else Translation(h.text, h.score, objection(text, h.text, target)) for h in hypotheses]
    usable = [hypothesis for hypothesis in checked if not hypothesis.reason]
    return usable or [Translation("", checked[0].score, checked[0].reason)]
