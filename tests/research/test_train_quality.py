"""The recipe of quality estimation: what it spoils, what it learns, and that its figures are what they are called."""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import torch
import toy_causal
from torch import Tensor

import research.measure.quality as shipped
from mtqa.bench.spans.sets.base import TaggedWord
from mtqa.engines.base import Identity
from mtqa.engines.causal.lora import save
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.int8.gemma import Gemma
from mtqa.engines.quality import forced_decoding, states
from mtqa.engines.quality.forced_decoding import FIGURES, SURPRISES, ForcedDecoder
from mtqa.engines.quality.heads import Heads, padded, standard
from mtqa.engines.quality.networks import Words
from mtqa.engines.quality.states import PairReader
from mtqa.text import Span
from research.train.quality import data, features, figures, marking, recipe, ridge, systems, words
from research.train.quality.calibration import logistic
from research.train.quality.corruptions import KINDS, Corruptor
from research.train.quality.data import Judged
from research.train.quality.fit import in_order
from research.train.quality.towers import Sample, Settings
from research.train.quality.tuning import Tuning

TEXTS = [
    "春天来了，河边的柳树发了新芽。",
    "图书馆每天早上九点开门，晚上八点关门。",
    "奶奶说，这锅汤要用小火慢慢炖两个小时。",
    "列车晚点了十五分钟，站台上的人都在看手机。",
    "北京的博物馆收藏了许多古代书画。",
    "医生建议病人每天散步半个小时。",
    "公司去年在上海开了三家商店。",
]


# ----------------------------------------------------------------------------------------- corruptions


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_is_what_it_is_called(kind: str) -> None:
    corruptor = Corruptor(TEXTS, 1)
    made = [(text, spoiled) for text in TEXTS if (spoiled := corruptor.spoil(text, kind))]
    assert len(made) >= 4
    for text, spoiled in made:
        assert spoiled != text
        if kind == "swapped":
            assert spoiled in TEXTS
        elif kind == "truncated":
            assert len(spoiled) < 0.8 * len(text) and spoiled[-1] == text[-1] and text.startswith(spoiled[:-1])
        else:
            begin = recipe._common(text, spoiled)
            end = recipe._common(text[begin:][::-1], spoiled[begin:][::-1])
            assert len(text) - begin - end <= 6
            assert (len(spoiled) - begin - end <= 0) == (kind == "dropped")


def test_the_same_seed_spoils_the_same() -> None:
    one, other = ([Corruptor(TEXTS, 3).spoil(text, "dropped") for text in TEXTS] for _ in range(2))
    assert one == other


# --------------------------------------------------------------------------------------------- figures


def test_matthews_correlation() -> None:
    marked = [words.Seen(1.0, True, False)] * 3 + [words.Seen(-1.0, False, False)] * 5
    assert words.mcc(marked, 0.0) == pytest.approx(1.0)
    assert words.mcc([*marked, words.Seen(1.0, False, False)], 0.0) == pytest.approx(15 / (4 * 3 * 6 * 5) ** 0.5)
    assert words.mcc(marked, -5.0) == 0.0
    assert words.precision([*marked, words.Seen(2.0, False, False)], 0.5) == (0.75, 4)
    assert words.mcc(marked, words.best_threshold(marked)) == pytest.approx(1.0)


def test_words_take_the_highest_odds_of_their_tokens() -> None:
    tagged = [TaggedWord(Span(0, 2), True, False), TaggedWord(Span(2, 3), False, True)]
    spans = [Span(0, 1), Span(1, 2), Span(2, 3)]
    assert [word.odds for word in words.seen(tagged, spans, [0.5, 2.0, -1.0])] == [2.0, -1.0]


def test_a_row_belongs_to_the_editor_of_its_neighbours() -> None:
    """Of twenty rows by one who changes half of the words and twenty by one who changes none, the last row of either
    stands in the other's manner; the odds are right about the first's."""
    half = [words.Seen(1.0, True, False), words.Seen(-1.0, False, False), words.Seen(1.0, True, True)]
    none = [words.Seen(1.0, False, False), words.Seen(-1.0, False, False), words.Seen(1.0, True, True)]
    much, little = figures.by_editor([half] * 19 + [none] + [half] + [none] * 19, 0.0)
    assert "44 words, 45.5% of them BAD, MCC 0.913" in much
    assert "36 words, 0.0% of them BAD, MCC 0.000" in little


def judged(*penalties: float) -> list[Judged]:
    return [Judged("d", "s", f"system {i}", f"t{i}", penalty, ()) for i, penalty in enumerate(penalties)]


def test_accuracy_counts_ties_where_they_help() -> None:
    right, epsilon, count = systems.accuracy(judged(0, 5, 10), [3.0, 2.0, 1.0])
    assert (right, epsilon, count) == (1.0, 0.0, 3)
    assert systems.accuracy(judged(0, 5, 10), [1.0, 2.0, 3.0])[0] == 0.0
    tied = judged(5, 5, 10)  # one tie, two wins: ε makes the small difference a tie
    assert systems.accuracy(tied, [2.0, 2.1, 1.0])[0] == 1.0
    assert systems.accuracy(tied, [2.0, 2.1, 1.0])[1] == pytest.approx(0.1)
    assert systems.accuracy([*tied, Judged("d", "s", "reference", "r", 0, ())], [2.0, 2.1, 1.0, 0.0])[2] == 3


def test_a_line_is_calibrated_to_the_shares_it_was_given() -> None:
    values = torch.linspace(-3, 3, 200)
    slope, intercept = logistic(values, torch.sigmoid(1.5 * values - 0.5))
    assert slope == pytest.approx(1.5, abs=1e-3) and intercept == pytest.approx(-0.5, abs=1e-3)


def test_ridge_finds_the_weights_and_learns_which_translation_is_better() -> None:
    torch.manual_seed(0)
    x, truth = torch.randn(400, 5), torch.tensor([1.0, -2.0, 0.0, 0.5, 0.0])
    assessed = ridge.Sums.of(x, x @ truth)
    assert torch.allclose(ridge.solve([assessed], [], 1e-3, 0.0), truth, atol=1e-3)
    contrasted = ridge.Sums.of(torch.tensor([[0.0, 0.0, 1.0, 0.0, 0.0]]).repeat(400, 1), torch.ones(400))
    assert ridge.solve([assessed], [contrasted], 1e-3, 1.0)[2] > 0.4


# --------------------------------------------------------------------------------------------- learning


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CausalLanguageModel:
    """Two layers, of which the upper is changed."""
    for name, value in (("TOKEN_LAYERS", (2,)), ("CHANGED", 1)):
        monkeypatch.setattr(states, name, value)
    for name, value in (("LAYERS", (1,)), ("WORD_LAYERS", (1,))):
        monkeypatch.setattr(forced_decoding, name, value)
    toy_causal.make(tmp_path / "toy", "gemma3")
    return CausalLanguageModel(tmp_path / "toy", Identity("toy", "abc"), rough=True)


def reader_of(toy: CausalLanguageModel, changes: Mapping[str, tuple[Tensor, Tensor]] | None = None) -> PairReader:
    """The translator of a toy is the toy itself."""
    return PairReader(toy.network, ForcedDecoder(Gemma(toy.folder, {}, {})), changes)


def lessons(reader: PairReader, groups: range) -> list[Sample]:
    """Translations in which every 钟 is wrong, and their post-edits, in which it is another word."""
    samples = []
    for number in groups:
        text = TEXTS[number % len(TEXTS)]
        wrong = text[: number % 5 + 1] + "钟" * (number % 4) + text[number % 5 + 1 :]
        spans = reader.spans(wrong)
        tags = torch.tensor(["钟" in wrong[span.start : span.end] for span in spans])
        z = 1.0 - number % 4
        group, source = f"train{number}", f"The library opens at {number}."
        samples.append(Sample(group, "mt", "", (source, wrong), z, tags, torch.ones(len(spans))))
        if number % 4:
            samples.append(Sample(group, "pe", "", (source, wrong.replace("钟", "新"))))
    return samples


@pytest.mark.long
def test_changes_and_towers_learn_assessments_tags_and_preferences(toy: CausalLanguageModel, tmp_path: Path) -> None:
    reader = reader_of(toy)
    settings = Settings(rank=4, rate=5e-3, head_rate=5e-3)
    learning = Tuning(reader, lessons(reader, range(120)), settings)
    learning.run(0.1, tmp_path / "state.pt", lambda done, total: None)
    stored = learning.learnt()
    assert all(f"changes.layers.1.{name}.up.values" in stored for name in ("self_attn.q_proj", "mlp.down_proj"))
    assert not any("layers.0" in name for name in stored)
    assert any(bool(value.any()) for name, value in stored.items() if name.endswith("up.values"))
    pools = 4 * 32 + FIGURES
    rest = {"pools.mean": torch.zeros(pools), "pools.deviation": torch.ones(pools), "ridge": torch.zeros(pools)}
    rest |= marking.learn(lessons(reader, range(120)), reader, lambda done, total: None)
    heads = Heads.of({**stored, **rest, "blend": torch.tensor([0.0, 1.0]), "words": torch.tensor([1.0, 0.0])})
    tuned, new = reader_of(toy, heads.changes), lessons(reader, range(200, 240))
    found = features.assessments([one.pair for one in new], heads, tuned, lambda done, total: None)
    quality = torch.tensor([one.quality for one in found])
    machine = [index for index, one in enumerate(new) if one.z is not None]
    assert ridge.correlation(quality[machine], torch.tensor([new[index].z for index in machine])) > 0.5
    assert in_order(quality, new)["edited"][0] > 0.9
    odds = torch.cat([torch.tensor(found[index].odds) for index in machine])
    tags = torch.cat([new[index].tags for index in machine])  # type: ignore[misc]
    assert float(((odds > 0) == tags).float().mean()) > 0.9


@pytest.mark.long
def test_the_network_of_words_learns_from_the_tags_of_machine_translation_alone(toy: CausalLanguageModel) -> None:
    reader = reader_of(toy)
    known, new = lessons(reader, range(400)), [one for one in lessons(reader, range(500, 540)) if one.z is not None]
    stored = marking.learn(known, reader, lambda done, total: None)
    least = {"words": 2.0, "surprise": 0.5}  # a toy is not surprised by much
    edited = [one for one in known if one.z is None]
    assert edited and all(
        torch.equal(value, stored[name])
        for name, value in marking.learn([*known, *edited], reader, lambda done, total: None).items()
    )
    forced = marking.forced(new, reader, lambda done, total: None)
    for name, width in (("words", 32), ("surprise", SURPRISES)):
        network = Words(width)
        own = {key.removeprefix(f"{name}."): value for key, value in stored.items() if key.startswith(f"{name}.")}
        network.load_state_dict({key: value for key, value in own.items() if key not in ("mean", "deviation")})
        rows, taken = padded([standard(one, stored, name) for one in forced[f"{name}."]])
        odds = network.eval()(rows, taken)[taken]
        tags = torch.cat([one.tags for one in new if one.tags is not None])
        assert float(odds[tags].mean() - odds[~tags].mean()) > least[name]


def test_an_interrupted_run_continues_and_leaves_the_network_unchanged(
    toy: CausalLanguageModel, tmp_path: Path
) -> None:
    ids = torch.tensor([[toy.network.start, *toy.network.encode(TEXTS[0])[0]]])
    before = toy.network.hidden(ids)
    reader = reader_of(toy)
    first = Tuning(reader, lessons(reader, range(30)), Settings(rank=2))
    first.run(0.01, tmp_path / "state.pt", lambda done, total: None)
    kept = first.learnt()
    assert torch.equal(toy.network.hidden(ids), before)
    second = Tuning(reader, lessons(reader, range(30)), Settings(rank=2))
    second.run(0.0, tmp_path / "state.pt", lambda done, total: None)  # nothing is left to be done
    assert second.steps == first.steps > 0
    assert all(torch.equal(value, kept[name]) for name, value in second.learnt().items())


def test_samples_of_one_source_know_its_number() -> None:
    assert Sample("train17", "mt", "", ("a", "b")).number == 17


def table(place: Path, count: int) -> Path:
    """MLQE-PE in small: every second translation has a word changed by the editor."""
    header = ["index", "source", "target", "da_mean", "da_z", "post_edit", "hter", "target_tokens", "target_tags"]
    lines = ["\t".join(header)]
    for number in range(count):
        text = TEXTS[number % len(TEXTS)]
        edited = text.replace("。", "了。") if number % 2 else text
        tags = " ".join(["OK"] * (2 * len(text) - 1) + ["BAD" if number % 2 else "OK", "OK"])
        cells = [number, f"Sentence {number} by Author{number}.", text, 40 + number, number / count - 0.5, edited, 0.1]
        lines.append("\t".join(map(str, [*cells, " ".join(text), tags])))
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def test_the_recipe_runs_and_its_heads_load(
    toy: CausalLanguageModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news.tsv.xz"
    rows = [f"2021\tA\t{n}\tThis is news number {n} today.\t{TEXTS[n]}\t{TEXTS[n][:-2]}。" for n in range(5)]
    news.write_bytes(lzma.compress("\n".join(["year\tsystem\tseg\ten\thuman\tmt", *rows]).encode()))
    mqm = tmp_path / "mqm.jsonl"
    one = {"document": "d", "segment": 1, "source": "The library opens.", "errors": []}
    errors = [{"start": 0, "end": 3, "severity": "major"}]
    lines = [one | {"system": name, "target": TEXTS[i], "penalty": i} for i, name in enumerate(("a", "b", "reference"))]
    mqm.write_text("\n".join(json.dumps(line) for line in [*lines, lines[1] | {"errors": errors}]), encoding="utf-8")
    paths = recipe.Paths(
        table(tmp_path / "train.tsv", 60),
        table(tmp_path / "dev.tsv", 12),
        news,
        mqm,
        tmp_path / "kept",
        tmp_path / "state.pt",
    )
    save({}, tmp_path / "adapter.safetensors", {}, {"output": torch.ones(32)})
    monkeypatch.setattr(recipe, "require_adapter", lambda identity, advice: tmp_path / "adapter.safetensors")
    output = tmp_path / "heads" / "toy.safetensors"
    report = recipe.make(paths, toy, output, 0.02, lambda title: lambda done, total: None)
    for told in (
        "Pearson with direct assessment, 12 rows",
        "the source alone",
        "MCC",
        "p_bad",
        "chrF",
        "major spans hit",
    ):
        assert told in report
    assert Heads.load(output).weights["ridge"].shape == (4 * 32 + FIGURES,)
    again = recipe.make(paths, toy, output, 0.02, lambda title: lambda done, total: None)  # from what was kept
    assert again == report
    monkeypatch.setattr(shipped, "require_adapter", lambda identity, advice: tmp_path / "adapter.safetensors")
    monkeypatch.setattr(shipped, "find_heads", lambda identity, adapter: output)
    measured = shipped.quality(paths.dev, mqm, toy, lambda title: lambda done, total: None)
    same = [line for line in measured.splitlines() if line.startswith(("Pearson", "better ranked", "Bio MQM"))]
    assert len(same) == 7 and set(same) <= set(report.splitlines())  # the same of the file as after training
    assert "the source alone" not in measured


def test_cases_are_the_same_every_time(tmp_path: Path) -> None:
    place = table(tmp_path / "train.tsv", 40)
    assert data.mlqe(place, "train") == data.mlqe(place, "train")
    cases = data.mlqe(place, "dev")
    assert {one.spoiled for one in cases} >= {"", *KINDS}
    edited = {one.row for one in cases if one.base == "pe" and not one.spoiled}
    assert edited == {row for row in range(40) if row % 2} and all(
        one.base == "mt" or one.row in edited for one in cases
    )
