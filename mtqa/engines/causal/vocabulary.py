"""The vocabulary by script: which rows of a model's output layer a text in Chinese or English can need.

A multilingual vocabulary is mostly words of other languages: of Gemma's 262,144 rows Chinese prose uses some 49,000,
and the output layer is most of the cost of a probability. A shortlist leaves the other rows out of the normalisation,
which have hardly any probability there; `python -m research measure shortlist` prints the error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from mtqa.script import HAN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(f"[{HAN}]{{2,4}}")
_BYTE, _BYTE_LENGTH = re.compile(r"<0x[0-9A-F]{2}>"), len("<0x00>")
_LETTER = re.compile(r"[^▁Ġ\W\d_]")
_BEYOND_ASCII = re.compile(r"[^\0-\x7f▁Ġ]")
_CODES = 0x110000  # of Unicode
#: What begins and ends a turn in ChatML, the format of Qwen's chat models and many others.
TURN, TURN_END = "<|im_start|>", "<|im_end|>"

# Byte-pair vocabularies number their entries in the order of merging, frequent pieces first; the first
# 20,000 include most Latin words in Chinese prose. Set by hand: more rows cost more than they improve.
_COMMON_LATIN = 20_000
# English output needs more Latin words; rarer words are spelled from pieces.
_ENGLISH_LATIN = 60_000


@dataclass(frozen=True)
class Vocabulary:
    """Tokens by script, mostly as arrays, since there may be a quarter of a million.

    chinese    shortlist: ascending ids of the rows that Chinese text uses
    english    the same for English
    foreign    for every id, is the Chinese shortlist unsafe after it? It has letters other than Han, or opens a
    bracket,
               which often contains a name's Latin original
    ascii      for every id, does it have letters and only ASCII characters? Single letters included
    line_ends  ids of tokens with a line feed, and of the end of a turn in a chat
    words      ids of tokens of two to four Han characters
    """

    chinese: NDArray[np.int64]
    english: NDArray[np.int64]
    foreign: NDArray[np.bool_]
    ascii: NDArray[np.bool_]
    line_ends: frozenset[int]
    words: NDArray[np.int64]

    @classmethod
    def of(cls, pieces: Sequence[str]) -> Vocabulary:
        """Sort a tokenizer's pieces, given by id, by script. An id without a piece has an empty string."""
        import numpy as np

        if _is_byte_level(pieces):
            pieces = [_decoded(piece) for piece in pieces]
        spelt = _Spelling(pieces)
        han, there, index = spelt.has(_HAN), spelt.lengths > 0, np.arange(len(pieces))
        marks = there & ~spelt.has(_LETTER)
        marks[[i for i in np.flatnonzero(spelt.lengths == _BYTE_LENGTH).tolist() if _BYTE.fullmatch(pieces[i])]] = True
        latin = there & ~marks & ~han & ~spelt.has(_BEYOND_ASCII)
        foreign = there & ~marks & ~han
        foreign[[i for i in np.flatnonzero(marks).tolist() if pieces[i].endswith(("（", "("))]] = True
        return cls(
            chinese=np.flatnonzero(marks | han | (latin & (index < _COMMON_LATIN))),
            english=np.flatnonzero(marks | (latin & (index < _ENGLISH_LATIN))),
            foreign=foreign,
            ascii=latin,
            line_ends=frozenset(np.flatnonzero(spelt.has(re.compile("\n"))).tolist()) | _indices(pieces, TURN_END),
            words=np.array([i for i in np.flatnonzero(han).tolist() if _WORD.fullmatch(pieces[i])], dtype=np.int64),
        )


class _Spelling:
    """The characters of all pieces concatenated, so that a pattern tests each character once, not each piece."""

    def __init__(self, pieces: Sequence[str]) -> None:
        import numpy as np

        self.lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
        self._codes = np.frombuffer("".join(pieces).encode("utf-32-le", "surrogatepass"), "<u4")
        self._owners = np.repeat(np.arange(len(pieces)), self.lengths)
        known = np.zeros(_CODES, dtype=bool)
        known[self._codes] = True
        self._known = np.flatnonzero(known).tolist()

    def has(self, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
        """For each piece: does a character of it match?"""
        import numpy as np

        matching = np.zeros(_CODES, dtype=bool)
        matching[[code for code in self._known if pattern.match(chr(code))]] = True
        return np.bincount(self._owners[matching[self._codes]], minlength=len(self.lengths)) > 0


@cache
def _alphabet() -> dict[str, int]:
    """The characters in which GPT-2, Qwen and Llama 3 write bytes: printable Latin-1 stands for itself, the other bytes
    are the characters from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    unprintable = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(0x100 + i): byte for i, byte in enumerate(unprintable)}


def _indices(pieces: Sequence[str], wanted: str) -> frozenset[int]:
    return frozenset({pieces.index(wanted)} if wanted in pieces else ())


def _is_byte_level(pieces: Sequence[str]) -> bool:
    return "<0x00>" not in pieces and _alphabet().keys() <= set(pieces)


def _decoded(token: str) -> str:
    """The text of a byte-level token (çļĦ is 的). Incomplete characters become U+FFFD, which is not a letter."""
    alphabet = _alphabet()
    if not all(character in alphabet for character in token):
        return token  # an added token
    return bytes(alphabet[character] for character in token).decode("utf-8", "replace")
