"""Chinese people who are others in the translation: by how their names are spelled in pinyin, and how they sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.lexicon import Word
from mtqa.lexicon.name_tables import is_surname_sound, split_name
from mtqa.lexicon.pinyin import SYLLABLES, blurred, sound_key, syllables
from mtqa.script import han_runs
from mtqa.text import Span


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
    return f" {' '.join(sound_key(''.join(han_runs(text))))} "


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
