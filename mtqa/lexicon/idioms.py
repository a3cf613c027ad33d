"""English idioms in Chinese words: what machines make of them, and what Chinese says instead.

mtqa/data/idioms.tsv has for each idiom its renderings word by word, as a regular expression over plain text. It is
written by hand from the words of the idioms and the Chinese words for each of them; a rendering that native writers use
as well is left out (冰山一角, 双刃剑, 一石二鸟), and so is one that is as often meant literally (在桌子上).
`python -m research measure idioms` says how often the table matches native text, and what it finds in translations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mtqa.data import data_file
from mtqa.script import HAN
from mtqa.text import Span

TABLE = data_file("idioms.tsv")

#: Signs of the table's patterns, beside those of regular expressions.
_SIGNS = {
    "~": f"[{HAN}]{{0,4}}",
    "…": f"[{HAN}]{{0,8}}",
    "@": "(?:[我你您他她它]们?|自己|大家|人们)",
    "¶": '[，。！？；：、,.!?;:”"]|$',  # the end of a clause
}


@dataclass(frozen=True, slots=True)
class Idiom:
    """An English idiom, what Chinese says instead, and the pattern of its words in Chinese."""

    english: str
    chinese: str
    pattern: re.Pattern[str]


@cache
def idioms() -> tuple[Idiom, ...]:
    """The table; read at the first call."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return tuple(_idiom(*line.split("\t")) for line in lines if not line.startswith("#"))


def literal_idioms(text: str) -> Iterator[tuple[Idiom, Span]]:
    """The idioms that a text has word by word, in its order; of two at one place, the longer."""
    found = [(idiom, Span(*match.span())) for idiom in idioms() for match in idiom.pattern.finditer(text) if match[0]]
    end = 0
    for idiom, span in sorted(found, key=lambda one: (one[1].start, -one[1].end)):
        if span.start >= end:
            yield idiom, span
            end = span.end


def _idiom(english: str, chinese: str, pattern: str) -> Idiom:
    for sign, meaning in _SIGNS.items():
        pattern = pattern.replace(sign, meaning)
    return Idiom(english, chinese, re.compile(pattern))
