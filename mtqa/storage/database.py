"""The SQLite file behind the cache: opening, setting aside what is damaged, keeping it within bounds.

WAL lets readers and one writer work at once, and whoever comes second waits. What was not committed when a process is
killed is rolled back by the next one that opens the file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

REVISION = 1  # of the tables; it is part of the file's name, so that two versions of mtqa do not disturb each other
_WAIT = 30  # seconds for another process that writes
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, value BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS by_use ON entries (used, size);
"""
_ROOM = 0.9  # share of the limit that is left when old entries had to go, so that not every write has to clear
_PORTION = 500


def connect(path: Path) -> sqlite3.Connection:
    """The file, made where it is missing. Raises OSError or sqlite3.Error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    patience = time.monotonic() + _WAIT
    while True:
        try:
            return _connected(path)
        except sqlite3.OperationalError as error:
            # SQLite does not wait of itself while another process turns a new file to WAL.
            if not is_busy(error) or time.monotonic() > patience:
                raise
            time.sleep(0.05)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        if not _pages(connection, "page_count"):  # an empty file: may freed pages be given back to the disk later
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
    """One transaction, that waits for its turn at the start instead of failing in the middle."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def is_damage(error: Exception) -> bool:
    """Is the file itself broken, rather than locked, forbidden or out of room?"""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_busy(error: sqlite3.Error) -> bool:
    """Was somebody else writing for too long?"""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: Exception) -> int:
    """SQLite's primary error code; 0 for an error that is not SQLite's."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def set_aside(path: Path) -> Path:
    """Give a damaged file another name, for whoever wants to look at it; an earlier one goes. Raises OSError."""
    aside = path.with_suffix(f".damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    for earlier in damaged(path):
        earlier.unlink(missing_ok=True)
    path.replace(aside)
    for companion in ("-wal", "-shm"):
        Path(f"{path}{companion}").unlink(missing_ok=True)
    return aside


def damaged(path: Path) -> list[Path]:
    """The files set aside."""
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
    """Take away what was not used for the longest time until the rest has room, and give the pages back."""
    if content_bytes(connection) > limit:
        while _drop_oldest(connection, int(limit * _ROOM)):
            pass
    if _pages(connection, "freelist_count"):
        release(connection)


def _drop_oldest(connection: sqlite3.Connection, room: int) -> int:
    """Take away a portion of the oldest entries, as far as what is in use exceeds `room`; how many went."""
    with writing(connection):
        excess = content_bytes(connection) - room
        keys = []
        for key, size in connection.execute("SELECT key, size FROM entries ORDER BY used LIMIT ?", (_PORTION,)):
            if excess <= 0:
                break
            keys.append((key,))
            excess -= size
        connection.executemany("DELETE FROM entries WHERE key = ?", keys)
    return len(keys)


def release(connection: sqlite3.Connection) -> None:
    """Give free pages and the log back to the disk, as far as nobody else is reading."""
    connection.executescript("PRAGMA incremental_vacuum")  # a step a page, of which execute() would take the first only
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def problems(path: Path) -> list[str]:
    """What SQLite's own check of the whole file says; nothing where it is sound. Raises sqlite3.Error."""
    with closing(connect(path)) as connection:
        rows = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
    return [] if rows == ["ok"] else rows
