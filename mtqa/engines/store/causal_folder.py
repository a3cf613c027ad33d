"""Can a folder be used as a causal language model? What is missing is said before anything is loaded.

Only safetensors are read: pickles can run code, and so can a model's own Python files, which mtqa never runs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mtqa.errors import ModelError, ModelMissing

#: Names of classes in config.json that predict the next token.
_CAUSAL = ("ForCausalLM", "LMHeadModel")
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
#: Files of which a tokenizer with offsets can be made.
_TOKENIZERS = ("tokenizer.json", "pieces.model", "tokenizer.model", "vocab.json", "spiece.model")


def require_causal(folder: Path) -> None:
    """Raise a ModelError unless the folder has a causal language model that mtqa can load."""
    config = _config(folder)
    names = config.get("architectures") or []
    if not any(name.endswith(_CAUSAL) for name in names if isinstance(name, str)):
        what = (
            f"is no causal language model: its config.json says {', '.join(map(str, names)) or 'nothing of its kind'}"
        )
        raise ModelError(what, where=str(folder), advice="choose a model of the kind “text generation”")
    if not any(folder.glob("*.safetensors")):
        pickles = sorted(path.name for pattern in _PICKLES for path in folder.glob(pattern))
        instead = f": {', '.join(pickles)} can run code when they are read" if pickles else ""
        advice = "convert it where you trust it: from_pretrained, then save_pretrained"
        raise ModelError(f"has no safetensors{instead}", where=str(folder), advice=advice)
    if not any((folder / name).is_file() for name in _TOKENIZERS):
        advice = "put the tokenizer.json of the model beside its weights"
        raise ModelError("has no tokenizer", where=str(folder), advice=advice)
    if config.get("auto_map") and not _is_known(str(config.get("model_type", ""))):
        advice = "choose a model that transformers knows by itself"
        raise ModelError("needs Python code of its own, which mtqa never runs", where=str(folder), advice=advice)


def _config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    if not path.is_file():
        raise ModelMissing("has no model (no config.json)", where=str(folder), advice="choose another folder")
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"its config.json cannot be read: {error}", where=str(folder), advice="copy it again"
        ) from error
    if not isinstance(config, dict):
        raise ModelError("its config.json is no table", where=str(folder), advice="copy it again")
    return config


def _is_known(kind: str) -> bool:
    """Does transformers have this kind of model itself?"""
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES

    return kind in CONFIG_MAPPING_NAMES
