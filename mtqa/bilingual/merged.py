"""Finds labels of different things that have one translation: 额度 for balance, credits and quota.

Two labels are different things if each has a word that the other has not, the translation has a rendering of the one's
words, and none of the other's: aligned sentences and the dictionary then translate them differently. Delete and remove
share their renderings, and so do labels that differ in case, number, articles, marks and access keys; “author” and
“author name” are one thing. Where the rest of the document uses the translation for a word, it is that word's.

The constants were set on localisation files of free software: of 157 findings in 93,301 units, 44 were read again, of
which 31 are right, 10 arguable (Income chart and Income over time) and 3 wrong (New directory, Create directory).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from mtqa.bilingual.matching import translates
from mtqa.lexicon import Channel, Dictionary
from mtqa.lexicon.cedict import EMPTY
from mtqa.lexicon.channel import seen
from mtqa.lexicon.english import stem
from mtqa.lexicon.labels import without_access_keys
from mtqa.script import HAN

_ENGLISH = re.compile(r"[A-Za-z]+(?:[ \-/][A-Za-z]+){0,3}")
_CHINESE = re.compile(f"[{HAN}]{{2,8}}")
_MARKS = " \t\n.:…!?*\"'“”()。：！？（）"
_LEAST_LETTERS = 3
_LEAST_SEEN = 20  # aligned words of an English word: below that, its renderings are not all known
_LEAST_OVERLAP = 0.02  # of the renderings of two words that mean the same in places (Bhattacharyya): new and create
_MOST_NAMED = 4  # other labels
_LEAST_USES, _LEAST_SHARE = 2, 0.34  # other units that have the word, and of them those with the translation


@dataclass(frozen=True, slots=True)
class Label:
    """A unit that is a label: its number, its words as written, and the stems of those that tell."""

    number: int
    written: str
    words: Mapping[str, str]  # stem → word


@dataclass(frozen=True, slots=True)
class Merged:
    """A label whose translation belongs to another one: the number of its pair, its words, the Chinese wording, and the
    other labels that have it, that to which it belongs first."""

    number: int
    written: str
    wording: str
    others: tuple[str, ...]


def merged(pairs: Sequence[tuple[str, str]], dictionary: Dictionary) -> Iterator[Merged]:
    """The labels among pairs of English and Chinese texts whose translation is that of another thing."""
    groups: dict[str, list[Label]] = defaultdict(list)
    for number, (english, chinese) in enumerate(pairs):
        wording = plain(chinese)
        if _CHINESE.fullmatch(wording) and (label := _label(number, english)):
            groups[wording].append(label)
    groups = {
        wording: labels for wording, labels in groups.items() if len({frozenset(one.words) for one in labels}) > 1
    }
    uses = _Uses(pairs) if groups else None
    for wording, labels in groups.items():
        for label in labels:
            owner = next((other for other in labels if _are_told_apart(label, other, wording, dictionary)), None)
            if owner and uses and not uses.confirm(label, wording):
                others = (owner, *(other for other in labels if not other.words.keys() <= label.words.keys()))
                names = tuple({other.written.lower(): other.written for other in others}.values())
                yield Merged(label.number, label.written, wording, names[:_MOST_NAMED])


def plain(text: str) -> str:
    """A label without access keys and the marks around it.

    >>> plain("打开(&O)…"), plain("_Save as…"), plain("Find &next")
    ('打开', 'Save as', 'Find next')
    """
    return without_access_keys(text).strip(_MARKS)


def _label(number: int, english: str) -> Label | None:
    written = plain(english)
    if not _ENGLISH.fullmatch(written):
        return None
    words = {stem(word): word for word in re.split(r"[ \-/]", written.lower()) if word not in EMPTY}
    return Label(number, written, words) if words else None


def _are_told_apart(label: Label, owner: Label, wording: str, dictionary: Dictionary) -> bool:
    """Does the wording translate the words of the owner that the label has not, and none of the label's own words?"""
    if _joined(label) == _joined(owner):  # user name, username
        return False
    own, others = label.words.keys() - owner.words.keys(), owner.words.keys() - label.words.keys()
    if not own or not others or any(_are_alike(one, other, dictionary) for one in own for other in others):
        return False
    known = [label.words[root] for root in own if _is_known(root)]
    return (
        len(known) == len(own)
        and not any(translates(word, wording, dictionary) for word in known)
        and all(translates(owner.words[root], wording, dictionary) for root in others)
    )


def _joined(label: Label) -> str:
    return re.sub(r"\W", "", label.written).lower()


@lru_cache(maxsize=50_000)
def _are_alike(one: str, other: str, dictionary: Dictionary) -> bool:
    """Is one the beginning of the other (Sun, Sunday; time, timeout), or do they share renderings?"""
    if min(len(one), len(other)) >= _LEAST_LETTERS and (one.startswith(other) or other.startswith(one)):
        return True
    first, second = (_channel(dictionary).renderings(root) for root in (one, other))
    return sum(sqrt(share * second[word]) for word, share in first.items() if word in second) >= _LEAST_OVERLAP


@lru_cache(maxsize=8)
def _channel(dictionary: Dictionary) -> Channel:
    return Channel(dictionary)


def _is_known(root: str) -> bool:
    return len(root) >= _LEAST_LETTERS and sum(seen(root).values()) >= _LEAST_SEEN


class _Uses:
    """The texts of a document by the words of their sources."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs
        self._where: dict[str, list[int]] = defaultdict(list)
        for number, (english, _) in enumerate(pairs):
            for root in {stem(word) for word in re.findall(r"[a-z]+", english.lower())}:
                self._where[root].append(number)

    def confirm(self, label: Label, wording: str) -> bool:
        """Do other units translate the words of the label like that?"""
        units = set.intersection(*(set(self._where[root]) for root in label.words)) - {label.number}
        longer = [number for number in units if plain(self._pairs[number][0]).lower() != label.written.lower()]
        having = sum(wording in self._pairs[number][1] for number in longer)
        return len(longer) >= _LEAST_USES and having >= _LEAST_SHARE * len(longer)
