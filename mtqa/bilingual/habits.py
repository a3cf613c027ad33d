"""How a document itself translates a word: what no dictionary has, since it is a term of the subject or of a region.

Where “package” stands, a catalogue has 套件 in most translations, and elsewhere hardly ever: there, 套件 is “package”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from mtqa.bilingual.coverage import Covered, Word
from mtqa.lexicon.english import stem
from mtqa.lexicon.presence import presence
from mtqa.script import HAN

_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_HAN_RUN = re.compile(f"[{HAN}]{{2,}}")
_SIZE = 2  # characters: most Chinese words have two
_EMPTY = frozenset("的了着在是中为為与與和于於从從到被将將要请請不未已")  # characters that stand beside any word
_LEAST_PAIRS = 50  # of a document: the few of a page agree by chance
_LEAST_TEXTS = 3  # other translations with the word that have to agree
_LEAST_SHARE = 1 / 2  # of the translations with the word that have the characters
_LEAST_LIFT = 4.0  # how much more often than in the others


class Habits:
    """The pairs of a document, English and Chinese, read and searched when one is in doubt; equal ones count once."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._given = pairs

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        """Chinese and English."""
        return list({chinese: english for english, chinese in self._given}.items())

    @cached_property
    def _by_english(self) -> dict[str, list[int]]:
        return _numbered([english] for _, english in self._pairs)

    @cached_property
    def _by_chinese(self) -> dict[str, list[int]]:
        return _numbered([chinese] for chinese, _ in self._pairs)

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        return _numbered(_stems(english) for _, english in self._pairs)

    @cached_property
    def _by_piece(self) -> dict[str, list[int]]:
        return _numbered(_pieces(chinese) for chinese, _ in self._pairs)

    def known(self, covered: Covered, english: str, chinese: str) -> Covered:
        """The words of both texts, with those met that other translations of the document render like that."""
        if len(self._pairs) < _LEAST_PAIRS:
            return covered
        unmet = {at for word in covered.chinese if not word.met for at in range(word.span.start, word.span.end)}
        here = {piece: places for piece, places in _pieces(chinese).items() if _is_open(places, unmet)}
        words = {word.span.of(english).lower(): stem(word.span.of(english).lower()) for word in covered.english}
        same = {*self._by_english.get(english, ()), *self._by_chinese.get(chinese, ())}
        usual = {written: self._usual(root, here, same) for written, root in words.items()}
        told = (piece for pieces in usual.values() for piece in pieces)
        marked = {at + step for piece in told for at in here[piece] for step in range(_SIZE)}
        ours = [
            _met("en", word, words[written], len(chinese)) if usual[written := word.span.of(english).lower()] else word
            for word in covered.english
        ]
        theirs = [
            _met("zh", word, word.span.of(chinese), len(ours)) if _is_marked(word, marked) else word
            for word in covered.chinese
        ]
        return Covered(tuple(ours), tuple(theirs))

    def _usual(self, root: str, here: Iterable[str], same: set[int]) -> list[str]:
        """The pieces of the Chinese text that other translations of the English word have, too: not the `same` ones."""
        others = set(self._by_stem.get(root, ())) - same
        if len(others) < _LEAST_TEXTS:
            return []
        found = []
        for piece in here:
            having = self._by_piece.get(piece, ())
            count = len(others.intersection(having))
            elsewhere = (len(having) - count) / max(1, len(self._pairs) - len(others))
            if count >= max(_LEAST_TEXTS, _LEAST_SHARE * len(others), _LEAST_LIFT * elsewhere * len(others)):
                found.append(piece)
        return found


def _numbered(texts: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """The numbers of the texts with each word; a text is given by its words."""
    found: dict[str, list[int]] = {}
    for number, words in enumerate(texts):
        for word in words:
            found.setdefault(word, []).append(number)
    return found


def _stems(english: str) -> set[str]:
    return {stem(word.lower()) for word in _ENGLISH.findall(english)}


def _pieces(chinese: str) -> dict[str, list[int]]:
    """Every two Han characters in a row that may be a word, with their places."""
    found: dict[str, list[int]] = {}
    for run in _HAN_RUN.finditer(chinese):
        for at in range(run.start(), run.end() - _SIZE + 1):
            if _EMPTY.isdisjoint(chinese[at : at + _SIZE]):
                found.setdefault(chinese[at : at + _SIZE], []).append(at)
    return found


def _is_open(places: list[int], unmet: set[int]) -> bool:
    """Does no word of the English text account for either character at one of the places?"""
    return any(all(at + step in unmet for step in range(_SIZE)) for at in places)


def _is_marked(word: Word, marked: set[int]) -> bool:
    return 2 * sum(at in marked for at in range(word.span.start, word.span.end)) >= len(word.span)


def _met(language: str, word: Word, key: str, size: int) -> Word:
    """The word as one that is met; one that was met stays as it is."""
    return word if word.met else Word(word.span, True, min(0.0, presence(language, key).odds(True, size)))
