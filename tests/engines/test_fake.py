"""The public fakes keep the promises of the protocols."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from mtqa.engines import fake
from mtqa.engines.base import Embedder, LanguageModel, Translator
from mtqa.engines.fake import FakeEmbedder, FakeLanguageModel, FakeTranslator
from mtqa.text import Span


def test_the_documented_examples_are_true() -> None:
    assert doctest.testmod(fake) == doctest.TestResults(failed=0, attempted=4)


def test_the_language_model_covers_its_text_and_agrees_with_itself() -> None:
    model: LanguageModel = FakeLanguageModel()
    text = "今天 𠮷野家 good"
    tokens = model.surprisals(text)
    assert [token.span for token in tokens] == [Span(i, i + 1) for i in range(len(text))]
    assert all(1 <= token.surprisal <= 9 for token in tokens)
    assert model.log_probabilities([text]) == [-sum(token.surprisal for token in tokens)]
    assert model.surprisals("") == [] and model.log_probabilities([""]) == [0.0]
    assert tokens == FakeLanguageModel().surprisals(text)


def test_context_can_matter() -> None:
    model = FakeLanguageModel({"汇": 5.0}, default=4.0, discount=2.0)
    assert model.log_probabilities(["汇", "惠"]) == [-5.0, -4.0]
    assert model.log_probabilities(["汇", "惠"], context="汇源") == [-3.0, -4.0]


def test_the_translator_keeps_order_and_gives_reasons() -> None:
    translator: Translator = FakeTranslator({("zh", "en"): {"好": ["good", "well"], "你好": "hello"}})
    calls: list[tuple[int, int]] = []
    found = translator.translate(["你好", "?", "好"], "zh", "en", 2, lambda done, total: calls.append((done, total)))
    assert [[h.text for h in hypotheses] for hypotheses in found] == [["hello"], [""], ["good", "well"]]
    assert found[1][0].reason and found[2][0].score > found[2][1].score
    assert calls == [(3, 3)]
    assert translator.translate(["你好"], "en", "zh")[0][0].reason


def test_the_embedder_gives_unit_vectors_by_likeness() -> None:
    embedder: Embedder = FakeEmbedder()
    vectors = embedder.embed(["送到走廊门口", "送到楼道门口", "天气预报", ""])
    assert vectors.dtype == np.float32 and vectors.shape == (4, 64)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert embedder.embed([]).shape == (0, 64)
