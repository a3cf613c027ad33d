"""Open the files of a model's folder: damaged files as errors, and memory returned to the system."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mtqa.errors import ModelCorrupt, ModelMissing

#: What to do where the libraries of the local models are not installed.
INSTALL = "install mtqa with its extra: pip install '.[embedded]'; or run with --no-models"

#: Options of glibc's mallopt (malloc.h); and in bytes the smallest block to map, and the largest that glibc raises it
#: to.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_SMALLEST, _LARGEST = 32 * 1024, 32 * 1024 * 1024


@contextmanager
def needs_libraries() -> Iterator[None]:
    """Turn an ImportError into an error that says how to install the library."""
    try:
        yield
    except ImportError as error:
        raise ModelMissing(f"the local models need {error.name}, which is not installed", advice=INSTALL) from error


@contextmanager
def damage_as_error(folder: Path) -> Iterator[None]:
    """Turn the errors of libraries about missing or truncated files into ModelCorrupt."""
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
    """While a model is opened, map every block of memory from 32 kB on separately, so that it returns to the system
    when freed. Otherwise glibc takes it from its heap and leaves holes, over which later allocations spread: 80 MB for
    a translator's batches. Afterwards the thresholds are those that glibc would have reached by itself."""
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
    """Return freed memory to the system, which glibc would keep: 200 MB after the JSON of a vocabulary of 262,144
    pieces."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def import_libraries() -> None:
    """Import torch and transformers with the classes of the embedded model, so that loading can be timed separately."""
    import transformers.models.gemma3.modeling_gemma3  # noqa: F401
