"""Weights that ship with mtqa and belong to one revision of a model: models/<kind>/<name>.safetensors."""

from __future__ import annotations

from pathlib import Path

from mtqa.data import models_folder
from mtqa.engines.base import Identity


def find_shipped(kind: str, identity: Identity) -> Path | None:
    """The file of `kind` (a folder of models/) for a model, or None. It is found by the revision of the model, which
    is in the file's metadata, since one network may have several names."""
    paths = sorted((models_folder() / kind).glob("*.safetensors"))
    return next((path for path in paths if _revision(path) == identity.revision), None)


def _revision(path: Path) -> str:
    from safetensors import safe_open

    with safe_open(str(path), framework="numpy") as file:
        return str((file.metadata() or {}).get("revision", ""))
