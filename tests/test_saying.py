"""What a translation may say: its language, and what its own source can lend it."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import torch
import toy_causal

from mtqa.engines.base import Identity
from mtqa.engines.causal import CausalLanguageModel
from mtqa.engines.network import Network
from mtqa.engines.saying import Language, Output


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    folder = tmp_path_factory.mktemp("saying")
    toy_causal.make(folder, "gemma3-softcap")
    return CausalLanguageModel(folder, Identity("toy", "0123456789ab")).network


def sayable(network: Network, language: Language, texts: list[str], text: int) -> dict[int, float]:
    torch.manual_seed(1)
    states = torch.randn(1, network.rows([0]).shape[1])
    (following,) = Output(network, language, texts).following(states, torch.tensor([text]), 10_000)
    return {token: value for token, value in following if value > float("-inf")}


def test_a_text_lends_its_own_words_and_not_those_of_another(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    rare, word = next(
        (tokens[0], word) for word in ("the", "st", "in", "er") if len(tokens := network.encode(word)[0]) == 1
    )
    kept = tuple(token for token in network.vocabulary.chinese if token != rare)
    monkeypatch.setitem(network.__dict__, "vocabulary", replace(network.vocabulary, chinese=kept))
    language = Language(network, "zh")
    texts = ["没有什么。", f"他说{word}好。"]
    first, second = (sayable(network, language, texts, text) for text in (0, 1))
    assert rare not in first and rare in second
    assert set(first) == set(language.ids)
    alone = sayable(network, language, texts[:1], 0)
    assert first == pytest.approx(alone)


def test_letters_can_always_be_said_and_chinese_never_in_english(network: Network) -> None:
    english = set(Language(network, "en").ids)
    assert set(network.encode("x")[0]) <= english
    assert not english & set(network.encode("楼道")[0]) - set(network.vocabulary.english)
    assert set(sayable(network, Language(network, "en"), ["楼道"], 0)) == english
