"""A Gemma 3 and a Qwen 2 of a few layers with random weights, written as the GGUF files of llama.cpp are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
from tokenizers import pre_tokenizers

#: Heads of 256, as in every small Gemma 3: transformers' loader takes the attention's scale for that width.
LAYERS, HIDDEN, HEADS, HEAD, INNER = 7, 64, 2, 256, 96
#: Special tokens, byte fallback, user-defined ones, runs of spaces as GGUF spells them, and words.
SPECIAL = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
WORDS = [
    "▁",
    "林",
    "峰",
    "你",
    "好",
    "你好",
    "▁你",
    "▁你好",
    "B",
    "o",
    "x",
    "Bo",
    "Box",
    "“",
    "”",
    "！",
    "在",
]
TOKENS = [*SPECIAL, "<table>", *(f"<0x{byte:02X}>" for byte in range(256)), "  ", "   ", "\n", "\n\n", *WORDS]

#: Byte-level BPE: the 256 bytes, words joined byte by byte, special tokens, one matched whole, rows without a token.
_ALPHABET = sorted(pre_tokenizers.ByteLevel.alphabet())
_BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
_JOINED = [_BYTES.pre_tokenize_str(word)[0][0] for word in ("你", "好", "你好", " the", "them", "é", "1")]
_MERGES = list(dict.fromkeys(f"{word[:end]} {word[end]}" for word in _JOINED for end in range(1, len(word))))
QWEN_TOKENS = [
    *_ALPHABET,
    *(merge.replace(" ", "") for merge in _MERGES),
    *("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "[PAD1]", "[PAD2]", "[PAD3]"),
]


def write_tiny(path: Path) -> None:
    """Gemma 3 with random weights, some of them quantized as in the real file."""
    writer = gguf.GGUFWriter(path, "gemma3")
    writer.add_context_length(128)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    writer.add_key_length(HEAD)
    writer.add_value_length(HEAD)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_sliding_window(16)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(TOKENS)
    writer.add_token_scores([-float(i) for i in range(len(TOKENS))])
    kinds = [3] * len(SPECIAL) + [4] + [6] * 256 + [4] * 2 + [1] * (len(TOKENS) - len(SPECIAL) - 259)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(2)
    writer.add_eos_token_id(1)
    writer.add_unk_token_id(3)
    writer.add_pad_token_id(0)
    writer.add_add_bos_token(True)
    for name, shape in _shapes().items():
        _add(writer, f"{name}.weight", shape)
    _finish(writer)


def write_tiny_qwen(path: Path, tied: bool = False) -> None:
    """Qwen 2 with random weights. `tied`: without an output layer of its own."""
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_context_length(128)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(2)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(4)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(QWEN_TOKENS)
    writer.add_token_types([1] * (len(QWEN_TOKENS) - 7) + [3, 3, 3, 4, 5, 5, 5])
    writer.add_token_merges(_MERGES)
    writer.add_bos_token_id(QWEN_TOKENS.index("<|endoftext|>"))
    writer.add_eos_token_id(QWEN_TOKENS.index("<|im_end|>"))
    writer.add_pad_token_id(QWEN_TOKENS.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    writer.add_chat_template("{% for m in messages %}<|im_start|>{{ m.content }}<|im_end|>{% endfor %}")
    for name, shape in _qwen_shapes(tied).items():
        _add(writer, name, shape)
    _finish(writer)


def _finish(writer: Any) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _qwen_shapes(tied: bool) -> dict[str, tuple[int, ...]]:
    size = (len(QWEN_TOKENS), HIDDEN)
    shapes: dict[str, tuple[int, ...]] = {"token_embd.weight": size, "output_norm.weight": (HIDDEN,)}
    if not tied:
        shapes["output.weight"] = size
    for layer in range(2):
        block: dict[str, tuple[int, ...]] = {
            "attn_q.weight": (HIDDEN, HIDDEN),
            "attn_q.bias": (HIDDEN,),
            "attn_k.weight": (HIDDEN // 2, HIDDEN),
            "attn_k.bias": (HIDDEN // 2,),
            "attn_v.weight": (HIDDEN // 2, HIDDEN),
            "attn_v.bias": (HIDDEN // 2,),
            "attn_output.weight": (HIDDEN, HIDDEN),
            "ffn_gate.weight": (INNER, HIDDEN),
            "ffn_up.weight": (INNER, HIDDEN),
            "ffn_down.weight": (HIDDEN, INNER),
            "attn_norm.weight": (HIDDEN,),
            "ffn_norm.weight": (HIDDEN,),
        }
        shapes |= {f"blk.{layer}.{name}": shape for name, shape in block.items()}
    return shapes


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {"token_embd": (len(TOKENS), HIDDEN), "output_norm": (HIDDEN,)}
    for layer in range(LAYERS):
        block = {
            "attn_q": (HEADS * HEAD, HIDDEN),
            "attn_k": (HEAD, HIDDEN),
            "attn_v": (HEAD, HIDDEN),
            "attn_output": (HIDDEN, HEADS * HEAD),
            "attn_q_norm": (HEAD,),
            "attn_k_norm": (HEAD,),
            "ffn_gate": (INNER, HIDDEN),
            "ffn_up": (INNER, HIDDEN),
            "ffn_down": (HIDDEN, INNER),
        }
        norms = ("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm")
        shapes |= {f"blk.{layer}.{name}": shape for name, shape in block.items()}
        shapes |= {f"blk.{layer}.{name}": (HIDDEN,) for name in norms}
    return shapes


def _add(writer: Any, name: str, shape: tuple[int, ...]) -> None:
    random = np.random.default_rng(len(name) * 1000 + sum(name.encode()))
    values = random.normal(1.0 if name.endswith("norm.weight") else 0.0, 0.2, shape).astype(np.float32)
    if len(shape) == 1:
        writer.add_tensor(name, values)
        return
    kind = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
