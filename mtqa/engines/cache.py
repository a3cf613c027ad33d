"""What models said before: answers kept in SQLite by content, model revision and settings.

A second run over the same text finds everything here and never loads a model. Answers are written as soon as
they are there, so that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from mtqa.config import cache_folder
from mtqa.engines.base import Contest, Identity, LanguageModel, Progress, Token, Translation, Translator, no_progress
from mtqa.text import Span

_SCHEMA = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID"


def default_cache_path() -> Path:
    """The file of answers in the cache folder."""
    return cache_folder() / "answers.sqlite"


class Cache:
    """A key–value store in one SQLite file, safe for several processes at once.

    Without a path, on a read-only file system or with a file that is no database it keeps nothing: a cache
    may cost time, never a run. `notice` then says why.
    """

    def __init__(self, path: Path | None) -> None:
        self.notice = ""
        self._connection: sqlite3.Connection | None = None
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            self._connection = None
            self.notice = f"{path}: answers are not kept ({error}); delete the file or set MTQA_CACHE"

    def get(self, key: str) -> Any:
        """The answer, or None."""
        if self._connection is None:
            return None
        try:
            with closing(self._connection.execute("SELECT answer FROM answers WHERE key = ?", (key,))) as rows:
                row = rows.fetchone()
            return None if row is None else json.loads(row[0])
        except sqlite3.Error as error:
            self._give_up(error)
        except ValueError:  # a damaged answer is as good as none
            pass
        return None

    def put(self, answers: dict[str, Any]) -> None:
        if self._connection is None:
            return
        rows = [(key, json.dumps(answer)) for key, answer in answers.items()]
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        self.notice = f"answers are not kept ({error})"
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _key(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class CachedLanguageModel:
    """A LanguageModel that asks the cache first; `load` makes the model when it has to answer itself."""

    def __init__(self, identity: Identity, load: Callable[[], LanguageModel], cache: Cache) -> None:
        self.identity = identity
        self._load = load
        self._cache = cache

    def surprisals(self, text: str, context: str = "", progress: Progress = no_progress) -> list[Token]:
        key = _key("surprisals-2", str(self.identity), context, text)
        known = self._cache.get(key)
        if known is None:
            tokens = self._load().surprisals(text, context, progress)
            known = [[t.span.start, t.span.end, round(t.surprisal, 4)] for t in tokens]
            self._cache.put({key: known})
        return [Token(Span(start, end), value) for start, end, value in known]

    def log_probabilities(self, variants: Sequence[str], context: str = "") -> list[float]:
        keys = [_key("log-probability-2", str(self.identity), context, variant) for variant in variants]
        known = {key: self._cache.get(key) for key in keys}
        missing = [i for i, key in enumerate(keys) if known[key] is None]
        if missing:
            fresh = self._load().log_probabilities([variants[i] for i in missing], context)
            answers = {keys[i]: value for i, value in zip(missing, fresh, strict=True)}
            self._cache.put(answers)
            known.update(answers)
        return [known[key] for key in keys]

    def log_odds(
        self, text: str, contests: Sequence[Contest], progress: Progress = no_progress
    ) -> list[tuple[float, ...]]:
        questions = [[c.span.start, c.span.end, c.end, *c.rivals] for c in contests]
        keys = [_key("log-odds-1", str(self.identity), text, question) for question in questions]
        known = {key: self._cache.get(key) for key in keys}
        missing = [index for index, key in enumerate(keys) if known[key] is None]
        if missing:
            fresh = self._load().log_odds(text, [contests[index] for index in missing], progress)
            answers = {keys[i]: [round(x, 4) for x in odds] for i, odds in zip(missing, fresh, strict=True)}
            self._cache.put(answers)
            known.update(answers)
        return [tuple(known[key]) for key in keys]


class CachedTranslator:
    """A Translator that asks the cache first, text by text, and keeps what it gets in portions."""

    _PORTION = 32

    def __init__(self, identity: Identity, load: Callable[[], Translator], cache: Cache) -> None:
        self.identity = identity
        self._load = load
        self._cache = cache

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        n_best: int = 1,
        progress: Progress = no_progress,
    ) -> list[list[Translation]]:
        keys = [_key("translate-1", str(self.identity), source, target, n_best, text) for text in texts]
        known = {key: self._cache.get(key) for key in keys}
        todo = {key: text for key, text in zip(keys, texts, strict=True) if known[key] is None}
        # Long and short texts apart: a batch takes as long as its longest member.
        missing = sorted(todo, key=lambda key: len(todo[key]))
        for start in range(0, len(missing), self._PORTION):
            portion = missing[start : start + self._PORTION]
            fresh = self._load().translate([todo[key] for key in portion], source, target, n_best)
            answers = {
                key: [[t.text, t.score, t.reason] for t in translations]
                for key, translations in zip(portion, fresh, strict=True)
            }
            self._cache.put(answers)
            known.update(answers)
            progress(start + len(portion), len(missing))
        return [[Translation(*parts) for parts in known[key]] for key in keys]
