"""Weights in the form in which they ship: float16, or eight bits with a scale per row, in safetensors of limited size.

The embedding matrix is larger than a shard may be (git hosts and package indexes dislike files over 15 MB), so matrices
are cut between rows, which transformers' shards do not support. `unpack` puts the tensors together again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from mtqa.errors import ModelCorrupt

if TYPE_CHECKING:
    from torch import Tensor

Precision = Literal["float16", "int8"]
INDEX = "packed.json"
LARGEST = 15_000_000  # bytes of a shard
_HEADER = 100_000  # bytes of that, reserved for the names


def pack(tensors: Mapping[str, Tensor], folder: Path, precision: Precision, largest: int = LARGEST) -> list[Path]:
    """Write the shards and their index; return the shards. Vectors stay float16, since a scale would save nothing."""
    from safetensors.torch import save_file

    if precision not in get_args(Precision):
        raise ValueError(precision)
    shards: list[dict[str, Tensor]] = [{}]
    size = 0
    for name, part in _parts(tensors, precision, largest - _HEADER):
        if size + part.nbytes > largest - _HEADER and shards[-1]:
            shards.append({})
            size = 0
        shards[-1][name] = part
        size += part.nbytes
    paths = [folder / f"packed-{number:05d}-of-{len(shards):05d}.safetensors" for number in range(1, len(shards) + 1)]
    for path, shard in zip(paths, shards, strict=True):
        save_file(shard, path)
    index = {"precision": precision, "shapes": {name: list(tensor.shape) for name, tensor in tensors.items()}}
    (folder / INDEX).write_text(json.dumps(index, indent=1), encoding="utf-8")
    return paths


def unpack(folder: Path) -> dict[str, Tensor]:
    """All tensors, float32. Raises ModelCorrupt if shards are missing or do not fit together."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    parts: dict[str, dict[int, Tensor]] = {}
    try:
        shapes = json.loads((folder / INDEX).read_text(encoding="utf-8"))["shapes"]
        for path in sorted(folder.glob("packed-*.safetensors")):
            for name, part in load_file(path).items():
                tensor_name, _, number = name.rpartition("#")
                parts.setdefault(tensor_name, {})[int(number)] = part
        tensors = {}
        for name, shape in shapes.items():
            values = torch.cat([part for _, part in sorted(parts[name].items())]).float()
            scales = parts.get(f"{name}:scale")
            if scales:
                values *= torch.cat([part for _, part in sorted(scales.items())]).float()[:, None]
            tensors[name] = values.reshape(shape)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        advice = "fetch its files again: packed.json and all packed-*.safetensors"
        raise ModelCorrupt(f"packed weights are damaged ({error})", where=str(folder), advice=advice) from error
    return tensors


def _parts(tensors: Mapping[str, Tensor], precision: Precision, largest: int) -> Iterator[tuple[str, Tensor]]:
    """Tensors in their precision, matrices cut between rows: name#0, name#1, … and name:scale#0, …"""
    import torch

    for name, tensor in tensors.items():
        values = tensor.detach().float()
        values = values if values.dim() else values[None]
        if precision == "int8" and values.dim() == 2:
            scale = values.abs().amax(1).clamp(min=1e-8) / 127
            yield f"{name}:scale#0", scale.float().contiguous()
            values = (values / scale[:, None]).round().clamp(-127, 127).to(torch.int8)
        else:
            values = values.half()
        pieces = torch.split(values, max(1, largest // max(1, values[:1].nbytes)))
        yield from ((f"{name}#{number}", piece.contiguous()) for number, piece in enumerate(pieces))
