"""Foreign names by sound: does a Chinese text have characters that transcribe an English name, 沃特福德 for Watford?

The consonants of both are compared: those of the letters, and the initials of characters that are frequent in the
foreign names of CC-CEDICT. Sounds that transcriptions confuse count as the same (b and p, l and r, all sibilants);
sounds that they often omit may be missing (r, l, n, m and h after a vowel). A few initials also match by chance: how
often was counted (`mtqa.lexicon.presence`), which limits the weight of a match.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cache, lru_cache

from mtqa.lexicon.dictionary import Dictionary
from mtqa.lexicon.frequency import character_surprisal
from mtqa.lexicon.pinyin import syllables
from mtqa.script import is_han
from mtqa.text import Span

_LEAST_NAMES = 5  # foreign names with a character; it must also be more frequent there than in Chinese text
_PAIRS = {
    "ph": "f",
    "th": "ts",
    "ch": "ks",
    "sh": "s",
    "ck": "ks",
    "tz": "s",
    "ts": "s",
    "qu": "k",
    "wh": "w",
    "kn": "n",
}
_PAIRS |= {"gh": "k"}
_LETTERS = {"b": "p", "p": "p", "d": "t", "t": "t", "k": "ks", "q": "ks", "g": "ks", "c": "ks", "f": "f", "h": "hsk"}
_LETTERS |= {"j": "syh", "l": "lv", "r": "lv", "m": "m", "n": "n", "s": "s", "z": "s", "x": "ks", "v": "wf", "w": "w"}
_INITIALS = {"b": "p", "p": "p", "d": "t", "t": "t", "g": "k", "k": "k", "h": "h", "f": "f", "l": "l", "r": "l"}
_INITIALS |= dict.fromkeys("jqxzcs", "s") | {letter: letter for letter in "mnwy"}
_OTHER = "v"  # a syllable that begins with a vowel: l and r after a vowel become 尔
_FAINT = "rlnmhwyg"  # letters that may be silent if no vowel follows
_LEAST_CONSONANTS, _LEAST_CHARACTERS = 2, 3  # of a match: consonants that are not faint, and characters

#: The initials that may represent a consonant, and whether it may be missing.
_Sound = tuple[str, bool]


def transcribed(name: str, initials: str) -> Span | None:
    """The span where a text, given by its `initials`, has a name in lower case, or None."""
    sounds = _sounds(name)
    if sum(not faint for _, faint in sounds) < _LEAST_CONSONANTS:
        return None
    for start, initial in enumerate(initials):
        if initial in sounds[0][0] and (end := _end(sounds, 1, initials, start + 1)) >= start + _LEAST_CHARACTERS:
            return Span(start, end)
    return None


def initials(text: str, dictionary: Dictionary) -> str:
    """The class of the initial of each character; a space for a character that is not used in foreign names."""
    used = foreign_characters(dictionary)
    return "".join(_initial(character) if character in used else " " for character in text)


@lru_cache(maxsize=8)
def foreign_characters(dictionary: Dictionary) -> frozenset[str]:
    """The characters that are used in foreign names."""
    counts = Counter(character for word in dictionary.foreign_names() for character in set(word))
    total = counts.total()
    return frozenset(
        character
        for character, count in counts.items()
        if count >= _LEAST_NAMES and is_han(character) and count >= total * math.exp(-character_surprisal(character))
    )


@cache
def _initial(character: str) -> str:
    return _INITIALS.get(syllables(character)[0][:1], _OTHER)


@lru_cache(maxsize=32768)
def _sounds(name: str) -> tuple[_Sound, ...]:
    found: list[_Sound] = []
    at = 0
    while at < len(name):
        pair = name[at : at + 2]
        size = 2 if pair in _PAIRS else 1
        kinds = _PAIRS.get(pair) or _LETTERS.get(name[at], "")
        if kinds and (at == 0 or name[at] != name[at - 1]):
            vowel_next = name[at + size : at + size + 1] in tuple("aeiouy")
            found.append((kinds, at > 0 and name[at] in _FAINT and not vowel_next))
        at += size
    while found and found[0][1]:
        found.pop(0)
    return tuple(found)


def _end(sounds: tuple[_Sound, ...], index: int, initials: str, at: int) -> int:
    """Where the sounds from `index` on end if they begin at the character `at`, else 0; a vowel may be between two
    sounds."""
    if index == len(sounds):
        return at
    kinds, faint = sounds[index]
    heard = initials[at : at + 1]
    if heard and heard in kinds and (end := _end(sounds, index + 1, initials, at + 1)):
        return end
    if heard and heard in "vyw" and initials[at + 1 : at + 2] in tuple(kinds):
        return _end(sounds, index + 1, initials, at + 2)
    return _end(sounds, index + 1, initials, at) if faint else 0
