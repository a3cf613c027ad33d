"""The SQLite file behind the cache: opening it, setting a damaged file aside, limiting its size.

WAL lets readers and one writer work at once; a second writer waits. When a process is killed, the next process that
opens the file rolls back what was not committed.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

REVISION = 1  # of the tables; it is part of the file's name, so that two versions of mtqa do not disturb each other
_WAIT = 30  # seconds to wait for another process that writes
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, value BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS by_use ON entries (used, size);
"""
_KEPT_SHARE = 0.9  # share of the limit that deleting old entries leaves, so that not every write has to delete
_ROWS_AT_ONCE = 500  # deleted in one transaction


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, and create it where it is missing. Raises OSError or sqlite3.Error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    patience = time.monotonic() + _WAIT
    while True:
        try:
            return _connected(path)
        except sqlite3.OperationalError as error:
            # SQLite does not wait by itself while another process switches a new file to WAL.
            if not is_busy(error) or time.monotonic() > patience:
                raise
            time.sleep(0.05)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        if not _pages(
            connection, "page_count"
        ):  # an empty file: only now can it be set to return free pages to the disk
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA journal_size_limit=8000000")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'by_use'").fetchone():
            with writing(connection):
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction, which waits for other writers at its start instead of failing in the middle."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def is_damage(error: Exception) -> bool:
    """Is the file itself damaged, rather than locked, unreadable or on a full disk?"""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_busy(error: sqlite3.Error) -> bool:
    """Did another process write for too long?"""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: Exception) -> int:
    """SQLite's primary error code; 0 for an error that is not SQLite's."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def set_aside(path: Path) -> Path:
    """Rename a damaged file so that it can be examined, and delete an earlier one. Returns the path. Raises OSError."""
    aside = path.with_suffix(f".damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    for earlier in damaged(path):
        earlier.unlink(missing_ok=True)
    path.replace(aside)
    for companion in ("-wal", "-shm"):
        Path(f"{path}{companion}").unlink(missing_ok=True)
    return aside


def damaged(path: Path) -> list[Path]:
    """The damaged files that were set aside."""
    return sorted(path.parent.glob(f"{path.stem}.damaged-*"))


def size_on_disk(path: Path) -> int:
    """Bytes of the database and of its log."""
    files = (path, Path(f"{path}-wal"))
    return sum(file.stat().st_size for file in files if file.is_file())


def content_bytes(connection: sqlite3.Connection) -> int:
    """Bytes of the pages in use."""
    pages = _pages(connection, "page_count") - _pages(connection, "freelist_count")
    return pages * _pages(connection, "page_size")


def _pages(connection: sqlite3.Connection, figure: str) -> int:
    return int(connection.execute(f"PRAGMA {figure}").fetchone()[0])


def shrink(connection: sqlite3.Connection, limit: int) -> None:
    """Delete the least recently used entries until the rest fits, and return free pages to the disk."""
    if content_bytes(connection) > limit:
        while _drop_oldest(connection, int(limit * _KEPT_SHARE)):
            pass
    if _pages(connection, "freelist_count"):
        release(connection)


def _drop_oldest(connection: sqlite3.Connection, room: int) -> int:
    """Delete some of the least recently used entries while the content exceeds `room` bytes; return how many."""
    with writing(connection):
        excess = content_bytes(connection) - room
        keys = []
        for key, size in connection.execute("SELECT key, size FROM entries ORDER BY used LIMIT ?", (_ROWS_AT_ONCE,)):
            if excess <= 0:
                break
            keys.append((key,))
            excess -= size
        connection.executemany("DELETE FROM entries WHERE key = ?", keys)
    return len(keys)


def release(connection: sqlite3.Connection) -> None:
    """Return free pages and the log to the disk, as far as no other process is reading."""
    connection.executescript("PRAGMA incremental_vacuum")  # one step per page; execute() would run only the first
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def problems(path: Path) -> list[str]:
    """The problems that SQLite's integrity check finds, at most 5. Raises sqlite3.Error."""
    with closing(connect(path)) as connection:
        rows = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
    return [] if rows == ["ok"] else rows
