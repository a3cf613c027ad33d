"""The names of Chinese people and places: surnames, characters of given names, names of places.

The tables are counts (`python -m research tables names`) of names that a tagger found in native text and in an open
dictionary, and of an open list of villages, towns and districts. No list has every name. A garbled name shows in the
choice among characters of the same sound: parents choose 武 and 吾, a machine that knows only the sound also writes 屋
and 误.
"""

from __future__ import annotations

import lzma
import math
from collections.abc import Iterator
from functools import cache
from itertools import product

from mtqa.data import data_file
from mtqa.lexicon.pinyin import syllables

SURNAMES, GIVEN, PLACES = "names-surnames.tsv", "names-given.tsv", "names-places.tsv.xz"
# The prior of a name in Western order, 燕吴 for 吴燕, against Chinese order, nats.
_SWAPPED_PRIOR = math.log(0.3)
_MOST_PER_SOUND = 6  # characters of one sound that are tried in a suggestion


def split_name(name: str) -> tuple[str, str] | None:
    """Surname and given name if a string has the form of a Chinese name, else None.

    >>> split_name("王海明"), split_name("欧阳询"), split_name("卡明斯")
    (('王', '海明'), ('欧阳', '询'), None)
    """
    surname = name[:2] if name[:2] in _surnames() and len(name) > 2 else name[:1]
    given = name[len(surname) :]
    return (surname, given) if surname in _surnames() and 1 <= len(given) <= 2 else None


def is_surname_sound(syllable: str) -> bool:
    """Is there a surname of that syllable? Tones are ignored."""
    return syllable in _by_sound(SURNAMES)


def given_name_log_ratio(given: str) -> float:
    """How much likelier these characters are in given names than in a choice by sound, nats, summed.

    For each character: ln of its share among the characters of its sound in given names, less ln of its share among all
    characters of its sound (by the square root of frequency, since machines write rarer characters than people do).
    A character that is not in the table counts 0.

    >>> given_name_log_ratio("海明") > 0 > given_name_log_ratio("的")
    True
    """
    table = _given()
    return sum(table[character][1] for character in given if character in table)


def name_log_prob(name: str) -> float:
    """ln of the probability that a Chinese person has this name, by its surname and the characters of its given name;
    −99 for a string that has not the form of a name."""
    parts = split_name(name)
    if not parts:
        return -99.0
    given = sum(count for count, _ in _given().values())
    counts = [max(_given().get(character, (0.0, 0.0))[0], 0.5) for character in parts[1]]
    surname = max(_surnames()[parts[0]], 0.5) / sum(_surnames().values())
    return math.log(surname) + sum(math.log(count / given) for count in counts)


def likely_names(name: str, most: int = 3) -> list[str]:
    """The likeliest native names that sound like `name`, in its order of syllables or, for two syllables, reversed."""
    sounds = syllables(name)
    surnames = _by_sound(SURNAMES)
    found: dict[str, float] = {}
    orders = [(sounds[::-1], _SWAPPED_PRIOR)] if len(sounds) == 2 and len(set(sounds)) == 2 else []
    for order, prior in [(sounds, 0.0), *orders]:
        given = [_by_sound(GIVEN).get(sound, ())[:_MOST_PER_SOUND] for sound in order[1:]]
        for parts in product(surnames.get(order[0], ())[:_MOST_PER_SOUND], *given):
            found["".join(part for part, _ in parts)] = prior + sum(weight for _, weight in parts)
    found.pop(name, None)
    return sorted(found, key=lambda likely: (-found[likely], likely))[:most]


def place_count(place: str) -> int:
    """How many villages, towns and districts of China have this name of two characters."""
    return _places().get(place, 0)


def namesakes(place: str, most: int = 3) -> list[str]:
    """Places with a name of two characters and the same sound, in this order of syllables or reversed, the commonest
    first. The same characters reversed (东山, 山东) are another name.

    >>> namesakes("峰林")[:2]
    ['枫林', '凤林']
    """
    first, second = (_place_characters().get(sound, "") for sound in syllables(place))
    pairs = {"".join(pair) for pair in (*product(first, second), *product(second, first))}
    found = [pair for pair in pairs if pair in _places() and set(pair) != set(place)]
    return sorted(found, key=lambda pair: (-_places()[pair], pair))[:most]


def _rows(name: str) -> Iterator[list[str]]:
    data = data_file(name).read_bytes()
    text = (lzma.decompress(data) if name.endswith(".xz") else data).decode("utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _surnames() -> dict[str, int]:
    return {surname: int(count) for surname, count in _rows(SURNAMES)}


@cache
def _given() -> dict[str, tuple[float, float]]:
    """For every character of given names: the count of names with it, and its log-ratio, nats."""
    return {character: (float(count), float(ratio)) for character, count, ratio in _rows(GIVEN)}


@cache
def _places() -> dict[str, int]:
    return {names[start : start + 2]: int(count) for count, names in _rows(PLACES) for start in range(0, len(names), 2)}


@cache
def _by_sound(table: str) -> dict[str, list[tuple[str, float]]]:
    """Surnames of one character, or characters of given names, by syllable; with ln of their share, likeliest first."""
    counts = _surnames() if table == SURNAMES else {character: count for character, (count, _) in _given().items()}
    total = sum(counts.values())
    groups: dict[str, list[tuple[str, float]]] = {}
    for text, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count and len(text) == 1:
            groups.setdefault(syllables(text)[0], []).append((text, math.log(count / total)))
    return groups


@cache
def _place_characters() -> dict[str, str]:
    """The characters of place names by syllable."""
    groups: dict[str, str] = {}
    for character in sorted({character for place in _places() for character in place}):
        sound = syllables(character)[0]
        groups[sound] = groups.get(sound, "") + character
    return groups
