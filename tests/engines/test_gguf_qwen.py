"""Conversion of a Qwen 2 in GGUF: a tiny one written here, against transformers' own loader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("gguf", reason="the embedded extra is not installed")

import gguf
import torch
from safetensors.torch import load_file
from tiny_gguf import QWEN_TOKENS, write_tiny_qwen

from mtqa.engines.store.gguf import convert
from mtqa.engines.store.gguf.tensors import TensorFile
from mtqa.errors import ModelCorrupt

TEXTS = (
    "你好，你好吗？  they don't\n\n  x1 23 é 🙂𠮷 <tool_call> <|im_end|>[PAD1]",
    "",
    " the\r\n\tend  ",
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gguf")
    write_tiny_qwen(folder / "tiny.gguf")
    (folder / "out").mkdir()
    convert(folder / "tiny.gguf", folder / "out")
    return folder


def _load(folder: Path, **options: Any) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, **options)
    model = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, local_files_only=True, use_safetensors=True, **options
    )
    return model.eval(), tokenizer


@pytest.mark.parametrize("tied", [False, True])
def test_model_and_tokenizer_are_what_transformers_makes_of_the_file(tmp_path: Path, tied: bool) -> None:
    pytest.importorskip("accelerate", reason="transformers' own GGUF loader needs it")
    write_tiny_qwen(tmp_path / "tiny.gguf", tied)
    (tmp_path / "out").mkdir()
    convert(tmp_path / "tiny.gguf", tmp_path / "out")
    model, tokenizer = _load(tmp_path / "out")
    expected_model, expected_tokenizer = _load(tmp_path, gguf_file="tiny.gguf")
    assert model.config.tie_word_embeddings == tied
    for text in TEXTS:
        found = tokenizer(text, return_offsets_mapping=True)
        expected = expected_tokenizer(text, return_offsets_mapping=True)
        assert (found.input_ids, found.offset_mapping) == (expected.input_ids, expected.offset_mapping)
        assert tokenizer.decode(found.input_ids) == text
    ids = torch.tensor([tokenizer(TEXTS[0]).input_ids])
    assert ids.shape[1] > 16
    with torch.inference_mode():
        logits, expected_logits = model(ids).logits, expected_model(ids).logits
    # Ours went through bf16, with 8 bits of precision.
    assert torch.nn.functional.cosine_similarity(logits, expected_logits, dim=-1).min() > 0.9995


def test_special_tokens_and_the_chat_template(tiny: Path) -> None:
    _, tokenizer = _load(tiny / "out")
    assert (tokenizer.eos_token, tokenizer.pad_token) == ("<|im_end|>", "<|endoftext|>")
    ids = tokenizer("<|im_end|><tool_call>[PAD1]").input_ids
    assert ids[:2] == [QWEN_TOKENS.index("<|im_end|>"), QWEN_TOKENS.index("<tool_call>")]
    assert QWEN_TOKENS.index("[PAD1]") not in ids and len(tokenizer) == len(QWEN_TOKENS) - 3
    assert tokenizer.decode(ids, skip_special_tokens=True) == "<tool_call>[PAD1]"
    told = tokenizer.apply_chat_template([{"role": "user", "content": "你好"}], tokenize=False)
    assert told == "<|im_start|>你好<|im_end|>"


def test_characters_of_two_marks_are_read_as_one(tiny: Path) -> None:
    """As Qwen's own tokenizer.json does (NFC), with the places of the text as it was."""
    _, tokenizer = _load(tiny / "out")
    composed, apart = tokenizer("é1"), tokenizer("e\u03011", return_offsets_mapping=True)
    assert apart.input_ids == composed.input_ids
    assert apart.offset_mapping[-1] == (2, 3)


def test_weights_are_dequantized_and_norms_stay_as_they_are(tiny: Path) -> None:
    weights = load_file(tiny / "out" / "model.safetensors")
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(tiny / "tiny.gguf").tensors}
    assert len(weights) == len(tensors)
    for ours, theirs in (
        ("lm_head.weight", "output.weight"),
        ("model.layers.1.self_attn.k_proj.bias", "blk.1.attn_k.bias"),
        ("model.layers.0.post_attention_layernorm.weight", "blk.0.ffn_norm.weight"),
    ):
        tensor = tensors[theirs]
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        assert torch.equal(weights[ours], torch.from_numpy(values.copy()).bfloat16())


def test_what_is_stored_can_be_chosen(tiny: Path, tmp_path: Path) -> None:
    def halves(name: str, tensor: torch.Tensor) -> dict[str, torch.Tensor]:
        if tensor.dim() == 1:
            return {name: tensor.float()}
        return {name: tensor.to(torch.int8), f"{name}.scale": torch.ones(len(tensor))}

    convert(tiny / "tiny.gguf", tmp_path, encode=halves)
    weights, before = load_file(tmp_path / "model.safetensors"), load_file(tiny / "out" / "model.safetensors")
    assert weights["lm_head.weight"].dtype == torch.int8 and weights["lm_head.weight.scale"].sum() == len(QWEN_TOKENS)
    assert torch.equal(weights["model.norm.weight"], before["model.norm.weight"].float())


def test_only_one_tensor_is_held_at_a_time(tiny: Path, tmp_path: Path) -> None:
    import weakref

    alive: list[weakref.ref[torch.Tensor]] = []

    def watched(name: str, tensor: torch.Tensor) -> dict[str, torch.Tensor]:
        assert sum(ref() is not None for ref in alive) <= 1
        alive.append(weakref.ref(tensor))
        return {name: tensor}

    convert(tiny / "tiny.gguf", tmp_path, encode=watched)
    assert len(alive) == 27


def test_progress_reaches_its_total(tiny: Path, tmp_path: Path) -> None:
    seen: dict[str, list[tuple[int, int]]] = {}
    convert(tiny / "tiny.gguf", tmp_path, lambda stage, done, total: seen.setdefault(stage, []).append((done, total)))
    assert list(seen) == ["weights", "tokenizer"]
    assert all(told[-1][0] == told[-1][1] and told == sorted(told) for told in seen.values())


# ---------------------------------------------------------------------------------- what it refuses


def test_an_unknown_architecture_and_an_unknown_tensor(tmp_path: Path) -> None:
    for name, words in (("mamba", "contains 'mamba', expected 'gemma3' or 'qwen2'"), ("qwen2", "has a tensor 'rope")):
        path = tmp_path / f"{name}.gguf"
        writer = gguf.GGUFWriter(path, name)
        writer.add_tensor("rope_freqs.weight", torch.ones(32).numpy())
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        with pytest.raises(ModelCorrupt, match=words):
            convert(path, tmp_path)


def test_a_file_without_a_setting(tmp_path: Path) -> None:
    whole = tmp_path / "whole.gguf"
    write_tiny_qwen(whole)
    (tmp_path / "x.gguf").write_bytes(whole.read_bytes().replace(b"qwen2.block_count", b"qwen2.block_coint"))
    with pytest.raises(ModelCorrupt, match=r"x\.gguf: has no 'qwen2\.block_count'"):
        convert(tmp_path / "x.gguf", tmp_path)


def test_a_file_cut_anywhere_is_refused(tiny: Path, tmp_path: Path) -> None:
    whole = (tiny / "tiny.gguf").read_bytes()
    for length in (30, 2000, 6000, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.gguf").write_bytes(whole[:length])
        with pytest.raises(ModelCorrupt):
            convert(tmp_path / "cut.gguf", tmp_path)


def test_a_tensor_file(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    with TensorFile(path, 2) as out:
        out.add("a", torch.arange(6, dtype=torch.int8).reshape(2, 3))
        with pytest.raises(ValueError, match="written already"):
            out.add("a", torch.zeros(1))
        with pytest.raises(ValueError, match="multiple of 4 bytes"):
            out.add("b", torch.zeros(1))
        out.add("c", torch.zeros(1, dtype=torch.bfloat16))
    assert {name: tuple(tensor.shape) for name, tensor in load_file(path).items()} == {"a": (2, 3), "c": (1,)}
    size = int.from_bytes(path.read_bytes()[:8], "little")
    assert size % 8 == 0 and "a" in json.loads(path.read_bytes()[8 : 8 + size])
    with pytest.raises(OSError, match="there is room for"), TensorFile(path, 0) as out:
        out.add("a" * 1000, torch.zeros(1))
    with pytest.raises(KeyboardInterrupt), TensorFile(path, 1) as out:
        out.add("a", torch.zeros(1))
        raise KeyboardInterrupt
    assert path.read_bytes()[:8] == bytes(8)  # without a header, so no reader takes it for a whole file
