"""A byte-level BPE vocabulary as tokenizer.json: GPT-2's scheme, with the pre-tokenizer of the family."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mtqa.engines.store.gguf.file import CONTROL, UNUSED, USER_DEFINED

#: By `tokenizer.ggml.pre`: transformers' class, and the expression that cuts text before bytes are joined (Qwen's
#: tokenizer.json; the same in llama.cpp, llama-vocab.cpp).
_FAMILIES = {
    "qwen2": (
        "Qwen2Tokenizer",
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
        r"|\s+(?!\S)|\s+",
    )
}


def write_tokenizer(metadata: dict[str, Any], folder: Path) -> None:
    """Write tokenizer.json and tokenizer_config.json. Rows of the embeddings without a token get none."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    family, pattern = _FAMILIES[metadata["tokenizer.ggml.pre"]]
    tokens, types = metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.token_type"]
    kinds = [(token, kind) for token, kind in zip(tokens, types, strict=True) if kind != UNUSED]
    vocabulary = {token: index for index, token in enumerate(tokens) if types[index] != UNUSED}
    merges = [tuple(merge.split(" ", 1)) for merge in metadata["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False),
        ]
    )
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t, kind in kinds if kind == CONTROL])
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t, kind in kinds if kind == USER_DEFINED])
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")
    _write_config(metadata, folder, family)


def _write_config(metadata: dict[str, Any], folder: Path, family: str) -> None:
    tokens = metadata["tokenizer.ggml.tokens"]
    roles = {"bos": "bos", "eos": "eos", "pad": "padding"}
    config = {"tokenizer_class": family, "clean_up_tokenization_spaces": False}
    config |= {f"{role}_token": tokens[metadata[f"tokenizer.ggml.{key}_token_id"]] for role, key in roles.items()}
    if template := metadata.get("tokenizer.chat_template"):
        config["chat_template"] = template
    text = json.dumps(config, ensure_ascii=False, indent=2)
    (folder / "tokenizer_config.json").write_text(text + "\n", encoding="utf-8")
