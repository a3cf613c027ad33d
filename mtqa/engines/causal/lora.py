"""Small changes of a loaded network: low-rank additions to its linear layers (LoRA, arXiv 2106.09685).

While a change is on, a layer gives W x + U D x instead of W x; U and D have a few dozen columns and rows, so a change
of the whole network is a few megabytes. On disk both are int8, with a scale for each row of D and column of U.

The weights belong to one revision of a model, which is in the metadata of models/translators/<name>.safetensors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from mtqa.engines.memory import compactly, damage_as_error
from mtqa.engines.weights import find_shipped
from mtqa.errors import ModelMissing

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.base import Identity
    from mtqa.engines.causal.network import Network

_LARGEST = 127  # of int8, symmetric
_REACH = "reach."  # prefix of the tensors with the reach of each layer's inputs: the root of their mean square


def find_adapter(identity: Identity) -> Path | None:
    """The file of the adapter that makes a translator of a model, or None."""
    return find_shipped("translators", identity)


def require_adapter(identity: Identity, advice: str) -> Path:
    """The file of the adapter; raises ModelMissing with `advice` if there is none."""
    found = find_adapter(identity)
    if found is None:
        what = f"there is no adapter for revision {identity.revision} of {identity.name}"
        raise ModelMissing(what, where="models/translators", advice=advice)
    return found


def digest(adapter: Path) -> str:
    """Eight hexadecimal digits of an adapter's file, for the names of models that depend on it."""
    return f"{crc32(adapter.read_bytes()):08x}"


class LowRank:
    """The changes of one network, switched off at first.

    `changes` holds for each linear layer, named as in the network's body, D of shape (rank, inputs) and U of shape
    (outputs, rank).
    """

    def __init__(self, network: Network, changes: Mapping[str, tuple[Tensor, Tensor]]) -> None:
        self._is_on = False
        for name, (down, up) in changes.items():
            hook = self._hook(down.T.to(network.dtype), up.T.to(network.dtype))
            network.linear(name).register_forward_hook(hook)

    def _hook(self, inward: Tensor, outward: Tensor) -> Any:
        def changed(layer: Any, inputs: tuple[Tensor], output: Tensor) -> Tensor:
            return output + inputs[0] @ inward @ outward if self._is_on else output

        return changed

    @contextmanager
    def on(self) -> Iterator[None]:
        """Switch the changes on for the block."""
        self._is_on = True
        try:
            yield
        finally:
            self._is_on = False


def load(path: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """The changes in a file that `save` wrote, in float32. Raises ModelCorrupt if it is damaged."""
    with damage_as_error(path), compactly():
        return unpack({name: part for name, part in _tensors(path).items() if not name.startswith(_REACH)})


def load_reach(path: Path) -> dict[str, Tensor]:
    """The reach of the inputs of each changed layer, shape (inputs,), as far as known. Raises ModelCorrupt if the file
    is damaged."""
    with damage_as_error(path):
        stored = _tensors(path)
    return {name.removeprefix(_REACH): part.float() for name, part in stored.items() if name.startswith(_REACH)}


def save(
    changes: Mapping[str, tuple[Tensor, Tensor]],
    path: Path,
    metadata: Mapping[str, str],
    reach: Mapping[str, Tensor] | None = None,
) -> None:
    from safetensors.torch import save_file

    reaches = {f"{_REACH}{name}": part.half() for name, part in (reach or {}).items()}
    save_file(pack(changes) | reaches, str(path), metadata=dict(metadata))


def _tensors(path: Path) -> dict[str, Tensor]:
    from safetensors.torch import load_file

    return load_file(str(path))


def unpack(stored: Mapping[str, Tensor]) -> dict[str, tuple[Tensor, Tensor]]:
    """The changes that `pack` stored, in float32."""
    names = sorted({name.rsplit(".", 2)[0] for name in stored})
    return {
        name: (
            stored[f"{name}.down.values"].float() * stored[f"{name}.down.scale"].float()[:, None],
            stored[f"{name}.up.values"].float() * stored[f"{name}.up.scale"].float()[None],
        )
        for name in names
    }


def pack(changes: Mapping[str, tuple[Tensor, Tensor]]) -> dict[str, Tensor]:
    """Changes as int8; each row of D and each column of U, that is each dimension of the rank, has a scale."""
    stored: dict[str, Tensor] = {}
    for name, (down, up) in changes.items():
        for part, values, along in (("down", down, 1), ("up", up, 0)):
            scale = values.abs().amax(along, keepdim=True).clamp(min=1e-12) / _LARGEST
            stored[f"{name}.{part}.values"] = (values / scale).round().char().contiguous()
            stored[f"{name}.{part}.scale"] = scale.flatten()
    return stored
