"""Surprisals and contests against a plain forward pass, on tiny models of several architectures."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import torch
import toy_causal

from mtqa.engines.base import Identity, LanguageModel, Token
from mtqa.engines.causal import model as causal
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.causal.network import Network
from mtqa.engines.causal.vocabulary import Vocabulary
from mtqa.errors import ModelCorrupt, ModelError

TEXT = "列车晚点了，孩子们在看手机。\n\n“𠮷野家”的 menu 上有😀和 café！  The soup was good.\n再见"
CONTEXT = "奶奶说，图书馆每天九点开门。"

Maker = Callable[[str], CausalLanguageModel]


@pytest.fixture(scope="session")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    made: dict[str, CausalLanguageModel] = {}

    def toy(architecture: str) -> CausalLanguageModel:
        if architecture not in made:
            folder = tmp_path_factory.mktemp(architecture)
            toy_causal.make(folder, architecture)
            made[architecture] = CausalLanguageModel(folder, Identity(architecture, "1"))
        return made[architecture]

    return toy


@pytest.fixture(params=toy_causal.KNOWN)
def model(toys: Maker, request: pytest.FixtureRequest) -> CausalLanguageModel:
    return toys(request.param)


def naive(model: CausalLanguageModel, ids: list[int], window: int = 10_000, overlap: int = 0) -> list[float]:
    """−ln P of every id: the whole model, the whole vocabulary, one window after the other."""
    whole = toy_causal.reference(model.folder)
    values: list[float] = []
    while len(values) < len(ids):
        begin = max(0, len(values) - overlap)
        part = ids[begin : begin + window]
        logits = whole(torch.tensor([[model.network.start, *part[:-1]]])).logits[0]
        scores = -logits.log_softmax(-1)[torch.arange(len(part)), torch.tensor(part)]
        values.extend(scores[len(values) - begin :].tolist())
    return values


def assert_covered(tokens: list[Token], text: str) -> None:
    """Without gap or overlap, from the first character to the last."""
    edge = 0
    for token in tokens:
        assert token.span.start == edge and len(token.span) > 0
        edge = token.span.end
    assert edge == len(text)


def total(model: LanguageModel, text: str, context: str = "") -> float:
    return -sum(token.surprisal for token in model.surprisals(text, context))


def test_surprisals_are_those_of_a_plain_forward_pass(model: CausalLanguageModel) -> None:
    tokens = model.surprisals(TEXT)
    assert_covered(tokens, TEXT)
    expected = naive(model, model.network.encode(TEXT)[0])
    assert sum(token.surprisal for token in tokens) == pytest.approx(sum(expected), abs=1e-2)
    assert tokens[0].surprisal == pytest.approx(expected[0], abs=1e-4)
    simple = "图书馆每天早上九点开门，列车晚点了。"  # every token of it covers characters of its own
    found = [token.surprisal for token in model.surprisals(simple)]
    ids, offsets = model.network.encode(simple)
    assert len({start for start, _ in offsets}) == len(found)
    if len(ids) == len(found):
        assert found == pytest.approx(naive(model, ids), abs=1e-4)


def test_a_character_of_several_bytes_is_one_token(model: CausalLanguageModel) -> None:
    tokens = model.surprisals("好😀𠮷")
    ids, offsets = model.network.encode("好😀𠮷")
    assert len(ids) > len(tokens)
    assert_covered(tokens, "好😀𠮷")
    values = naive(model, ids)
    last = sum(value for value, (start, _) in zip(values, offsets, strict=True) if start == 2)
    assert tokens[-1].surprisal == pytest.approx(last, abs=1e-3)


def test_a_long_text_is_read_in_overlapping_windows(
    model: CausalLanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(causal, "_WINDOW", 24)
    monkeypatch.setattr(causal, "_OVERLAP", 7)
    steps: list[tuple[int, int]] = []
    tokens = model.surprisals(TEXT, progress=lambda done, total: steps.append((done, total)))
    assert_covered(tokens, TEXT)
    ids = model.network.encode(TEXT)[0]
    expected = naive(model, ids, window=24, overlap=7)
    assert sum(token.surprisal for token in tokens) == pytest.approx(sum(expected), abs=1e-2)
    assert steps[0] == (24, len(ids)) and steps[1] == (41, len(ids)) and steps[-1] == (len(ids), len(ids))


def test_context_comes_before_the_text_and_is_not_scored(model: CausalLanguageModel) -> None:
    text = "孩子们在草地上放风筝。"
    tokens = model.surprisals(text, CONTEXT)
    assert_covered(tokens, text)
    ids, offsets = model.network.encode(CONTEXT + text)
    values = naive(model, ids)
    inside = [value for value, (_, end) in zip(values, offsets, strict=True) if end > len(CONTEXT)]
    assert sum(token.surprisal for token in tokens) == pytest.approx(sum(inside), abs=1e-3)
    assert abs(total(model, text, CONTEXT) - total(model, text)) > 1e-3


def test_no_text_has_no_tokens(model: CausalLanguageModel) -> None:
    assert model.surprisals("") == [] and model.surprisals("", CONTEXT) == []


@pytest.mark.parametrize("context", ["", "好", CONTEXT, "She said the "], ids=["none", "one", "sentence", "latin"])
def test_contests_agree_with_surprisals(model: CausalLanguageModel, context: str) -> None:
    variants = [
        "送到不同走廊的门口。",
        "送到不同楼道的门口。",
        "送到不同楼道的门口。",  # the same again
        "送到",  # where others begin
        "送到不同楼道的门口。😀",
        "手机",
        "",
    ]
    expected = [total(model, variant, context) for variant in variants]
    assert model.log_probabilities(variants, context) == pytest.approx(expected, abs=1e-3)
    assert model.log_probabilities(["", ""], context) == [0.0, 0.0]
    assert model.log_probabilities([], context) == []


def test_one_variant_alone_is_scored_as_among_others(model: CausalLanguageModel) -> None:
    variants = ["图书馆开门", "图书馆关门", "图书馆"]
    together = model.log_probabilities(variants, CONTEXT)
    alone = [model.log_probabilities([variant], CONTEXT)[0] for variant in variants]
    assert together == pytest.approx(alone, abs=1e-4)


def test_more_variants_than_a_batch_holds(toys: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    model = toys("gemma3")
    variants = [f"列车晚点了{n}分钟。" for n in range(11)]
    expected = [total(model, variant, CONTEXT) for variant in variants]
    monkeypatch.setattr(causal, "_BATCH", 4)
    assert model.log_probabilities(variants, CONTEXT) == pytest.approx(expected, abs=1e-3)


def test_the_probabilities_of_all_continuations_sum_to_one(toys: Maker) -> None:
    network = toys("qwen3").network
    states = network.hidden(torch.tensor([[network.start, *network.encode(CONTEXT)[0]]]))[0, -1:]
    rows = network.rows(torch.arange(1)).shape[-1]
    assert rows == states.shape[-1]
    size = network.logits(states, slice(None)).shape[-1]
    every = network.log_probabilities(
        states.expand(size, -1), torch.arange(size), torch.full((size,), network.start), size
    )
    assert float(every.exp().sum()) == pytest.approx(1, abs=1e-3)


def test_a_long_context_is_cut_to_its_last_tokens(toys: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    model = toys("qwen3")
    context = "今天人在河边看车，明天他们说春天。"
    _, offsets = model.network.encode(context)
    near = context[offsets[-10][0] :]
    monkeypatch.setattr(causal, "_CONTEXT", 10)
    cut = model.log_probabilities(["孩子", "奶奶"], context)
    assert cut == pytest.approx(model.log_probabilities(["孩子", "奶奶"], near), abs=1e-4)


def test_a_tokenizer_that_trims_its_offsets_leaves_no_gaps(tmp_path: Path) -> None:
    """As Llama 3 does: the space before a word is part of the token but not of its offsets."""
    toy_causal.make(tmp_path, "llama", trim_offsets=True)
    model = CausalLanguageModel(tmp_path, Identity("trimmed", "1"))
    for text in (TEXT, " The soup ", "好 \n"):
        assert_covered(model.surprisals(text), text)
    assert_covered(model.surprisals(" soup", CONTEXT), " soup")


# ---------------------------------------------------------------------------------- what cannot be loaded


def test_an_output_layer_that_does_more_is_refused(tmp_path: Path) -> None:
    toy_causal.make(tmp_path, "cohere")
    with pytest.raises(ModelError, match="transforms its logits") as caught:
        Network(tmp_path)
    assert "choose a model of" in caught.value.advice


def test_pickles_are_not_loaded(toys: Maker, tmp_path: Path) -> None:
    folder = toys("gpt2").folder
    shutil.copytree(folder, tmp_path / "pickled")
    (tmp_path / "pickled" / "model.safetensors").unlink()
    weights: dict[str, Any] = toy_causal.reference(folder).state_dict()
    torch.save(weights, tmp_path / "pickled" / "pytorch_model.bin")
    with pytest.raises(ModelCorrupt, match="cannot be loaded") as caught:
        Network(tmp_path / "pickled")
    assert caught.value.where == str(tmp_path / "pickled") and "mtqa models verify" in caught.value.advice


@pytest.mark.parametrize("damage", ["folder", "config.json", "model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("how", ["missing", "cut short"])
def test_damage_is_a_letter(toys: Maker, tmp_path: Path, damage: str, how: str) -> None:
    folder = tmp_path / "model"
    if damage != "folder":
        shutil.copytree(toys("qwen3").folder, folder)
        if how == "missing":
            (folder / damage).unlink()
        else:
            content = (folder / damage).read_bytes()
            (folder / damage).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError) as caught:
        Network(folder)
    assert str(folder) in str(caught.value) and caught.value.advice


# ---------------------------------------------------------------------------------------- the shortlist


@pytest.fixture(scope="session", params=["gemma3", "qwen3"])
def bilingual(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Network:
    """A model that also speaks Russian, which Chinese prose has no use for."""
    folder = tmp_path_factory.mktemp("bilingual")
    toy_causal.make(folder, request.param, texts=(*toy_causal.RUSSIAN * 4, *toy_causal.TEXTS))
    return Network(folder)


def _scored(network: Network, text: str, position: int) -> tuple[Any, Any, list[int]]:
    """Shortlisted and full log-probabilities of a text's tokens, and their ids."""
    ids = network.encode(text)[0]
    before = torch.tensor([network.start, *ids[:-1]])
    states = network.hidden(before[None])[0]
    quick = network.log_probabilities(states, torch.tensor(ids), before, position)
    full = network.logits(states, slice(None)).log_softmax(-1)
    return quick, full, ids


def test_the_shortlist_only_leaves_out_what_it_says(bilingual: Network) -> None:
    """P(token) over the shortlist is P(token) over all, divided by what the shortlist holds of it."""
    quick, full, ids = _scored(bilingual, "今天人在河边看车，明天他们说春天。", position=100)
    rows = set(bilingual.vocabulary.chinese.tolist())
    assert len(rows) < full.shape[-1]
    for i in range(3, len(ids)):  # the first three are near the start token, whose letters count as foreign
        held = full[i, sorted(rows | {ids[i]})].exp().sum()
        assert float(quick[i]) == pytest.approx(float(full[i, ids[i]] - held.log()), abs=1e-4)
        assert quick[i] >= full[i, ids[i]] - 1e-5 and 0 < held <= 1


def test_the_start_of_a_text_is_normalised_over_everything(bilingual: Network) -> None:
    quick, full, ids = _scored(bilingual, "今天人在河边看车，明天他们说春天。", position=0)
    exact = full[torch.arange(len(ids)), torch.tensor(ids)]
    assert quick[:8].tolist() == pytest.approx(exact[:8].tolist(), abs=1e-4)
    assert not torch.allclose(quick[8:], exact[8:], atol=1e-4)


def test_so_is_what_follows_foreign_letters(bilingual: Network) -> None:
    quick, full, ids = _scored(bilingual, "他说“поезд опоздал”，library 开门", position=100)
    foreign = bilingual.vocabulary.foreign
    after = [i for i in range(1, len(ids)) if foreign[ids[max(0, i - 3) : i]].any()]
    assert after
    for i in after:
        assert float(quick[i]) == pytest.approx(float(full[i, ids[i]]), abs=1e-4)


def test_the_vocabulary_is_sorted_by_script() -> None:
    tokens = ["的", "，", "▁", "12", "<0xE4>", "the", "▁café", "поезд", "かな", "\n\n", "▁The", "汉字abc", "𠮷"]
    found = Vocabulary.of(tokens)
    ids = {name: getattr(found, name) for name in ("chinese", "english", "line_ends")}
    ids |= {name: getattr(found, name).nonzero()[0] for name in ("foreign", "ascii")}
    named = {name: {tokens[i] for i in some} for name, some in ids.items()}
    marks = {"，", "▁", "12", "<0xE4>", "\n\n"}
    assert named == {
        "chinese": {"的", "汉字abc", "𠮷", "the", "▁The", *marks},
        "english": {"the", "▁The", *marks},
        "foreign": {"the", "▁café", "поезд", "かな", "▁The"},
        "ascii": {"the", "▁The"},
        "line_ends": {"\n\n"},
    }


def test_rare_latin_is_left_out() -> None:
    pieces = [""] * 250_001
    pieces[19_999], pieces[20_000], pieces[60_000], pieces[250_000] = "common", "rare", "rarest", "的"
    found = Vocabulary.of(pieces)
    assert found.chinese.tolist() == [19_999, 250_000] and found.english.tolist() == [19_999, 20_000]
    assert not found.foreign[0] and not found.ascii[0]  # there is no such token


def test_byte_level_vocabularies_are_read_as_the_text_they_stand_for(toys: Maker) -> None:
    """GPT-2's alphabet writes 的 as çļĦ: letters to look at, Han to the model (Qwen, Llama 3)."""
    network = toys("qwen3").network
    vocabulary = network.vocabulary
    (comma,) = network.encode("，")[0][-1:]
    for text in ("图书馆", "孩子", "晚点"):
        ids = network.encode(text)[0]
        assert set(ids) <= set(vocabulary.chinese.tolist()) and not vocabulary.foreign[ids].any()
    assert comma in vocabulary.chinese and not vocabulary.foreign[comma]
    assert vocabulary.foreign[network.encode("library")[0]].all()
    assert network.encode("\n")[0][0] in vocabulary.line_ends
