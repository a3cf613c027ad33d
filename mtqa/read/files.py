"""Paths → bytes: walks directories, and answers every bad path with a letter to the user.

A file is never trusted to be what it was when it was listed: it may grow, vanish or turn out to be a
device, so reading is bounded and every refusal of the operating system is translated.
"""

from __future__ import annotations

import difflib
import os
import stat
import sys
from collections.abc import Collection, Iterator, Sequence
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


def discover(paths: Sequence[str], suffixes: Collection[str]) -> tuple[list[str], list[ReadError]]:
    """The files to load, each once, in the order given; directories are walked in sorted order."""
    found: dict[str, None] = {}
    errors: list[ReadError] = []
    for path in paths:
        try:
            if path != STDIN and stat.S_ISDIR(_stat(path, shown(path)).st_mode):
                inside = list(_walk(path, suffixes, errors))
                found.update(dict.fromkeys(inside))
                if not inside:
                    raise _nothing_inside(path, suffixes)
            else:
                found[path] = None
        except ReadError as error:
            errors.append(error)
    return list(found), errors


def read_bytes(path: str, name: str, max_bytes: int) -> bytes:
    """The whole file, or a ReadError; never more than `max_bytes` + 1 bytes are held."""
    if path != STDIN:
        status = _stat(path, name)
        _refuse_special(status.st_mode, name)
        if status.st_size > max_bytes:
            raise _too_large(name, f"{_megabytes(status.st_size)}, the limit is {_megabytes(max_bytes)}")
    data = _read(path, name, max_bytes)
    if len(data) > max_bytes:
        raise _too_large(name, f"larger than {_megabytes(max_bytes)}, the limit")
    return data


def _walk(top: str, suffixes: Collection[str], errors: list[ReadError]) -> Iterator[str]:
    """Readable files below `top`. Links to directories are not followed, so that loops cannot happen."""

    def unreadable(error: OSError) -> None:
        errors.append(_refused(error, shown(str(error.filename))))

    for directory, directories, names in os.walk(top, onerror=unreadable):
        directories[:] = sorted(name for name in directories if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in suffixes:
                yield str(Path(directory, name))


def _stat(path: str, name: str) -> os.stat_result:
    try:
        return Path(path).stat()
    except OSError as error:
        raise _refused(error, name, path) from error
    except ValueError as error:  # a NUL in the name
        raise ReadError("not a file name", where=name, advice="check the path") from error


def _read(path: str, name: str, max_bytes: int) -> bytes:
    if path == STDIN and sys.stdin is None:
        raise ReadError("standard input is closed", where=name, advice="pipe the text in")
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as stream:
            return stream.read(max_bytes + 1)
    except OSError as error:
        raise _refused(error, name) from error


def _refuse_special(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise ReadError("this is a directory", where=name, advice="give the files in it")
    if not stat.S_ISREG(mode):
        advice = "save the text to a file, or pipe it in and give - as the path"
        raise ReadError("not a regular file but a device, pipe or socket", where=name, advice=advice)


def _refused(error: OSError, name: str, path: str = "") -> ReadError:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return ReadError("no such file", where=name, advice=_near(path))
        case PermissionError():
            return ReadError("no permission to read it", where=name, advice="chmod +r, or ask its owner")
        case _:
            reason = error.strerror or type(error).__name__
            return ReadError(f"reading failed: {reason}", where=name, advice="try again, or copy the file first")


def _near(path: str) -> str:
    """What may have been meant by a path that does not exist."""
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


def _nothing_inside(path: str, suffixes: Collection[str]) -> ReadError:
    kinds = ", ".join(sorted(suffixes))
    advice = f"mtqa looks for {kinds} there, hidden files left out; give other files by name"
    return ReadError("no readable file in this directory", where=shown(path), advice=advice)


def _too_large(name: str, what: str) -> ReadError:
    return ReadError(what, where=name, advice="split it into smaller files, or raise --max-file-bytes")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size:,} bytes"
