"""One SentencePiece model for both languages, and the files that MarianTokenizer needs.

Nothing is normalised: NFKC would turn ，into a comma. Every digit is a piece, so that any number is copied digit by
digit, and text without a piece is encoded as bytes. So any text is unchanged after encoding and decoding, which the
stage `vocabulary` checks.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mtqa.errors import UsageError
from research.train.translator.pairs import Pair

#: The codes of target languages in OPUS-MT's multi-target models, which mtqa/engines/marian/model.py knows.
CODES = {"zh": ">>cmn_Hans<<", "en": ">>eng<<"}
END, UNKNOWN, PAD = "</s>", "<unk>", "<pad>"
_SAMPLE = 2_000_000  # lines; more take hours and do not change the pieces
_COVERAGE = 0.9995  # of characters; the others are encoded as bytes


class Vocabulary:
    """Text ↔ ids, as MarianTokenizer makes them."""

    def __init__(self, folder: Path) -> None:
        import sentencepiece

        self.folder = folder
        try:
            self._ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
            self._pieces: Any = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        except (OSError, ValueError) as error:
            advice = "make it first: python -m research.train.translator vocabulary"
            raise UsageError(f"holds no vocabulary ({error})", where=str(folder), advice=advice) from error
        self._names = {index: piece for piece, index in self._ids.items()}

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def end(self) -> int:
        return self._ids[END]

    @property
    def pad(self) -> int:
        return self._ids[PAD]

    def code(self, language: str) -> int:
        return self._ids[CODES[language]]

    def encode(self, text: str) -> list[int]:
        """The ids of a text, without language code and end mark."""
        unknown = self._ids[UNKNOWN]
        return [self._ids.get(piece, unknown) for piece in self._pieces.encode(text, out_type=str)]

    def decode(self, ids: Iterable[int]) -> str:
        special = {END, UNKNOWN, PAD, *CODES.values()}
        pieces = [piece for index in ids if (piece := self._names[index]) not in special]
        return str(self._pieces.decode_pieces(pieces)).strip()


def make(pairs: Iterable[Pair], size: int, folder: Path, limit: int) -> Vocabulary:
    """Learn the pieces and write the files; `limit` is the number of tokens that the model takes."""
    import sentencepiece

    folder.mkdir(parents=True, exist_ok=True)
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=_lines(pairs),
            model_writer=model,
            model_type="unigram",
            vocab_size=size,
            hard_vocab_limit=False,
            character_coverage=_COVERAGE,
            byte_fallback=True,
            split_digits=True,
            normalization_rule_name="identity",
            input_sentence_size=_SAMPLE,
            shuffle_input_sentence=True,
            minloglevel=1,
            num_threads=1,  # so that the pieces do not depend on the machine
        )
    except RuntimeError as error:
        raise UsageError(f"no vocabulary of {size} pieces can be made ({error})", advice="take more text") from error
    (folder / "source.spm").write_bytes(model.getvalue())
    shutil.copyfile(folder / "source.spm", folder / "target.spm")
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    pieces = [processor.id_to_piece(index) for index in range(3, processor.get_piece_size())]
    ids = {piece: index for index, piece in enumerate((END, UNKNOWN, *pieces, *CODES.values(), PAD))}
    (folder / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False), encoding="utf-8")
    settings = {
        "tokenizer_class": "MarianTokenizer",
        "source_lang": "zh",
        "target_lang": "en",
        "model_max_length": limit,
        "separate_vocabs": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return Vocabulary(folder)


def changed(vocabulary: Vocabulary, texts: Sequence[str]) -> list[str]:
    """The texts that encoding and decoding changes: there should be none."""
    return [text for text in texts if vocabulary.decode(vocabulary.encode(text)) != " ".join(text.split())]


def _lines(pairs: Iterable[Pair]) -> Iterator[str]:
    """Lines of both languages, without those that are too long for SentencePiece (4,192 bytes)."""
    for pair in pairs:
        yield from (text for text in (pair.english, pair.chinese) if len(text.encode()) < 4000)
