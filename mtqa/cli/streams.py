"""The standard streams as a process may get them: closed, in another encoding, left by their reader."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import NoReturn

LEFT = 141  # what a shell says of a process whose reader has left; 1 would be a gate that failed


def open_streams() -> None:
    """Where standard output is closed, whoever prints learns it; characters that its encoding lacks are spelt out."""
    if sys.stdout is None:
        sys.stdout = _nowhere(os.O_RDONLY)
    if sys.stderr is None:
        sys.stderr = _nowhere(os.O_WRONLY)
    if isinstance(sys.stdout, io.TextIOWrapper) and codecs.lookup(sys.stdout.encoding).name != "utf-8":
        sys.stdout.reconfigure(errors="backslashreplace")


def _nowhere(flag: int) -> io.TextIOWrapper:
    """A stream without a buffer, which the interpreter would try again at the end."""
    file = io.FileIO(os.open(os.devnull, flag), "w", closefd=False)
    return io.TextIOWrapper(file, encoding="utf-8", write_through=True)


def leave(code: int) -> NoReturn:
    """End without a second try, by the interpreter, to write what could not be written."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)
