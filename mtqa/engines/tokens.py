"""The tokenizer of a model's folder, and what its vocabulary is made of: opened once for all who read that folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from mtqa.engines.opening import damage_letters, give_back
from mtqa.engines.vocabulary import Vocabulary


class Tokens:
    """Texts as ids and back."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Token ids of a text, without special tokens, and the characters each covers."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def decode(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(ids)))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary.of(self._tokenizer.get_vocab())


def open_tokens(folder: Path) -> Tokens:
    """The tokens of a folder; the same ones as long as its files are the same. Raises ModelCorrupt."""
    with damage_letters(folder):
        states = [path.stat() for path in sorted(folder.glob("*token*"))]
        tokens = _opened(folder, tuple((state.st_mtime_ns, state.st_size) for state in states))
        give_back()
        return tokens


@lru_cache(maxsize=2)
def _opened(folder: Path, states: tuple[tuple[int, int], ...]) -> Tokens:
    """The tokenizer as the `tokenizers` library knows it: ids with offsets in code points."""
    if (folder / "tokenizer.json").is_file():  # a third of the time that AutoTokenizer takes
        from tokenizers import Tokenizer

        try:
            return Tokens(Tokenizer.from_file(str(folder / "tokenizer.json")))
        except Exception as error:
            raise ValueError(f"tokenizer.json is damaged: {error}") from error
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if not getattr(tokenizer, "is_fast", False) or not tokenizer.backend_tokenizer.encode("一").ids:
        raise ValueError("there is no tokenizer.json, and no tokenizer with character offsets can be made without it")
    return Tokens(tokenizer.backend_tokenizer)
