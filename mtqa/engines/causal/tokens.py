"""The tokenizer of a model's folder, and its vocabulary; opened once for all models that use the folder."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

from mtqa.engines.causal.vocabulary import Vocabulary
from mtqa.engines.memory import compactly, damage_as_error
from mtqa.engines.store.sentencepiece import FILE as PIECES

_SURROGATE = re.compile("[\ud800-\udfff]")  # halves of pairs, which UTF-8 cannot hold; JSON can

_PORTION = 4096  # pieces looked up at once


class Reader(Protocol):
    """The tokenizer of a library."""

    def encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Ids of a text without special tokens, and the characters each covers."""

    def decode(self, ids: Sequence[int]) -> str: ...

    def special(self, piece: str) -> int | None:
        """The id of a piece; None if the vocabulary does not have it."""

    def pieces(self) -> list[str]:
        """The pieces by id; an id without a piece has an empty string."""


class Tokens:
    """Encodes texts as ids, and decodes ids."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Token ids of a text, without special tokens, and the characters each covers; a token that is a byte of a
        character covers that character."""
        return self._reader.encode(_SURROGATE.sub("\ufffd", text))

    def decode(self, ids: Sequence[int]) -> str:
        return self._reader.decode(ids)

    def special(self, piece: str) -> int | None:
        """The id of a piece that no text is read as, such as the end of a turn; None if there is no such piece."""
        return self._reader.special(piece)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        with compactly():
            return Vocabulary.of(self._reader.pieces())


class SentencePieces:
    """pieces.model, read by the `sentencepiece` library. Text is never read as a special token."""

    def __init__(self, path: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._processor = SentencePieceProcessor()
        try:
            self._processor.LoadFromSerializedProto(path.read_bytes())
        except RuntimeError as error:
            raise ValueError(f"{path.name} is damaged: {error}") from error
        self._lengths = array(
            "H", [0 if len(piece) == 6 and piece.startswith("<0x") else len(piece) for piece in self.pieces()]
        )

    def encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        ids: list[int] = self._processor.encode(text)
        offsets = []
        place = bytes_left = 0
        for index in ids:
            if length := self._lengths[index]:
                offsets.append((place, place + length))
                place += length
                continue
            offsets.append((place, place + 1))
            bytes_left = (bytes_left or len(text[place].encode())) - 1
            place += not bytes_left
        return ids, offsets

    def decode(self, ids: Sequence[int]) -> str:
        return str(self._processor.decode(list(ids)))

    def special(self, piece: str) -> int | None:
        found = int(self._processor.piece_to_id(piece))
        return found if self._processor.id_to_piece(found) == piece else None

    def pieces(self) -> list[str]:
        count = len(self._processor)
        portions = (range(first, min(first + _PORTION, count)) for first in range(0, count, _PORTION))
        return [piece for ids in portions for piece in self._processor.id_to_piece(list(ids))]


class FastTokenizer:
    """tokenizer.json, read by the `tokenizers` library. Text is never read as a special token."""

    def __init__(self, tokenizer: Any) -> None:
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer

    def encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def decode(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(ids)))

    def special(self, piece: str) -> int | None:
        found: int | None = self._tokenizer.token_to_id(piece)
        return found

    def pieces(self) -> list[str]:
        known: dict[str, int] = self._tokenizer.get_vocab()
        found = [""] * (max(known.values()) + 1)
        for piece, index in known.items():
            found[index] = piece
        return found


def open_tokens(folder: Path) -> Tokens:
    """The tokens of a folder, cached until its files change. Raises ModelCorrupt."""
    with damage_as_error(folder), compactly():
        states = [path.stat() for path in sorted([*folder.glob("*token*"), *folder.glob(PIECES)])]
        return _opened(folder, tuple((state.st_mtime_ns, state.st_size) for state in states))


@lru_cache(maxsize=2)
def _opened(folder: Path, states: tuple[tuple[int, int], ...]) -> Tokens:
    """The fastest tokenizer of the folder; for Gemma the three kinds take 0.1 s, 1 s and 3 s to open."""
    if (folder / PIECES).is_file():
        return Tokens(SentencePieces(folder / PIECES))
    if (folder / "tokenizer.json").is_file():
        from tokenizers import Tokenizer

        try:
            return Tokens(FastTokenizer(Tokenizer.from_file(str(folder / "tokenizer.json"))))
        except Exception as error:
            raise ValueError(f"tokenizer.json is damaged: {error}") from error
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if not getattr(tokenizer, "is_fast", False) or not tokenizer.backend_tokenizer.encode("一").ids:
        raise ValueError("tokenizer.json is missing, and without it no tokenizer with character offsets can be made")
    return Tokens(FastTokenizer(tokenizer.backend_tokenizer))
