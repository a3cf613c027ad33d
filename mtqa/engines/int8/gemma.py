"""Gemma 3 (arXiv 2503.19786) for the tuned translator, with a low-rank change merged into its layers.

The arithmetic is that of transformers' Gemma3TextModel; linear layers and output layer are in eight bits, everything
else in float32. Embeddings are read from the file when needed. transformers, whose import takes two seconds, is not
used."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.engines.causal.tokens import open_tokens
from mtqa.engines.int8.linear import Linear, balanced, smoothing
from mtqa.engines.int8.tensors import Stored
from mtqa.engines.memory import compactly, damage_as_error
from mtqa.errors import ModelMissing

if TYPE_CHECKING:
    from torch import Tensor

#: Low-rank changes by the names of linear layers, as `mtqa.engines.causal.lora.load` gives them.
Changes = Mapping[str, tuple["Tensor", "Tensor"]]
_WORDS, _OUTPUT = "model.embed_tokens.weight", "lm_head.weight"
_SMOOTHING_ROWS = 8192  # rows of the output layer from which its smoothing is computed
SLIDING, FULL = "sliding_attention", "full_attention"
_THETA = {SLIDING: 10_000.0, FULL: 1_000_000.0}


@dataclass(frozen=True)
class Shape:
    """The configuration in config.json."""

    layers: tuple[str, ...]  # the kind of attention of each
    width: int
    heads: int
    groups: int  # heads of keys and values
    head: int  # width of a head
    window: int  # tokens that a sliding layer attends to, the current token included
    epsilon: float
    scale: float  # of the scores of attention
    softcap: float | None
    theta: Mapping[str, float]
    start: int

    @classmethod
    def read(cls, folder: Path) -> Shape:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config.get("model_type") != "gemma3_text":
            raise ModelMissing(
                f"a tuned translator needs Gemma 3 for text, and this is {config.get('model_type')}",
                where=str(folder),
                advice="choose a few-shot translator",
            )
        rope = config.get("rope_parameters") or {}
        given = {SLIDING: config.get("rope_local_base_freq"), FULL: config.get("rope_theta")}
        return cls(
            layers=tuple(config["layer_types"]),
            width=config["hidden_size"],
            heads=config["num_attention_heads"],
            groups=config["num_key_value_heads"],
            head=config["head_dim"],
            window=config["sliding_window"],
            epsilon=config["rms_norm_eps"],
            scale=config["query_pre_attn_scalar"] ** -0.5,
            softcap=config.get("final_logit_softcapping"),
            theta={kind: rope.get(kind, {}).get("rope_theta") or given[kind] or _THETA[kind] for kind in _THETA},
            start=config["bos_token_id"],
        )


class Norm:
    """x / √(mean x² + ε) · w, along the last dimension."""

    def __init__(self, weight: Tensor, epsilon: float) -> None:
        self._weight, self._epsilon = weight, epsilon

    def __call__(self, states: Tensor) -> Tensor:
        spread = states.square().mean(-1, keepdim=True).add_(self._epsilon).rsqrt_()
        return (states * self._weight).mul_(spread)


@dataclass(frozen=True)
class Layer:
    """A layer of the model. `norms` are before and after attention, and before and after the feed-forward part; `heads`
    is the norm of queries and keys. The norms before `qkv` and `gate_up` include the smoothing of their inputs."""

    shape: Shape
    kind: str
    norms: tuple[Norm, Norm, Norm, Norm]
    heads: Norm
    qkv: Linear
    o: Linear
    gate_up: Linear
    down: Linear

    def __call__(self, states: Tensor, attend: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        """States (rows, tokens, width) → states after the layer, same shape. `attend` maps queries and keys (rows,
        tokens, heads + groups, head) and values (rows, tokens, groups, head) to (rows, tokens, heads × head)."""
        before, after, before_forward, after_forward = self.norms
        parts = self.qkv.smoothed(before(states)).view(*states.shape[:2], -1, self.shape.head)
        rotated = self.shape.heads + self.shape.groups
        found = attend(self.heads(parts[:, :, :rotated]), parts[:, :, rotated:])
        states = states + after(self.o(found))
        gate, up = self.gate_up.smoothed(before_forward(states)).chunk(2, -1)
        return states + after_forward(self.down(_gelu(gate).mul_(up)))


def _gelu(states: Tensor) -> Tensor:
    import torch

    result: Tensor = torch.nn.functional.gelu(states, approximate="tanh")
    return result


class Gemma:
    """The model of a folder with `changes` merged. `reach` is the root mean square of the inputs of each linear layer,
    by the name of the layer in the model's body, or "output"."""

    def __init__(self, folder: Path, changes: Changes, reach: Mapping[str, Tensor]) -> None:
        self._reach = reach
        self.tokens = open_tokens(folder)
        with damage_as_error(folder), compactly():
            self.shape = Shape.read(folder)
            self._stored = Stored(folder)
            self._output = _OUTPUT if _OUTPUT in self._stored else _WORDS
            self.layers = [self._layer(number, kind, changes) for number, kind in enumerate(self.shape.layers)]
            self._last = self._norm("norm")
        self.start = self.shape.start

    def words(self, ids: Tensor) -> Tensor:
        """The input of the first layer for token ids: (…) → (…, width)."""
        return self._stored.rows(_WORDS, ids) * math.sqrt(self.shape.width)

    def finish(self, states: Tensor) -> Tensor:
        """States of the last layer → the input of the output layer, same shape."""
        return self._last(states)

    def output(self, rows: Tensor) -> Callable[[Tensor], Tensor]:
        """The output layer for some of its rows: finished states (n, width) → logits (n, rows)."""
        linear = Linear(self._stored.rows(self._output, rows), self._output_smoothing)
        cap = self.shape.softcap
        if cap is None:
            return linear
        return lambda states: (linear(states) / cap).tanh().mul_(cap)

    @cached_property
    def _output_smoothing(self) -> Tensor | None:
        """The smoothing of the output layer. It does not depend on the rows that are used, so that the rounding of a
        text does not depend on the other texts."""
        import torch

        reach = self._reach.get("output")
        if reach is None:
            return None
        some = torch.arange(min(_SMOOTHING_ROWS, self._stored.shape(self._output)[0]))
        return smoothing(self._stored.rows(self._output, some), reach)

    def _layer(self, number: int, kind: str, changes: Changes) -> Layer:
        import torch

        place, shape = f"layers.{number}.", self.shape
        names = [("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"), ("self_attn.o_proj",)]
        names += [("mlp.gate_proj", "mlp.up_proj"), ("mlp.down_proj",)]
        qkv, o, gate_up, down = (self._linear([place + name for name in some], changes) for some in names)
        norms = (
            self._norm(f"{place}input_layernorm", qkv.smoothing),
            self._norm(f"{place}post_attention_layernorm"),
            self._norm(f"{place}pre_feedforward_layernorm", gate_up.smoothing),
            self._norm(f"{place}post_feedforward_layernorm"),
        )
        queries, keys = balanced(*(self._scale(f"{place}self_attn.{side}_norm") for side in "qk"))
        heads = torch.stack([queries] * shape.heads + [keys] * shape.groups)
        return Layer(shape, kind, norms, Norm(heads, shape.epsilon), qkv, o, gate_up, down)

    def _linear(self, names: Sequence[str], changes: Changes) -> Linear:
        """Several layers with the same input, as one layer."""
        import torch

        weights = []
        for name in names:
            weight = self._stored.read(f"model.{name}.weight")
            if name in changes:
                down, up = changes[name]
                weight.addmm_(up, down)
            weights.append(weight)
        weight, reach = torch.cat(weights), self._reach.get(names[0])
        return Linear(weight, None if reach is None else smoothing(weight, reach))

    def _norm(self, name: str, factor: Tensor | None = None) -> Norm:
        weight = self._scale(name)
        return Norm(weight if factor is None else weight * factor, self.shape.epsilon)

    def _scale(self, name: str) -> Tensor:
        return 1 + self._stored.read(f"model.{name}.weight")
