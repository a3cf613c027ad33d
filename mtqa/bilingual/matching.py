"""Finds which words of an English and a Chinese text have a translation on the other side (are met).

An English word is met if the Chinese text has one of its renderings (aligned sentences and CC-CEDICT) or a word that
means it; a Chinese word, if such renderings make up half of it, or if one of its meanings is a stem of the English
text. Numbers and Latin words are met if the other side has them unchanged, names also if they are transcribed.
`mtqa.bilingual.coverage` weighs the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mtqa.lexicon import Dictionary
from mtqa.lexicon.cedict import EMPTY
from mtqa.lexicon.channel import aligned_words, form, meanings, seen
from mtqa.lexicon.english import stem
from mtqa.lexicon.longest import longest_words
from mtqa.lexicon.presence import ANY, LATIN, NAME, NUMBER
from mtqa.lexicon.transcription import initials, transcribed
from mtqa.script import HAN
from mtqa.script import LATIN as LETTERS
from mtqa.text import Span

_ENGLISH = re.compile(rf"[{LETTERS}]+(?:['’][a-z]+)?|\d[\d.,]*")
# What Chinese asks and offers with fewer words, or without any: 确定要删除吗, 是否继续.
_COURTESY = re.compile(
    r"\bare you (?:really |absolutely )?sure\b(?: that)?(?: you (?:really )?want to)?"
    r"|\b(?:do|if) you (?:really )?want to\b|\bwould you like to(?: do)?\b|\byou (?:may|might) (?:want|wish) to\b"
    r"|\bclick here to\b|\b(?:can )?choose to\b|\bthis (?:assistant|wizard) will help you(?: to)?\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(rf"(?P<han>[{HAN}]+)|[{LETTERS}]+|\d[\d.,]*")
_LEAST_SHARE = 0.02  # of the renderings of an English word, and of the meanings of a Chinese one: rarer ones are noise
_LEAST_LETTERS = 3  # of an English word
_LONGEST_PIECE = 5  # characters of a rendering that is looked up; longer ones are searched for
_LONGEST_SENSE = 3  # English words of a definition: longer ones explain

#: A word of the Chinese text: its place, its key for `presence`, and its meanings.
_Place = tuple[Span, str, frozenset[str]]
#: Renderings of an English word: those of up to `_LONGEST_PIECE` characters, and longer ones.
_Renderings = tuple[frozenset[str], tuple[str, ...]]


class Seen(NamedTuple):
    """A word at its place: its key for `mtqa.lexicon.presence`, and whether it is met."""

    span: Span
    key: str
    met: bool


def match(english: str, chinese: str, dictionary: Dictionary) -> tuple[list[Seen], list[Seen]]:
    """The content words of the English text, and all words of the Chinese text."""
    lowered = chinese.lower()
    marked, pieces = bytearray(len(lowered)), _pieces(lowered)
    places = list(_words(chinese, dictionary))
    meant = frozenset[str]().union(*(means for _, _, means in places))
    sounds: str | None = None  # only names need them
    stems: set[str] = set()
    words = []
    for found in _content(english):
        word, span = found[0].lower().removesuffix("'s").removesuffix("’s"), Span(*found.span())
        if word[0].isdecimal():
            words.append(Seen(span, NUMBER, word.rstrip(".,") in lowered))
        elif word not in EMPTY and len(word) >= _LEAST_LETTERS:
            root, known = stem(word), _by_size(dictionary, word)
            met = _mark(pieces, known, lowered, marked) or root in meant or word in lowered
            if not met and found[0][0].isupper():
                sounds = initials(lowered, dictionary) if sounds is None else sounds
                if heard := transcribed(word, sounds):
                    met, marked[heard.start : heard.end] = True, b"\1" * len(heard)
            words.append(Seen(span, root if any(known) else NAME if found[0][0].isupper() else LATIN, met))
            stems.add(root)
    lowered = english.lower()
    return words, [_seen(chinese, place, lowered, stems, marked) for place in places]


def _content(english: str) -> Iterator[re.Match[str]]:
    """The words of an English text that are more than courtesy."""
    polite = [match.span() for match in _COURTESY.finditer(english)]
    for found in _ENGLISH.finditer(english):
        if not any(start <= found.start() < end for start, end in polite):
            yield found


def _mark(
    pieces: frozenset[str], known: tuple[frozenset[str], tuple[str, ...]], chinese: str, marked: bytearray
) -> bool:
    """Does the Chinese text, given with its `pieces`, have one of the renderings? Marks all of their characters."""
    short, long = known
    met = False
    for rendering in (*(short & pieces), *long):
        at = chinese.find(rendering)
        while at >= 0:
            met, end = True, at + len(rendering)
            marked[at:end] = b"\1" * len(rendering)
            at = chinese.find(rendering, end)
    return met


def _pieces(text: str) -> frozenset[str]:
    """Every stretch of a text of up to `_LONGEST_PIECE` characters."""
    sizes = range(1, _LONGEST_PIECE + 1)
    return frozenset([text[at : at + size] for size in sizes for at in range(len(text) - size + 1)])


@lru_cache(maxsize=1024)  # some 8 KB each; most words of a text are among the last few hundred
def _by_size(dictionary: Dictionary, word: str) -> _Renderings:
    """The renderings of a word: those that may be among the pieces of a text, and longer ones."""
    known = renderings.__wrapped__(dictionary, word)  # kept here, and not there as well
    short = frozenset(rendering for rendering in known if len(rendering) <= _LONGEST_PIECE)
    return short, tuple(rendering for rendering in known if len(rendering) > _LONGEST_PIECE)


def _words(text: str, dictionary: Dictionary) -> Iterator[_Place]:
    """The words of the tables, from left to right, the longest at each place; other characters one by one."""
    known = known_words(dictionary)
    for match in _CHINESE.finditer(text):
        start, end = match.span()
        if not match["han"]:
            yield Span(start, end), NUMBER if match[0][0].isdecimal() else LATIN, frozenset()
            continue
        for at, word in longest_words(match[0], lambda word: word in known and bool(meant_by(dictionary, word))):
            means = meant_by(dictionary, word)
            yield Span(start + at, start + at + len(word)), word if means else ANY, means


def _seen(text: str, place: _Place, english: str, stems: set[str], marked: bytearray) -> Seen:
    span, key, means = place
    if key in (NUMBER, LATIN):
        return Seen(span, key, span.of(text).lower().rstrip(".,") in english)
    return Seen(span, key, 2 * sum(marked[span.start : span.end]) >= len(span) or not stems.isdisjoint(means))


@lru_cache(maxsize=8)
def known_words(dictionary: Dictionary) -> frozenset[str]:
    """The Chinese words of the tables."""
    return dictionary.vocabulary | aligned_words()


@lru_cache(maxsize=200_000)
def meant_by(
    dictionary: Dictionary, word: str, least_share: float = _LEAST_SHARE, longest_sense: int = _LONGEST_SENSE
) -> frozenset[str]:
    """The English stems that a Chinese word may mean: those of at least a share of its aligned words, and of the senses
    in the dictionary that have few words."""
    counts = meanings(word)
    total = sum(counts.values())
    often = {english for english, count in counts.items() if count >= least_share * total}
    senses = (sense for sense in dictionary.senses(word) if len(sense) <= longest_sense)
    return frozenset(often | {stem(english) for sense in senses for english in sense})


@lru_cache(maxsize=50_000)
def translates(word: str, wording: str, dictionary: Dictionary) -> bool:
    """May the Chinese wording, as a whole or by a part, translate the English word?"""
    return any(known in wording for known in renderings(dictionary, word)) or any(
        found.met for found in match(word, wording, dictionary)[0]
    )


@lru_cache(maxsize=100_000)
def renderings(dictionary: Dictionary, word: str) -> tuple[str, ...]:
    """The Chinese words that an English word, in lower case, may become."""
    english = stem(word)
    counts = seen(english)
    total = sum(counts.values())
    often = {chinese for chinese, count in counts.items() if len(chinese) > 1 or count >= _LEAST_SHARE * total}
    listed = dictionary.naming(word)
    if (usual := form(english)) != word:
        listed |= dictionary.naming(usual)
    return tuple(sorted(often | {chinese for chinese in listed if len(chinese) > 1 or not counts}))
