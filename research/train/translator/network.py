"""The network: transformers' Marian, so that every program that loads OPUS-MT loads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from research.train.translator.vocabulary import Vocabulary


@dataclass(frozen=True)
class Shape:
    """A deep encoder and a shallow decoder: the encoder runs once a sentence, the decoder once a word (in arXiv
    2006.10369, 12 + 1 layers are as good as 6 + 6, and faster). With 24,000 pieces the defaults have 39.7 million
    weights."""

    width: int = 512
    heads: int = 8
    inner: int = 2048
    encoder_layers: int = 6
    decoder_layers: int = 2
    dropout: float = 0.1
    positions: int = 256


def build(shape: Shape, vocabulary: Vocabulary) -> Any:
    """A MarianMTModel with new weights, and one matrix for the embeddings of both sides and the output."""
    from transformers import MarianConfig, MarianMTModel

    return MarianMTModel(
        MarianConfig(
            vocab_size=len(vocabulary),
            d_model=shape.width,
            encoder_layers=shape.encoder_layers,
            decoder_layers=shape.decoder_layers,
            encoder_attention_heads=shape.heads,
            decoder_attention_heads=shape.heads,
            encoder_ffn_dim=shape.inner,
            decoder_ffn_dim=shape.inner,
            max_position_embeddings=shape.positions,
            activation_function="relu",
            dropout=shape.dropout,
            attention_dropout=0.0,
            activation_dropout=0.0,
            scale_embedding=True,
            init_std=shape.width**-0.5,
            share_encoder_decoder_embeddings=True,
            tie_word_embeddings=True,
            pad_token_id=vocabulary.pad,
            eos_token_id=vocabulary.end,
            forced_eos_token_id=vocabulary.end,
            decoder_start_token_id=vocabulary.pad,
            bad_words_ids=[[vocabulary.pad]],
        )
    )
