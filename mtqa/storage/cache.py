"""A key–value store in one SQLite file, bounded, safe for several processes at once."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Mapping
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any

from mtqa.storage import database
from mtqa.storage.folder import cache_folder

#: Bytes; the least recently used entries are deleted first.
DEFAULT_LIMIT = 500_000_000
_COMPRESSED_FROM = 200  # bytes; compression makes smaller values longer
_FRESH = (
    3600  # seconds; an entry used again within them keeps its time, so a run that needs only the cache writes nothing
)
_CHECK_AFTER = 16_000_000  # bytes written between two checks of the size of the file


class Kind(StrEnum):
    """The kind of an entry, as `mtqa cache info` prints it."""

    ANSWER = "answers of models"
    DOCUMENT = "documents"


def cache_path() -> Path:
    """The path of the SQLite file in the cache folder."""
    return cache_folder() / f"cache-{database.REVISION}.sqlite"


def open_cache(wanted: bool, limit: int = DEFAULT_LIMIT) -> Cache:
    """The cache of a run: the user's, of at most `limit` bytes, or one that keeps nothing."""
    return Cache(cache_path() if wanted else None, limit)


def key_of(*parts: object) -> str:
    """The key of an entry: the hash of its parts, which must be values of JSON. 40 hexadecimal digits."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]


class Cache:
    """A store of JSON values. Without a path, on a read-only file system or on a full disk it keeps nothing; a damaged
    file is set aside and replaced by a new one. `notice` then says so."""

    def __init__(self, path: Path | None, limit: int = DEFAULT_LIMIT) -> None:
        self.notice = ""
        self.limit = limit
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._used: list[str] = []
        self._written = 0
        self._renewed = False
        if path is not None:
            self._open(path)

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def keeps(self) -> bool:
        """Does it keep anything? Where it does not, nothing has to be made for it."""
        return self._connection is not None

    def get(self, key: str) -> Any:
        """The value, or None."""
        if self._connection is None:
            return None
        try:
            with closing(self._connection.execute("SELECT value, used FROM entries WHERE key = ?", (key,))) as rows:
                row = rows.fetchone()
            if row is None:
                return None
            value = _unpacked(row[0])
        except sqlite3.Error as error:
            self._failed(error)
        except (ValueError, TypeError, AttributeError, zlib.error):  # a damaged value counts as missing
            pass
        else:
            if row[1] < _now() - _FRESH:
                self._used.append(key)
            return value
        return None

    def put(self, values: Mapping[str, Any], kind: Kind = Kind.ANSWER) -> None:
        """Keep values by their keys, and replace earlier ones."""
        if self._connection is None or not values:
            return
        packed = [(key, _packed(value)) for key, value in values.items()]
        rows = [(key, kind.value, value, len(key) + len(value), _now()) for key, value in packed]
        try:
            with database.writing(self._connection):
                self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", rows)
            self._written += sum(row[3] for row in rows)
            if self._written > min(_CHECK_AFTER, self.limit // 4):
                self._written = 0
                database.shrink(self._connection, self.limit)
        except sqlite3.Error as error:
            self._failed(error)

    def close(self) -> None:
        """Note which entries were used, keep the size within the limit, and close the file."""
        if self._connection is None:
            return
        try:
            if self._used:
                with database.writing(self._connection):
                    rows = [(_now(), key) for key in dict.fromkeys(self._used)]
                    self._connection.executemany("UPDATE entries SET used = ? WHERE key = ?", rows)
            if self._written:
                database.shrink(self._connection, self.limit)
        except sqlite3.Error as error:
            self._failed(error)
        self._disconnect()

    def _open(self, path: Path) -> None:
        try:
            self._connection = database.connect(path)
            self._identity = _inode(path)
        except (OSError, sqlite3.Error) as error:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        """Continue with a new file where this one is damaged, once; else without a cache."""
        self._disconnect()
        if self._path is None:
            return
        if database.is_damage(error) and not self._renewed:
            self._renewed = True
            self._renew(self._path)
        else:
            self.notice = (
                f"{self._path}: nothing is cached ({error}); make it writable, set MTQA_CACHE or give --no-cache"
            )

    def _renew(self, path: Path) -> None:
        try:
            # Another process may have set it aside already; then the file at this path is the new one.
            if self._identity is None or self._identity == _inode(path):
                aside = database.set_aside(path)
                self.notice = f"the cache was damaged; it is set aside as {aside}, and a new one is used"
        except OSError as refusal:
            self._failed(refusal)
        else:
            self._open(path)

    def _disconnect(self) -> None:
        connection, self._connection, self._used = self._connection, None, []
        if connection is not None:
            connection.close()


def _now() -> int:
    return int(time.time())


def _inode(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _packed(value: Any) -> bytes:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return zlib.compress(data, 3) if len(data) >= _COMPRESSED_FROM else data


def _unpacked(data: bytes) -> Any:
    """The value of packed bytes. A compressed value begins with “x”, which JSON never does."""
    text = zlib.decompress(data) if data[:1] == b"x" else data
    return json.loads(text.decode("utf-8", "surrogatepass"))
