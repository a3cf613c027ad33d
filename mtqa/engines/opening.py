"""Opening what lies in a model's folder, with a letter where it is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


def open_tokenizer(folder: Path) -> Any:
    """The folder's tokenizer as the `tokenizers` library knows it: ids with offsets in code points."""
    if (folder / "tokenizer.json").is_file():  # a third of the time that AutoTokenizer takes
        from tokenizers import Tokenizer

        try:
            return Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ValueError(f"tokenizer.json is damaged: {error}") from error
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if not getattr(tokenizer, "is_fast", False) or not tokenizer.backend_tokenizer.encode("一").ids:
        raise ValueError("there is no tokenizer.json, and no tokenizer with character offsets can be made without it")
    return tokenizer.backend_tokenizer
