"""The embedder on the language model's states: what it learns, what it is asked, and what is found by it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import numpy as np
import toy_causal
import toy_parallel

from mtqa.checks import Need
from mtqa.config import Config
from mtqa.engines.base import Identity
from mtqa.engines.cached import CachedEmbedder
from mtqa.engines.causal.embedder import StateEmbedder, mean_states, side_of
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.fake import FakeEmbedder, FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.errors import ModelCorrupt
from mtqa.lexicon import LacTagger
from mtqa.pipeline.document import examine
from mtqa.read import read_text
from mtqa.storage import Cache
from research.train import embedder as recipe
from research.train.adapter.pairs import Aligned

TOY = Identity("toy", "0123456789ab")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> CausalLanguageModel:
    folder = tmp_path_factory.mktemp("embedder") / "toy"
    toy_causal.make(folder, "gemma3-softcap")
    return CausalLanguageModel(folder, TOY)


@pytest.fixture(scope="module")
def learnt(model: CausalLanguageModel, tmp_path_factory: pytest.TempPathFactory) -> tuple[StateEmbedder, str]:
    path = tmp_path_factory.mktemp("embedder") / "toy.safetensors"
    pairs = [Aligned(chinese, english) for english, chinese in toy_parallel.PAIRS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recipe, "LAYERS", (1, 2))
        told = recipe.learn(model, pairs, pairs[:20], path, lambda done, total: None)
    return StateEmbedder(TOY, path, lambda: model.network), told


def test_it_learns_what_says_the_same(learnt: tuple[StateEmbedder, str]) -> None:
    embedder, told = learnt
    pairs = toy_parallel.PAIRS[:20]
    english, chinese = (embedder.embed([pair[side] for pair in pairs]) for side in (0, 1))
    alike = chinese @ english.T
    assert (alike.argmax(1) == np.arange(len(pairs))).mean() > 0.5
    assert "20 held-out pairs" in told and "| 50.0% |" in told


def test_vectors_have_length_one_and_do_not_depend_on_the_batch(learnt: tuple[StateEmbedder, str]) -> None:
    embedder, _ = learnt
    texts = ["今天天气很好。", "He lives here.", "", "春" * 400, "好"]
    together = embedder.embed(texts)
    assert together.shape[0] == 5 and np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-4)
    for row, text in enumerate(texts):
        assert embedder.embed([text])[0] == pytest.approx(together[row], abs=1e-4)
    assert embedder.embed([]).shape == (0, together.shape[1])


def test_padding_counts_for_nothing(model: CausalLanguageModel) -> None:
    texts = ["好", "今天天气很好，我们一起去河边看车。"]
    together = mean_states(model.network, texts, (1, 2))
    for row, text in enumerate(texts):
        assert mean_states(model.network, [text], (1, 2))[0].tolist() == pytest.approx(together[row].tolist(), abs=1e-4)


def test_a_damaged_file_is_a_letter(model: CausalLanguageModel, tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"cut short")
    with pytest.raises(ModelCorrupt, match="cannot be loaded"):
        StateEmbedder(TOY, tmp_path / "a.safetensors", lambda: model.network).embed(["好"])


@pytest.mark.parametrize(
    ("text", "side"), [("用Linux内核", "zh"), ("The 内核 of Linux", "en"), ("", "zh"), ("OK", "en")]
)
def test_whose_sentence_it_is(text: str, side: str) -> None:
    assert side_of(text) == side


def test_the_cache_is_asked_first(tmp_path: Path) -> None:
    asked: list[str] = []

    class Asked(FakeEmbedder):
        def embed(self, texts, progress=None):  # type: ignore[no-untyped-def]
            asked.extend(texts)
            return super().embed(texts)

    for _ in range(2):
        embedder = CachedEmbedder(Asked(), Cache(tmp_path / "cache.sqlite"))
        vectors = embedder.embed(["好", "坏", "好"])
        assert vectors == pytest.approx(FakeEmbedder().embed(["好", "坏", "好"]), abs=1e-3)
    assert sorted(asked) == ["坏", "好"]


def test_a_sentence_that_says_something_else_is_found(tmp_path: Path) -> None:
    class Meaning(FakeEmbedder):
        """Everything is like everything but what is about the river."""

        def embed(self, texts, progress=None):  # type: ignore[no-untyped-def]
            return np.array([[0.0, 1.0] if "河" in text else [1.0, 0.0] for text in texts], dtype=np.float32)

    rows = "source\ttarget\nThe library is open on Sundays.\t图书馆星期天也开放到五点。\n"
    rows += "The shop is closed on Mondays.\t他把车停在河边，然后走回家。\n"
    engines = Engines(FakeLanguageModel(default=3.0), FakeTranslator({}), embedder=Meaning())
    config = Config(source_column="source", target_column="target", select=("adequacy.unrelated",))
    found = examine(read_text("pairs.tsv", rows, config=config), config, engines, LacTagger())
    assert [(one.rule.id, one.line, one.text) for one in found.findings] == [
        ("adequacy.unrelated", 3, "他把车停在河边，然后走回家。")
    ]
    without = examine(read_text("pairs.tsv", rows, config=config), config, None, LacTagger())
    assert not without.findings and any(Need.EMBEDDER in one.needs for one in without.skipped)
