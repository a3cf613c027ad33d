"""A causal language model on disk, loaded: tokenizer, transformer body, output layer.

Body and output layer are used separately, so that only the needed rows and positions are computed. Everything runs in
float32: on processors without bf16 units it is four times faster than bf16, and scores do not depend on the machine.
`rough` (bf16) is for training and counting on a machine with such units.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.causal.floats import open_floats
from mtqa.engines.causal.output import FloatOutput, Logits, OutputLayer
from mtqa.engines.causal.rounded import is_rounded, open_rounded
from mtqa.engines.causal.tokens import open_tokens
from mtqa.engines.causal.vocabulary import Vocabulary
from mtqa.engines.memory import compactly, damage_as_error, needs_libraries
from mtqa.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor

# Positions whose logits are in memory at once: 32 × 262,144 float32 are 34 MB, four times as many of the shortlist 25
# MB.
_CHUNK = 32
# The first tokens of a text, where the model does not know its language yet. Set by hand.
_UNSURE_START = 8
# Tokens for which foreign letters and opening brackets make more foreign letters likely, as in “动作游戏（A-”.
_FOREIGN_REACH = 3


class _LayersDone(Exception):
    """All wanted layers have run; stops the forward pass."""


class Network:
    """Weights and tokenizer of a folder that `save_pretrained` wrote (safetensors only), or in eight bits."""

    _body: Any
    _output: OutputLayer

    def __init__(self, folder: Path, *, shortlist: bool = True, rough: bool = False) -> None:
        self._shortlist = shortlist
        with needs_libraries():
            import torch
            from transformers.utils import logging
        torch.set_grad_enabled(False)  # mtqa never trains in the process that checks
        logging.disable_progress_bar()  # loading takes two seconds; the command line shows progress
        self.tokens = open_tokens(folder)
        self._bias: Tensor | None = None
        with damage_as_error(folder), compactly():
            model = None if is_rounded(folder) else open_floats(folder, rough)
            if model is None:
                self._body, self._output = open_rounded(folder)
            else:
                head = model.get_output_embeddings()
                self._body, self._output = model.base_model, FloatOutput(head.weight)
                self._bias = getattr(head, "bias", None)
        self.config = self._body.config
        self._softcap: float | None = getattr(self.config, "final_logit_softcapping", None)
        start = self.config.bos_token_id if self.config.bos_token_id is not None else self.config.eos_token_id
        self.start = int(start[0] if isinstance(start, list) else start)
        if model is not None:
            self._verify_logits(model, 0.5 if rough else 1e-3)

    def _verify_logits(self, model: Any, tolerance: float) -> None:
        """Raise ModelError unless body and output layer, used separately, give the logits of the whole model."""
        import torch

        ids = torch.tensor([[self.start, *self.encode("一")[0]]])
        separate = self._finished(self._output.whole(self.hidden(ids)[0, -1:]), slice(None))
        if not torch.allclose(separate, model(ids).logits[0, -1:].float(), atol=tolerance):
            raise ModelError(
                f"the output layer of {type(model).__name__} transforms its logits in a way mtqa does not support",
                advice="choose a model of the Gemma 2/3, Qwen, Llama, Mistral or GPT-2 families",
            )

    @property
    def vocabulary(self) -> Vocabulary:
        return self.tokens.vocabulary

    @cached_property
    def chinese(self) -> Tensor:
        """Ids of the Chinese shortlist, shape (rows,)."""
        import torch

        return torch.from_numpy(self.vocabulary.chinese)

    @cached_property
    def _chinese_output(self) -> Logits:
        return self._output.part(self.chinese)

    @cached_property
    def _is_chinese(self) -> Tensor:
        """Is an id on the shortlist? Shape (vocabulary,); a look-up table, since a search takes 15 ms."""
        return self._marked(self.chinese)

    @cached_property
    def _is_foreign(self) -> Tensor:
        import torch

        return self._marked(torch.from_numpy(self.vocabulary.foreign).nonzero()[:, 0])

    def _marked(self, ids: Tensor) -> Tensor:
        import torch

        marks = torch.zeros(self._output.count, dtype=torch.bool)
        marks[ids] = True
        return marks

    def linears(self) -> list[str]:
        """The names of the body's linear layers."""
        return [name for name, layer in self._body.named_modules() if hasattr(layer, "in_features")]

    def linear(self, name: str) -> Any:
        """A layer of the body, by its name in the body."""
        return self._body.get_submodule(name)

    @property
    def dtype(self) -> Any:
        """The torch.dtype of its states."""
        return self._output.dtype

    def rows(self, ids: Any) -> Tensor:
        """The rows of the output layer for ids or a slice, shape (ids, width)."""
        return self._output.rows(ids)

    def output(self, rows: Tensor) -> Logits:
        """The output layer for some of its rows: states (n, width) → logits (n, rows)."""
        part = self._output.part(rows)
        return lambda states: self._finished(part(states), rows)

    def encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Token ids of a text, without special tokens, and the characters each covers."""
        return self.tokens.encode(text)

    def hidden(self, ids: Tensor, cache: Any = None, **options: Any) -> Tensor:
        """Last hidden states, shape (batch, tokens, width). A `cache` (transformers.DynamicCache) has the keys and
        values of the tokens before; those of `ids` are added."""
        known = {} if cache is None else {self._cache_argument: cache}
        states: Tensor = self._body(input_ids=ids, use_cache=cache is not None, **known, **options).last_hidden_state
        return states

    @cached_property
    def _cache_argument(self) -> str:
        """The name of the body's cache argument, which transformers 5.24 changed."""
        from inspect import signature

        return "cache" if "cache" in signature(self._body.forward).parameters else "past_key_values"

    def layers(self, ids: Tensor, wanted: Sequence[int]) -> tuple[Tensor, list[Tensor]]:
        """Last hidden states, and those after the layers `wanted`; each of shape (batch, tokens, width)."""
        output = self._body(input_ids=ids, output_hidden_states=True)
        return output.last_hidden_state, [output.hidden_states[layer] for layer in wanted]

    def lower(self, ids: Tensor, wanted: Sequence[int]) -> list[Tensor]:
        """States after the layers `wanted` (1 is the first), each of shape (batch, tokens, width). Higher layers, and
        the norm after the last, are not run."""
        found: dict[int, Tensor] = {}

        def keep(layer: int, output: Any) -> None:
            found[layer] = output[0] if isinstance(output, tuple) else output
            if layer == max(wanted):
                raise _LayersDone

        layers = getattr(self._body, "layers", None) or self._body.h
        hooks = [
            layers[layer - 1].register_forward_hook(lambda _, __, output, layer=layer: keep(layer, output))
            for layer in wanted
        ]
        try:
            self._body(input_ids=ids, use_cache=False)
        except _LayersDone:
            return [found[layer] for layer in wanted]
        finally:
            for hook in hooks:
                hook.remove()
        raise AssertionError("the last wanted layer did not run")

    def attention(self, seen: Tensor, distance: Tensor) -> Any:
        """A mask for `hidden`: `seen` (queries, keys) says which keys a query may attend to, `distance` how many tokens
        each key is before it."""
        import torch

        def mask(allowed: Tensor) -> Tensor:
            dtype = self.dtype
            return torch.zeros(allowed.shape, dtype=dtype).masked_fill(~allowed, torch.finfo(dtype).min)[None, None]

        if "sliding_attention" not in (getattr(self.config, "layer_types", None) or ()):
            return mask(seen)
        near = mask(seen & (distance < self.config.sliding_window))
        return {"full_attention": mask(seen), "sliding_attention": near}

    def logits(self, hidden: Tensor, ids: Any) -> Tensor:
        """Logits of a few ids, or of a slice, for hidden states of shape (n, width): (n, ids)."""
        return self._finished(hidden @ self.rows(ids).T, ids)

    def _finished(self, values: Tensor, ids: Any) -> Tensor:
        """The logits of `ids` (or a slice) from the products with their rows: with bias and soft cap."""
        values = values.float()
        if self._bias is not None:
            values = values + self._bias[ids]
        return values if self._softcap is None else self._softcap * (values / self._softcap).tanh()

    def log_probabilities(self, hidden: Tensor, targets: Tensor, before: Tensor, position: int) -> Tensor:
        """ln P of each target, nats, shape (n,).

        `hidden` (n, width) are the states before the targets, `before` (n or more) the tokens up to the last
        target, `position` the number of tokens of the text before the first target.
        """
        return self.normalised(hidden, targets, self.unsafe(before, len(targets), position))

    def unsafe(self, before: Tensor, count: int, position: int) -> Tensor:
        """Where the Chinese shortlist is not safe, shape (count,): at the start of a text and after foreign letters.
        Asked for the last `count` tokens of `before`, the first of them at `position` in the text."""
        import torch

        foreign = torch.nn.functional.pad(self._is_foreign[before], (_FOREIGN_REACH - 1, 0))
        unsafe = foreign.unfold(0, _FOREIGN_REACH, 1).any(-1)  # at each token: it, or one of the two before it
        unsafe = unsafe[len(before) - count :]
        unsafe[: max(0, _UNSURE_START - position) if self._shortlist else None] = True
        return unsafe

    def normalised(self, hidden: Tensor, targets: Tensor, unsafe: Tensor) -> Tensor:
        """ln P of each target, nats, normalised over the Chinese shortlist or, if `unsafe`, over the whole vocabulary.

        All tensors have n rows; with more rows in one call, the output layer is read from memory less often.
        """
        import torch

        result = torch.empty(len(targets))
        for chosen, shortlisted, chunk in ((unsafe, False, _CHUNK), (~unsafe, True, 4 * _CHUNK)):
            for part in torch.split(chosen.nonzero()[:, 0], chunk):
                result[part] = self._normalised(hidden[part], targets[part], shortlisted)
        return result

    def _normalised(self, hidden: Tensor, targets: Tensor, shortlisted: bool) -> Tensor:
        import torch

        wanted = self._finished((hidden * self.rows(targets)).float().sum(-1), targets)
        if not shortlisted:
            return wanted - self._finished(self._output.whole(hidden), slice(None)).logsumexp(-1)
        total = self._finished(self._chinese_output(hidden), self.chinese).logsumexp(-1)
        outside = ~self._is_chinese[targets]
        total[outside] = torch.logaddexp(total[outside], wanted[outside])
        return wanted - total
