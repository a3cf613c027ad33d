"""The vocabulary of Gemma as tokenizer.json, and as a SentencePiece file, which opens faster.

Two changes of llama.cpp's converter are undone here (convert_hf_to_gguf.py, class Gemma3Model): runs of spaces are
spelled with real spaces instead of "▁"; BPE merges are left out, and follow from the order of the vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mtqa.engines.store import sentencepiece
from mtqa.engines.store.gguf.file import CONTROL, USER_DEFINED


def write_tokenizer(metadata: dict[str, Any], folder: Path) -> None:
    """Write tokenizer.json, tokenizer_config.json and pieces.model."""
    _write_json_tokenizer(metadata, folder)
    _write_pieces(metadata, folder)


def _write_json_tokenizer(metadata: dict[str, Any], folder: Path) -> None:
    """The tokenizer of transformers' GemmaTokenizer: BPE over "▁" text with byte fallback."""
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
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t, kind in kinds if kind == CONTROL])
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t, kind in kinds if kind == USER_DEFINED])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A", pair=f"{bos} $A {bos}:1 $B:1", special_tokens=[(bos, vocabulary[bos])]
    )
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=True), encoding="utf-8")
    roles = {"bos_token": bos, "eos_token": eos, "unk_token": unk, "pad_token": pad}
    config = json.dumps({"tokenizer_class": "GemmaTokenizer"} | roles, ensure_ascii=False, indent=2)
    (folder / "tokenizer_config.json").write_text(config + "\n", encoding="utf-8")


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
