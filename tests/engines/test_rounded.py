"""Models in eight bits: against the same models in floats, of several architectures."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import torch
import toy_causal
from safetensors.torch import load_file, save_file

from mtqa.engines.base import Contest, Identity
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.causal.rounded import FILE
from mtqa.engines.int8 import packed
from mtqa.engines.int8.later import Later, begin
from mtqa.engines.int8.packed import STEPS, PackedLinear, RoundedEmbedding, RoundedRows, product, rounded
from mtqa.engines.int8.tensors import Stored
from mtqa.errors import ModelCorrupt
from mtqa.text import Span

TEXT = "列车晚点了，孩子们在看手机。\n\n“𠮷野家”的 menu 上有😀！  The soup was good.\n再见"

Maker = Callable[[str], tuple[CausalLanguageModel, CausalLanguageModel]]


def store_rounded(folder: Path) -> None:
    """Put the weights of a folder into eight bits, as the conversion does."""
    stored: dict[str, torch.Tensor] = {}
    for name, tensor in load_file(folder / "model.safetensors").items():
        stored |= rounded(name, tensor)
    save_file(stored, folder / FILE)
    (folder / "model.safetensors").unlink()


def packed_layer(weight: torch.Tensor, bias: torch.Tensor | None = None) -> PackedLinear:
    whole, steps = rounded("w", weight).values()
    return PackedLinear(whole.shape, Later(lambda: product(whole, steps)), bias)


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    def pair(architecture: str) -> tuple[CausalLanguageModel, CausalLanguageModel]:
        folder = tmp_path_factory.mktemp(architecture)
        toy_causal.make(folder / "floats", architecture)
        shutil.copytree(folder / "floats", folder / "bytes")
        store_rounded(folder / "bytes")
        return CausalLanguageModel(folder / "floats", Identity("floats", "1")), CausalLanguageModel(
            folder / "bytes", Identity("bytes", "1")
        )

    return pair


@pytest.mark.parametrize("architecture", ["qwen2", "qwen3", "llama", "gemma3"])
def test_surprisals_and_contests_are_nearly_those_of_the_floats(toys: Maker, architecture: str) -> None:
    floats, in_bytes = toys(architecture)
    expected, found = floats.surprisals(TEXT), in_bytes.surprisals(TEXT)
    assert [token.span for token in found] == [token.span for token in expected]
    errors = [abs(a.surprisal - b.surprisal) for a, b in zip(expected, found, strict=True)]
    assert 0 < sum(errors) / len(errors) < 0.25
    contest = [Contest(Span(6, 9), ("奶奶们", "手机"), 14)]
    assert in_bytes.log_odds(TEXT, contest)[0] == pytest.approx(floats.log_odds(TEXT, contest)[0], abs=2.5)
    assert in_bytes.next_words(TEXT, [6], 3) is not None


def test_a_product_is_that_of_the_rounded_matrix() -> None:
    torch.manual_seed(1)
    weight, states = torch.randn(96, 128), torch.randn(7, 128) * torch.tensor([1e-3, 1, 1, 50, 1, 1, 1])[:, None]
    stored = rounded("w", weight)
    exact = states @ (stored["w"].float() * stored[f"w{STEPS}"][:, None]).T
    found = product(stored["w"], stored[f"w{STEPS}"])(states)
    assert torch.allclose(
        found / exact.abs().amax(1, keepdim=True), exact / exact.abs().amax(1, keepdim=True), atol=0.02
    )


def test_a_state_has_the_same_result_in_every_batch() -> None:
    torch.manual_seed(2)
    layer = packed_layer(torch.randn(64, 96), torch.randn(64))
    states = torch.randn(40, 96)
    states[17] *= 1000
    together = layer(states)
    assert all(torch.equal(together[row : row + 1], layer(states[row : row + 1])) for row in (0, 17, 39))
    assert not layer(torch.zeros(1, 96)).isnan().any()


def test_the_largest_sums_do_not_overflow() -> None:
    weight, states = torch.ones(4, 4096), torch.ones(3, 4096)
    assert torch.allclose(packed_layer(weight)(states), states @ weight.T, rtol=0.01)


def test_without_kernels_the_product_is_in_floats(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(3)
    weight, states = torch.randn(32, 64), torch.randn(5, 64)
    with_kernels = packed_layer(weight)(states)
    monkeypatch.setattr(packed, "has_kernels", lambda: False)
    without, stored = packed_layer(weight)(states), rounded("w", weight)
    assert torch.allclose(without, states @ (stored["w"].float() * stored[f"w{STEPS}"][:, None]).T)
    assert torch.allclose(with_kernels, without, atol=0.02 * float(without.abs().max()))


def test_a_product_is_that_of_torch_for_a_batch_with_both_ends() -> None:
    torch.manual_seed(4)
    whole, steps = rounded("w", torch.randn(48, 80)).values()
    matrix = torch._make_per_channel_quantized_tensor(whole, steps.double(), torch.zeros(48, dtype=torch.long), 0)
    ends, states = torch.zeros(1, 80), torch.randn(6, 80)
    ends[0, :2] = torch.tensor([1.0, -1.0])
    largest = states.abs().amax(1, keepdim=True)
    batch = torch.cat([states / largest, ends])
    by_torch = torch.ops.quantized.linear_dynamic(batch, torch.ops.quantized.linear_prepack(matrix, None))
    assert torch.equal(product(whole, steps)(states), by_torch[:-1] * largest)


def test_matrices_are_rounded_by_row_and_vectors_are_kept() -> None:
    matrix = torch.tensor([[63.0, -31.0, 0.0], [0.0, 0.0, 0.0]])
    stored = rounded("w", matrix)
    assert stored["w"].tolist() == [[63, -31, 0], [0, 0, 0]]
    vector = torch.tensor([1.5, -2.5], dtype=torch.bfloat16)
    assert list(rounded("bias", vector)) == ["bias"] and torch.equal(rounded("bias", vector)["bias"], vector.float())


def test_rows_are_read_from_the_file_when_they_are_needed(tmp_path: Path) -> None:
    weight = torch.randn(40, 16)
    stored = rounded("w", weight)
    save_file(stored, tmp_path / FILE)
    matrix = RoundedRows(Stored(tmp_path, FILE), "w")
    exact, ids = stored["w"].float() * stored[f"w{STEPS}"][:, None], torch.tensor([[7, 3, 7], [39, 0, 1]])
    assert len(matrix) == 40
    assert torch.equal(RoundedEmbedding(matrix, 2.0)(ids), 2 * exact[ids])
    states = torch.randn(5, 16)
    assert torch.equal(matrix.product(ids[1])(states), matrix.product()(states)[:, ids[1]])


def test_a_layer_is_packed_once_by_whoever_is_first() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    values = [Later(partial(make, name)) for name in "abcd"]
    assert values[2]() == "c"
    begin(values, 2)
    assert [value() for value in values] == list("abcd") and sorted(made) == list("abcd")


def test_an_error_beside_is_met_by_who_asks() -> None:
    def fail() -> str:
        raise ModelCorrupt("gone")

    broken = Later(fail)
    begin([broken], 1)
    with pytest.raises(ModelCorrupt, match="gone"):
        broken()


def test_a_truncated_file_is_found_when_it_is_opened(tmp_path: Path) -> None:
    toy_causal.make(tmp_path, "qwen2")
    store_rounded(tmp_path)
    content = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(content[:-8])
    with pytest.raises(ModelCorrupt, match="truncated"):
        assert CausalLanguageModel(tmp_path, Identity("bytes", "1")).network


def test_a_damaged_folder_is_an_error_with_advice(tmp_path: Path) -> None:
    toy_causal.make(tmp_path, "qwen2")
    store_rounded(tmp_path)
    content = load_file(tmp_path / FILE)
    content.pop("model.layers.1.mlp.up_proj.weight")
    save_file(content, tmp_path / FILE)
    with pytest.raises(ModelCorrupt, match="up_proj"):
        CausalLanguageModel(tmp_path, Identity("bytes", "1")).surprisals(TEXT)
    (tmp_path / FILE).write_bytes(b"nonsense")
    with pytest.raises(ModelCorrupt, match="cannot be loaded"):
        CausalLanguageModel(tmp_path, Identity("bytes", "1")).surprisals(TEXT)
