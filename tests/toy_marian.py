"""A Marian model small enough to be trained in a test: it learns its 24 sentences by heart."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Sequence
from pathlib import Path

import sentencepiece
import torch
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

PAIRS = tuple(
    (f"{who}{verb}{what}。", f"{subject} {action} {thing}.")
    for who, subject in (("老师", "The teacher"), ("我们", "We all"), ("孩子", "The child"))
    for verb, action in (("喜欢", "likes"), ("看见", "sees"))
    for what, thing in (
        ("苹果", "apples"),
        ("小狗", "small dogs"),
        ("大海", "the sea"),
        ("新书", "new books"),
    )
)
POSITIONS = 64
STEPS = 60


def make(folder: Path, pairs: Sequence[tuple[str, str]], codes: Sequence[str] = (), limit: int = POSITIONS) -> None:
    """Train on `pairs` and save as OPUS-MT models are saved. With `codes`, a multi-target model: only the
    first one was seen in training, before every source text. `limit`: the tokens of input it will take."""
    torch.manual_seed(1)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # deterministic, and far faster than two threads that wait for each other
    tokenizer = _tokenizer(folder, pairs, codes, limit)
    prefix = f"{codes[0]} " if codes else ""
    inputs = tokenizer([prefix + source for source, _ in pairs], return_tensors="pt", padding=True)
    targets = [target for _, target in pairs]
    labels = tokenizer(text_target=targets, return_tensors="pt", padding=True, verbose=False).input_ids
    labels[labels == tokenizer.pad_token_id] = -100
    model = MarianMTModel(_config(tokenizer))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    model.train()
    with torch.enable_grad():
        for _ in range(STEPS):
            loss = model(input_ids=inputs.input_ids, attention_mask=inputs.attention_mask, labels=labels).loss
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    torch.set_num_threads(threads)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _config(tokenizer: MarianTokenizer) -> MarianConfig:
    return MarianConfig(
        vocab_size=len(tokenizer.encoder),
        d_model=64,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=128,
        decoder_ffn_dim=128,
        max_position_embeddings=POSITIONS,
        dropout=0.0,
        attention_dropout=0.0,
        scale_embedding=True,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        forced_eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
        bad_words_ids=[[tokenizer.pad_token_id]],
    )


def _tokenizer(folder: Path, pairs: Sequence[tuple[str, str]], codes: Sequence[str], limit: int) -> MarianTokenizer:
    folder.mkdir(parents=True, exist_ok=True)
    pieces: dict[str, None] = {}
    for name, texts in (("source", [pair[0] for pair in pairs]), ("target", [pair[1] for pair in pairs])):
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=model,
            model_type="word" if texts[0].isascii() else "char",  # few pieces: few steps to learn them
            vocab_size=80,
            hard_vocab_limit=False,
            character_coverage=1.0,
            minloglevel=2,
        )
        (folder / f"{name}.spm").write_bytes(model.getvalue())
        processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
        pieces |= dict.fromkeys(processor.id_to_piece(i) for i in range(3, processor.get_piece_size()))
    vocabulary = ["</s>", "<unk>", *pieces, *reversed(codes), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({piece: i for i, piece in enumerate(vocabulary)}))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Recommended: pip install sacremoses", UserWarning)
        return MarianTokenizer(
            str(folder / "source.spm"),
            str(folder / "target.spm"),
            str(folder / "vocab.json"),
            model_max_length=limit,
        )
