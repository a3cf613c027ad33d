"""How much likelier each token of a text is behind the one before than anywhere, in nats: what order is worth.

In a language one word makes the next likelier; of words drawn at random it says nothing, or the contrary. Tokens are
the commonest words of English and characters of Chinese, classes of the others, and the marks between them. Counted in
aligned sentences and native news, with the pair's count smoothed by 20 sentences' worth of chance
(`python -m research tables adjacency`, mtqa/data/adjacency.tsv.xz).
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from mtqa.data import data_file

TABLE = data_file("adjacency.tsv.xz")
_ENGLISH = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d.,]*|[,.;:?!]")
_CHINESE = re.compile(r"[一-鿿]|[，。、；：？！]|\d[\d.,]*|[A-Za-z]+")
_ENDINGS = ("ing", "ed", "ly", "tion", "s", "er", "al", "ity", "ment", "ive", "ous", "able", "ness", "est")
START, END, NUMBER, LATIN, OTHER = "^", "$", "#", "A", "-"
STEP = 0.1  # nats: what a unit of the table is


@dataclass
class Adjacency:
    """Of one language: for each token the likelihood ratio of those behind it, and of any other one."""

    language: str
    followers: dict[str, dict[str, float]] = field(default_factory=dict)
    others: dict[str, float] = field(default_factory=dict)

    def log_ratios(self, text: str) -> list[float]:
        """One for every token behind another one, the text's start and end among them."""
        return [
            self._of(one, other) for one, other in pairwise((START, *tokens(text, self.language, self.others), END))
        ]

    def _of(self, one: str, other: str) -> float:
        return self.followers.get(one, {}).get(other, self.others.get(one, 0.0))


@cache
def adjacency(language: str) -> Adjacency:
    """What is known of a language, "en" or "zh"; read at the first question."""
    found = Adjacency(language)
    for line in lzma.decompress(TABLE.read_bytes()).decode("utf-8").splitlines():
        if line.startswith(f"{language}\t"):
            _, token, other, *pairs = line.split("\t")
            found.others[token] = int(other) * STEP
            found.followers[token] = {word: int(ratio) * STEP for word, ratio in (one.split(" ") for one in pairs)}
    return found


def pieces(text: str, language: str) -> list[str]:
    """Words or characters, numbers and marks, as they stand."""
    return _ENGLISH.findall(text.lower().replace("’", "'")) if language == "en" else _CHINESE.findall(text)


def tokens(text: str, language: str, common: dict[str, float]) -> Iterator[str]:
    """The pieces of a text that are common, and the classes of the others."""
    return (piece if piece in common else _class(piece, language) for piece in pieces(text, language))


def _class(piece: str, language: str) -> str:
    if piece[0].isdigit():
        return NUMBER
    if language == "zh":
        return LATIN if piece[0].isascii() else OTHER
    ending = next((one for one in _ENDINGS if piece.endswith(one) and len(piece) > len(one) + 2), "")
    return OTHER + ending
