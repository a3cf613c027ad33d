"""The recipe from text to a model that mtqa loads, at toy size: every stage's own command, in a minute."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("sentencepiece", reason="the embedded extra is not installed")

import torch
import toy_parallel
from typer.testing import CliRunner

from mtqa.engines import quantised_weights
from mtqa.engines.base import Identity
from mtqa.engines.marian import MarianTranslator
from mtqa.engines.store import Store
from mtqa.errors import ModelCorrupt, UsageError
from research.train.translator import binary, checkpoint, shipping
from research.train.translator.__main__ import app
from research.train.translator.batches import Epochs, Marks
from research.train.translator.network import Shape
from research.train.translator.pairs import Pair
from research.train.translator.schedule import Schedule
from research.train.translator.settings import Settings, settings_of
from research.train.translator.training import Ending, Training
from research.train.translator.vocabulary import Vocabulary

TOY = Shape(width=64, heads=4, inner=128, encoder_layers=1, decoder_layers=1, dropout=0.1, positions=64)
SETTINGS = Settings(TOY, Schedule(4e-3, 20, "inverse-sqrt"), smoothing=0.1, tokens=1200, update=1, seed=3)
HELD_OUT = "The captain saw {n} small dogs at the railway station."


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    """Sums are taken in one order then."""
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything up to the binarised data, by the stages' own commands."""
    folder = tmp_path_factory.mktemp("translator")
    rows = [Pair("toy", *pair).line for pair in toy_parallel.PAIRS]
    rows += [Pair("tvsub", "not for weights that ship", "字幕不得用于发布的权重").line, "no pair\n"]
    (folder / "toy.tsv").write_text("".join(rows), encoding="utf-8")
    (folder / "test.en").write_text(toy_parallel.PAIRS[7][0] + "\n", encoding="utf-8")
    said = run("clean", folder / "toy.tsv", "--test", folder / "test.en", "--work", folder)
    assert "| no pair | 1 |" in said and "| shares a sentence or a long run with a test set | 1 |" in said
    assert "tvsub" not in said and " 0 share a sentence" in said
    text = "".join(Pair("toy", *pair).line for pair in toy_parallel.PAIRS[:12])
    (folder / "validation.tsv").write_text(text, encoding="utf-8")  # a toy corpus is too short to have its own
    assert " 0 change in encoding" in run("vocabulary", "--size", 500, "--limit", 64, "--work", folder)
    assert "MB" in run("binarise", "--limit", 64, "--no-augment", "--work", folder)
    return folder


def run(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done.output


def started(work: Path, name: str, settings: Settings = SETTINGS) -> Training:
    words = Vocabulary(work / "vocabulary")
    marks = Marks(words.end, words.pad, {language: words.code(language) for language in ("zh", "en")})
    epochs = Epochs(binary.load(work / "data.npz"), marks, settings.tokens, settings.seed)
    return Training(work / name, settings, epochs, words, "cpu", keep=3)


def trained(work: Path, name: str, steps: int, save_every: int = 1000) -> Training:
    job = started(work, name)
    job.train(Ending(steps=steps), save_every, lambda line: None, lambda model: "")
    return job


# ------------------------------------------------------------------------------------------------- batches


def test_an_epoch_has_every_example_and_no_batch_too_large(work: Path) -> None:
    epochs = started(work, "unused").epochs
    plan = epochs.plan(0)
    seen = Counter(example for batch in plan for example in batch.tolist())
    assert set(seen) == set(range(2 * len(epochs.data))) and set(seen.values()) == {1}
    for batch in epochs.batches(0):
        assert batch.inputs.numel() <= 1200 and batch.labels.numel() <= 1200
    assert [part.tolist() for part in plan] == [part.tolist() for part in epochs.plan(0)]
    assert [part.tolist() for part in plan] != [part.tolist() for part in epochs.plan(1)]


def test_a_batch_is_what_marian_is_trained_on(work: Path) -> None:
    job = started(work, "unused")
    words = job.vocabulary
    batch = next(job.epochs.batches(0))
    for inputs, decoder, labels in zip(batch.inputs, batch.decoder, batch.labels, strict=True):
        target = "zh" if inputs[0] == words.code("zh") else "en"
        assert inputs[0] == words.code(target)
        said = [label for label in labels.tolist() if label != -100]
        assert said[-1] == words.end and decoder.tolist()[: len(said)] == [words.pad, *said[:-1]]
        pair = words.decode(said), words.decode(inputs[1:].tolist())
        assert (pair if target == "en" else pair[::-1]) in toy_parallel.PAIRS
    assert batch.tokens == int((batch.labels != -100).sum())


def test_weights_and_ways_decide_how_often_a_row_is_seen(work: Path) -> None:
    job = started(work, "unused")
    data = job.epochs.data
    weights, ways = data.weights.copy(), data.ways.copy()
    weights[0], weights[1], ways[2], ways[3] = 2.5, 0.25, binary.FROM_CHINESE, binary.FROM_ENGLISH
    epochs = replace(job.epochs, data=replace(data, weights=weights, ways=ways))
    seen = Counter(example for epoch in range(200) for batch in epochs.plan(epoch) for example in batch.tolist())
    assert 2.3 < seen[0] / 200 < 2.7 and seen[0] == seen[1] and 0.15 < seen[2] / 200 < 0.35
    assert [seen[example] for example in (4, 5, 6, 7)] == [200, 0, 0, 200]


@pytest.mark.parametrize("decay", ["inverse-sqrt", "cosine"])
def test_the_rate_rises_and_falls(decay: str) -> None:
    schedule = Schedule(1.0, 10, decay, 110)  # type: ignore[arg-type]
    rates = [schedule.rate(step) for step in range(110)]
    assert rates[9] == 1.0 and rates[:10] == sorted(rates[:10]) and rates[9:] == sorted(rates[9:], reverse=True)
    assert rates[-1] == pytest.approx(0.01 if decay == "cosine" else math.sqrt(10 / 110))
    with pytest.raises(UsageError, match="--steps"):
        Schedule(1.0, 10, "cosine")


# ------------------------------------------------------------------------------------------------ resuming


def test_a_stopped_run_continues_bit_for_bit(work: Path) -> None:
    whole = trained(work, "whole", steps=9)
    for steps in (2, 3, 9, 9):  # within an epoch, over its end, and no further
        job = trained(work, "parts", steps)
        assert job.place.step == steps
    assert whole.place.epoch > 0 and (whole.place.batch, whole.place.tokens) == (job.place.batch, job.place.tokens)
    for (name, one), (_, other) in zip(whole.model.named_parameters(), job.model.named_parameters(), strict=True):
        assert torch.equal(one, other), name
    for state, other in zip(whole.optimizer.state.values(), job.optimizer.state.values(), strict=True):
        assert all(torch.equal(state[key], other[key]) for key in state)


def test_a_run_continues_from_an_older_checkpoint(work: Path) -> None:
    trained(work, "older", steps=6, save_every=2)
    last = checkpoint.checkpoints(work / "older")[-1]
    before = (last / "model.safetensors").read_bytes()
    for name in ("model.safetensors", "optimizer.safetensors", "place.json"):
        (last / name).unlink()
    last.rmdir()
    job = trained(work, "older", steps=6, save_every=2)
    assert job.place.step == 6 and (last / "model.safetensors").read_bytes() == before
    assert len(checkpoint.checkpoints(work / "older")) == 3


def test_a_run_keeps_its_settings(work: Path) -> None:
    trained(work, "kept", steps=1)
    with pytest.raises(UsageError, match="started with tokens = 1200, not 800"):
        started(work, "kept", replace(SETTINGS, tokens=800))
    assert settings_of(work / "kept") == SETTINGS
    with pytest.raises(UsageError, match="train first"):
        checkpoint.averaged(work / "nothing", 3)
    (checkpoint.checkpoints(work / "kept")[-1] / "place.json").write_text("{}x")
    with pytest.raises(UsageError, match="no checkpoint"):
        started(work, "kept")


def test_too_little_text_for_a_step_is_an_error(work: Path) -> None:
    job = started(work, "little", replace(SETTINGS, update=10_000))
    with pytest.raises(UsageError, match="not enough for one step"):
        job.train(Ending(steps=1), 1000, lambda line: None, lambda model: "")


def test_the_clock_ends_a_run(work: Path) -> None:
    job = started(work, "clock")
    place = job.train(Ending(minutes=0.01), 1000, lambda line: None, lambda model: "")
    assert place.step > 0 and checkpoint.checkpoints(work / "clock")[-1].name == f"step-{place.step:07d}"


# ------------------------------------------------------------------------------------------ from end to end


@pytest.fixture(scope="module")
def learned(work: Path) -> Path:
    """A run by the command line that has learned the toy by heart, nearly."""
    options = ["--width", 64, "--encoder", 1, "--decoder", 1, "--limit", 64, "--tokens", 700, "--dropout", 0.0]
    options += ["--rate", 4e-3, "--warmup", 20, "--save-every", 110, "--validate", 8, "--work", work, "--device", "cpu"]
    said = run("train", *options, "--steps", 220)
    assert "weights on cpu, from step 0" in said and "tokens/s" in said
    scores = [float(part.split()[0]) for part in said.split("chrF zh→en ")[1:]]
    assert len(scores) == 2 and scores[-1] > max(60.0, scores[0])
    return work


@pytest.mark.long
@pytest.mark.parametrize("form", ["int8", "float16", "plain"])
def test_what_is_exported_translates(learned: Path, tmp_path: Path, form: str) -> None:
    said = run("export", tmp_path / "model", "--work", learned, "--form", form, "--average", 1)
    assert "together" in said
    folder = tmp_path / "model"
    store = Store(tmp_path)
    assert store.spec(str(folder)).engine == "marian" and store.revision(str(folder))
    translator = MarianTranslator(Identity("toy", "1"), {("zh", "en"): folder, ("en", "zh"): folder})
    pairs = toy_parallel.PAIRS[:8]
    english = [found[0].text for found in translator.translate([pair[1] for pair in pairs], "zh", "en")]
    chinese = [found[0].text for found in translator.translate([pair[0] for pair in pairs], "en", "zh")]
    assert sum(one == pair[0] for one, pair in zip(english, pairs, strict=True)) >= 4, english
    assert sum(one == pair[1] for one, pair in zip(chinese, pairs, strict=True)) >= 4, chinese
    loaded = {id(one.model) for one in translator._loaded.values()}
    assert len(loaded) == 1  # both directions share one network


@pytest.mark.long
def test_a_packed_model_becomes_a_plain_one(learned: Path, tmp_path: Path) -> None:
    from transformers import MarianMTModel

    run("export", tmp_path / "packed", "--work", learned, "--form", "int8", "--average", 2)
    run("plain", tmp_path / "packed", tmp_path / "plain")
    model = MarianMTModel.from_pretrained(tmp_path / "plain", dtype=torch.float32)
    tensors = quantised_weights.unpack(tmp_path / "packed")
    mean = checkpoint.averaged(learned / "run", 2)
    for name, parameter in model.named_parameters():
        if name in tensors:
            assert torch.allclose(parameter, tensors[name], rtol=1e-3, atol=1e-6), name
            assert (tensors[name] - mean[name]).abs().max() <= mean[name].abs().max() / 127, name
    assert torch.equal(model.lm_head.weight, model.model.shared.weight)


# ---------------------------------------------------------------------------------------------- packed weights


def test_shards_are_no_larger_than_they_may_be(tmp_path: Path) -> None:
    torch.manual_seed(0)
    tensors = {"words": torch.randn(4000, 64), "layer": torch.randn(300, 70), "bias": torch.randn(70)}
    tensors["one"] = torch.tensor(2.0)
    for precision, error in (("float16", 1e-3), ("int8", 1 / 126)):
        folder = tmp_path / precision
        folder.mkdir()
        paths = quantised_weights.pack(tensors, folder, precision, largest=200_000)  # type: ignore[arg-type]
        assert len(paths) > 2 and all(path.stat().st_size <= 200_000 for path in paths)
        again = quantised_weights.unpack(folder)
        assert set(again) == set(tensors)
        for name, tensor in tensors.items():
            assert again[name].shape == tensor.shape
            assert (again[name] - tensor).abs().max() <= error * tensor.abs().max()


def test_a_row_of_zeros_stays_one(tmp_path: Path) -> None:
    quantised_weights.pack({"words": torch.zeros(3, 4)}, tmp_path, "int8")
    assert torch.equal(quantised_weights.unpack(tmp_path)["words"], torch.zeros(3, 4))


@pytest.mark.long
def test_a_damaged_model_is_an_error(learned: Path, tmp_path: Path) -> None:
    run("export", tmp_path, "--work", learned, "--form", "float16")
    shard = next(tmp_path.glob("packed-*.safetensors"))
    whole = shard.read_bytes()
    for broken in (whole[: len(whole) // 2], b""):
        shard.write_bytes(broken)
        with pytest.raises(ModelCorrupt, match="fetch its files again"):
            quantised_weights.unpack(tmp_path)
    shard.unlink()
    translator = MarianTranslator(Identity("toy", "1"), {("zh", "en"): tmp_path})
    with pytest.raises(ModelCorrupt, match="damaged"):
        translator.translate(["好"], "zh", "en")
    (tmp_path / "packed.json").unlink()
    with pytest.raises(ModelCorrupt):
        shipping.make_plain(tmp_path, tmp_path / "plain")


def test_stages_out_of_order_are_errors(tmp_path: Path) -> None:
    for stage, advice in (("vocabulary", "translator clean"), ("train", "translator vocabulary")):
        assert advice in run(stage, "--work", tmp_path, code=2)
    assert "train first" in run("export", tmp_path / "model", "--work", tmp_path, code=2)
