"""Read a GGUF file: its metadata and the place of each tensor. Standard library only.

Layout, from the specification (github.com/ggml-org/ggml, docs/gguf.md, version 3): magic, version, two
counts, then key–value pairs, then the table of tensors, then the data at the next aligned offset;
little-endian throughout.

Why not `gguf.GGUFReader`: it wraps each of the 262,144 vocabulary entries in three numpy arrays,
which takes 15–20 s on two cores; reading the same bytes with `struct` takes under a second.
"""

from __future__ import annotations

import math
import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mtqa.errors import ModelCorrupt

#: The default of `general.alignment` (specification, same document).
DEFAULT_ALIGNMENT = 32
_STRING, _ARRAY = 8, 9
#: Types of tokens (llama.h, llama_token_type): special tokens, tokens matched whole, rows without a token.
CONTROL, USER_DEFINED, UNUSED = 3, 4, 5
#: gguf_metadata_value_type → struct code, for the types of fixed size.
_CODES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """A row of the tensor table. `shape` is in numpy order (the file lists the fastest axis first);
    `kind` is the ggml type number; `offset` counts from the start of the file."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int

    @property
    def count(self) -> int:
        """The number of values."""
        return math.prod(self.shape)

    @property
    def row_size(self) -> int:
        """The bytes of a row, along the last axis."""
        from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType

        block, size = GGML_QUANT_SIZES[GGMLQuantizationType(self.kind)]
        return int(self.shape[-1] // block * size)

    @property
    def size(self) -> int:
        """The bytes of the whole tensor."""
        return self.count // self.shape[-1] * self.row_size


@dataclass(frozen=True, slots=True)
class GgufFile:
    path: Path
    metadata: dict[str, Any]
    tensors: tuple[TensorEntry, ...]
    size: int
    handle: BinaryIO

    def read(self, start: int, size: int) -> bytes:
        self.handle.seek(start)
        return self.handle.read(size)


class _Cursor:
    """A position in the file that advances as values are read."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.at = 0

    def take(self, codes: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + codes, self.data, self.at)
        self.at += struct.calcsize("<" + codes)
        return values

    def string(self) -> str:
        (length,) = self.take("Q")
        start, self.at = self.at, self.at + length
        if self.at > len(self.data):
            raise struct.error("a string runs past the end of the file")
        return self.data[start : self.at].decode("utf-8")

    def value(self, kind: int) -> Any:
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            element, count = self.take("IQ")
            if element in _CODES:
                return list(self.take(f"{count}{_CODES[element]}"))
            return [self.value(element) for _ in range(count)]
        if kind not in _CODES:
            raise struct.error(f"unknown metadata type {kind}")
        return self.take(_CODES[kind])[0]

    def tensor(self) -> TensorEntry:
        name = self.string()
        (axes,) = self.take("I")
        shape = self.take(f"{axes}Q")
        kind, offset = self.take("IQ")
        return TensorEntry(name, tuple(reversed(shape)), kind, offset)


@contextmanager
def open_gguf(path: Path) -> Iterator[GgufFile]:
    """The file, open while the block runs. Its head is mapped into memory to be parsed; tensors are read, since pages
    of a mapped gigabyte would stay in the memory of the process."""
    if path.stat().st_size == 0:  # an empty file cannot be mapped
        raise corrupt(path, "it is empty")
    with path.open("rb") as handle:
        try:
            with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
                metadata, tensors = _parse(data)
        except (struct.error, UnicodeDecodeError, ValueError) as error:
            raise corrupt(path, str(error)) from error
        yield GgufFile(path, metadata, tensors, path.stat().st_size, handle)


def corrupt(path: Path, why: str) -> ModelCorrupt:
    advice = "reinstall the model's package"
    return ModelCorrupt(f"not a complete GGUF file: {why}", where=str(path), advice=advice)


def _parse(data: mmap.mmap) -> tuple[dict[str, Any], tuple[TensorEntry, ...]]:
    cursor = _Cursor(data)
    magic, version, tensor_count, pair_count = cursor.take("4sIQQ")
    if magic != b"GGUF" or version not in (2, 3):
        raise ValueError(f"magic {magic!r}, version {version}")
    metadata: dict[str, Any] = {}
    for _ in range(pair_count):
        key = cursor.string()
        metadata[key] = cursor.value(cursor.take("I")[0])
    entries = [cursor.tensor() for _ in range(tensor_count)]
    alignment = metadata.get("general.alignment", DEFAULT_ALIGNMENT)
    start = -(-cursor.at // alignment) * alignment
    return metadata, tuple(TensorEntry(e.name, e.shape, e.kind, start + e.offset) for e in entries)
