"""Finds names that are changed in the translation: by the renderings of the dictionary, and Chinese names by pinyin.

A name counts as changed only if the target has another name in its place that the source does not have. That a name
is missing proves little: translators write “he”, “the capital”, 该国, or a spelling that is in no dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mtqa.bilingual.matching import renderings
from mtqa.bilingual.person_names import Changed, Name, people, people_changed, pinyin_names
from mtqa.lexicon import NAME_TAGS, Dictionary, Tagger, Word
from mtqa.lexicon.channel import seen
from mtqa.lexicon.english import stem
from mtqa.lexicon.pinyin import syllables
from mtqa.lexicon.transcription import initials, transcribed
from mtqa.script import han_runs
from mtqa.text import Span

_CAPITALS = re.compile(r"[A-Z][a-z]+(?:['’-][A-Za-z]+)*")
_LONGEST_NAME = 4  # words of an English name
_PLACE_ENDINGS = "市州省县国岛镇"
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
# Months, days and other words in capitals that are not names of places or people.
_NOT_NAMES = """
January February March April May June July August September October November December Monday Tuesday Wednesday Thursday
Friday Saturday Sunday What Will Mark"""
_CAPITALISED_WORDS = frozenset(_NOT_NAMES.split())
# Countries and cities that are often written as this one character, which rarely means anything else.
_SHORT_NAMES = "美英法德俄韩澳加台港沪京"
_LEAST_SEEN = 10  # occurrences in aligned sentences that are enough to tell a name from an ordinary word
_LEAST_LETTERS = 4  # of an English name; shorter ones are abbreviations and words


def changed(
    english: str, chinese: str, tagger: Tagger, dictionary: Dictionary, *, into_chinese: bool
) -> Iterator[Changed]:
    """The names that differ between an English and a Chinese text."""
    if not _CAPITALS.search(english):
        return
    found, persons = english_names(english, dictionary), pinyin_names(english)
    # Where every name has its rendering, no name can be in its place; to tag the words takes time.
    if not all(_is_kept(name, chinese) for name in found) or persons:
        words = tagger.tag(chinese)
        texts = english, chinese
        yield from known_changed(found, chinese_names(words, dictionary), texts, dictionary, into_chinese)
        yield from people_changed(persons, people(words), texts, into_chinese)


def english_names(text: str, dictionary: Dictionary) -> list[Name]:
    """The names of an English text that the dictionary knows, the longest at each place."""
    words = list(_CAPITALS.finditer(text))
    found: list[Name] = []
    at = 0
    while at < len(words):
        for last in range(min(len(words), at + _LONGEST_NAME), at, -1):
            start, end = words[at].start(), words[last - 1].end()
            name = text[start:end]
            for possessive in ("'s", "’s"):
                name = name.removesuffix(possessive)
            end = start + len(name)
            known = dictionary.named(name.lower()) if len(name) >= _LEAST_LETTERS else frozenset()
            if not known:
                continue
            single = last == at + 1
            if single and (_is_word(name, known) or _is_first_name(text[end:], known)):
                break
            is_name = name not in _CAPITALISED_WORDS
            if is_name and re.fullmatch(r"[\w'’-]+(?: (?:of |the |and )?[\w'’-]+)*", name):
                kind = sorted(kind for _, kind in known)[-1]  # a name of a person and a place counts as a place
                found.append(Name(Span(start, end), name, frozenset(word for word, _ in known), kind))
                at = last - 1
                break
        at += 1
    return found


@lru_cache(maxsize=4096)
def _is_word(text: str, known: frozenset[tuple[str, str]]) -> bool:
    """Do most aligned sentences translate it as a word, not as a name (State, Great, Hall)?"""
    counts = seen(stem(text.lower()))
    total = sum(counts.values())
    return total >= _LEAST_SEEN and 2 * sum(counts.get(word, 0) for word, _ in known) < total


def _is_first_name(after: str, known: frozenset[tuple[str, str]]) -> bool:
    """Does a family name follow the first name (Jack Ma), so that the translation may have only that?"""
    return not any(kind == "place" for _, kind in known) and re.match(r" [A-Z][a-z]", after) is not None


def chinese_names(words: Sequence[Word], dictionary: Dictionary) -> list[Name]:
    """The names of a Chinese text that the dictionary knows: words that are only a name, the family name of a foreign
    person (林登·约翰逊), the proper part of a place (芝加哥市)."""
    found = []
    for word in words:
        for start, end in _parts(word) if word.tag in _TAGS else ():
            text = word.text[start:end]
            if known := dictionary.names(text) if len(text) > 1 else frozenset():
                span = Span(word.span.start + start, word.span.start + end)
                kind = sorted(kind for _, kind in known)[-1]
                found.append(Name(span, text, frozenset(name for name, _ in known), kind))
                break
    return found


def _parts(word: Word) -> Iterator[tuple[int, int]]:
    """The start and end of the word, and of parts of it that may be a name by themselves."""
    size = len(word.text)
    yield 0, size
    if word.tag == "PER" and "·" in word.text:
        yield word.text.rindex("·") + 1, size
    if word.tag == "LOC" and word.text[-1] in _PLACE_ENDINGS:
        yield 0, size - 1


def known_changed(
    english: Sequence[Name], chinese: Sequence[Name], texts: tuple[str, str], dictionary: Dictionary, into_chinese: bool
) -> Iterator[Changed]:
    """Names of the dictionary that differ. `texts` are the English text and the Chinese text."""
    lowered, han = texts[0].lower(), texts[1]
    missing = [name for name in english if not _is_kept(name, han)]
    renderings_of_english = [rendering for name in english for rendering in name.others]
    unmatched = [
        name
        for name in chinese
        if not any(_is_in(rendering, lowered) for rendering in name.others)
        and not any(name.text in rendering or rendering in name.text for rendering in renderings_of_english)
    ]
    for name in missing:
        if country := next((other for other in unmatched if _is_capital(name, other, dictionary)), None):
            unmatched.remove(country)
            continue
        other = next((other for other in unmatched if other.kind == name.kind), None)
        if other is None or _has_similar_spelling(name, han) or _is_translated_otherwise(name, han, dictionary):
            continue
        unmatched.remove(other)
        yield Changed(name, other, True) if into_chinese else Changed(other, name, True)


def _is_kept(name: Name, han: str) -> bool:
    """Does the Chinese text have the name, in Chinese or as it is?"""
    return _has_rendering(name, han) or name.text in han


def _has_rendering(name: Name, han: str) -> bool:
    """Does the Chinese text have a rendering of the name, the first two characters of one, or its short form of one
    character (美 for 美国)?"""
    return any(
        rendering[:2] in han or (len(rendering) == 2 and rendering[0] in _SHORT_NAMES and rendering[0] in han)
        for rendering in name.others
    )


def _is_capital(english: Name, chinese: Name, dictionary: Dictionary) -> bool:
    """Is one name the capital of the other, so that it may mean the government (Tehran, 伊朗)?"""
    senses = [sense for word in english.others for sense in dictionary.senses(word)]
    capital = any("capital" in sense and not sense.isdisjoint(chinese.others) for sense in senses)
    home = english.text.lower()
    return capital or any("capital" in sense and home in sense for sense in dictionary.senses(chinese.text))


def _is_translated_otherwise(name: Name, han: str, dictionary: Dictionary) -> bool:
    """Does the Chinese text have another rendering of the name (欧洲 for Europe), or a transcription (霍尼克)?"""
    lowered = name.text.lower()
    if any(len(rendering) > 1 and rendering in han for rendering in renderings(dictionary, lowered)):
        return True
    return " " not in lowered and transcribed(lowered, initials(han, dictionary)) is not None


def _has_similar_spelling(name: Name, han: str) -> bool:
    """Does the Chinese text have something that sounds like a rendering of the name (鲁滨逊 for 罗宾逊)? Every syllable
    has the same initial, and half of the syllables are the same."""
    sounds = syllables("".join(han_runs(han)))
    for rendering in name.others:
        wanted = syllables(rendering)
        for at in range(len(sounds) - len(wanted) + 1 if len(wanted) > 2 else 0):
            pairs = list(zip(wanted, sounds[at:], strict=False))
            if all(a[0] == b[0] for a, b in pairs) and 2 * sum(a == b for a, b in pairs) >= len(pairs):
                return True
    return False


def _is_in(name: str, lowered: str) -> bool:
    """Does the English text (in lower case) have the name, or a word that begins like it (Chinese for China)?"""
    if any(re.search(rf"\b{alias}\b", lowered) for alias in _ALIASES.get(name, ())):
        return True
    return any(part[: max(3, len(part) - 2)] in lowered for part in re.split(r"[ -]", name) if len(part) > 2)
