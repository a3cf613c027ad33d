"""How a translation is written before it is read: without what says nothing of its quality.

In MLQE-PE the machine's text has half-width marks and stray spaces, and the editor's was cut into words: a head that
sees this tells the two apart for nothing (“a half-width mark is bad” alone gives MCC 0.33 there). So all spaces that
no Latin text needs are left out and all marks are made full-width, and what was where is remembered.
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
    """The text that is read, and for each of its characters the place of that character in the text that was given."""

    text: str
    places: tuple[int, ...]

    def back(self, start: int, end: int) -> Span:
        """The stretch of the given text that these characters (at least one) stand for."""
        return Span(self.places[start], self.places[end - 1] + 1)


def chinese(text: str) -> Written:
    """Spaces stay between two Latin letters or digits only; marks stay half-width there only.

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
    """With single spaces.

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
