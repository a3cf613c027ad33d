"""Folders with the files of models, as far as they are looked at before a model is loaded."""

from __future__ import annotations

import json
from pathlib import Path


def causal(folder: Path, **config: object) -> Path:
    """Those of a causal model."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"model_type": "qwen3", "architectures": ["Qwen3ForCausalLM"], **config}
    (folder / "config.json").write_text(json.dumps(content), encoding="utf-8")
    for name in ("model.safetensors", "tokenizer.json"):
        (folder / name).write_bytes(b"")
    return folder


def firefox(folder: Path, *pairs: str, split: bool = False) -> Path:
    """The files of Firefox's models for these pairs, empty."""
    folder.mkdir(parents=True, exist_ok=True)
    for pair in pairs:
        vocabularies = ("srcvocab", "trgvocab") if split else ("vocab",)
        names = [f"model.{pair}.intgemm.alphas.bin", f"lex.50.50.{pair}.s2t.bin"]
        for name in (*names, *(f"{one}.{pair}.spm" for one in vocabularies)):
            (folder / name).write_bytes(name.encode())
    return folder
