"""MarianMT through the code that loads OPUS-MT, on a toy model whose every answer is known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("sentencepiece", reason="the embedded extra is not installed")

import toy_marian

from mtqa.engines.base import Identity, Translator
from mtqa.engines.marian import MarianTranslator
from mtqa.engines.marian.model import load
from mtqa.engines.store import Store
from mtqa.errors import ModelCorrupt, ModelError

ZH = [source for source, _ in toy_marian.PAIRS]
EN = [target for _, target in toy_marian.PAIRS]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    root = tmp_path_factory.mktemp("marian")
    toy_marian.make(root / "zh-en", toy_marian.PAIRS, limit=12)
    reverse = [(target, source) for source, target in toy_marian.PAIRS]
    toy_marian.make(root / "en-zh", reverse, codes=(">>cmn_Hans<<", ">>cmn_Hant<<"))
    return {("zh", "en"): root / "zh-en", ("en", "zh"): root / "en-zh"}


@pytest.fixture(scope="session")
def translator(folders: dict[tuple[str, str], Path]) -> MarianTranslator:
    return MarianTranslator(Identity("toy", "1"), folders)


def test_every_sentence_comes_back_as_it_was_learned(translator: Translator) -> None:
    calls: list[tuple[int, int]] = []
    found = translator.translate(ZH, "zh", "en", progress=lambda done, total: calls.append((done, total)))
    assert [hypotheses[0].text for hypotheses in found] == EN
    assert all(len(hypotheses) == 1 and -0.5 < hypotheses[0].score <= 0 for hypotheses in found)
    assert calls == [(16, 24), (24, 24)]


def test_the_other_direction_is_asked_for_in_simplified_chinese(
    translator: Translator, folders: dict[tuple[str, str], Path]
) -> None:
    assert load(folders["en", "zh"], "zh").prefix == ">>cmn_Hans<< "
    assert load(folders["zh", "en"], "en").prefix == ""
    found = translator.translate(EN[:5], "en", "zh")
    assert [hypotheses[0].text for hypotheses in found] == ZH[:5]


def test_the_order_is_kept_whatever_the_lengths(translator: Translator) -> None:
    texts = [ZH[7], ZH[0] + "\n" + ZH[9], "", ZH[3], "  \n", ZH[20]]
    found = translator.translate(texts, "zh", "en")
    assert [found[i][0].text for i in (0, 3, 5)] == [EN[7], EN[3], EN[20]]
    assert [found[i][0].reason for i in (2, 4)] == ["nothing to translate"] * 2
    assert translator.translate([], "zh", "en") == []


def test_n_best_are_different_and_the_best_comes_first(translator: Translator) -> None:
    hypotheses = translator.translate([ZH[5]], "zh", "en", n_best=6)[0]
    assert hypotheses[0].text == EN[5]
    assert len(hypotheses) > 1 and len({h.text for h in hypotheses}) == len(hypotheses)
    scores = [hypothesis.score for hypothesis in hypotheses]
    assert scores == sorted(scores, reverse=True) and scores[0] > scores[1]


def test_a_score_is_the_mean_log_probability_of_the_tokens(
    translator: Translator, folders: dict[tuple[str, str], Path]
) -> None:
    import torch
    from transformers import MarianMTModel

    loaded = load(folders["zh", "en"], "en")
    model = MarianMTModel.from_pretrained(folders["zh", "en"]).eval()
    inputs = loaded.tokenizer([ZH[5]], return_tensors="pt")
    labels = loaded.tokenizer(text_target=[EN[5]], return_tensors="pt").input_ids
    with torch.inference_mode():
        loss = model(**inputs, labels=labels).loss
    assert translator.translate([ZH[5]], "zh", "en")[0][0].score == pytest.approx(-float(loss), abs=1e-4)


def test_a_long_text_is_cut_at_clauses_and_nothing_is_lost(translator: Translator) -> None:
    picked = [1, 8, 15, 22, 4, 11]
    found = translator.translate(["".join(ZH[i] for i in picked), ZH[2]], "zh", "en")
    assert [hypothesis.text for hypothesis in found[0]] == [" ".join(EN[i] for i in picked)]
    assert -0.5 < found[0][0].score < 0
    assert found[1][0].text == EN[2]


def test_a_clause_that_is_too_long_is_refused_not_truncated(translator: Translator) -> None:
    found = translator.translate([ZH[0], "老师喜欢苹果" * 12, ZH[1]], "zh", "en")
    assert found[1][0].text == "" and "longer than the 12 tokens" in found[1][0].reason
    assert [found[0][0].text, found[2][0].text] == EN[:2]


def test_a_direction_it_does_not_have(translator: Translator) -> None:
    with pytest.raises(ModelError, match=r"zh → de.*\n.*zh → en, en → zh"):
        translator.translate(["好"], "zh", "de")


def test_a_model_that_cannot_be_asked_for_the_language(folders: dict[tuple[str, str], Path]) -> None:
    wrong = MarianTranslator(Identity("toy", "1"), {("en", "fr"): folders["en", "zh"]})
    with pytest.raises(ModelError, match=r">>cmn_Hans<<.*not into fr"):
        wrong.translate(["hello"], "en", "fr")


def test_a_folder_with_a_pickle_only(folders: dict[tuple[str, str], Path], tmp_path: Path) -> None:
    shutil.copytree(folders["zh", "en"], tmp_path / "toy")
    (tmp_path / "toy" / "model.safetensors").rename(tmp_path / "toy" / "pytorch_model.bin")
    broken = MarianTranslator(Identity("toy", "1"), {("zh", "en"): tmp_path / "toy"})
    with pytest.raises(ModelCorrupt, match=r"(?s)toy: .*model\.safetensors, source\.spm"):
        broken.translate(["好"], "zh", "en")


def test_the_store_takes_the_folder(folders: dict[tuple[str, str], Path], tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = str(folders["zh", "en"])
    assert store.spec(name).engine == "marian" and store.ensure(name) == folders["zh", "en"]
