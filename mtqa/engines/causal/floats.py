"""A causal language model as `save_pretrained` wrote it, loaded by transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def open_floats(folder: Path, rough: bool) -> Any:
    """The model as transformers loads it, in float32, with `rough` in bf16."""
    import torch
    from transformers import AutoModelForCausalLM

    from mtqa.engines.onednn import pack

    model: Any = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.bfloat16 if rough else torch.float32, local_files_only=True, use_safetensors=True
    ).eval()
    model.requires_grad_(False)  # heads and adapters are trained, the model never
    if not rough:
        pack(model.base_model)
    return model
