"""Files that are written wholly or not at all: what stands at a place is the old file until the new one is complete.

Where the platform has it (Linux, but not every file system), a file is written without a name and gets one when it is
complete, so that not even SIGKILL leaves anything. Elsewhere it has a name of its own until then, and is locked; a
later run that writes into the folder removes what nobody has locked any more.
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
    """A device or a pipe, such as /dev/null: to put a file in its place would remove it."""
    return path.exists() and not path.is_file() and not path.is_dir()


def place_of(path: Path) -> Path:
    """Where a file is put: in the place of what a link stands for. A pipe, as /dev/stdout may be, has none."""
    return path if is_special(path) else Path(os.path.realpath(path))


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes stand at `path` once the block is left, unless by an exception. Raises OSError."""
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
                _name(stream, temporary)
            if os.name != "nt":  # there, open files cannot be renamed; here, the lock holds until it has its name
                temporary.replace(path)
        if os.name == "nt":
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _opened(temporary: Path) -> BinaryIO:
    """A file that has no name yet; or, where that cannot be, this one, locked."""
    stream = _nameless(temporary.parent) or temporary.open("xb")
    _lock(stream.fileno())
    return stream


def _nameless(folder: Path) -> BinaryIO | None:
    flag = getattr(os, "O_TMPFILE", 0)
    if flag and Path("/proc/self/fd").is_dir():
        with suppress(OSError):  # not on this file system; what else may be wrong is told where the named one is opened
            return os.fdopen(os.open(folder, flag | os.O_WRONLY, 0o666), "wb")
    return None


def _name(stream: BinaryIO, name: Path) -> None:
    """Give a file without a name one."""
    folder = os.open(name.parent, os.O_RDONLY)
    try:  # with a folder given, the link is followed, as it has to be
        os.link(f"/proc/self/fd/{stream.fileno()}", name.name, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _lock(file: int) -> bool:
    """Take the file for this process; no where another one has it. Without locks, as on Windows, an open file cannot
    be removed anyway."""
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
    """Remove what runs that were killed have left here, once a run."""
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
