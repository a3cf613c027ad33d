"""Write a byte-pair vocabulary as a SentencePiece file, which opens in a twentieth of the time of tokenizer.json.

The file is a protocol buffer (sentencepiece_model.proto of github.com/google/sentencepiece, protobuf.dev/programming-
guides/encoding). It is written here field by field, since the package can only write models that it trains.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

#: Its name in a model's folder. Not tokenizer.model: mtqa has not compared such files with their tokenizer.json.
FILE = "pieces.model"
NORMAL, UNKNOWN = 1, 2  # types of pieces; GGUF has SentencePiece's numbers
_BPE = 2  # ModelType
_ABSENT = -1  # the id of a special token that does not exist


def model(pieces: Sequence[str], types: Sequence[int], unknown: int) -> bytes:
    """A ModelProto with byte fallback that does not normalise text; spaces are "▁". Pairs that make an earlier piece
    are joined first."""
    content = bytearray()
    for index, (piece, kind) in enumerate(zip(pieces, types, strict=True)):
        score = _key(2, 5) + struct.pack("<f", -index)
        content += _nested(1, _nested(1, piece.encode()) + score + _number(3, UNKNOWN if index == unknown else kind))
    specials = ((40, unknown), (41, _ABSENT), (42, _ABSENT), (43, _ABSENT))  # unk, bos, eos, pad
    trainer = _number(3, _BPE) + _number(4, len(pieces)) + _number(35, 1)
    trainer += b"".join(_number(field, index) for field, index in specials)
    trainer += _nested(44, b"")  # unk_surface: an unknown piece is decoded as nothing
    normalizer = _nested(1, b"identity") + _number(3, 0) + _number(4, 0) + _number(5, 1)
    return bytes(content + _nested(2, trainer) + _nested(3, normalizer))


def _nested(field: int, content: bytes) -> bytes:
    return _key(field, 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value % (1 << 64))


def _key(field: int, wire: int) -> bytes:
    return _varint(field << 3 | wire)


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
