"""Read the tensors of a folder's safetensors files one at a time.

The files are read, not mapped: pages of a mapped file stay in the memory of the process once they are used, and of a
language model's half a gigabyte only one layer, or a few rows of the embeddings, are needed at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from mmap import mmap
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple
from weakref import finalize

if TYPE_CHECKING:
    from torch import Tensor

_MAPPED = 1_000_000  # bytes from which memory is mapped by itself
_LONGEST_HEADER = 100_000_000  # bytes, as in the format's own reader


class _Place(NamedTuple):
    file: BinaryIO
    start: int
    end: int
    dtype: str
    shape: list[int]


class Stored:
    """The tensors of the `files` of a folder, by name; several threads may read them. Raises OSError, ValueError or
    KeyError if a file is damaged or missing; `memory.damage_as_error` turns these into ModelCorrupt."""

    def __init__(self, folder: Path, files: str = "*.safetensors") -> None:
        self._places: dict[str, _Place] = {}
        self._reading = Lock()
        for path in sorted(folder.glob(files)):
            file = path.open("rb", buffering=0)
            finalize(self, file.close)
            size = path.stat().st_size
            for name, place in _header(file, path).items():
                start, end = place["data_offsets"]
                if end > size:
                    raise ValueError(f"{path.name} is truncated")
                self._places[name] = _Place(file, start, end, place["dtype"], place["shape"])
        if not self._places:
            raise FileNotFoundError(f"no weights ({files}) in {folder}")

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def read(self, name: str) -> Tensor:
        """A whole tensor, in float32, or in bytes as it is stored."""
        place = self._places[name]
        with self._reading:
            content = _bytes(place.file, place.start, place.end)
        return _as_floats(content, place).reshape(place.shape)

    def matrices(self) -> list[str]:
        """The names of all matrices, as the file has them one after the other."""
        return [name for name, place in self._places.items() if len(place.shape) == 2]

    def shape(self, name: str) -> list[int]:
        """The rows and columns of a matrix; of a vector, its length."""
        return self._places[name].shape

    def rows(self, name: str, ids: Tensor) -> Tensor:
        """Rows of a matrix, in float32: (…) → (…, width)."""
        place = self._places[name]
        size = (place.end - place.start) // place.shape[0]
        import torch

        wanted, where = torch.unique(ids, return_inverse=True)
        content = bytearray(len(wanted) * size)
        filled = 0
        with self._reading:
            for first, last in _runs(wanted.tolist()):
                part = memoryview(content)[filled : filled + (last - first) * size]
                _fill(part, place.file, place.start + first * size)
                filled += len(part)
        found = _as_floats(content, place).view(len(wanted), *place.shape[1:])
        return found if torch.equal(wanted, ids) else found[where]


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as ranges (first, last + 1)."""
    first = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place] != rows[place - 1] + 1:
            yield rows[first], rows[place - 1] + 1
            first = place


def _header(file: BinaryIO, path: Path) -> dict[str, Any]:
    """The place of each tensor, by name, from the start of the file (github.com/huggingface/safetensors, “Format”)."""
    size = int.from_bytes(_bytes(file, 0, 8), "little")
    if size > _LONGEST_HEADER:
        raise ValueError(f"{path.name} is not a safetensors file")
    places: dict[str, Any] = json.loads(bytes(_bytes(file, 8, 8 + size)))
    places.pop("__metadata__", None)
    for place in places.values():
        place["data_offsets"] = [8 + size + offset for offset in place["data_offsets"]]
    return places


def _bytes(file: BinaryIO, start: int, end: int) -> bytearray | mmap:
    content = _room(end - start)
    _fill(memoryview(content), file, start)
    return content


def _room(size: int) -> bytearray | mmap:
    """Room for bytes. A large one is mapped by itself, so that it returns to the system when it is freed: glibc would
    keep it, and put what stays among what does not."""
    return bytearray(size) if size < _MAPPED else mmap(-1, size)


def _fill(view: memoryview, file: BinaryIO, start: int) -> None:
    file.seek(start)
    while view:
        count = file.readinto(view)  # type: ignore[attr-defined]
        if not count:
            raise ValueError(f"{file.name} is truncated")
        view = view[count:]


def _as_floats(content: bytearray | mmap, place: _Place) -> Tensor:
    import torch

    if not content:
        return torch.empty(0)
    if place.dtype == "I8":
        return torch.frombuffer(content, dtype=torch.int8)
    dtypes = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
    return torch.frombuffer(content, dtype=dtypes[place.dtype]).float()
