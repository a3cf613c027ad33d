"""What a translation may say: its language, and what its own source can lend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import numpy as np
import torch
import toy_causal

from mtqa.engines.base import Identity, Progress, Translation
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.causal.network import Network
from mtqa.engines.decoding.constraints import Language, Output
from mtqa.engines.translators.guard import lost_placeholders
from mtqa.engines.translators.prompted import PromptedTranslator


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    folder = tmp_path_factory.mktemp("saying")
    toy_causal.make(folder, "gemma3-softcap")
    return CausalLanguageModel(folder, Identity("toy", "0123456789ab")).network


def sayable(network: Network, language: Language, texts: list[str], text: int) -> dict[int, float]:
    torch.manual_seed(1)
    states = torch.randn(1, network.rows(torch.tensor([0])).shape[1])
    (following,) = Output(network, language, texts).following(states, [text], 10_000)
    return {token: value for token, value in following if value > float("-inf")}


def test_a_text_lends_its_own_words_and_not_those_of_another(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    rare, word = next(
        (tokens[0], word) for word in ("the", "st", "in", "er") if len(tokens := network.encode(word)[0]) == 1
    )
    kept = network.vocabulary.chinese[network.vocabulary.chinese != rare]
    monkeypatch.setitem(network.tokens.__dict__, "vocabulary", replace(network.vocabulary, chinese=kept))
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
    assert not english & set(network.encode("楼道")[0]) - set(network.vocabulary.english.tolist())
    assert set(sayable(network, Language(network, "en"), ["楼道"], 0)) == english


def test_rare_words_are_for_english_alone(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    known = network.vocabulary
    late = set(network.encode("x")[0]) | set(known.ascii.nonzero()[0].tolist()[-3:])
    early = known.english[~np.isin(known.english, list(late))]
    monkeypatch.setitem(network.tokens.__dict__, "vocabulary", replace(known, english=early))
    plain, rare = Language(network, "en"), Language(network, "en", rare=True)
    assert late <= set(rare.ids) and not late <= set(plain.ids) and set(plain.ids) <= set(rare.ids)
    assert set(rare.ids) - set(plain.ids) <= set(known.ascii.nonzero()[0].tolist())
    assert Language(network, "zh", rare=True).ids == Language(network, "zh").ids


CODES = [
    ("请输入 {name}，谢谢", "Please enter your name, thanks", 1),
    ("请输入 {name}，谢谢", "Please enter {name}, thanks", 0),
    ("Open %1$d, then “%s”.", "先打开%1$d，再打开“%s”。", 0),
    ('See <x id="1"/> and {{ title }}.', "见<x id=1/>和{{ title }}。", 1),
    ("It costs $5, 50% less.", "只要五美元，便宜一半。", 0),
    ("Write to (support@example.org).", "请写信。", 1),
]


@pytest.mark.parametrize(("text", "translation", "count"), CODES)
def test_lost_codes_are_counted_and_prices_are_none(text: str, translation: str, count: int) -> None:
    assert lost_placeholders(text, translation) == count


def test_where_a_code_is_lost_other_hypotheses_are_looked_at() -> None:
    class Forgetful(PromptedTranslator):
        """Its third hypothesis alone has the placeholder."""

        def _hypotheses(
            self, texts: Sequence[str], wanted: list[int], source: str, target: str, n_best: int, progress: Progress
        ) -> dict[int, list[Translation]]:
            requests.append(([texts[i] for i in wanted], n_best))
            said = ["You are welcome here.", "Welcome.", "Welcome, {name}.", "Hello."]
            return {i: [Translation(one, -float(rank)) for rank, one in enumerate(said[:n_best])] for i in wanted}

    requests: list[tuple[list[str], int]] = []
    found = Forgetful(Identity("toy", "0")).translate(["欢迎你，{name}。", "", "欢迎光临。"], "zh", "en")
    assert [one[0].text for one in found] == ["Welcome, {name}.", "", "You are welcome here."]
    assert requests == [(["欢迎你，{name}。", "欢迎光临。"], 1), (["欢迎你，{name}。"], 4)]
    assert all(len(one) == 1 for one in found)
