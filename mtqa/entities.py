"""Names that are another one in the translation: what the dictionary calls them, and how Chinese ones are spelled in
pinyin.

A name is missed only where another name stands that the source does not have. That a name alone is missing says
little: translators say “he”, “the capital”, 该国, or spell a name as no dictionary does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.lexicon import NAME_TAGS, Dictionary, Tagger, Word
from mtqa.lexicon.namebook import is_surname_sound, split_name
from mtqa.lexicon.pinyin import SYLLABLES, blurred, sound_key, syllables
from mtqa.text import Span

_CAPITALS = re.compile(r"[A-Z][a-z]+(?:['’-][A-Za-z]+)*")
_HAN = re.compile("[\u3400-\u9fff]")
_LONGEST = 4  # words of an English name
_TAGS = NAME_TAGS | {"nr", "ns", "nt", "nz"}
_ALIASES = {
    "united states": (r"u\.?s", "us", "america", "americans?"),
    "united kingdom": (r"u\.?k", "brit", "britain", "british", "english", "england"),
    "england": ("english", r"u\.?k", "britain", "british"),
    "germany": ("german", "germans"),
    "france": ("french",),
    "china": ("chinese", "sino"),
    "netherlands": ("dutch",),
    "switzerland": ("swiss",),
    "spain": ("spanish",),
    "new york": ("ny", "nyc"),
    "los angeles": ("la",),
}
# Months, days and what else begins with a capital and is no name of a place or person.
_NO_NAMES = """
January February March April May June July August September October November December Monday Tuesday Wednesday Thursday
Friday Saturday Sunday What Will Mark"""
_WORDS = frozenset(_NO_NAMES.split())
_SHORT = (
    "美英法德俄韩澳加台港沪京"  # countries and cities that are called by one character, and it by hardly anything else
)
_LEAST_LETTERS = 4  # of an English name; shorter ones are abbreviations and words


@dataclass(frozen=True, slots=True)
class Name:
    """A name at its place, with every way the other side may write it."""

    span: Span
    text: str
    others: frozenset[str]
    kind: str = "person"


@dataclass(frozen=True, slots=True)
class Changed:
    """A name of the source, and the other name that the target has; with the wordings that would be right."""

    source: Name
    target: Name
    known: bool  # of the dictionary, so that `source.others` are what it may be


def changed(
    english: str, chinese: str, tagger: Tagger, dictionary: Dictionary, *, into_chinese: bool
) -> Iterator[Changed]:
    """The names of two texts that are not the same."""
    if not _CAPITALS.search(english):
        return
    found = english_names(english, dictionary)
    persons = pinyin_names(english)
    if found or persons:
        words = tagger.tag(chinese)
        texts = english, chinese
        yield from known_changed(found, chinese_names(words, dictionary), texts, into_chinese)
        yield from people_changed(persons, people(words), texts, into_chinese)


def english_names(text: str, dictionary: Dictionary) -> list[Name]:
    """The names of an English text that the dictionary knows, the longest first at each place."""
    words = list(_CAPITALS.finditer(text))
    found: list[Name] = []
    at = 0
    while at < len(words):
        for last in range(min(len(words), at + _LONGEST), at, -1):
            start, end = words[at].start(), words[last - 1].end()
            said = text[start:end]
            known = dictionary.named(said.lower()) if len(said) >= _LEAST_LETTERS else frozenset()
            if known and said not in _WORDS and re.fullmatch(r"[\w'’-]+(?: (?:of |the |and )?[\w'’-]+)*", said):
                kind = sorted(kind for _, kind in known)[-1]  # of both a place
                found.append(Name(Span(start, end), said, frozenset(word for word, _ in known), kind))
                at = last - 1
                break
        at += 1
    return found


def chinese_names(words: Sequence[Word], dictionary: Dictionary) -> list[Name]:
    """The names of a Chinese text that the dictionary knows: words that are one and nothing else."""
    return [
        Name(word.span, word.text, frozenset(name for name, _ in known), sorted(kind for _, kind in known)[-1])
        for word in words
        if word.tag in _TAGS and len(word.text) > 1 and (known := dictionary.names(word.text))
    ]


def known_changed(
    english: Sequence[Name], chinese: Sequence[Name], texts: tuple[str, str], into_chinese: bool
) -> Iterator[Changed]:
    """Names of the dictionary. `texts` are the English and the Chinese one."""
    lowered, han = texts[0].lower(), texts[1]
    left = [one for one in english if not _is_said(one, han) and one.text not in han]
    strange = [one for one in chinese if not any(_is_in(name, lowered) for name in one.others)]
    strange = [
        one for one in strange if not any(one.text in other or other in one.text for e in english for other in e.others)
    ]
    for one in left:
        other = next((two for two in strange if two.kind == one.kind), None)
        if other is None:
            continue
        strange.remove(other)
        yield Changed(one, other, True) if into_chinese else Changed(other, one, True)


def _is_said(name: Name, han: str) -> bool:
    """Does one of its renderings stand there, or the first two characters of one, or a name that is as one character
    (美 for 美国)?"""
    return any(one[:2] in han or (len(one) == 2 and one[0] in _SHORT and one[0] in han) for one in name.others)


def _is_in(name: str, lowered: str) -> bool:
    """Does the English text have the name, or a word that begins like one of its words (Chinese for China)?"""
    if any(re.search(rf"\b{alias}\b", lowered) for alias in _ALIASES.get(name, ())):
        return True
    return any(part[: max(3, len(part) - 2)] in lowered for part in re.split(r"[ -]", name) if len(part) > 2)


def pinyin_names(text: str) -> list[Name]:
    """Chinese names of people in an English text: Wang Xiaoming, Xi Jinping."""
    found = []
    for match in re.finditer(r"\b([A-Z][a-z]+) ([A-Z][a-z]+(?:-?[a-z]+)?)\b", text):
        surname, given = match[1].lower(), match[2].lower().replace("-", "")
        parts = _cut(given)
        if is_surname_sound(surname) and surname in SYLLABLES and parts and len(parts) <= 2:
            found.append(Name(Span(*match.span()), match[0], frozenset({f"{surname} {' '.join(parts)}"})))
    return found


def people(words: Sequence[Word]) -> list[Name]:
    """Chinese names of people in a Chinese text, with their sounds."""
    return [
        Name(word.span, word.text, frozenset({" ".join(syllables(word.text))}))
        for word in words
        if word.tag == "PER" and 2 <= len(word.text) <= 3 and split_name(word.text) and _is_around_clear(words, word)
    ]


def _is_around_clear(words: Sequence[Word], word: Word) -> bool:
    """Is it no part of a foreign name, 约翰·李?"""
    return not any(
        one.text in "·•‧・" and (one.span.end == word.span.start or one.span.start == word.span.end) for one in words
    )


def people_changed(
    english: Sequence[Name], chinese: Sequence[Name], texts: tuple[str, str], into_chinese: bool
) -> Iterator[Changed]:
    """Chinese people, by how their names sound."""
    if not english:
        return
    letters = re.sub("[^a-z]", "", texts[0].lower())
    sounds = _sounds(texts[1])
    left = [one for one in english if not any(_blurred(sound.split()) in sounds for sound in one.others)]
    strange = []
    for one in chinese:
        sound = next(iter(one.others)).split()
        if "".join(sound) not in letters and "".join((*sound[1:], sound[0])) not in letters and sound[0] not in letters:
            strange.append(one)
    # One that keeps the surname, Wang Xiaoming and 王小红, is the likeliest to stand for the other.
    if len(english) == 1 and len(left) == 1 and not strange:
        surname = next(iter(left[0].others)).split()[0]
        strange = [one for one in chinese if next(iter(one.others)).split()[0] == surname]
    for one, other in zip(left, strange, strict=False):
        yield Changed(one, other, False) if into_chinese else Changed(other, one, False)


def _sounds(text: str) -> str:
    """The sounds of a Chinese text, blurred, each between spaces."""
    return f" {' '.join(sound_key(''.join(_HAN.findall(text))))} "


def _blurred(parts: Sequence[str]) -> str:
    return f" {' '.join(map(blurred, parts))} "


def _cut(given: str) -> list[str]:
    """A given name in its syllables, [] where it is not pinyin."""
    if given in SYLLABLES:
        return [given]
    for at in range(len(given) - 1, 0, -1):
        if given[:at] in SYLLABLES and given[at:] in SYLLABLES:
            return [given[:at], given[at:]]
    return []
