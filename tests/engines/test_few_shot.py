"""The few-shot translator: its decoding against a plain greedy loop, and the guard on what comes out."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_letters

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import torch
import toy_causal

from mtqa.engines.base import Identity
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.decoding import batching
from mtqa.engines.translators import few_shot, prompted
from mtqa.engines.translators.few_shot import FewShotTranslator
from mtqa.errors import ModelError

ZH = ["列车晚点了。", "图书馆每天早上九点开门，晚上八点关门，孩子们在草地上放风筝。", "奶奶", "春天来了，\n河边的柳树"]


@pytest.fixture(scope="module", params=["gemma3-softcap", "qwen3"])
def model(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> CausalLanguageModel:
    """A toy that ends a line now and then: every third token of its vocabulary counts as a line end."""
    folder = tmp_path_factory.mktemp("fewshot")
    toy_causal.make(folder, request.param)
    model = CausalLanguageModel(folder, Identity("toy", "0123456789abcdef"))
    found = model.network.vocabulary
    stops = frozenset(index for index in found.chinese.tolist() if index % 3 == 0)
    model.network.tokens.__dict__["vocabulary"] = replace(found, line_ends=stops)
    return model


@pytest.fixture(autouse=True)
def few_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toys spell most of a prompt byte by byte."""
    monkeypatch.setattr(few_shot, "_EXAMPLES", few_shot._EXAMPLES[:2])


@pytest.fixture
def translator(model: CausalLanguageModel) -> FewShotTranslator:
    return FewShotTranslator(model)


def naive(model: CausalLanguageModel, text: str, source: str, target: str, limit: int) -> tuple[str, float] | None:
    """One text, the whole model at every step, no cache; None where no line end comes within `limit` tokens."""
    names = {"zh": "中文", "en": "English"}
    lines = []
    for chinese, english in few_shot._EXAMPLES:
        pair = {"zh": chinese, "en": english}
        lines += [f"{names[side]}: {pair[side]}\n" for side in (source, target)]
    network = model.network
    ids = [network.start, *network.encode("".join(lines) + f"{names[source]}:")[0]]
    ids += network.encode(f" {' '.join(text.split())}\n{names[target]}:")[0]
    vocabulary = network.vocabulary
    sayable = {"zh": vocabulary.chinese, "en": vocabulary.english}[target]
    letters = {token for letter in ascii_letters for token in network.encode(letter)[0]}
    rows = torch.tensor(sorted({*sayable.tolist(), *letters, *vocabulary.line_ends}))
    whole = toy_causal.reference(model.folder)
    output: list[int] = []
    score = 0.0
    for _ in range(limit):
        value, best = whole(torch.tensor([ids + output])).logits[0, -1, rows].log_softmax(-1).max(-1)
        score += float(value)
        if int(rows[best]) in vocabulary.line_ends:
            return network.tokens.decode(output).strip(), score / (len(output) + 1)
        output.append(int(rows[best]))
    return None


@pytest.mark.parametrize("direction", [("zh", "en"), ("en", "zh")], ids="-".join)
def test_a_batch_is_decoded_like_each_text_alone(
    translator: FewShotTranslator,
    model: CausalLanguageModel,
    direction: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prompted, "objection", lambda text, hypothesis, target: "")
    found = translator.translate(ZH, *direction)
    ended = 0
    for text, [hypothesis] in zip(ZH, found, strict=True):
        expected = naive(model, text, *direction, limit=16)
        if expected:
            ended += 1
            assert hypothesis.text == expected[0] and not hypothesis.reason
            assert hypothesis.score == pytest.approx(expected[1], abs=1e-3)
        [[alone]] = translator.translate([text], *direction)
        assert (alone.text, alone.reason) == (hypothesis.text, hypothesis.reason)
        assert alone.score == pytest.approx(hypothesis.score, abs=1e-4)
    assert ended >= 2


def test_texts_that_enter_a_running_batch_are_decoded_like_each_text_alone(
    model: CausalLanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompted, "objection", lambda text, hypothesis, target: "")
    monkeypatch.setattr(batching, "_LEAST_ENTERING", 1)
    entered: list[int] = []
    joined = few_shot._Rows.joined

    def counted(rows: few_shot._Rows, others: few_shot._Rows) -> few_shot._Rows:
        entered.append(len(others.seen))
        return joined(rows, others)

    monkeypatch.setattr(few_shot._Rows, "joined", counted)
    translator = FewShotTranslator(model)
    monkeypatch.setattr(translator, "rows", 6)
    texts = [part for text in ZH for part in (text, text[::-1], text[3:], text + text[:5]) if part.strip()]
    together = translator.translate(texts, "zh", "en", n_best=2)
    assert entered if "qwen" in str(model.network.config.model_type) else not entered
    for text, found in zip(texts, together, strict=True):
        [alone] = translator.translate([text], "zh", "en", n_best=2)
        assert [(best.text, best.reason) for best in alone] == [(best.text, best.reason) for best in found]
        assert [best.score for best in alone] == pytest.approx([best.score for best in found], abs=1e-4)


def test_what_never_ends_is_no_translation(model: CausalLanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = model.network.tokens
    monkeypatch.setitem(tokens.__dict__, "vocabulary", replace(tokens.vocabulary, line_ends=frozenset()))
    found = FewShotTranslator(model).translate(["好"], "zh", "en")
    assert [t.reason for [t] in found] == ["the model did not finish"]


def test_every_text_gets_an_answer_or_a_reason(translator: FewShotTranslator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translator, "rows", 2)
    steps: list[tuple[int, int]] = []
    texts = ["奶奶", "", "长" * 400, "  \n", "列车", "图书馆"]
    found = translator.translate(texts, "zh", "en", progress=lambda done, total: steps.append((done, total)))
    assert len(found) == len(texts) and all(len(hypotheses) == 1 for hypotheses in found)
    assert all(bool(best.text) != bool(best.reason) for [best] in found)
    assert found[1][0].reason == found[3][0].reason == "nothing to translate"
    assert found[2][0].reason == "longer than 160 tokens"
    assert steps == [(2, 4), (3, 4), (4, 4)]
    assert translator.translate([], "zh", "en") == []


def test_more_hypotheses_are_different_and_the_best_comes_first(translator: FewShotTranslator) -> None:
    [found] = translator.translate(["图书馆"], "zh", "en", n_best=3)
    assert len({one.text for one in found}) == len(found) > 1
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_an_objection_becomes_the_reason(translator: FewShotTranslator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompted, "objection", lambda text, hypothesis, target: f"no {target}")
    [[best]] = translator.translate(["奶奶"], "zh", "en")
    assert best.text == "" and best.reason in ("no en", "the model did not finish")


def test_other_languages_are_a_letter(translator: FewShotTranslator) -> None:
    for direction in (("zh", "de"), ("zh", "zh"), ("fr", "en")):
        with pytest.raises(ModelError, match="between zh and en"):
            translator.translate(["好"], *direction)


def test_its_identity_names_prompt_and_weights(translator: FewShotTranslator) -> None:
    assert str(translator.identity).startswith("toy@0123456789ab")
    assert translator.identity.revision.endswith(few_shot._REVISION)
