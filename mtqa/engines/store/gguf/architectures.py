"""What differs between the families of models in GGUF files: names of tensors, settings, vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.engines.store.gguf import byte_level, gemma

Metadata = dict[str, Any]

#: GGUF tensor name → transformers' (gguf-py, tensor_mapping.py), as in most models since Llama.
_COMMON = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "output": "lm_head",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


@dataclass(frozen=True, slots=True)
class Architecture:
    """`config` makes config.json of the metadata, and of whether the output layer is the input embeddings;
    `write_tokenizer` writes the vocabulary into a folder. `norms_are_plus_one`: llama.cpp's converter has added one to
    the weights of norms."""

    names: Mapping[str, str]
    config: Callable[[Metadata, bool], dict[str, Any]]
    write_tokenizer: Callable[[Metadata, Path], None]
    norms_are_plus_one: bool = False


def _shared_config(metadata: Metadata, tied: bool) -> dict[str, Any]:
    """The settings that every decoder has, by the names of transformers."""
    name = metadata["general.architecture"]
    keys = {
        "hidden_size": "embedding_length",
        "intermediate_size": "feed_forward_length",
        "num_hidden_layers": "block_count",
        "num_attention_heads": "attention.head_count",
        "num_key_value_heads": "attention.head_count_kv",
        "max_position_embeddings": "context_length",
        "rms_norm_eps": "attention.layer_norm_rms_epsilon",
    }
    roles = {"bos_token_id": "bos", "eos_token_id": "eos", "pad_token_id": "padding"}
    return {
        "dtype": "bfloat16",
        "vocab_size": len(metadata["tokenizer.ggml.tokens"]),
        "tie_word_embeddings": tied,
        **{ours: metadata[f"{name}.{key}"] for ours, key in keys.items()},
        **{ours: metadata[f"tokenizer.ggml.{role}_token_id"] for ours, role in roles.items()},
    }


def _gemma3(metadata: Metadata, tied: bool) -> dict[str, Any]:
    """transformers' Gemma3TextConfig. Values that GGUF lacks are from Google's config.json of gemma-3-270m: the
    activation, every sixth layer global, rotary base 10,000 in the local layers. The scale of attention follows from
    the head's width, as in llama.cpp for all but the 27B model."""
    layers = range(1, metadata["gemma3.block_count"] + 1)
    return _shared_config(metadata, tied) | {
        "model_type": "gemma3_text",
        "architectures": ["Gemma3ForCausalLM"],
        "head_dim": metadata["gemma3.attention.key_length"],
        "query_pre_attn_scalar": metadata["gemma3.attention.key_length"],
        "sliding_window": metadata["gemma3.attention.sliding_window"],
        "layer_types": ["full_attention" if layer % 6 == 0 else "sliding_attention" for layer in layers],
        "rope_parameters": {
            "full_attention": {"rope_type": "default", "rope_theta": metadata["gemma3.rope.freq_base"]},
            "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
        },
        "hidden_activation": "gelu_pytorch_tanh",
        "attention_bias": False,
    }


def _qwen2(metadata: Metadata, tied: bool) -> dict[str, Any]:
    """transformers' Qwen2Config. GGUF lacks the activation, which is SiLU in all of them; queries, keys and values have
    biases in all of them."""
    return _shared_config(metadata, tied) | {
        "model_type": "qwen2",
        "architectures": ["Qwen2ForCausalLM"],
        "hidden_act": "silu",
        "rope_parameters": {"rope_type": "default", "rope_theta": metadata["qwen2.rope.freq_base"]},
        "use_sliding_window": False,
    }


#: By `general.architecture`.
ARCHITECTURES: dict[str, Architecture] = {
    "gemma3": Architecture(
        _COMMON
        | {
            "attn_q_norm": "self_attn.q_norm",
            "attn_k_norm": "self_attn.k_norm",
            "post_attention_norm": "post_attention_layernorm",
            "ffn_norm": "pre_feedforward_layernorm",
            "post_ffw_norm": "post_feedforward_layernorm",
        },
        _gemma3,
        gemma.write_tokenizer,
        norms_are_plus_one=True,
    ),
    "qwen2": Architecture(_COMMON, _qwen2, byte_level.write_tokenizer),
}
