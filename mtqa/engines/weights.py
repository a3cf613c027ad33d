"""Weights that come with mtqa and belong to one revision of a model: models/<kind>/<name>.safetensors."""

from __future__ import annotations

from pathlib import Path

from mtqa.data import models_folder
from mtqa.engines.base import Identity


def find_shipped(kind: str, identity: Identity) -> Path | None:
    """The file of `kind` (a folder of models/) made for a model, or None. The revision of its weights decides, which
    stands in the file's metadata: one network may go by several names."""
    paths = sorted((models_folder() / kind).glob("*.safetensors"))
    return next((path for path in paths if _revision(path) == identity.revision), None)


def _revision(path: Path) -> str:
    from safetensors import safe_open

    with safe_open(str(path), framework="numpy") as file:
        return str((file.metadata() or {}).get("revision", ""))
