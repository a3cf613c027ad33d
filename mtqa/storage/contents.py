"""Listing and emptying the cache folder, for `mtqa cache`."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.errors import UsageError
from mtqa.storage import database
from mtqa.storage.cache import Kind, cache_path


@dataclass
class Survey:
    """The contents of the cache folder: the cache file and its size on disk in bytes; count and bytes of the entries by
    kind; when the least and the most recently used was used; other files (tables made once, files set aside) with
    their size; what is wrong with the cache file."""

    path: Path
    size: int = 0
    kinds: dict[str, tuple[int, int]] = field(default_factory=lambda: {kind.value: (0, 0) for kind in Kind})
    oldest: str = ""
    newest: str = ""
    others: dict[Path, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def tree(self) -> dict[str, Any]:
        return {
            "path": str(self.path),
            "bytes": self.size,
            "entries": {kind: {"count": count, "bytes": size} for kind, (count, size) in self.kinds.items()},
            "oldest_use": self.oldest or None,
            "newest_use": self.newest or None,
            "other_files": {str(path): size for path, size in self.others.items()},
            "problems": self.problems,
        }


def survey() -> Survey:
    """Survey the cache folder; changes nothing and creates no file."""
    path = cache_path()
    found = Survey(path, database.size_on_disk(path))
    found.others = {other: other.stat().st_size for other in _others(path)}
    if not path.is_file():
        return found
    try:
        with closing(database.connect(path)) as connection:
            for kind, count, size in connection.execute("SELECT kind, count(*), sum(size) FROM entries GROUP BY kind"):
                found.kinds[kind] = count, size
            oldest, newest = connection.execute("SELECT min(used), max(used) FROM entries").fetchone()
        found.problems = database.problems(path)
    except sqlite3.Error as error:
        found.problems = [f"the cache cannot be read: {error}"]
    else:
        found.oldest, found.newest = _day(oldest), _day(newest)
    return found


def clear() -> int:
    """Empty the cache and delete the files set aside; return the bytes freed. Raises UsageError where it cannot."""
    path = cache_path()
    before = database.size_on_disk(path)
    aside = database.damaged(path)
    before += sum(file.stat().st_size for file in aside)
    try:
        for file in aside:
            file.unlink(missing_ok=True)
        if path.is_file():
            _empty(path)
    except (OSError, sqlite3.Error) as error:
        advice = "check that no other mtqa is running and that you can write to the folder"
        raise UsageError(f"the cache cannot be cleared: {error}", where=str(path), advice=advice) from error
    return before - database.size_on_disk(path)


def _empty(path: Path) -> None:
    """Delete the rows and keep the file, since another run may have it open; delete a damaged file."""
    try:
        with closing(database.connect(path)) as connection:
            connection.execute("DELETE FROM entries")
            database.release(connection)
    except sqlite3.DatabaseError as error:
        if not database.is_damage(error):
            raise
        database.set_aside(path).unlink()


def _others(path: Path) -> list[Path]:
    return sorted([*path.parent.glob("cedict-*.sqlite"), *database.damaged(path)])


def _day(seconds: int | None) -> str:
    return "" if seconds is None else time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
