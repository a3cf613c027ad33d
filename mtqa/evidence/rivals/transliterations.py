"""Two transliterations of one foreign name in a document: 萨尔茨, 索尔兹.

Names of two characters must sound the same, longer ones nearly. Two names that readers know are two names (江苏,
江西), and so are two in one sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from mtqa.evidence.rivals.base import Tagged
from mtqa.evidence.rivals.name_forms import Likeness, Named, NameForm, forms
from mtqa.lexicon import NAME_TAGS, Dictionary
from mtqa.lexicon.lac import simplified
from mtqa.lexicon.transliteration import (
    consonants,
    first_consonant,
    is_transliteration,
    sound_distance,
)
from mtqa.script import HAN
from mtqa.text import Segment, Span

#: Between the parts of a foreign name.
POINTS = "·•‧・"
_PART = re.compile(rf"[{HAN}]+")
_LEAST, _MOST = 2, 7  # characters of a part of a name
# `sound_distance` of names of three characters, and of more; a well-known name is seldom spelled anew, so it must be
# nearer
_MOST_DISTANT, _MOST_DISTANT_LONG, _MOST_DISTANT_FROM_KNOWN = 0.5, 0.75, 0.35
_UNKNOWN, _WELL_KNOWN = 2.0, 3.0  # Zipf: hardly a reader knows the name, and every reader does
_KINDS = frozenset("省市州县区城郡河江湖山岛镇村街路大的")  # 纽约市, 纽约州; the last are of other words
_MOST_COMPARED = 200  # names that begin with one sound; a page of news has some dozens of foreign names


def transliterations(tagged: Tagged, dictionary: Dictionary) -> Iterator[NameForm]:
    """The doubted name of every two transliterations of one name, at each of its places."""
    names, full = name_parts(tagged)
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


def name_parts(tagged: Tagged) -> tuple[list[Named], frozenset[str]]:
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
                    if any(point in around for point in POINTS):
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
