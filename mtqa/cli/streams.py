"""Standard streams that are closed, not in UTF-8, or no longer read."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import NoReturn

BROKEN_PIPE = 141  # a shell's exit code when the reader closed the pipe (128 + SIGPIPE); 1 means a failed gate


def open_streams() -> None:
    """Make printing to a closed standard output an error, and escape the characters that its encoding lacks."""
    if sys.stdout is None:
        sys.stdout = _nowhere(os.O_RDONLY)
    if sys.stderr is None:
        sys.stderr = _nowhere(os.O_WRONLY)
    if isinstance(sys.stdout, io.TextIOWrapper) and codecs.lookup(sys.stdout.encoding).name != "utf-8":
        sys.stdout.reconfigure(errors="backslashreplace")


def _nowhere(flag: int) -> io.TextIOWrapper:
    """A stream without a buffer: at exit the interpreter would try to write a buffer again."""
    file = io.FileIO(os.open(os.devnull, flag), "w", closefd=False)
    return io.TextIOWrapper(file, encoding="utf-8", write_through=True)


def leave(code: int) -> NoReturn:
    """Exit, and keep the interpreter from another attempt to write the buffers."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)
