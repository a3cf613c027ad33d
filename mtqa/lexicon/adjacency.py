"""How much likelier each token of a text is after the token before it than anywhere, in nats.

In a language a word makes the next word likelier; in words drawn at random it does not. Tokens are the commonest words
of English and characters of Chinese, classes of the others, and the punctuation between them. Counted in aligned
sentences and native news; each pair's count is smoothed with 20 sentences' worth of chance (`python -m research tables
adjacency`, mtqa/data/adjacency.tsv.xz).
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from mtqa.data import data_file
from mtqa.script import HAN

TABLE = data_file("adjacency.tsv.xz")
_ENGLISH = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d.,]*|[,.;:?!]")
_CHINESE = re.compile(rf"[{HAN}]|[，。、；：？！]|\d[\d.,]*|[A-Za-z]+")
_ENDINGS = ("ing", "ed", "ly", "tion", "s", "er", "al", "ity", "ment", "ive", "ous", "able", "ness", "est")
START, END, NUMBER, LATIN, OTHER = "^", "$", "#", "A", "-"
STEP = 0.1  # nats of a unit in the table


@dataclass
class Adjacency:
    """The table of a language: for each token the log-ratios (nats) of the tokens after it, as they are written, and
    of any other token."""

    language: str
    followers: dict[str, list[str]] = field(default_factory=dict)
    others: dict[str, float] = field(default_factory=dict)
    _known: dict[str, dict[str, float]] = field(default_factory=dict)

    def log_ratios(self, text: str) -> list[float]:
        """The log-ratio (nats) of each pair of neighbouring tokens; start and end of the text are tokens, too."""
        found = (START, *tokens(text, self.language, self.others), END)
        return [self._log_ratio(first, second) for first, second in pairwise(found)]

    def _log_ratio(self, first: str, second: str) -> float:
        found = self._known.get(first)
        if found is None:  # a text has few of the tokens
            pairs = (pair.split(" ") for pair in self.followers.get(first, ()))
            found = self._known[first] = {word: int(ratio) * STEP for word, ratio in pairs}
        return found.get(second, self.others.get(first, 0.0))


@cache
def adjacency(language: str) -> Adjacency:
    """The table of a language, "en" or "zh"; read at the first call."""
    found = Adjacency(language)
    for line in lzma.decompress(TABLE.read_bytes()).decode("utf-8").splitlines():
        if line.startswith(f"{language}\t"):
            _, token, rest, *pairs = line.split("\t")
            found.others[token] = int(rest) * STEP
            found.followers[token] = pairs
    return found


def pieces(text: str, language: str) -> list[str]:
    """The words or characters, numbers and punctuation of a text, in order."""
    return _ENGLISH.findall(text.lower().replace("’", "'")) if language == "en" else _CHINESE.findall(text)


def tokens(text: str, language: str, common: dict[str, float]) -> Iterator[str]:
    """The tokens of a text: its common pieces, and the classes of the others."""
    return (piece if piece in common else _class(piece, language) for piece in pieces(text, language))


def _class(piece: str, language: str) -> str:
    if piece[0].isdigit():
        return NUMBER
    if language == "zh":
        return LATIN if piece[0].isascii() else OTHER
    endings = (ending for ending in _ENDINGS if piece.endswith(ending) and len(piece) > len(ending) + 2)
    return OTHER + next(endings, "")
