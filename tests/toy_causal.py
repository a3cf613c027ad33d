"""Causal language models small enough to be compared with a plain forward pass, saved as real ones are saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import (
    AutoModelForCausalLM,
    CohereConfig,
    Gemma3TextConfig,
    GPT2Config,
    LlamaConfig,
    Qwen2Config,
    Qwen3Config,
)

TEXTS = (
    "春天来了，河边的柳树发了新芽，孩子们在草地上放风筝。",
    "图书馆每天早上九点开门，晚上八点关门。",
    "奶奶说，这锅汤要用小火慢慢炖两个小时。",
    "列车晚点了十五分钟，站台上的人都在看手机。",
    "The library opens at nine and closes at eight.",
    "She said the soup has to simmer for two hours.",
)
RUSSIAN = ("Библиотека открывается в девять часов утра.", "Поезд опоздал на пятнадцать минут.")

_SPECIAL = ["<pad>", "<eos>", "<bos>", "<unk>"]
_SIZES = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 2048,
    "initializer_range": 0.3,  # far from uniform, so that a wrong answer is far from a right one
    "pad_token_id": 0,
    "eos_token_id": 1,
}
_CONFIGS: dict[str, tuple[Any, dict[str, Any]]] = {
    "gemma3": (
        Gemma3TextConfig,
        {**_SIZES, "head_dim": 8, "bos_token_id": 2, "sliding_window": 1024},
    ),
    "gemma3-short-window": (
        Gemma3TextConfig,
        {**_SIZES, "head_dim": 8, "bos_token_id": 2, "sliding_window": 8},
    ),
    "gemma3-softcap": (
        Gemma3TextConfig,
        {**_SIZES, "head_dim": 8, "bos_token_id": 2, "final_logit_softcapping": 1.5}
        | {"tie_word_embeddings": False},  # tied, a random model says the same token for ever,
    ),
    "qwen2": (Qwen2Config, {**_SIZES, "bos_token_id": 1}),
    "qwen3": (Qwen3Config, {**_SIZES, "head_dim": 8, "bos_token_id": None}),
    "llama": (LlamaConfig, {**_SIZES, "bos_token_id": 2}),
    "gpt2": (
        GPT2Config,
        {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 2048, "initializer_range": 0.3}
        | {"bos_token_id": 1, "eos_token_id": 1, "pad_token_id": 0},
    ),
    "cohere": (CohereConfig, {**_SIZES, "bos_token_id": 2, "logit_scale": 0.0625}),
}
#: Architectures whose output layer is a plain matrix, perhaps with a soft cap.
KNOWN = ("gemma3", "gemma3-short-window", "gemma3-softcap", "qwen2", "qwen3", "llama", "gpt2")


def make(folder: Path, architecture: str, texts: Sequence[str] = TEXTS, *, trim_offsets: bool = False) -> None:
    """Random weights (always the same ones) and a tokenizer trained on `texts`: pieces with byte fallback for Gemma,
    byte-level pairs for the others."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _pieces(texts) if architecture.startswith("gemma") else _byte_level(texts, trim_offsets)
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(3)
    shape, options = _CONFIGS[architecture]
    model = AutoModelForCausalLM.from_config(shape(vocab_size=tokenizer.get_vocab_size(), **options))
    model.save_pretrained(folder)


def reference(folder: Path) -> Any:
    """The model as transformers runs it, whole."""
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def _byte_level(texts: Sequence[str], trim_offsets: bool) -> Tokenizer:
    from tokenizers import processors

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=trim_offsets)
    trainer = trainers.BpeTrainer(
        vocab_size=500,
        special_tokens=_SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _pieces(texts: Sequence[str]) -> Tokenizer:
    """As SentencePiece makes them: ▁ for a space, and bytes for what was never seen."""
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    spaced = [text.replace(" ", "▁") for text in texts]
    trained.train_from_iterator(spaced, trainers.BpeTrainer(vocab_size=300, show_progress=False))
    settings = json.loads(trained.to_str())
    found = sorted(settings["model"]["vocab"], key=settings["model"]["vocab"].__getitem__)
    pieces = dict.fromkeys([*_SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256)), "\n", "▁", *found])
    settings["model"] |= {
        "vocab": {piece: index for index, piece in enumerate(pieces)},
        "unk_token": "<unk>",
        "byte_fallback": True,
    }
    settings["pre_tokenizer"] = None
    tokenizer = Tokenizer.from_str(json.dumps(settings))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    return tokenizer
