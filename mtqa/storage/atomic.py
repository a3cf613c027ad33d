"""Writing files atomically: a path has the old file until the new one is complete.

Where O_TMPFILE works (Linux, but not every file system), a file is written without a name and gets its name when it is
complete, so that not even SIGKILL leaves anything behind. Elsewhere it has a temporary name until then, and is locked;
a later run that writes into the folder removes temporary files that no process has locked.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

_OURS = re.compile(r"\.mtqa-\d+-[0-9a-f]{8}\.tmp")
_SETTLED = 60.0  # seconds; a younger file may be one that its writer has not locked yet


def is_special(path: Path) -> bool:
    """Is it a device or a pipe, such as /dev/null, which a file put in its place would remove?"""
    return path.exists() and not path.is_file() and not path.is_dir()


def place_of(path: Path) -> Path:
    """The path to write to: the target of a link, but a pipe (as /dev/stdout may be) under its own path."""
    return path if is_special(path) else Path(os.path.realpath(path))


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes are the file at `path` when the block ends without an exception. Raises OSError."""
    if is_special(path):
        with path.open("wb") as stream:
            yield stream
        return
    _sweep(path.parent)
    temporary = path.with_name(f".mtqa-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with _opened(temporary) as stream:
            yield stream
            stream.flush()
            if not temporary.exists():
                _give_name(stream, temporary)
            if os.name != "nt":  # on Windows open files cannot be renamed; elsewhere it is locked until it is renamed
                temporary.replace(path)
        if os.name == "nt":
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _opened(temporary: Path) -> BinaryIO:
    """A file without a name; or, where the platform has none, the temporary file, locked."""
    stream = _nameless(temporary.parent) or temporary.open("xb")
    _lock(stream.fileno())
    return stream


def _nameless(folder: Path) -> BinaryIO | None:
    flag = getattr(os, "O_TMPFILE", 0)
    if flag and Path("/proc/self/fd").is_dir():
        with suppress(OSError):  # not on this file system; opening the temporary file reports any other error
            return os.fdopen(os.open(folder, flag | os.O_WRONLY, 0o666), "wb")
    return None


def _give_name(stream: BinaryIO, name: Path) -> None:
    """Give a name to a file without one."""
    folder = os.open(name.parent, os.O_RDONLY)
    try:  # with dst_dir_fd, os.link follows the link in /proc, as it has to
        os.link(f"/proc/self/fd/{stream.fileno()}", name.name, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _lock(file: int) -> bool:
    """Lock the file for this process; False where another process has locked it. Windows has no such locks, but there
    an open file cannot be removed anyway."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@cache
def _sweep(folder: Path) -> None:
    """Remove the temporary files of killed runs from a folder, once per run."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                _remove(Path(entry.path))


def _remove(left: Path) -> None:
    with suppress(OSError):
        if time.time() - left.stat().st_mtime < _SETTLED:
            return
        with left.open("rb") as stream:
            abandoned = _lock(stream.fileno())
        if abandoned:
            left.unlink()
