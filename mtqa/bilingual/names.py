"""Names that are another one in the translation: what the dictionary calls them, and how Chinese ones are spelled in
pinyin.

A name is missed only where another name stands that the source does not have. That a name alone is missing says
little: translators say “he”, “the capital”, 该国, or spell a name as no dictionary does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtqa.bilingual.matching import renderings
from mtqa.bilingual.person_names import Changed, Name, people, people_changed, pinyin_names
from mtqa.lexicon import NAME_TAGS, Dictionary, Tagger, Word
from mtqa.lexicon.channel import seen, stem
from mtqa.lexicon.pinyin import syllables
from mtqa.lexicon.transcription import initials, transcribed
from mtqa.script import han_runs
from mtqa.text import Span

_CAPITALS = re.compile(r"[A-Z][a-z]+(?:['’-][A-Za-z]+)*")
_LONGEST = 4  # words of an English name
_KINDS = "市州省县国岛镇"
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
_LEAST_SEEN = 10  # times that a word stands in aligned sentences, where they tell a name from a word
_LEAST_LETTERS = 4  # of an English name; shorter ones are abbreviations and words


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
        yield from known_changed(found, chinese_names(words, dictionary), texts, dictionary, into_chinese)
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
            for possessive in ("'s", "’s"):
                said = said.removesuffix(possessive)
            end = start + len(said)
            known = dictionary.named(said.lower()) if len(said) >= _LEAST_LETTERS else frozenset()
            alone = last == at + 1
            if alone and (_is_word(said, known) or _goes_on(text[end:], known)):
                break
            if known and said not in _WORDS and re.fullmatch(r"[\w'’-]+(?: (?:of |the |and )?[\w'’-]+)*", said):
                kind = sorted(kind for _, kind in known)[-1]  # of both a place
                found.append(Name(Span(start, end), said, frozenset(word for word, _ in known), kind))
                at = last - 1
                break
        at += 1
    return found


def _is_word(said: str, known: frozenset[tuple[str, str]]) -> bool:
    """Do aligned sentences have the word as something else more often than not: State, Great, Hall?"""
    counts = seen(stem(said.lower()))
    total = sum(counts.values())
    return total >= _LEAST_SEEN and 2 * sum(counts.get(word, 0) for word, _ in known) < total


def _goes_on(after: str, known: frozenset[tuple[str, str]]) -> bool:
    """Is it the first name of a person who is called by the other one, as Jack Ma is?"""
    return not any(kind == "place" for _, kind in known) and re.match(r" [A-Z][a-z]", after) is not None


def chinese_names(words: Sequence[Word], dictionary: Dictionary) -> list[Name]:
    """The names of a Chinese text that the dictionary knows: words that are one and nothing else, the family name of a
    foreign person (林登·约翰逊), the proper part of a place (芝加哥市)."""
    found = []
    for word in words:
        for start, end in _parts(word) if word.tag in _TAGS else ():
            said = word.text[start:end]
            if known := dictionary.names(said) if len(said) > 1 else frozenset():
                span = Span(word.span.start + start, word.span.start + end)
                kind = sorted(kind for _, kind in known)[-1]
                found.append(Name(span, said, frozenset(name for name, _ in known), kind))
                break
    return found


def _parts(word: Word) -> Iterator[tuple[int, int]]:
    """The word, and what of it may be a name by itself."""
    size = len(word.text)
    yield 0, size
    if word.tag == "PER" and "·" in word.text:
        yield word.text.rindex("·") + 1, size
    if word.tag == "LOC" and word.text[-1] in _KINDS:
        yield 0, size - 1


def known_changed(
    english: Sequence[Name], chinese: Sequence[Name], texts: tuple[str, str], dictionary: Dictionary, into_chinese: bool
) -> Iterator[Changed]:
    """Names of the dictionary. `texts` are the English and the Chinese one."""
    lowered, han = texts[0].lower(), texts[1]
    left = [one for one in english if not _is_said(one, han) and one.text not in han]
    strange = [one for one in chinese if not any(_is_in(name, lowered) for name in one.others)]
    strange = [
        one for one in strange if not any(one.text in other or other in one.text for e in english for other in e.others)
    ]
    for one in left:
        if home := next((two for two in strange if _is_capital(one, two, dictionary)), None):
            strange.remove(home)
            continue
        other = next((two for two in strange if two.kind == one.kind), None)
        if other is None or _is_spelled_otherwise(one, han) or _is_rendered(one, han, dictionary):
            continue
        strange.remove(other)
        yield Changed(one, other, True) if into_chinese else Changed(other, one, True)


def _is_said(name: Name, han: str) -> bool:
    """Does one of its renderings stand there, or the first two characters of one, or a name that is as one character
    (美 for 美国)?"""
    return any(one[:2] in han or (len(one) == 2 and one[0] in _SHORT and one[0] in han) for one in name.others)


def _is_capital(english: Name, chinese: Name, dictionary: Dictionary) -> bool:
    """Is one the capital of the other, so that it may stand for its government: Tehran, 伊朗?"""
    senses = [sense for word in english.others for sense in dictionary.senses(word)]
    capital = any("capital" in sense and not sense.isdisjoint(chinese.others) for sense in senses)
    home = english.text.lower()
    return capital or any("capital" in sense and home in sense for sense in dictionary.senses(chinese.text))


def _is_rendered(name: Name, han: str, dictionary: Dictionary) -> bool:
    """Does a word stand there that the name is elsewhere (欧洲 for Europe), or one that sounds like it (霍尼克)?"""
    said = name.text.lower()
    if any(len(one) > 1 and one in han for one in renderings(dictionary, said)):
        return True
    return " " not in said and transcribed(said, initials(han, dictionary)) is not None


def _is_spelled_otherwise(name: Name, han: str) -> bool:
    """Does something stand there that sounds like one of its renderings, 鲁滨逊 for 罗宾逊? All syllables begin
    alike, and half of them are the same."""
    sounds = syllables("".join(han_runs(han)))
    for rendering in name.others:
        wanted = syllables(rendering)
        for at in range(len(sounds) - len(wanted) + 1 if len(wanted) > 2 else 0):
            pairs = list(zip(wanted, sounds[at:], strict=False))
            if all(a[0] == b[0] for a, b in pairs) and 2 * sum(a == b for a, b in pairs) >= len(pairs):
                return True
    return False


def _is_in(name: str, lowered: str) -> bool:
    """Does the English text have the name, or a word that begins like one of its words (Chinese for China)?"""
    if any(re.search(rf"\b{alias}\b", lowered) for alias in _ALIASES.get(name, ())):
        return True
    return any(part[: max(3, len(part) - 2)] in lowered for part in re.split(r"[ -]", name) if len(part) > 2)
