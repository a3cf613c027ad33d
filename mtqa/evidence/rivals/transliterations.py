"""Two transliterations of one foreign name in a document (萨尔茨, 索尔兹), and a transliteration beside the name in
Latin letters (曼沙迪, Manshadi).

Names of two characters must sound the same, longer ones nearly. Two names that readers know are two names (江苏,
江西), and so are two in one sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from mtqa.evidence.rivals.base import Tagged
from mtqa.evidence.rivals.name_forms import Likeness, Named, NameForm, forms
from mtqa.lexicon import NAME_TAGS, Dictionary, english_zipf
from mtqa.lexicon.lac import simplified
from mtqa.lexicon.transliteration import (
    consonants,
    first_consonant,
    is_transliteration,
    latin_consonants,
    sound_distance,
)
from mtqa.script import HAN, LATIN
from mtqa.text import Segment, Span

_POINT = "·•‧・"
_PART = re.compile(rf"[{HAN}]+")
_LEAST, _MOST = 2, 7  # characters of a part of a name
# `sound_distance` of names of three characters, and of more; a well-known name is seldom spelled anew, so it must be
# nearer
_MOST_DISTANT, _MOST_DISTANT_LONG, _MOST_DISTANT_FROM_KNOWN = 0.5, 0.75, 0.35
_UNKNOWN, _WELL_KNOWN = 2.0, 3.0  # Zipf: hardly a reader knows the name, and every reader does
_KINDS = frozenset("省市州县区城郡河江湖山岛镇村街路大的")  # 纽约市, 纽约州; the last are of other words
#: A single capitalised word in Latin letters; not in brackets or quotation marks, nor beside another Latin word.
LATIN_NAME = re.compile(
    rf"(?<![{LATIN}0-9_./@#&'’·•‧・(（\[《“\"`-])(?<![{LATIN}0-9.,:] )[A-Z][a-z]{{3,}}"
    rf"(?![{LATIN}0-9_./@#&'’·•‧・)）\]》”\"`-])(?! [{LATIN}0-9])"
)
_LEAST_CONSONANTS = 3
_MOST_COMPARED = 200  # names that begin with one sound; a page of news has some dozens of foreign names
_COMMON_ENGLISH = 3.3  # Zipf, from which a Latin word is known by itself: Inter, Trump
_VOWELS = frozenset("AEIOUY")


def transliterations(tagged: Tagged, dictionary: Dictionary) -> Iterator[NameForm]:
    """The doubted name of every two transliterations of one name, at each of its places."""
    names, full = _names(tagged)
    groups: dict[str, list[Named]] = defaultdict(list)
    for name in names:
        if is_transliteration(name.text, dictionary, in_full_name=name.text in full):
            groups[first_consonant(name.text)].append(name)
    for group in groups.values():
        for name, rival in _compared(group):
            if _is_one_name(name, rival):
                yield from forms(name, rival, Likeness.TRANSLITERATED)


def _compared(names: Sequence[Named]) -> Iterator[tuple[Named, Named]]:
    """The pairs to compare: all pairs, but of very many names only those with the same consonants."""
    if len(names) <= _MOST_COMPARED:
        yield from combinations(names, 2)
        return
    alike: dict[str, list[Named]] = defaultdict(list)
    for name in names:
        alike[consonants(name.text)].append(name)
    for group in alike.values():
        yield from combinations(group[:_MOST_COMPARED], 2)


def beside_latin(
    tagged: Tagged, latin: Iterable[tuple[Segment, re.Match[str]]], dictionary: Dictionary
) -> Iterator[NameForm]:
    """Names in Latin letters that the document also has in Chinese characters, or the reverse, whichever is rarer. The
    document that gives both side by side, 曼沙迪（Manshadi）, has introduced the Latin name."""
    spelled: dict[str, list[tuple[Segment, Span]]] = defaultdict(list)
    for segment, match in latin:
        spelled[match[0]].append((segment, Span(*match.span())))
    if not spelled:
        return
    text = "\n".join(segment.text for segment, _ in tagged)
    names, full = _names(tagged)
    for latin_name, places in spelled.items():
        sounds, vowel = latin_consonants(latin_name), latin_name[0] in _VOWELS
        if len(sounds) < _LEAST_CONSONANTS or english_zipf(latin_name) >= _COMMON_ENGLISH:
            continue
        latin_form = Named(latin_name, tuple(places))
        for name in names:
            if (
                len(name.text) > _LEAST
                and consonants(name.text) == sounds
                and vowel == (not first_consonant(name.text))
                and not latin_form.segments & name.segments
                and not _are_side_by_side(name.text, latin_name, text)
                and is_transliteration(name.text, dictionary, in_full_name=name.text in full)
            ):
                rarer = len(places) <= len(name.places)
                wrong, right = (latin_form, name) if rarer else (name, latin_form)
                yield from forms(wrong, right, Likeness.LATIN, clear=True)


def _names(tagged: Tagged) -> tuple[list[Named], frozenset[str]]:
    """The names that may be foreign, the parts of full names by themselves, and which of them are such parts."""
    found: dict[str, list[tuple[Segment, Span]]] = {}
    full: set[str] = set()
    for segment, words in tagged:
        for word in words:
            if word.tag not in NAME_TAGS and word.tag != "nz":
                continue
            for part in _PART.finditer(word.text):
                span = Span(*part.span()).shift(word.span.start)
                if _LEAST <= len(part[0]) <= _MOST:
                    found.setdefault(part[0], []).append((segment, span))
                    around = segment.text[max(0, span.start - 1) : span.start] + segment.text[span.end : span.end + 1]
                    if any(point in around for point in _POINT):
                        full.add(part[0])
    return [Named(text, tuple(places)) for text, places in found.items()], frozenset(full)


def _is_one_name(name: Named, rival: Named) -> bool:
    a, b = name.text, rival.text
    if a in b or b in a or abs(len(a) - len(b)) > 1 or simplified(a) == simplified(b):
        return False
    known = sorted((name.zipf, rival.zipf))
    if known[0] >= _UNKNOWN or name.segments & rival.segments or (a[-1] != b[-1] and {a[-1], b[-1]} <= _KINDS):
        return False
    shortest = min(len(a), len(b))
    most = 0.0 if shortest == _LEAST else _MOST_DISTANT if shortest == _LEAST + 1 else _MOST_DISTANT_LONG
    if known[1] >= _WELL_KNOWN:
        most = min(most, _MOST_DISTANT_FROM_KNOWN)
    return sound_distance(a, b) <= most and len(consonants(a)) >= shortest - 1


def _are_side_by_side(name: str, latin: str, text: str) -> bool:
    between = r"[^，。\n]{0,12}[(（][^)）]{0,30}"
    return bool(re.search(f"{name}{between}{latin}|{latin}{between}{name}", text))
