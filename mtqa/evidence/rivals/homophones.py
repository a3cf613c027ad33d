"""Names of a document that sound alike but have different characters: 汇源 and 惠源, 林峰 and 枫林.

On its way through English a name keeps its sound and loses its characters, and sometimes the order of its
syllables: Wu Yan comes back as 颜屋. The tables of names and the text itself decide which of two spellings is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product

from mtqa.evidence.rivals.base import Rival, Tagged
from mtqa.lexicon import NAME_TAGS, Likeness, chinese_zipf, likeness, sound_key
from mtqa.lexicon.name_context import names_a_place, proper_part
from mtqa.lexicon.name_tables import given_name_log_ratio, place_count, split_name
from mtqa.text import Segment, Span

# wordfreq: from Zipf 3 (once in a million words) a word is known to every reader.
_WELL_KNOWN = 3.0


@dataclass
class _Name:
    """A name and every place where the tagger found it."""

    text: str
    person: bool
    places: list[tuple[Segment, Span]] = field(default_factory=list)

    @property
    def core(self) -> tuple[int, str]:
        """The start and the text of the two distinctive characters: the given name of a person with three characters,
        the proper part of a place; "" if there are none."""
        if len(self.text) == 2:
            return 0, self.text
        if self.person:
            return (1, self.text[1:]) if len(self.text) == 3 else (0, "")
        return 0, proper_part(self.text)

    @property
    def has_place_kind(self) -> bool:
        """Does the name include a kind of place, as in 枫林街道?"""
        return not self.person and bool(proper_part(self.text))


@dataclass(frozen=True)
class _Spelling:
    """A part of a name that may be written wrongly."""

    name: _Name
    start: int
    text: str


def homophones(tagged: Tagged) -> Iterator[Rival]:
    """For every place of a name that may be written wrongly, the other spelling; `seen` counts both."""
    text = "\n".join(segment.text for segment, _ in tagged)
    reported: set[tuple[int, Span]] = set()
    names = _names(tagged)
    for pair in (*_alike(names), *_swapped(names)):
        doubted, rival = _doubted_first(*pair, text)
        if chinese_zipf(doubted.text) >= _WELL_KNOWN:
            continue
        seen = text.count(doubted.text), text.count(rival.text)
        for segment, place in doubted.name.places:
            start = place.start + doubted.start
            span = Span(start, start + len(doubted.text))
            if (segment.index, span) not in reported:
                reported.add((segment.index, span))
                yield Rival(segment, span, rival.text, "document", seen=seen)


def _names(tagged: Tagged) -> list[_Name]:
    """The document's names, in order of appearance."""
    names: dict[str, _Name] = {}
    for segment, words in tagged:
        for index, word in enumerate(words):
            if word.tag in NAME_TAGS and len(word.text) >= 2:
                name = names.setdefault(word.text, _Name(word.text, word.tag == "PER"))
                name.person = name.person and not names_a_place(words, index)
                name.places.append((segment, word.span))
    return list(names.values())


def _alike(names: list[_Name]) -> Iterator[tuple[_Spelling, _Spelling]]:
    """Pairs of names that begin with the same sound, in order of appearance; all pairs of a long document would be too
    many."""
    groups: dict[tuple[str, ...], list[_Name]] = {}
    for name in names:
        groups.setdefault(sound_key(name.text[:2]), []).append(name)
    for group in groups.values():
        for name, namesake in combinations(group, 2):
            texts = _spellings(name, namesake)
            if texts:
                yield _Spelling(name, 0, texts[0]), _Spelling(namesake, 0, texts[1])


def _spellings(name: _Name, namesake: _Name) -> tuple[str, str] | None:
    """The two spellings if the names differ only in characters that sound alike, else None.

    Names of places and organisations may differ after their first two characters, which are the proper name
    (汇源小区, 惠源居委会); these two must then have exactly the same sound.
    """
    if name.person != namesake.person:
        return None
    if len(name.text) == len(namesake.text):
        found = likeness(name.text, namesake.text)
        needed = Likeness.NEAR if name.person or len(name.text) > 2 else Likeness.EQUAL
        if found >= needed and _shares_a_character(name.text, namesake.text):
            return (name.text, namesake.text) if name.person else _trimmed(name.text, namesake.text)
    pair = name.text[:2], namesake.text[:2]
    if name.person or pair[0] == pair[1] or likeness(*pair) is not Likeness.EQUAL:
        return None
    return pair if (name.has_place_kind and namesake.has_place_kind) or _shares_a_character(*pair) else None


def _shares_a_character(name: str, namesake: str) -> bool:
    return any(a == b for a, b in zip(name, namesake, strict=True))


def _trimmed(name: str, namesake: str) -> tuple[str, str]:
    """Both without their common end, such as 居委会, but with at least two characters."""
    size = max(2, max(i for i, (a, b) in enumerate(zip(name, namesake, strict=True)) if a != b) + 1)
    return name[:size], namesake[:size]


def _swapped(names: list[_Name]) -> Iterator[tuple[_Spelling, _Spelling]]:
    """Pairs of names whose distinctive characters sound alike in reverse order (林峰, 洪枫林; 吴燕, 颜屋)."""
    groups: dict[tuple[str, ...], list[_Name]] = {}
    for name in names:
        if name.core[1]:
            groups.setdefault(sound_key(name.core[1]), []).append(name)
    for key, group in groups.items():
        if key <= key[::-1]:
            for name, mirrored in product(group, groups.get(key[::-1], ())):
                if _may_be_swapped(name, mirrored):
                    yield _Spelling(name, *name.core), _Spelling(mirrored, *mirrored.core)


def _may_be_swapped(name: _Name, mirrored: _Name) -> bool:
    """Can one name be the other in reverse order? Not if both are given names with a surname, or if the characters are
    the same (东山, 山东). One character must be the same, unless both have the form of a name: then a machine may have
    garbled both characters."""
    (start, text), (mirrored_start, mirrored_text) = name.core, mirrored.core
    if (start and mirrored_start) or set(text) == set(mirrored_text):
        return False
    if name.person and mirrored.person and not start and not mirrored_start:
        return bool(split_name(text) and split_name(mirrored_text))
    return (name.has_place_kind and mirrored.has_place_kind) or bool(set(text) & set(mirrored_text))


def _doubted_first(spelling: _Spelling, rival: _Spelling, text: str) -> tuple[_Spelling, _Spelling]:
    """The pair, the doubtful spelling first: that with less support in the tables and the text, or the later of
    equals."""
    people = spelling.name.person and rival.name.person
    better = _support(spelling, people) - _support(rival, people)
    better += math.log(text.count(spelling.text) / text.count(rival.text))
    return (spelling, rival) if better < 0 else (rival, spelling)


def _support(spelling: _Spelling, people: bool) -> float:
    """How well the tables of names support a spelling, nats."""
    if not people:
        return math.log1p(place_count(spelling.text))
    parts = split_name(spelling.text) if spelling.start == 0 else None
    return given_name_log_ratio(parts[1]) if parts else 0.0
