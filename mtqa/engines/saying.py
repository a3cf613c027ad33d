"""What a translation may say: the common words of its language, and what its source has that is the same in any.

No other language comes out, and the output layer is a fifth as large. A name or a placeholder that stands in the source
can be copied piece by piece, however rare its pieces are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_letters
from typing import TYPE_CHECKING

from mtqa.engines.beam import Next

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.network import Network

_COPIED = re.compile(r"[!-~]+")


class Language:
    """What may be said in a language whatever is translated: frequent words, letters, marks, the ends of lines."""

    def __init__(self, network: Network, language: str) -> None:
        import torch

        vocabulary = network.vocabulary
        words = {"zh": vocabulary.chinese, "en": vocabulary.english}[language]
        letters = {token for letter in ascii_letters for token in network.encode(letter)[0]}
        self.ids = sorted({*words, *letters, *vocabulary.line_ends})
        self.rows = torch.tensor(self.ids)
        self.weight = network.rows(self.rows)


class Output:
    """The rows of the output layer for some texts: those of the language, and for each text those it can copy."""

    def __init__(self, network: Network, language: Language, texts: Sequence[str]) -> None:
        import torch

        known = set(language.ids)
        copied = [_copied(network, text) - known for text in texts]
        extra = sorted(set().union(*copied))
        self._network, self._language = network, language
        self._extra = torch.tensor(extra, dtype=torch.long)
        self._rows = torch.cat([language.rows, self._extra])
        self._weight = network.rows(self._extra)
        # What one text can copy is barred from the others: a batch is decoded like each text alone.
        self._barred = torch.tensor([[token not in own for token in extra] for own in copied], dtype=torch.bool)

    def following(self, states: Tensor, owners: Tensor, width: int) -> list[list[Next]]:
        """For each of `states` (n, width of the model), which go on with the texts `owners` (n), the 2 × `width`
        likeliest tokens, and how likely they are."""
        import torch

        logits = self._network.logits(states, self._language.rows, self._language.weight)
        if len(self._extra):
            extra = self._network.logits(states, self._extra, self._weight)
            logits = torch.cat([logits, extra.masked_fill(self._barred[owners], float("-inf"))], 1)
        values, best = logits.log_softmax(-1).topk(min(2 * width, logits.shape[1]))
        return [list(zip(*pair, strict=True)) for pair in zip(self._rows[best].tolist(), values.tolist(), strict=True)]


def _copied(network: Network, text: str) -> set[int]:
    """The pieces of a text's words in ASCII, as they stand in a line and after a space."""
    runs = set(_COPIED.findall(text))
    found = {token for run in runs for start in ("", " ") for token in network.encode(start + run)[0]}
    return found & network.vocabulary.ascii
