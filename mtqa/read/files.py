"""A path → bytes, or an error for every bad path.

A file may differ from what it was when it was listed: it may grow, vanish or turn out to be a
device, so reading is bounded, and every error of the operating system becomes a ReadError.
"""

from __future__ import annotations

import difflib
import errno
import os
import stat
import sys
from contextlib import nullcontext
from pathlib import Path

from mtqa.errors import ReadError

STDIN = "-"


def shown(path: str) -> str:
    """A file name that can be printed: undecodable bytes and control characters escaped.

    >>> shown("a\\udcff\\n.txt")
    'a\\\\udcff\\\\n.txt'
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in path
    )


def read_bytes(path: str, name: str, max_bytes: int) -> bytes:
    """The whole file, or a ReadError; never more than `max_bytes` + 1 bytes are held."""
    if path != STDIN:
        found = status(path, name)
        _refuse_special(found.st_mode, name)
        if found.st_size > max_bytes:
            size, most = _megabytes(found.st_size), _megabytes(max_bytes)
            raise ReadError.of("too_large", name, advice="smaller", size=size, most=most)
    data = _read(path, name, max_bytes)
    if len(data) > max_bytes:
        raise ReadError.of("larger", name, advice="smaller", most=_megabytes(max_bytes))
    return data


def status(path: str, name: str) -> os.stat_result:
    """The status of a path. Raises ReadError if there is none."""
    try:
        return Path(path).stat()
    except OSError as error:
        raise refused(error, name, path) from error
    except ValueError as error:  # a NUL in the name
        raise ReadError.of("no_name", name, advice="path") from error


def _read(path: str, name: str, max_bytes: int) -> bytes:
    if path == STDIN and sys.stdin is None:
        raise ReadError.of("stdin_closed", name)
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as stream:
            return stream.read(max_bytes + 1)
    except OSError as error:
        raise refused(error, name) from error


def _refuse_special(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise ReadError.of("directory", name)
    if not stat.S_ISREG(mode):
        raise ReadError.of("device", name)


def refused(error: OSError, name: str, path: str = "") -> ReadError:
    """The error for what the operating system refused."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return _missing(name, path)
        case PermissionError():
            return ReadError.of("permission", name)
        case _:
            kind = type(error).__name__
            code = errno.errorcode.get(error.errno or 0, kind)
            return ReadError.of("failed", name, reason=error.strerror or kind, code=code)


def _missing(name: str, path: str) -> ReadError:
    """The error about a path that does not exist; its advice names similar ones."""
    if path:
        parent = Path(path).parent
        try:
            names = [entry.name for entry in parent.iterdir()]
        except OSError:
            return ReadError.of("missing", name, advice="no_parent", parent=shown(str(parent)))
        near = difflib.get_close_matches(Path(path).name, names, n=3, cutoff=0.6)
        if near:
            paths = [shown(str(parent / each)) for each in near]
            return ReadError.of("missing", name, advice="near", either=" or ".join(paths), near=", ".join(paths))
    return ReadError.of("missing", name, advice="path")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size:,} bytes"
