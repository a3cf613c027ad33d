"""Opening what lies in a model's folder, with a letter where it is damaged."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mtqa.errors import ModelCorrupt


@contextmanager
def damage_letters(folder: Path) -> Iterator[None]:
    """Turn what the libraries raise over files that are missing or cut short into a letter."""
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelCorrupt(
            f"the model cannot be loaded: {error}",
            where=str(folder),
            advice="run: mtqa models verify, or remove the folder and pull it again",
        ) from error


def give_back() -> None:
    """Give the system the memory that opening a model needed and let go of: glibc keeps it otherwise, 200 MB after the
    JSON of a vocabulary of 262,144 pieces."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)
