"""The tokens a translation may use: the common words of its language, and the ASCII words of its source.

So no other language comes out, and the output layer is a fifth as large. A name or a placeholder of the source can be
copied piece by piece, however rare its pieces are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from string import ascii_letters
from typing import TYPE_CHECKING, Protocol

from mtqa.engines.causal.tokens import Tokens
from mtqa.engines.decoding.beam import Next
from mtqa.engines.memory import compactly

if TYPE_CHECKING:
    from torch import Tensor

_COPIED = re.compile(r"[!-~]+")
_ROWS_AT_ONCE = 8192  # rows of the output layer: their logits for a batch stay in the processor's caches


class DecodingModel(Protocol):
    """A network with a tokenizer and an output layer."""

    tokens: Tokens

    def output(self, rows: Tensor) -> Callable[[Tensor], Tensor]:
        """The output layer for some of its rows: states (n, width) → logits (n, rows)."""


class Language:
    """The tokens of a language that every translation may use: frequent words, letters, punctuation, line ends. With
    `rare` also the rare words of English, whose tokens are numbered late (“erythrocyte”)."""

    def __init__(self, model: DecodingModel, language: str, rare: bool = False) -> None:
        import torch

        vocabulary = model.tokens.vocabulary
        words = {"zh": vocabulary.chinese, "en": vocabulary.english}[language]
        letters = {token for letter in ascii_letters for token in model.tokens.encode(letter)[0]}
        late = vocabulary.ascii.nonzero()[0].tolist() if rare and language == "en" else ()
        self.ids = sorted({*words.tolist(), *letters, *vocabulary.line_ends, *late})
        with compactly():
            self.parts = [(rows, model.output(rows)) for rows in torch.split(torch.tensor(self.ids), _ROWS_AT_ONCE)]


class Output:
    """The rows of the output layer for some texts: those of the language, and for each text those it may copy."""

    def __init__(self, model: DecodingModel, language: Language, texts: Sequence[str]) -> None:
        import torch

        known = set(language.ids)
        copied = [_copied(model.tokens, text) - known for text in texts]
        extra = sorted(set().union(*copied))
        self._parts = list(language.parts)
        if extra:
            rows = torch.tensor(extra)
            self._parts.append((rows, self._barring(model.output(rows))))
        # Tokens that one text may copy are barred from the others, so a batch is decoded like each text alone.
        self._barred = torch.tensor([[token not in own for token in extra] for own in copied], dtype=torch.bool)
        self._owners = torch.arange(len(texts))

    def following(self, states: Tensor, owners: Sequence[int], width: int) -> list[list[Next]]:
        """For each of `states` (n, width of the model), which belong to the texts `owners` (n), the 2 × `width`
        likeliest tokens with their ln P; with a width of 1 only the likeliest."""
        import torch

        self._owners = torch.tensor(owners)
        wanted = 1 if width == 1 else 2 * width
        found, tokens, sums = [], [], []
        for rows, output in self._parts:
            logits = output(states)
            best, places = logits.topk(min(wanted, len(rows)))
            found.append(best)
            tokens.append(rows[places])
            sums.append(logits.logsumexp(1))
        values, places = torch.cat(found, 1).topk(min(wanted, sum(len(rows) for rows, _ in self._parts)))
        values = values - torch.stack(sums).logsumexp(0)[:, None]
        chosen = torch.cat(tokens, 1).gather(1, places)
        return [list(zip(*pair, strict=True)) for pair in zip(chosen.tolist(), values.tolist(), strict=True)]

    def _barring(self, output: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
        return lambda states: output(states).masked_fill(self._barred[self._owners], float("-inf"))


def _copied(tokens: Tokens, text: str) -> set[int]:
    """The tokens of a text's ASCII words, at the start of a line and after a space."""
    runs = set(_COPIED.findall(text))
    found = {token for run in runs for start in ("", " ") for token in tokens.encode(start + run)[0]}
    return {token for token in found if tokens.vocabulary.ascii[token]}
