"""Finds names of Chinese people that are changed in the translation, by their spelling in pinyin."""

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
    """A name at its place. `others` is every way in which the other side may write it."""

    span: Span
    text: str
    others: frozenset[str]
    kind: str = "person"


@dataclass(frozen=True, slots=True)
class Changed:
    """A name of the source, and the different name that the target has in its place."""

    source: Name
    target: Name
    known: bool  # by the dictionary, so that `source.others` are right translations


def pinyin_names(text: str) -> list[Name]:
    """Chinese names of people in an English text: Wang Xiaoming, Xi Jinping."""
    found = []
    for match in re.finditer(r"\b([A-Z][a-z]+) ([A-Z][a-z]+(?:-?[a-z]+)?)\b", text):
        surname, given = match[1].lower(), match[2].lower().replace("-", "")
        parts = _syllables_of(given)
        if is_surname_sound(surname) and surname in SYLLABLES and parts and len(parts) <= 2:
            found.append(Name(Span(*match.span()), match[0], frozenset({f"{surname} {' '.join(parts)}"})))
    return found


def people(words: Sequence[Word]) -> list[Name]:
    """Chinese names of people in a Chinese text, with their sounds."""
    return [
        Name(word.span, word.text, frozenset({" ".join(syllables(word.text))}))
        for word in words
        if word.tag == "PER"
        and 2 <= len(word.text) <= 3
        and split_name(word.text)
        and not _is_part_of_foreign_name(words, word)
    ]


def _is_part_of_foreign_name(words: Sequence[Word], word: Word) -> bool:
    """Is there a middle dot beside the word, as in 约翰·李?"""
    return any(
        dot.text in "·•‧・" and (dot.span.end == word.span.start or dot.span.start == word.span.end) for dot in words
    )


def people_changed(
    english: Sequence[Name], chinese: Sequence[Name], texts: tuple[str, str], into_chinese: bool
) -> Iterator[Changed]:
    """Names of Chinese people that differ in sound. `texts` are the English text and the Chinese text."""
    if not english:
        return
    letters = re.sub("[^a-z]", "", texts[0].lower())
    sounds = _sounds(texts[1])
    missing = [name for name in english if not any(_blurred(sound.split()) in sounds for sound in name.others)]
    unmatched = []
    for name in chinese:
        sound = next(iter(name.others)).split()
        if "".join(sound) not in letters and "".join((*sound[1:], sound[0])) not in letters and sound[0] not in letters:
            unmatched.append(name)
    # A name with the same surname (Wang Xiaoming and 王小红) is the likeliest replacement.
    if len(english) == 1 and len(missing) == 1 and not unmatched:
        surname = next(iter(missing[0].others)).split()[0]
        unmatched = [name for name in chinese if next(iter(name.others)).split()[0] == surname]
    for name, other in zip(missing, unmatched, strict=False):
        yield Changed(name, other, False) if into_chinese else Changed(other, name, False)


def _sounds(text: str) -> str:
    """The syllables of a Chinese text, blurred (`mtqa.lexicon.pinyin`), each between spaces."""
    return f" {' '.join(sound_key(''.join(han_runs(text))))} "


def _blurred(parts: Sequence[str]) -> str:
    return f" {' '.join(map(blurred, parts))} "


def _syllables_of(given: str) -> list[str]:
    """The one or two syllables of a given name; [] if it is not pinyin."""
    if given in SYLLABLES:
        return [given]
    for at in range(len(given) - 1, 0, -1):
        if given[:at] in SYLLABLES and given[at:] in SYLLABLES:
            return [given[:at], given[at:]]
    return []
