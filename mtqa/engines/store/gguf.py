"""Convert a Gemma 3 GGUF file into a folder that transformers loads in seconds.

The package contains four-bit weights in one GGUF file. transformers can load it, but takes most of a minute each time,
nearly all of it for the vocabulary. So it is converted once: tensors dequantized to bf16 (the format Gemma was trained
in) as safetensors, the vocabulary as tokenizer.json, metadata as config.json.

Three changes of llama.cpp's converter are undone here (convert_hf_to_gguf.py, class Gemma3Model):
norms are stored as w + 1; runs of spaces are spelled with real spaces instead of "▁"; BPE merges are left
out, and follow from the order of the vocabulary.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.store import sentencepiece
from mtqa.engines.store.gguf_file import GgufFile, TensorEntry, corrupt, open_gguf
from mtqa.engines.store.manifest import StageProgress, no_stages
from mtqa.errors import ModelCorrupt

if TYPE_CHECKING:
    import torch

#: Rows dequantized at a time: 16,384 × 640 values of the embedding are 42 MB as float32.
ROWS = 16_384
#: llama.cpp's token types (llama.h, llama_token_type): special tokens, and tokens matched whole.
_CONTROL, _USER_DEFINED = 3, 4
#: GGUF tensor name → transformers' (gguf-py, tensor_mapping.py, MODEL_ARCH.GEMMA3).
_NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "attn_norm": "input_layernorm",
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def convert(source: Path, folder: Path, progress: StageProgress = no_stages) -> None:
    """Write config.json, model.safetensors, tokenizer.json, tokenizer_config.json and pieces.model into `folder`."""
    with open_gguf(source) as file:
        architecture = file.metadata.get("general.architecture")
        if architecture != "gemma3":
            raise ModelCorrupt(f"contains {architecture!r}, expected 'gemma3'", where=str(source))
        _write_weights(file, folder, progress)
        progress("tokenizer", 0, 1)
        _write_tokenizer(file.metadata, folder)
        _write_pieces(file.metadata, folder)
        progress("tokenizer", 1, 1)
        _write_json(folder / "config.json", _config(file.metadata))


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _config(metadata: dict[str, Any]) -> dict[str, Any]:
    """transformers' Gemma3TextConfig. Values that GGUF lacks are from Google's config.json of gemma-3-270m: the
    activation, every sixth layer global, rotary base 10,000 in the local layers. The scale of attention follows from
    the head's width, as in llama.cpp for all but the 27B model."""

    def value(key: str) -> Any:
        return metadata[f"gemma3.{key}"]

    layers = range(1, value("block_count") + 1)
    return {
        "model_type": "gemma3_text",
        "architectures": ["Gemma3ForCausalLM"],
        "dtype": "bfloat16",
        "vocab_size": len(metadata["tokenizer.ggml.tokens"]),
        "hidden_size": value("embedding_length"),
        "intermediate_size": value("feed_forward_length"),
        "num_hidden_layers": value("block_count"),
        "num_attention_heads": value("attention.head_count"),
        "num_key_value_heads": value("attention.head_count_kv"),
        "head_dim": value("attention.key_length"),
        "query_pre_attn_scalar": value("attention.key_length"),
        "max_position_embeddings": value("context_length"),
        "sliding_window": value("attention.sliding_window"),
        "layer_types": ["full_attention" if layer % 6 == 0 else "sliding_attention" for layer in layers],
        "rms_norm_eps": value("attention.layer_norm_rms_epsilon"),
        "rope_parameters": {
            "full_attention": {"rope_type": "default", "rope_theta": value("rope.freq_base")},
            "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
        },
        "hidden_activation": "gelu_pytorch_tanh",
        "attention_bias": False,
        "tie_word_embeddings": True,
        "bos_token_id": metadata["tokenizer.ggml.bos_token_id"],
        "eos_token_id": metadata["tokenizer.ggml.eos_token_id"],
        "pad_token_id": metadata["tokenizer.ggml.padding_token_id"],
    }


def _write_weights(file: GgufFile, folder: Path, progress: StageProgress) -> None:
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    weights = {}
    for done, entry in enumerate(file.tensors):
        progress("weights", done, len(file.tensors))
        weights[_transformers_name(entry.name)] = _tensor(file, entry)
    progress("weights", len(file.tensors), len(file.tensors))
    needed = sum(tensor.numel() * tensor.element_size() for tensor in weights.values())
    progress("writing", 0, 1)
    try:
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:
        code = errno.ENOSPC if shutil.disk_usage(folder).free < needed else errno.EIO
        raise OSError(code, f"{needed / 1e6:.0f} MB to write: {error}") from error
    progress("writing", 1, 1)


def _transformers_name(name: str) -> str:
    parts = name.split(".")
    prefix = f"model.layers.{parts[1]}." if parts[0] == "blk" else ""
    return f"{prefix}{_NAMES[parts[-2]]}.{parts[-1]}"


def _tensor(file: GgufFile, entry: TensorEntry) -> torch.Tensor:
    """The tensor in bf16, dequantized some rows at a time, so that little memory is needed beside the result."""
    import numpy as np
    import torch
    from gguf import GGMLQuantizationType
    from gguf.constants import GGML_QUANT_SIZES
    from gguf.quants import dequantize

    kind = GGMLQuantizationType(entry.kind)
    block, size = GGML_QUANT_SIZES[kind]
    width = entry.shape[-1] // block * size
    count = int(np.prod(entry.shape[:-1], dtype=np.int64))
    if entry.offset + count * width > len(file.data):
        raise corrupt(file.path, f"it ends before {entry.name} does")
    result = torch.empty((count, entry.shape[-1]), dtype=torch.bfloat16)
    for start in range(0, count, ROWS):
        rows = min(ROWS, count - start)
        # A copy: an array over the mapped file would prevent closing it after an interruption.
        raw = file.data[entry.offset + start * width : entry.offset + (start + rows) * width]
        values = np.array(dequantize(np.frombuffer(raw, np.uint8).reshape(rows, width), kind), np.float32)
        if entry.name.endswith("norm.weight"):
            values -= 1
        result[start : start + rows] = torch.from_numpy(values)
    return result.reshape(entry.shape)


def _write_tokenizer(metadata: dict[str, Any], folder: Path) -> None:
    """Write the tokenizer of transformers' GemmaTokenizer: BPE over "▁" text with byte fallback."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    spelled, types = metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.token_type"]
    tokens = _with_marks(spelled)
    vocabulary = {token: index for index, token in enumerate(tokens)}
    bos, eos, unk, pad = (
        tokens[metadata[f"tokenizer.ggml.{role}_token_id"]] for role in ("bos", "eos", "unknown", "padding")
    )
    tokenizer = Tokenizer(
        models.BPE(vocabulary, list(_merges(vocabulary)), unk_token=unk, fuse_unk=True, byte_fallback=True)
    )
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    # Runs of spaces are matched after the normalizer, so the respelled tokens are not matched in raw text.
    kinds = [(t, kind) for t, kind in zip(spelled, types, strict=True) if t in vocabulary]
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t, kind in kinds if kind == _CONTROL])
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t, kind in kinds if kind == _USER_DEFINED])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A", pair=f"{bos} $A {bos}:1 $B:1", special_tokens=[(bos, vocabulary[bos])]
    )
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=True), encoding="utf-8")
    roles = {"bos_token": bos, "eos_token": eos, "unk_token": unk, "pad_token": pad}
    _write_json(folder / "tokenizer_config.json", {"tokenizer_class": "GemmaTokenizer"} | roles)


def _write_pieces(metadata: dict[str, Any], folder: Path) -> None:
    """Write the same vocabulary as a SentencePiece file, which opens faster."""
    spelled, types = metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.token_type"]
    tokens = _with_marks(spelled)
    kinds = [
        kind if token == old else sentencepiece.NORMAL for token, old, kind in zip(tokens, spelled, types, strict=True)
    ]
    content = sentencepiece.model(tokens, kinds, metadata["tokenizer.ggml.unknown_token_id"])
    (folder / sentencepiece.FILE).write_bytes(content)


def _with_marks(spelled: Sequence[str]) -> list[str]:
    """The tokens with runs of spaces written as "▁", as in the tokenizer."""
    return ["▁" * len(token) if token and not token.strip(" ") else token for token in spelled]


def _merges(vocabulary: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Every way to cut a token into two tokens, in the order that `transformers` derives for Gemma: earlier tokens
    first, and for each token the cut with the longest left part first."""
    for token in vocabulary:
        for cut in range(len(token) - 1, 0, -1):
            if token[:cut] in vocabulary and token[cut:] in vocabulary:
                yield token[:cut], token[cut:]
