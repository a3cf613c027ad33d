"""Normalise spaces and punctuation of a translation before it is read, since they say nothing of its quality.

In MLQE-PE the machine's text has half-width punctuation and stray spaces, and the editor's text is cut into words: a
head that sees this can tell the two apart without reading (“half-width punctuation is bad” alone gives MCC 0.33 there).
So spaces that no Latin text needs are removed, punctuation becomes full-width, and the original places are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtqa.text import Span

_MARKS = dict(zip(",.;:?!()", "，。；：？！（）", strict=True))
_QUOTES = {**dict.fromkeys("“”„‟＂「」『』", '"'), **dict.fromkeys("‘’＇", "'")}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Written:
    """The normalised text, and for each of its characters its place in the original text."""

    text: str
    places: tuple[int, ...]

    def back(self, start: int, end: int) -> Span:
        """The span of the original text that these characters (at least one) come from."""
        return Span(self.places[start], self.places[end - 1] + 1)


def chinese(text: str) -> Written:
    """Normalise Chinese text: spaces and half-width punctuation stay only between Latin letters or digits.

    >>> chinese("2013 年 , 在 New  York 有 3.5 万人 .").text
    '2013年，在New York有3.5万人。'
    """
    kept: list[tuple[int, str]] = []
    at = 0
    for space in _SPACE.finditer(text):
        kept += enumerate(text[at : space.start()], at)
        at = space.end()
        if _is_latin(text[max(0, space.start() - 1) : space.start()]) and _is_latin(text[at : at + 1]):
            kept.append((space.start(), " "))
    kept += enumerate(text[at:], at)
    plain = "".join(character for _, character in kept)
    return Written("".join(map(_mark, plain, " " + plain, plain[1:] + " ")), tuple(place for place, _ in kept))


def english(text: str) -> str:
    """Normalise English text: single spaces, none at the ends.

    >>> english(" a \\n b ")
    'a b'
    """
    return _SPACE.sub(" ", text).strip()


def _mark(character: str, before: str, after: str) -> str:
    if character in _MARKS and not (_is_latin(before) and _is_latin(after)):
        return _MARKS[character]
    return _QUOTES.get(character, character)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
