"""A name in Latin letters that the document also has in Chinese: Manshadi and 曼沙迪, Sally Rooney and 莎莉·鲁尼,
Norton and 诺顿, Trimming the Herbs and 修剪草药.

The two are one name if they sound the same, if a dictionary or aligned sentences translate one by the other, or if the
Chinese is the Latin phrase word by word. Where the document gives both side by side, 曼沙迪（Manshadi）, it has
introduced the Latin name: then neither is doubted, and the two in one sentence are not either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from mtqa.evidence.rivals.base import Tagged
from mtqa.evidence.rivals.name_forms import Likeness, Named, NameForm, forms
from mtqa.evidence.rivals.transliterations import POINTS, name_parts
from mtqa.lexicon import NAME_TAGS, Channel, Dictionary, Word, english_zipf
from mtqa.lexicon.english import stem
from mtqa.lexicon.transliteration import consonants, first_consonant, is_transliteration, latin_consonants
from mtqa.script import LATIN
from mtqa.text import Segment, Span

# Words of a title or an organisation that are not capitalised.
_SMALL = "the|of|and|for|to|in|on|at|with|from|by|a|an"
_CAPITALISED = rf"[A-Z][{LATIN}’'-]+"
_PHRASE = rf"{_CAPITALISED}(?: (?:(?:{_SMALL}) ){{0,2}}{_CAPITALISED}){{1,4}}"
_SINGLE = r"(?<![《“\"])[A-Z][a-z]{3,}(?![》”\"])"
#: A capitalised word, or a phrase of up to five, in Latin letters; not in brackets or beside another Latin word, and a
#: single word not in quotation marks.
LATIN_NAME = re.compile(
    rf"(?<![{LATIN}0-9_./@#&'’·•‧・(（\[`-])(?<![{LATIN}0-9.,:(（\[—–-] )(?:{_PHRASE}|{_SINGLE})"
    rf"(?![{LATIN}0-9_./@#&'’·•‧・)）\]`-])(?! [{LATIN}0-9])"
)
_LEAST = 3  # characters and consonants of a name by one word; a person's may be shorter: Kari, 卡丽
_LEAST_CONSONANTS = 2
_LEAST_CONSONANTS_IN_FULL = 4  # of all parts of a full name
# Zipf, from which a Latin word is known by itself, if it is no person (Inter) and if it is one (Hello).
_COMMON_ENGLISH, _EVERYDAY_ENGLISH = 3.3, 5.0
_VOWELS = frozenset("AEIOUY")
_VOWEL = re.compile(r"(?!(?<![aeiouy])e$)[aeiouy]+")  # several in a row may be one sound, and e at the end none
# P(Chinese | English) and P(English | Chinese) in the channel: of a name by one word, and of each word of a phrase.
_LEAST_RENDERED, _LEAST_MEANT = 0.2, 0.3
_LEAST_OF_WORD = 0.05

_Places = dict[str, list[tuple[Segment, Span]]]


def beside_latin(
    tagged: Tagged, latin: Iterable[tuple[Segment, re.Match[str]]], dictionary: Dictionary
) -> Iterator[NameForm]:
    """Names in Latin letters that the document also has in Chinese characters, or the reverse, whichever is rarer."""
    spelled: _Places = defaultdict(list)
    for segment, match in latin:
        spelled[match[0]].append((segment, Span(*match.span())))
    if not spelled:
        return
    chinese = _ChineseNames(tagged, dictionary)
    for latin_form in _named(spelled):
        for name, whole in chinese.forms_of(latin_form.text):
            if not latin_form.segments & name.segments and not _are_side_by_side(
                name.text, latin_form.text, chinese.text
            ):
                rarer = len(latin_form.places) <= len(name.places)
                wrong, right = (latin_form, name) if rarer else (name, latin_form)
                for form in forms(wrong, right, Likeness.LATIN, clear=True):
                    yield replace(form, clear=whole)


class _ChineseNames:
    """What a document has in Chinese for names in Latin letters."""

    def __init__(self, tagged: Tagged, dictionary: Dictionary) -> None:
        self._tagged, self._dictionary, self._channel = tagged, dictionary, Channel(dictionary)
        self.text = "\n".join(segment.text for segment, _ in tagged)
        self._names, self._in_full = name_parts(tagged)

    def forms_of(self, latin: str) -> Iterator[tuple[Named, bool]]:
        """The names, or phrases, that may be the Latin one, and whether they surely are all of it."""
        parts = latin.split(" ")
        if len(parts) == 1:
            yield from ((name, True) for name in self._names if self._is_one(latin, name.text))
            return
        full = [name for name in self._full_names if _is_full_name(parts, name.text)]
        yield from ((name, True) for name in full)
        if not full:
            yield from ((name, False) for name in self._names if self._is_surname(latin, name.text))
        words = [part for part in parts if part not in _SMALL.split("|")]
        yield from ((phrase, False) for phrase in self._word_by_word(words))

    def _is_one(self, latin: str, name: str) -> bool:
        return self._is_known(latin, name) or self._sounds_alike(latin, name)

    def _is_surname(self, latin: str, name: str) -> bool:
        """Is it a person by the last word of a full name, and no first name itself?"""
        surname = latin.rpartition(" ")[2]
        if name not in self._people or any(f"{name}{point}" in self.text for point in POINTS):
            return False
        if (name, "person") in self._dictionary.named(latin.lower()):
            return True
        return min(len(name), len(latin_consonants(surname))) >= _LEAST and self._sounds_alike(surname, name)

    def _is_known(self, latin: str, name: str) -> bool:
        """Is the Chinese name that of the Latin one in the dictionary, or the usual one in aligned sentences?"""
        if any(name == known for known, _ in self._dictionary.named(latin.lower())):
            return True
        english = stem(latin.lower())
        return (
            self._channel.renderings(english).get(name, 0.0) >= _LEAST_RENDERED
            and self._channel.pivots(name).get(english, 0.0) >= _LEAST_MEANT
        )

    def _sounds_alike(self, latin: str, name: str) -> bool:
        is_person, zipf = name in self._people, english_zipf(latin)
        sounds = len(latin_consonants(latin))
        long = min(len(name), sounds) >= _LEAST
        return (
            sounds >= _LEAST_CONSONANTS
            and ((long and zipf < _COMMON_ENGLISH) or (is_person and zipf < _EVERYDAY_ENGLISH))
            and _agree(latin, name)
            and is_transliteration(name, self._dictionary, in_full_name=name in self._in_full)
        )

    @cached_property
    def _people(self) -> frozenset[str]:
        """The parts of the names of people."""
        people = (word.text for _, words in self._tagged for word in words if word.tag == "PER")
        return frozenset(part for name in people for part in _parts(name))

    @cached_property
    def _full_names(self) -> list[Named]:
        """The names with a point between their parts."""
        found: _Places = defaultdict(list)
        for segment, words in self._tagged:
            for word in words:
                if word.tag in NAME_TAGS and len(_parts(word.text)) > 1:
                    found[word.text].append((segment, word.span))
        return _named(found)

    def _word_by_word(self, english: Sequence[str]) -> list[Named]:
        """Phrases of the text that have one rendering of each word, in any order, and nothing else."""
        renderings = [self._renderings(word) for word in english]
        found: _Places = defaultdict(list)
        for segment, words in self._tagged if len(renderings) > 1 and all(renderings) else ():
            for at in range(len(words) - len(renderings) + 1):
                some = words[at : at + len(renderings)]
                if _are_renderings(some, renderings):
                    span = Span(some[0].span.start, some[-1].span.end)
                    found[span.of(segment.text)].append((segment, span))
        return _named(found)

    def _renderings(self, word: str) -> frozenset[str]:
        """The words of two characters and more in the text that may translate an English word."""
        english = stem(word.lower())
        return frozenset(
            chinese
            for chinese, share in self._channel.renderings(english).items()
            if share >= _LEAST_OF_WORD and len(chinese) > 1 and chinese in self.text
            if self._channel.pivots(chinese).get(english, 0.0) >= _LEAST_OF_WORD
        )


def _named(places: _Places) -> list[Named]:
    return [Named(text, tuple(where)) for text, where in places.items()]


def _are_renderings(words: Sequence[Word], renderings: Sequence[frozenset[str]]) -> bool:
    """Does each word render one of the English words, and no two the same?"""
    left = list(renderings)
    for word in words:
        at = next((index for index, some in enumerate(left) if word.text in some), None)
        if at is None:
            return False
        del left[at]
    return True


def _parts(name: str) -> list[str]:
    return re.split(f"[{POINTS}]", name)


def _is_full_name(latin: Sequence[str], name: str) -> bool:
    parts = _parts(name)
    enough = sum(len(latin_consonants(part)) for part in latin) >= _LEAST_CONSONANTS_IN_FULL
    return enough and len(latin) == len(parts) and all(map(_agree, latin, parts))


def _agree(latin: str, name: str) -> bool:
    """Have the two the same consonants, both or neither a vowel at the beginning, and the Latin name no vowel for which
    the Chinese one has no character?"""
    return (
        latin_consonants(latin) == consonants(name)
        and (latin[0] in _VOWELS) == (not first_consonant(name))
        and len(_VOWEL.findall(latin.lower())) <= len(name)
    )


def _are_side_by_side(name: str, latin: str, text: str) -> bool:
    """Does the text introduce one by the other: 曼沙迪（Manshadi）, 曼沙迪 Manshadi?"""
    name, latin = re.escape(name), re.escape(latin)
    between = r"(?:[^，。\n]{0,12}[(（][^)）\n]{0,30}|[ ”》」]{0,2}[ “《「]{0,2})"
    return bool(re.search(f"{name}{between}{latin}|{latin}{between}{name}", text))
