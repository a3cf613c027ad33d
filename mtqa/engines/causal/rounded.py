"""A causal language model stored in eight bits: transformers' own layers around linear layers of bytes.

The folder has `rounded.safetensors` in place of weights in floats, as `mtqa.engines.int8.packed.rounded` makes them.
Attention, norms and positions are those of transformers, so any architecture can be stored that way.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.causal.output import RoundedOutput
from mtqa.engines.int8.tensors import Stored

if TYPE_CHECKING:
    import torch
    from torch import Tensor

FILE = "rounded.safetensors"


def is_rounded(folder: Path) -> bool:
    """Does the folder have a model in eight bits?"""
    return (folder / FILE).is_file()


def open_rounded(folder: Path) -> tuple[Any, RoundedOutput]:
    """The body of the model (`base_model` of transformers) and its output layer. Raises OSError, ValueError or
    KeyError if the folder is damaged."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    with torch.device("meta"):
        model: Any = AutoModelForCausalLM.from_config(config)
    body = model.base_model
    places = [(name, layer) for name, layer in body.named_modules() if not any(True for _ in layer.children())]
    weights = _Weights(Stored(folder, FILE), f"{model.base_model_prefix}.")
    # Packing a layer takes a core some tenths of a second, outside of Python's lock.
    with ThreadPoolExecutor(torch.get_num_threads()) as pool:
        made = list(pool.map(lambda place: weights.layer(place[0], place[1], config), places))
    output = RoundedOutput(*weights.matrix("lm_head", f"{weights.prefix}embed_tokens"))
    for (name, _), layer in zip(places, made, strict=True):
        body.set_submodule(name, layer)
    return body.eval(), output


@dataclass(frozen=True)
class _Weights:
    """The tensors of the file, by the names of the layers in the body; `prefix` is the body's name in the model."""

    stored: Stored
    prefix: str

    def layer(self, name: str, empty: torch.nn.Module, config: Any) -> torch.nn.Module:
        """The layer `name` of the body with its weights: of bytes if it is linear or an embedding."""
        import torch

        from mtqa.engines.int8.packed import PackedLinear, RoundedEmbedding

        full = self.prefix + name
        if isinstance(empty, torch.nn.Linear):
            bias = self.stored.read(f"{full}.bias") if f"{full}.bias" in self.stored else None
            return PackedLinear(*self.matrix(full), bias=bias)
        if isinstance(empty, torch.nn.Embedding):
            whole, steps = self.matrix(full)
            return RoundedEmbedding(whole, steps * getattr(empty, "scalar_embed_scale", 1.0))  # Gemma's
        if any(buffer.is_meta for buffer in empty.buffers()):
            return type(empty)(config=config)  # the angles of positions, which are in no file
        for own, _ in list(empty.named_parameters()):
            setattr(empty, own, torch.nn.Parameter(self.stored.read(f"{full}.{own}"), requires_grad=False))
        return empty

    def matrix(self, *names: str) -> tuple[Tensor, Tensor]:
        """Bytes and steps of the first of these matrices that the file has."""
        from mtqa.engines.int8.packed import STEPS

        found = next((name for name in names if f"{name}.weight" in self.stored), names[-1])
        return self.stored.read(f"{found}.weight"), self.stored.read(f"{found}.weight{STEPS}")
