"""A path → bytes, or an error for every bad path.

A file may differ from what it was when it was listed: it may grow, vanish or turn out to be a
device, so reading is bounded, and every error of the operating system becomes a ReadError.
"""

from __future__ import annotations

import difflib
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
            raise _too_large(name, f"{_megabytes(found.st_size)}, the limit is {_megabytes(max_bytes)}")
    data = _read(path, name, max_bytes)
    if len(data) > max_bytes:
        raise _too_large(name, f"larger than {_megabytes(max_bytes)}, the limit")
    return data


def status(path: str, name: str) -> os.stat_result:
    """The status of a path. Raises ReadError if there is none."""
    try:
        return Path(path).stat()
    except OSError as error:
        raise refused(error, name, path) from error
    except ValueError as error:  # a NUL in the name
        raise ReadError("not a file name", where=name, advice="check the path") from error


def _read(path: str, name: str, max_bytes: int) -> bytes:
    if path == STDIN and sys.stdin is None:
        raise ReadError("standard input is closed", where=name, advice="pipe the text in")
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as stream:
            return stream.read(max_bytes + 1)
    except OSError as error:
        raise refused(error, name) from error


def _refuse_special(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise ReadError("this is a directory", where=name, advice="give the files in it", kind="directory")
    if not stat.S_ISREG(mode):
        advice = "save the text to a file, or pipe it in and give - as the path"
        raise ReadError("not a regular file but a device, pipe or socket", where=name, advice=advice, kind="device")


def refused(error: OSError, name: str, path: str = "") -> ReadError:
    """The error for what the operating system refused."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return ReadError("no such file", where=name, advice=_near(path), kind="missing")
        case PermissionError():
            return ReadError(
                "no permission to read it", where=name, advice="chmod +r, or ask its owner", kind="permission"
            )
        case _:
            reason = error.strerror or type(error).__name__
            return ReadError(f"reading failed: {reason}", where=name, advice="try again, or copy the file first")


def _near(path: str) -> str:
    """Advice on a path that does not exist: similar names."""
    advice = "check the path"
    if path:
        parent = Path(path).parent
        try:
            names = [entry.name for entry in parent.iterdir()]
        except OSError:
            return f"{advice}: there is no readable directory {shown(str(parent))}"
        near = difflib.get_close_matches(Path(path).name, names, n=3, cutoff=0.6)
        if near:
            return "did you mean " + " or ".join(shown(str(parent / name)) for name in near) + "?"
    return advice


def _too_large(name: str, what: str) -> ReadError:
    return ReadError(what, where=name, advice="split it into smaller files, or raise --max-file-bytes")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size:,} bytes"
