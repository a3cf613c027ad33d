"""Eight bits: what is read from the files, what a layer makes of it, and that Gemma says what transformers say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import torch
import toy_causal
from safetensors.torch import save_file

from mtqa.bench.translate import Sentences
from mtqa.engines.base import Identity, no_progress
from mtqa.engines.causal.lora import save
from mtqa.engines.decoding.constraints import Language
from mtqa.engines.int8 import gemma as gemma_module
from mtqa.engines.int8 import linear, teacher_forcing
from mtqa.engines.int8.gemma import Gemma
from mtqa.engines.int8.linear import Linear, smoothing
from mtqa.engines.int8.sequences import Sequences
from mtqa.engines.int8.tensors import Stored
from mtqa.errors import ModelCorrupt, ModelMissing
from research.measure.int8 import divergence

_ROUNDING = 0.06  # of the toys' logits, which go from −6 to 6, by attention; what is really wrong is off by more
IDS = [2, 261, 300, 5, 270, 290, 265, 277, 301, 268, 262, 299]


class Exact:
    """A linear layer without any rounding, in the place of one."""

    smoothing = None

    def __init__(self, weight: torch.Tensor, smoothing: torch.Tensor | None = None) -> None:
        self._weight = weight

    def __call__(self, states: torch.Tensor) -> torch.Tensor:
        return states @ self._weight.T

    smoothed = __call__


def test_tensors_come_as_they_were_stored(tmp_path: Path) -> None:
    torch.manual_seed(1)
    kept = {"a": torch.randn(7, 5), "b": torch.randn(3, dtype=torch.float32).half(), "c": torch.randn(9, 4).bfloat16()}
    save_file({name: kept[name] for name in "ab"}, tmp_path / "model-1.safetensors", {"format": "pt"})
    save_file({"c": kept["c"]}, tmp_path / "model-2.safetensors")
    stored = Stored(tmp_path)
    for name, tensor in kept.items():
        assert torch.equal(stored.read(name), tensor.float())
    ids = torch.tensor([[8, 0, 1], [1, 2, 8]])
    assert torch.equal(stored.rows("c", ids), kept["c"].float()[ids])
    assert stored.rows("c", torch.tensor([], dtype=torch.long)).shape == (0, 4)
    assert "b" in stored and "d" not in stored


@pytest.mark.parametrize("damage", ["cut", "header", "none", "config"])
def test_damaged_weights_are_a_letter(tmp_path: Path, damage: str) -> None:
    toy_causal.make(tmp_path, "gemma3")
    path = tmp_path / ("config.json" if damage == "config" else "model.safetensors")
    content = path.read_bytes()
    path.write_bytes({"cut": content[:-200], "header": b"\xff" * 400, "none": b"", "config": b"{"}[damage])
    with pytest.raises(ModelCorrupt, match="cannot be loaded"):
        Gemma(tmp_path, {}, {})


def test_another_family_is_a_letter(tmp_path: Path) -> None:
    toy_causal.make(tmp_path, "qwen3")
    with pytest.raises(ModelMissing, match="needs Gemma 3"):
        Gemma(tmp_path, {}, {})


@pytest.fixture(params=["bytes", "floats"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to multiply, whichever of them this processor is fast at."""
    monkeypatch.setattr(linear, "multiplies_bytes", lambda: request.param == "bytes")


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize(("outputs", "inputs"), [(40, 24), (24, 40), (1, 8)])
def test_a_layer_is_right_within_its_rounding(outputs: int, inputs: int) -> None:
    torch.manual_seed(2)
    weight, states = torch.randn(outputs, inputs), torch.randn(3, 5, inputs)
    states[0, 0] = 0
    right = states @ weight.T
    rough = Linear(weight)(states)
    steps = (states.abs().amax(-1, keepdim=True) / 127, weight.abs().amax(1) / 127)
    most = inputs * (
        steps[0] / 2 * weight.abs().amax(1)
        + steps[1] / 2 * states.abs().amax(-1, keepdim=True)
        + steps[0] * steps[1] / 4
    )
    assert ((rough - right).abs() <= most + 1e-5).all()
    assert not torch.equal(rough, right)


@pytest.mark.usefixtures("ways")
def test_what_comes_of_a_state_does_not_depend_on_its_batch() -> None:
    torch.manual_seed(3)
    layer, states = Linear(torch.randn(40, 24)), torch.randn(6, 24)
    states[3] *= 1000
    assert torch.allclose(layer(states)[:1], layer(states[:1]), rtol=1e-6)


def test_both_ways_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(4)
    weight, states, found = torch.randn(64, 96), torch.randn(5, 96), []
    for way in (True, False):
        monkeypatch.setattr(linear, "multiplies_bytes", lambda way=way: way)
        found.append(Linear(weight)(states))
    assert torch.allclose(found[0], found[1], rtol=1e-6)


def test_evening_out_saves_what_large_inputs_would_drown() -> None:
    torch.manual_seed(5)
    weight, states = torch.randn(40, 64), torch.randn(50, 64)
    states[:, 7] *= 300
    weight[:, 7] /= 300
    right = states @ weight.T
    reach = states.square().mean(0).sqrt()
    plain, smoothed = Linear(weight), Linear(weight, smoothing(weight, reach))
    assert smoothed.smoothing is not None
    assert torch.allclose(smoothed(states), smoothed.smoothed(states * smoothed.smoothing))
    assert (smoothed(states) - right).abs().mean() < (plain(states) - right).abs().mean() / 5


def test_a_processor_that_cannot_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def saturating(states: torch.Tensor, across: torch.Tensor) -> torch.Tensor:
        return (states.int() @ across.int()).clamp(-32768, 32767)

    def missing(*given: object) -> torch.Tensor:
        raise RuntimeError("not for this processor")

    for way in (saturating, missing):
        monkeypatch.setattr(torch, "_int_mm", way)
        assert not linear.multiplies_bytes.__wrapped__()


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gemma_module, "Linear", Exact)


def changes_of(model: Any, rank: int = 3) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    torch.manual_seed(1)
    layers = {name: layer for name, layer in model.model.named_modules() if isinstance(layer, torch.nn.Linear)}
    return {
        name: (torch.randn(rank, layer.in_features) / 5, torch.randn(layer.out_features, rank) / 5)
        for name, layer in layers.items()
    }


@pytest.mark.usefixtures("exact")
@pytest.mark.parametrize("family", ["gemma3", "gemma3-softcap", "gemma3-short-window"])
def test_the_arithmetic_is_that_of_transformers(tmp_path: Path, family: str) -> None:
    """Prompts of several lengths, read together and gone on with, one of them in two ways; another comes in later."""
    toy_causal.make(tmp_path, family)
    model = toy_causal.reference(tmp_path)
    changes = changes_of(model)
    with torch.no_grad():
        for name, (down, up) in changes.items():
            model.model.get_submodule(name).weight += up @ down
    gemma = Gemma(tmp_path, changes, {})
    output = gemma.output(torch.arange(300))

    def agree(states: torch.Tensor, texts: list[list[int]]) -> None:
        for state, ids in zip(states, texts, strict=True):
            with torch.no_grad():
                right = model(torch.tensor([ids])).logits[0, -1, :300]
            assert (output(state[None])[0] - right).abs().max() < _ROUNDING

    sequences = Sequences(gemma, IDS[:2], rows=8, tokens=40)
    texts = [IDS[:2] + ids for ids in (IDS[2:5], IDS[3:10], IDS[4:6], IDS[2:])]
    agree(sequences.add([ids[2:] for ids in texts]), texts)
    for rows, tokens in (([0, 1, 2, 3], [9, 8, 7, 6]), ([1, 1, 3], [5, 12, 13]), ([2, 0], [20, 21]), ([0], [30])):
        states = sequences.follow(rows, tokens)
        texts = [[*texts[row], token] for row, token in zip(rows, tokens, strict=True)]
        agree(states, texts)
    later = [[*IDS[:2], *IDS[5:9]], [*IDS[:2], 40]]
    agree(sequences.add([ids[2:] for ids in later]), later)
    states = sequences.follow([0, 1, 2], [50, 51, 52])
    agree(states, [[*ids, token] for ids, token in zip([*texts, *later], (50, 51, 52), strict=True)])


@pytest.mark.usefixtures("exact")
@pytest.mark.parametrize("family", ["gemma3", "gemma3-softcap", "gemma3-short-window"])
def test_what_texts_are_made_of_after_each_layer(tmp_path: Path, family: str) -> None:
    """Read at once, a longer one beside; the last layer's states are finished."""
    toy_causal.make(tmp_path, family)
    model = toy_causal.reference(tmp_path)
    texts = [IDS, IDS[:5]]
    found = teacher_forcing.states(Gemma(tmp_path, {}, {}), texts, (1, 2))
    for row, ids in enumerate(texts):
        with torch.no_grad():
            right = model.model(torch.tensor([ids]), output_hidden_states=True).hidden_states
        for states, wanted in zip(found, right[1:], strict=True):
            assert (states[row, : len(ids)] - wanted[0]).abs().max() < _ROUNDING
    assert torch.equal(teacher_forcing.states(Gemma(tmp_path, {}, {}), texts, (1,))[0], found[0])


@pytest.mark.usefixtures("exact")
@pytest.mark.parametrize("family", ["gemma3", "gemma3-softcap"])
def test_surprise_is_counted_over_what_may_be_said(
    tmp_path: Path, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In parts, with a token that stands in none of them."""
    toy_causal.make(tmp_path, family, [*toy_causal.TEXTS, *toy_causal.RUSSIAN])
    monkeypatch.setattr("mtqa.engines.decoding.constraints._ROWS_AT_ONCE", 50)
    monkeypatch.setattr(teacher_forcing, "_STATES_AT_ONCE", 3)
    gemma = Gemma(tmp_path, {}, {})
    language = Language(gemma, "zh")
    outside = next(token for token in gemma.tokens.encode("поезд")[0] if token not in language.ids)
    tokens = torch.tensor([*language.ids[3:8], outside, *language.ids[-2:]])
    before = torch.randn(len(tokens), 32)
    found = teacher_forcing.surprise(gemma, language, before, tokens)
    for state, token, told in zip(before, tokens.tolist(), found, strict=True):
        allowed = gemma.output(torch.tensor(language.ids))(state[None])[0].log_softmax(-1)
        own = gemma.output(torch.tensor([*language.ids, token]))(state[None])[0].log_softmax(-1)
        said = own[-1] if token == outside else allowed[language.ids.index(token)]
        assert told[0] == pytest.approx(float(said), abs=1e-4)
        assert told[2] == pytest.approx(float(-(allowed.exp() * allowed).sum()), abs=1e-4)
        if token != outside:
            assert told[1] == pytest.approx(float(allowed.max()), abs=1e-4)
    assert teacher_forcing.surprise(gemma, language, before[:0], tokens[:0]).shape == (0, 3)


def test_no_digit_of_a_text_depends_on_the_others_in_its_batch(tmp_path: Path) -> None:
    """Read together, gone on with, moved together; with others that are longer, and alone."""
    toy_causal.make(tmp_path, "gemma3-short-window")
    gemma = Gemma(tmp_path, changes_of(toy_causal.reference(tmp_path)), {})
    prompts, more = [IDS[2:5], IDS[3:10], IDS[4:6], IDS[2:]], [9, 8, 7]

    def states(chosen: list[int], rows: int) -> list[torch.Tensor]:
        sequences = Sequences(gemma, IDS[:2], rows, tokens=20 + rows)
        found = [sequences.add([prompts[index] for index in chosen])]
        found += [sequences.follow(range(len(chosen)), [token] * len(chosen)) for token in more]
        return found

    together = states([0, 1, 2, 3], 8)
    for index in range(4):
        for alone, all_ in zip(states([index], 1), together, strict=True):
            assert torch.equal(alone[0], all_[index])
    for some, all_ in zip(states([3, 1], 3), together, strict=True):
        assert torch.equal(some, all_[[3, 1]])


def test_what_eight_bits_cost_is_little_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toy_causal.make(tmp_path, "gemma3")
    (tmp_path / "adapter").mkdir()
    save(changes_of(toy_causal.reference(tmp_path)), tmp_path / "adapter" / "a.safetensors", {})
    monkeypatch.setattr("research.measure.int8.require_adapter", lambda *_: tmp_path / "adapter" / "a.safetensors")
    sentences = Sentences({"zh": ["图书馆开门。", "列车晚点了。"], "en": ["The library opens.", "The train is late."]})
    rows = divergence(tmp_path, Identity("toy", "0"), sentences, no_progress).splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == ["| zh→en", "| en→zh"]
    for row in rows:
        tokens, plain, smoothed = row.strip("| ").split(" | ")[1:]
        assert int(tokens) >= 10
        assert 0 < float(plain) < 0.1 and plain == smoothed  # nobody said how far the inputs go
