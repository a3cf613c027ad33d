"""A causal language model stored in eight bits: transformers' own layers around linear layers of bytes.

The folder has `rounded.safetensors` in place of weights in floats, as `mtqa.engines.int8.packed.rounded` makes them.
Attention, norms and positions are those of transformers, so any architecture can be stored that way.

Opening such a model does not wait for its weights. Threads beside read and pack the linear layers, from the first to
the last, while transformers is still imported; a layer that is needed before is packed at once. The two matrices with a
row for each token, a quarter of the file, stay there: few of their rows are needed at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.causal.output import RoundedOutput
from mtqa.engines.int8.later import Later, begin
from mtqa.engines.int8.tensors import Stored
from mtqa.engines.memory import damage_as_error

if TYPE_CHECKING:
    import torch

    from mtqa.engines.int8.packed import Product

FILE = "rounded.safetensors"


def is_rounded(folder: Path) -> bool:
    """Does the folder have a model in eight bits?"""
    return (folder / FILE).is_file()


def open_rounded(folder: Path) -> tuple[Any, RoundedOutput]:
    """The body of the model (`base_model` of transformers) and its output layer. Raises OSError, ValueError or
    KeyError if the folder is damaged."""
    import torch
    from transformers import AutoConfig

    from mtqa.engines.int8.packed import RoundedRows

    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    weights = _Weights.of(folder)
    layers = [name for name in weights.products if weights.stored.shape(name)[0] != config.vocab_size]
    begin((weights.products[name] for name in sorted(layers, key=_place)), torch.get_num_threads())
    from transformers import AutoModelForCausalLM

    with torch.device("meta"):
        model: Any = AutoModelForCausalLM.from_config(config)
    body, prefix = model.base_model, f"{model.base_model_prefix}."
    for name, layer in list(body.named_modules()):
        if not any(True for _ in layer.children()):
            body.set_submodule(name, weights.layer(prefix + name, layer, config))
    head = "lm_head.weight" if "lm_head.weight" in weights.stored else f"{prefix}embed_tokens.weight"
    return body.eval(), RoundedOutput(RoundedRows(weights.stored, head))


@dataclass(frozen=True)
class _Weights:
    """The tensors of the file, and what multiplies by each of its matrices."""

    stored: Stored
    products: dict[str, Later[Product]]

    @classmethod
    def of(cls, folder: Path) -> _Weights:
        from mtqa.engines.int8.packed import STEPS, has_kernels, product

        stored = Stored(folder, FILE)
        has_kernels()  # asked once, before threads ask

        def packed(name: str) -> Product:
            with damage_as_error(folder):
                return product(stored.read(name), stored.read(name + STEPS))

        return cls(stored, {name: Later(partial(packed, name)) for name in stored.matrices()})

    def layer(self, name: str, empty: torch.nn.Module, config: Any) -> torch.nn.Module:
        """The layer `name` with its weights: of bytes if it is linear or an embedding."""
        import torch

        from mtqa.engines.int8.packed import PackedLinear, RoundedEmbedding, RoundedRows

        if isinstance(empty, torch.nn.Linear):
            bias = self.stored.read(f"{name}.bias") if f"{name}.bias" in self.stored else None
            return PackedLinear(self.stored.shape(f"{name}.weight"), self.products[f"{name}.weight"], bias)
        if isinstance(empty, torch.nn.Embedding):
            scale = getattr(empty, "scalar_embed_scale", 1.0)  # Gemma's
            return RoundedEmbedding(RoundedRows(self.stored, f"{name}.weight"), scale)
        if any(buffer.is_meta for buffer in empty.buffers()):
            return type(empty)(config=config)  # the angles of positions, which are in no file
        for own, _ in list(empty.named_parameters()):
            setattr(empty, own, torch.nn.Parameter(self.stored.read(f"{name}.{own}"), requires_grad=False))
        return empty


def _place(name: str) -> tuple[int, ...]:
    """The numbers in a name: those of its layer."""
    return tuple(int(part) for part in name.split(".") if part.isdecimal())
