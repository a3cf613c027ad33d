"""Foreign names in Chinese characters: is a word a transliteration, and do two words transliterate one name, as 萨尔茨
and 索尔兹 do for Saltz?

Characters are known as those of foreign names from CC-CEDICT: of each name that sounds like its English, the characters
that do. Their counts say how much likelier a word is as a foreign name than as Chinese text or the name of a Chinese
person. Two transliterations are compared syllable by syllable: sounds that are written for one another (b and p, l and
r, all sibilants, the vowels of 艾 and 埃) cost nothing or little, a lost 尔 half as much as another character.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache, lru_cache

from mtqa.lexicon.dictionary import Dictionary
from mtqa.lexicon.frequency import character_surprisal
from mtqa.lexicon.lac import simplified
from mtqa.lexicon.name_tables import name_log_prob
from mtqa.lexicon.pinyin import syllables
from mtqa.lexicon.transcription import foreign_characters, initials, transcribed

_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcswy])?(.*?)(ng?)?")
_CONSONANTS = {"b": "P", "p": "P", "d": "T", "t": "T", "g": "K", "k": "K", "h": "H", "f": "F", "w": "F", "l": "L"}
_CONSONANTS |= {"r": "L", "m": "M", "n": "N", "y": ""} | dict.fromkeys(
    ["j", "q", "x", "z", "c", "s", "zh", "ch", "sh"], "S"
)
#: Finals that write the same vowel; others stand for themselves.
_VOWELS = {"ia": "a", "ua": "a", "uo": "o", "ao": "o", "ou": "o", "iu": "u", "v": "u"}
_VOWELS |= dict.fromkeys(["ai", "ei", "ie", "ui", "ue", "ve", "uai"], "e")
_HISSED = frozenset(("z", "c", "s", "zh", "ch", "sh", "r"))  # before i they have no vowel: 斯 is the s of Dallas
# What a difference costs, set by hand: sounds that languages confuse cost half of others.
_NEAR_CONSONANTS = ({"H", ""}, {"K", "H"}, {"K", "S"}, {"F", ""}, {"F", "P"})
_NEAR_VOWELS = ({"a", "e"}, {"o", "u"}, {"i", "e"}, {"a", "o"})
_NEAR, _FAR = 0.5, 1.0
_NEAR_VOWEL, _FAR_VOWEL, _NASAL = 0.2, 0.4, 0.35
_LOST_R, _LOST_FINAL = 0.5, 0.7  # a character left out: 尔; 斯, 特 …, which write a consonant without a vowel
_R, _FINALS = "尔耳", frozenset("斯特德克姆赫夫茨兹格布普思丝士")

_DIGRAPHS = {"sh": "S", "ch": "S", "th": "T", "ph": "F", "ck": "K", "qu": "K", "wh": "F", "tz": "S", "ts": "S"}
_DIGRAPHS |= {"kn": "N", "gh": ""}
_LETTERS = {
    "b": "P",
    "p": "P",
    "d": "T",
    "t": "T",
    "k": "K",
    "q": "K",
    "g": "K",
    "f": "F",
    "v": "F",
    "w": "F",
    "h": "H",
}
_LETTERS |= {"l": "L", "r": "L", "m": "M", "n": "N", "x": "KS"} | dict.fromkeys("jsz", "S")

# Nats. A word that is no likelier as a foreign name than as other text is none. A word that could also be a Chinese
# name may be foreign (马沙迪), and beside the point of a full name it is, unless it looks Chinese by far.
_LEAST_FOREIGN, _LEAST_AGAINST_CHINESE, _LEAST_IN_FULL_NAME = 0.0, -2.0, -8.0


def is_transliteration(word: str, dictionary: Dictionary, *, in_full_name: bool = False) -> bool:
    """Is a word a foreign name by its characters? `in_full_name`: it stands beside the point of 盖尔·萨尔茨."""
    word = simplified(word)
    counts = _counts(dictionary)
    total = counts.total()
    foreign = sum(math.log(max(counts.get(character, 0), 0.5) / total) for character in word)
    chinese = name_log_prob(word)
    if in_full_name:
        return foreign - chinese > _LEAST_IN_FULL_NAME
    unknown = sum(character not in counts and character not in foreign_characters(dictionary) for character in word)
    if unknown > (1 if len(word) > 2 else 0):
        return False
    text = -sum(map(character_surprisal, word))
    return foreign - text > _LEAST_FOREIGN and foreign - chinese > _LEAST_AGAINST_CHINESE


@lru_cache(maxsize=65536)
def sound_distance(first: str, second: str) -> float:
    """How differently two transliterations sound: 0 if each syllable has a like syllable, about 1 for a syllable more.

    >>> sound_distance("萨尔茨", "索尔兹"), sound_distance("史密斯", "史密森") > 0.5
    (0.2, True)
    """
    first, second = simplified(first), simplified(second)
    row = [0.0]
    for right in second:
        row.append(row[-1] + _lost(right))
    for left in first:
        above, row = row, [row[0] + _lost(left)]
        for at, right in enumerate(second, 1):
            changed = above[at - 1] + _changed(left, right)
            row.append(min(above[at] + _lost(left), row[-1] + _lost(right), changed))
    return round(row[-1], 2)


def consonants(word: str) -> str:
    """The consonants of a transliteration, one capital a class of sounds; doubled consonants once.

    >>> consonants("曼沙迪"), latin_consonants("Manshadi")
    ('MNST', 'MNST')
    """
    return _single("".join(first + nasal for first, _, nasal in map(_sound, simplified(word))))


def latin_consonants(name: str) -> str:
    """The consonants of a name in Latin letters, in the same classes."""
    found, at, name = "", 0, name.lower()
    while at < len(name):
        pair, letter = name[at : at + 2], name[at]
        if pair in _DIGRAPHS:
            found, at = found + _DIGRAPHS[pair], at + 2
            continue
        soft = name[at + 1 : at + 2] in tuple("eiy")
        found, at = found + (("S" if soft else "K") if letter == "c" else _LETTERS.get(letter, "")), at + 1
    return _single(found)


def first_consonant(word: str) -> str:
    """The class of the first character's initial, "" for a vowel; words that differ in it are no variants."""
    return _sound(simplified(word[:1]))[0]


def _single(sounds: str) -> str:
    return re.sub(r"(.)\1+", r"\1", sounds)


@cache
def _sound(character: str) -> tuple[str, str, str]:
    """Consonant, vowel and nasal end of a character, as classes."""
    syllable = syllables(character)[0]
    match = _SYLLABLE.fullmatch(syllable)
    if syllable == "er" or not match:
        return ("L" if syllable == "er" else ""), "", ""
    initial, final = match[1] or "", match[2]
    vowel = "" if initial in _HISSED and final == "i" and not match[3] else _VOWELS.get(final, final)
    return _CONSONANTS.get(initial, ""), vowel, "N" if match[3] else ""


def _changed(first: str, second: str) -> float:
    if first == second:
        return 0.0
    (consonant, vowel, nasal), (other_consonant, other_vowel, other_nasal) = _sound(first), _sound(second)
    cost = 0.0
    if consonant != other_consonant:
        cost += _NEAR if {consonant, other_consonant} in _NEAR_CONSONANTS else _FAR
    if vowel != other_vowel:
        both = vowel and other_vowel
        cost += _FAR_VOWEL if both and {vowel, other_vowel} not in _NEAR_VOWELS else _NEAR_VOWEL
    return cost + (_NASAL if nasal != other_nasal else 0.0)


def _lost(character: str) -> float:
    if character in _R:
        return _LOST_R
    return _LOST_FINAL if character in _FINALS or not _sound(character)[0] else _FAR


@lru_cache(maxsize=8)
def _counts(dictionary: Dictionary) -> Counter[str]:
    """How often characters write the sounds of foreign names in CC-CEDICT; those that do it once are left out."""
    found: Counter[str] = Counter()
    for english, word in dictionary.english_names():
        spelled = re.sub("[^a-z]", "", english)
        if "".join(syllables(word)) != spelled:
            span = transcribed(spelled, initials(word, dictionary))
            found.update(span.of(word) if span else "")
    return Counter({character: count for character, count in found.items() if count > 1})
