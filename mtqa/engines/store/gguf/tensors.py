"""Tensors of a GGUF file, dequantized one at a time, and a safetensors file that grows as they come."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mtqa.engines.store.gguf.architectures import Architecture
from mtqa.engines.store.gguf.file import GgufFile, TensorEntry, corrupt

if TYPE_CHECKING:
    import torch

#: Called with transformers' name of a tensor and its values in bf16; returns what is stored, by name.
Encode = Callable[[str, "torch.Tensor"], "dict[str, torch.Tensor]"]
#: Values dequantized at a time: 4 MB as float32, which stay in the processor's cache.
_VALUES = 1 << 20
#: Bytes of a tensor's entry in the header, with a name of 200 characters.
_LONGEST_ENTRY = 400
_DTYPES = {
    "float32": "F32",
    "float16": "F16",
    "bfloat16": "BF16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint8": "U8",
    "bool": "BOOL",
}


def as_they_are(name: str, tensor: torch.Tensor) -> dict[str, torch.Tensor]:
    """An Encode that stores every tensor in bf16, the format in which these models were trained."""
    return {name: tensor}


def dequantized(
    file: GgufFile, entry: TensorEntry, architecture: Architecture, report: Callable[[int], None]
) -> torch.Tensor:
    """The tensor in bf16, dequantized some rows at a time, so that little memory is needed beside the result. `report`
    hears how many bytes are done."""
    import numpy as np
    import torch
    from gguf import GGMLQuantizationType
    from gguf.quants import dequantize

    kind = GGMLQuantizationType(entry.kind)
    if entry.offset + entry.size > file.size:
        raise corrupt(file.path, f"it ends before {entry.name} does")
    width = entry.shape[-1]
    count = entry.count // width
    result = torch.empty((count, width), dtype=torch.bfloat16)
    step = max(1, _VALUES // width)
    for start in range(0, count, step):
        rows = min(step, count - start)
        raw = file.read(entry.offset + start * entry.row_size, rows * entry.row_size)
        values = np.array(dequantize(np.frombuffer(raw, np.uint8).reshape(rows, -1), kind), np.float32)
        if architecture.norms_are_plus_one and entry.name.endswith("norm.weight"):
            values -= 1
        result[start : start + rows] = torch.from_numpy(values)
        report((start + rows) * entry.row_size)
    return result.reshape(entry.shape)


class TensorFile:
    """Writes a safetensors file tensor by tensor (github.com/huggingface/safetensors, “Format”).

    The library's `save_file` needs all tensors at once: 3.6 GB for a model of 1.5 billion weights. Shards would bound
    that too, but everything that reads a model's folder would have to know them. Instead room is left for the header,
    which the format lets end in spaces, and it is written last.
    """

    def __init__(self, path: Path, expected: int) -> None:
        self._path = path
        self._room = (expected + 1) * _LONGEST_ENTRY // 8 * 8
        self._header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
        self._at = 0

    def __enter__(self) -> Self:
        self._out = self._path.open("wb")
        self._out.seek(8 + self._room)
        return self

    def add(self, name: str, tensor: torch.Tensor) -> None:
        """Append a tensor. Raises ValueError if the name is taken, or if the file's end is not aligned for its type."""
        if name in self._header:
            raise ValueError(f"{name} is written already")
        if self._at % tensor.element_size():
            raise ValueError(f"{name} does not begin at a multiple of {tensor.element_size()} bytes")
        import torch

        content = tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy()
        end = self._at + content.nbytes
        dtype = _DTYPES[str(tensor.dtype).removeprefix("torch.")]
        self._header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [self._at, end]}
        self._out.write(content.data)
        self._at = end

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._out as out:
            if error is None:
                header = json.dumps(self._header, separators=(",", ":")).encode()
                if len(header) > self._room:
                    raise OSError(errno.EFBIG, f"the header has {len(header)} bytes, there is room for {self._room}")
                out.seek(0)
                out.write(self._room.to_bytes(8, "little") + header.ljust(self._room))
