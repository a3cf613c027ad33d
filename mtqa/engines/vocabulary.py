"""Which rows of a model's output layer a text can need: the vocabulary by script.

A multilingual vocabulary is mostly other people's words: of Gemma's 262,144 rows Chinese prose uses some
49,000, and the output layer is most of the cost of a probability. A shortlist leaves the others out of the
normalisation. What is left out is what the model would hardly say there; `python -m mtqa.bench shortlist`
prints the error it makes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_WORD = re.compile(r"[一-鿿]{2,4}")
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")
_MARKS = re.compile(r"[▁Ġ\W\d_]+")

# Byte-pair vocabularies number their entries in the order of merging, frequent pieces first; the first
# 20,000 hold most Latin words that turn up in Chinese prose. Going on to 50,000 took a tenth off the mean error
# (0.0030 to 0.0027 nat a token on the Linfeng document) and cost half as much again.
_COMMON_LATIN = 20_000
# English output needs more of them; rarer words are spelled from pieces.
_ENGLISH_LATIN = 60_000


@dataclass(frozen=True)
class Vocabulary:
    """Token ids by what the token is made of.

    `chinese` and `english` are shortlists: ascending ids of the rows that text in that language uses.
    `foreign` are tokens after which a Chinese shortlist is not safe: they hold letters other than Han, or open a
    bracket, in which a name's Latin original often stands.
    `ascii` are those that are spelt in ASCII alone, single letters among them. `line_ends` are tokens that hold a line
    feed. `words` are those of two Han characters and more, by id.
    """

    chinese: tuple[int, ...]
    english: tuple[int, ...]
    foreign: frozenset[int]
    ascii: frozenset[int]
    line_ends: frozenset[int]
    words: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: Mapping[str, int]) -> Vocabulary:
        """Sort a tokenizer's vocabulary (token → id) by script."""
        chinese: list[int] = []
        english: list[int] = []
        foreign: list[int] = []
        latin: list[int] = []
        line_ends: list[int] = []
        words: dict[int, str] = {}
        byte_level = _is_byte_level(vocabulary)
        for raw, index in vocabulary.items():
            token = _decoded(raw) if byte_level else raw
            if "\n" in token:
                line_ends.append(index)
            if _BYTE.fullmatch(token) or _MARKS.fullmatch(token):
                chinese.append(index)
                english.append(index)
                if token.endswith(("（", "(")):
                    foreign.append(index)
            elif _HAN.search(token):
                chinese.append(index)
                if _WORD.fullmatch(token):
                    words[index] = token
            else:
                foreign.append(index)
                if token.isascii() or token.lstrip("▁Ġ").isascii():
                    latin.append(index)
                    if index < _COMMON_LATIN:
                        chinese.append(index)
                    if index < _ENGLISH_LATIN:
                        english.append(index)
        short = tuple(sorted(chinese)), tuple(sorted(english))
        return cls(*short, frozenset(foreign), frozenset(latin), frozenset(line_ends), words)


@cache
def _alphabet() -> dict[str, int]:
    """The letters in which GPT-2, Qwen and Llama 3 write bytes: printable Latin-1 stands for itself, the other bytes
    for the letters from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(0x100 + i): byte for i, byte in enumerate(others)}


def _is_byte_level(vocabulary: Mapping[str, int]) -> bool:
    return "<0x00>" not in vocabulary and all(letter in vocabulary for letter in _alphabet())


def _decoded(token: str) -> str:
    """The text behind a byte-level token (çļĦ is 的). What is no whole character becomes U+FFFD, a mark."""
    alphabet = _alphabet()
    if not all(letter in alphabet for letter in token):
        return token  # an added token
    return bytes(alphabet[letter] for letter in token).decode("utf-8", "replace")
