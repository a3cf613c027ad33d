"""Names in both languages: those of CC-CEDICT, and people invented from surnames and given names with their pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from mtqa.data import data_file
from mtqa.lexicon.cedict import lines
from mtqa.script import HAN

# 清邁 清迈 [Qing1 Mai4] /Chiang Mai, city in Thailand/
_ENTRY = re.compile(rf"\S+ (?P<chinese>[{HAN}·]{{2,8}}) \[[A-Z][^\]]*\] /(?P<definition>[^/]+)/")
_NAME = re.compile(r"(?P<name>[A-Z][\w'.-]+(?: (?:of|the|and|de|la|[A-Z][\w'.-]+)){0,3})(?=,| \(|$)(?P<rest>.*)")
_KINDS = (
    ("place", re.compile(r"\b(?:city|town|county|province|district|prefecture|capital|state|river|island|country)\b")),
    ("person", re.compile(r"\(\d{3,4}|\b(?:\d{3,4}-\d{3,4}|politician|poet|writer|actor|singer|emperor)\b")),
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages, and its kind: place, person or other."""

    chinese: str
    english: str
    kind: str


@dataclass(frozen=True)
class Names:
    """The names of the dictionary."""

    by_chinese: Mapping[str, Name]
    by_kind: Mapping[str, tuple[Name, ...]]

    def another(self, name: Name, random: Random) -> Name:
        """Another name of the same kind. Half of the people are invented: no dictionary has most people of a text."""
        if name.kind == "person" and random.random() < 0.5:
            return person(random)
        return random.choice(self.by_kind[name.kind])

    def within(self, chinese: str, english: str) -> Name | None:
        """The longest name that both sentences have, or None."""
        for length in range(8, 1, -1):
            for start in range(len(chinese) - length + 1):
                name = self.by_chinese.get(chinese[start : start + length])
                if name and re.search(rf"\b{re.escape(name.english)}\b", english):
                    return name
        return None


@cache
def dictionary_names() -> Names:
    names = {name.chinese: name for name in _read()}
    kinds: dict[str, list[Name]] = {}
    for name in names.values():
        kinds.setdefault(name.kind, []).append(name)
    return Names(names, {kind: tuple(members) for kind, members in kinds.items()})


def _read() -> Iterator[Name]:
    for line in lines():
        entry = _ENTRY.match(line)
        found = entry and _NAME.match(entry["definition"])
        if entry and found:
            kind = next((kind for kind, words in _KINDS if words.search(found["rest"])), "other")
            yield Name(entry["chinese"], found["name"], kind)


def person(random: Random) -> Name:
    """An invented person, such as 王晓明, Wang Xiaoming."""
    from pypinyin import Style, lazy_pinyin

    surnames, counts = _weighted("names-surnames.tsv")
    surname = random.choices(surnames, counts)[0]
    characters, weights = _weighted("names-given.tsv")
    given = "".join(random.choices(characters, weights, k=random.choice((1, 2, 2))))
    spelling = ["".join(lazy_pinyin(part, style=Style.NORMAL)).capitalize() for part in (surname, given)]
    return Name(surname + given, " ".join(spelling), "person")


@cache
def _weighted(table: str) -> tuple[list[str], list[int]]:
    rows = [line.split("\t") for line in data_file(table).read_text(encoding="utf-8").splitlines()[1:]]
    return [row[0] for row in rows], [int(row[1]) for row in rows]
