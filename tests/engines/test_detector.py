"""The detector of replaced words: what it sees of a text, which model a head belongs to, and how it learns."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import torch
import toy_causal
from safetensors.torch import save_file

from mtqa.engines import weights as shipped
from mtqa.engines.base import Identity
from mtqa.engines.cached import CachedLanguageModel
from mtqa.engines.causal import detector
from mtqa.engines.causal.detector import Head, build, features, find_head
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.lexicon import Channel
from mtqa.storage import Cache
from mtqa.text import Span
from research.train.detector import Spoiler, train

TEXT = "\n".join(toy_causal.TEXTS)
WORDS = [Span(TEXT.index(word), TEXT.index(word) + len(word)) for word in ("春天", "柳树", "图书馆", "hours")]
LAYERS = (1, 2)  # the toy has two


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> CausalLanguageModel:
    folder = tmp_path_factory.mktemp("toy")
    toy_causal.make(folder, "gemma3")
    return CausalLanguageModel(folder, Identity("toy", "abc"))


@pytest.fixture(autouse=True)
def layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "LAYERS", LAYERS)


def test_each_word_has_its_states_and_surprisals(model: CausalLanguageModel) -> None:
    seen = features(model.network, TEXT, WORDS)
    assert seen.shape == (4, 2 * 32 + 4) and bool(torch.isfinite(seen).all())
    tokens = model.surprisals(TEXT)
    for row, word in zip(seen, WORDS, strict=True):
        inside = [token.surprisal for token in tokens if token.span.overlaps(word)]
        assert row[-4].item() == pytest.approx(sum(inside), abs=1e-3)
        assert row[-3].item() == pytest.approx(max(inside), abs=1e-3)
        assert row[-1].item() == len(word)


def test_windows_change_little(model: CausalLanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = features(model.network, TEXT, WORDS)
    monkeypatch.setattr(detector, "_WINDOW", 24)
    monkeypatch.setattr(detector, "_OVERLAP", 8)
    parts = features(model.network, TEXT, WORDS)
    assert parts.shape == whole.shape
    assert torch.allclose(parts[0], whole[0], atol=1e-4)  # the first window is the same


def test_what_is_after_a_word_counts(model: CausalLanguageModel) -> None:
    width = 2 * 32 + 4
    weights = {**build(width).state_dict(), "mean": torch.zeros(width), "deviation": torch.ones(width)}
    head = Head(weights)
    other = TEXT.replace("放风筝", "堆雪人")
    one, two = (head.log_odds(features(model.network, text, WORDS)) for text in (TEXT, other))
    assert len(one) == 4 and one[0] != two[0]


def test_a_head_belongs_to_one_revision(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "heads").mkdir()
    path = tmp_path / "heads" / "toy.safetensors"
    save_file({"mean": torch.zeros(1)}, str(path), {"revision": "abc"})
    monkeypatch.setattr(shipped, "models_folder", lambda: tmp_path)
    assert find_head(Identity("whatever", "abc")) == path
    assert find_head(Identity("toy", "abd")) is None


def test_the_shipped_head_is_small_and_belongs_to_the_embedded_model() -> None:
    path = find_head(Identity("gemma-3-270m", "a5fd3b62230a"))
    assert path and path.stat().st_size < 1_000_000


def test_without_a_head_nothing_is_said(model: CausalLanguageModel, tmp_path: Path) -> None:
    assert model.replaced(TEXT, WORDS) == []
    cached = CachedLanguageModel(model.identity, lambda: model, Cache(tmp_path / "answers.sqlite"))
    assert cached.replaced(TEXT, WORDS) == [] == cached.replaced(TEXT, WORDS)


def test_spoiling_marks_what_it_put_in() -> None:
    spoiler = Spoiler(Channel(), random.Random(4))
    page = "快递员把包裹送到楼道的门口。\n居民们对社区的服务表示感谢。"
    seen = [spoiler.spoil(page) for _ in range(12)]
    spoiled = next(one for one in seen if any(one.replaced))
    assert any(one.text.strip() == page for one in seen)  # some pages are left as they are
    assert len(spoiled.words) == len(spoiled.replaced)
    assert any(
        word.of(spoiled.text) not in page for word, put in zip(spoiled.words, spoiled.replaced, strict=True) if put
    )


def test_a_head_is_trained_and_found(model: CausalLanguageModel, tmp_path: Path) -> None:
    corpus = tmp_path / "native.txt"
    lines = [text for text in toy_causal.TEXTS[:4] for _ in range(3)]
    corpus.write_text("\n".join(lines * 20), encoding="utf-8")
    output = tmp_path / "toy.safetensors"
    report = train([corpus], 15, 0, model, output, lambda done, total: None)
    assert "area under the curve" in report
    assert len(Head.load(output).log_odds(features(model.network, TEXT, WORDS))) == 4
