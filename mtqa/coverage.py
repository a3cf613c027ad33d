"""Which words of an English and a Chinese text say the same, by the dictionary: what is covered, on either side.

An English word is covered where one of its renderings (aligned sentences and CC-CEDICT) stands in the Chinese text, and
so are the characters of that rendering. The dictionary is far from knowing every translation: of the words of good
translations a quarter stays uncovered, here and there; where a part is left out, a whole run of them does. And a
common rendering (有 for “have”) stands in any text. So each word has its odds, in nats, of being left out:

    covered      ln(c / p)            c = 1 − exp(−n · r): the chance that a text of n Han characters has a rendering,
    not covered  ln((1 − c) / (1 − p))    r how often one comes a character; p that its translation has one
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from mtqa.lexicon import Dictionary, character_surprisal, chinese_zipf
from mtqa.lexicon.channel import form, seen, stem
from mtqa.lexicon.dictionary import EMPTY
from mtqa.nonsense import nonsense
from mtqa.text import Span

_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][a-z]+)?|\d[\d.,]*")
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_LEAST_SHARE = 0.02  # of the renderings of an English word: rarer ones are noise of the alignment
_TRANSLATED = 0.74  # p: counted in WMT human translations of 2021
_LEAST_CHANCE, _MOST_CHANCE = 0.03, 0.95  # of c: no word is sure
_WORDS_A_CHARACTER = 0.6  # of Chinese
# Characters of one Chinese word are not independent, nor are a word and its translation: a covered character has this
# part of the odds of the word that covers it. An uncovered one has half of
# ln((1 − 0.09) / (1 − 0.58)), counted likewise.
_OF_WORD, _HAN_LACKS = 0.4, 0.38

#: Renderings of the words seen in this process, whatever the document, and how many of them come in a Han character.
_KNOWN: dict[str, tuple[tuple[str, ...], float]] = {}


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of the English text; its odds of having been left out, 0 where nothing is known of it."""

    span: Span
    covered: bool
    odds: float


@dataclass(frozen=True, slots=True)
class Covered:
    """Two texts side by side: the words of the English one, and for each character of the Chinese one its odds of being
    said nowhere in the English one; None of what is not Han."""

    words: tuple[Word, ...]
    characters: tuple[float | None, ...]


class Coverage:
    """Questions about coverage; the tables are read at the first one."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._last: tuple[str, str, Covered] | None = None

    def of(self, english: str, chinese: str) -> Covered:
        """The last answer is kept, since more than one check asks."""
        if self._last is None or self._last[:2] != (english, chinese):
            self._last = english, chinese, self._covered(english, chinese)
        return self._last[2]

    def _covered(self, english: str, chinese: str) -> Covered:
        marks: list[float | None] = [_HAN_LACKS if _HAN.match(character) else None for character in chinese]
        size = sum(mark is not None for mark in marks)
        lowered, words = chinese.lower(), []
        for match in _WORD.finditer(english):
            word = match[0].lower()
            if word not in EMPTY and (len(word) > 2 or word.isdecimal()):
                covered, odds = self._mark(word, lowered, size, marks)
                words.append(Word(Span(*match.span()), covered, odds))
        return Covered(tuple(words), tuple(marks))

    def _mark(self, word: str, chinese: str, size: int, marks: list[float | None]) -> tuple[bool, float]:
        """Is the word there, and with which odds? Its renderings are marked."""
        if word in chinese:
            return True, math.log(_LEAST_CHANCE / _TRANSLATED)
        renderings, rate = self._renderings(word.removesuffix("'s").removesuffix("’s"))
        if not renderings:
            return False, 0.0
        chance = min(_MOST_CHANCE, max(_LEAST_CHANCE, 1 - math.exp(-rate * size)))
        places = [(at, len(one)) for one in renderings if one in chinese for at in _places(one, chinese)]
        odds = math.log(chance / _TRANSLATED) if places else math.log((1 - chance) / (1 - _TRANSLATED))
        for start, length in places:
            for at in range(start, start + length):
                marks[at] = min(marks[at] or 0.0, _OF_WORD * odds)
        return bool(places), odds

    def _renderings(self, word: str) -> tuple[tuple[str, ...], float]:
        """The Chinese words that a word in lower case may be, and how many of them come in a character of Chinese."""
        if word not in _KNOWN:
            english = stem(word)
            counts = seen(english)
            total = sum(counts.values())
            often = {one for one, count in counts.items() if len(one) > 1 or count >= _LEAST_SHARE * total}
            listed = self._dictionary.naming(word) | self._dictionary.naming(form(english))
            renderings = often | {one for one in listed if len(one) > 1 or not counts}
            _KNOWN[word] = tuple(sorted(renderings)), sum(map(_rate, renderings))
        return _KNOWN[word]


def _places(wording: str, text: str) -> list[int]:
    found, at = [], text.find(wording)
    while at >= 0:
        found.append(at)
        at = text.find(wording, at + len(wording))
    return found


@lru_cache(maxsize=262144)
def _rate(word: str) -> float:
    """How often a word comes, per Han character of Chinese text."""
    if len(word) == 1:
        return math.exp(-character_surprisal(word))
    zipf = chinese_zipf(word)
    return _WORDS_A_CHARACTER * 10 ** (zipf - 9) if zipf else 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that nothing on the other side says. `score` is how much speaks for it, in nats; `share` how much of
    the text it is."""

    span: Span
    score: float
    share: float


_VARIANCE, _HAN_WIDTH = 7.0, 3.5  # those of mtqa.parallels
# Nats: 97 % of exchanged translations, and 8 of 1,000 human ones, which are very free (WMT 2021 and 2022).
_STRANGERS = 3.0
_HARDLY = -3.0  # what is a translation at all, though in bad language, has less
_MOST_OF_LENGTH = 8.0  # nats that lengths may say


def is_unrelated(covered: Covered, target: str, *, chinese: bool) -> bool:
    """Do the two texts look like strangers, or is the target no language?"""
    strange = strangeness(covered)
    return strange >= _STRANGERS or (strange >= _HARDLY and strange + nonsense(target, chinese=chinese) >= _STRANGERS)


def strangeness(covered: Covered) -> float:
    """What speaks for two texts having nothing to do with each other, nats; seen from both sides, which tell much the
    same."""
    words = sum(word.odds for word in covered.words)
    characters = sum(mark for mark in covered.characters if mark is not None)
    return (words + characters) / 2


def gap_in_english(covered: Covered, english: str, chinese: str) -> Gap:
    """The stretch of the English text that the Chinese one least likely says."""
    words = covered.words
    score, first, last = _best([word.odds for word in words])
    if score <= 0:
        return Gap(Span(0, 0), 0.0, 0.0)
    start = words[first].span.start if first else 0
    end = words[last].span.start if last < len(words) else len(english)
    whole, other = float(len(english)), _width(chinese)
    score += _by_length(whole, end - start, other)
    return Gap(Span(start, len(english[:end].rstrip())), score, (end - start) / max(1, len(english)))


def gap_in_chinese(covered: Covered, english: str, chinese: str) -> Gap:
    """The stretch of the Chinese text that the English one least likely says."""
    score, start, end = _best([mark or 0.0 for mark in covered.characters])
    if score <= 0:
        return Gap(Span(0, 0), 0.0, 0.0)
    whole, gone = _width(chinese), _width(chinese[start:end])
    score += _by_length(whole, gone, float(len(english)))
    return Gap(Span(start, end), score, gone / max(1.0, whole))


def _best(values: list[float]) -> tuple[float, int, int]:
    """The run with the greatest sum (Kadane's algorithm): the sum, its start and its end."""
    best, running, start = (0.0, 0, 0), 0.0, 0
    for index, value in enumerate(values):
        if running <= 0:
            running, start = 0.0, index
        running += value
        if running > best[0]:
            best = running, start, index + 1
    return best


def _by_length(whole: float, gone: float, other: float) -> float:
    """How much better the other text's length goes with a text without the stretch, nats (Gale and Church's)."""
    better = _misfit(whole, other) - _misfit(whole - gone, other)
    return max(-_MOST_OF_LENGTH, min(_MOST_OF_LENGTH, better))


def _misfit(one: float, other: float) -> float:
    return (one - other) ** 2 / (_VARIANCE * max(1.0, one + other))


def _width(text: str) -> float:
    """Length in characters of English."""
    han = len(_HAN.findall(text))
    return han * _HAN_WIDTH + len(text) - han
