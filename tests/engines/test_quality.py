"""Quality estimation: what is read of a pair, which pairs are read at all, and what the heads make of it."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import torch
import toy_causal
from safetensors.torch import save_file

from mtqa.config import Config
from mtqa.engines.base import Identity
from mtqa.engines.cached import CachedEstimator
from mtqa.engines.causal.lora import digest, find_adapter, pack
from mtqa.engines.causal.lora import save as save_changes
from mtqa.engines.causal.network import Network
from mtqa.engines.int8.gemma import Gemma
from mtqa.engines.load import open_raters
from mtqa.engines.quality import estimator as module
from mtqa.engines.quality import forced_decoding as decoder
from mtqa.engines.quality import states as reading
from mtqa.engines.quality.estimator import HeadEstimator, find_heads, is_english_to_chinese
from mtqa.engines.quality.forced_decoding import FIGURES, SURPRISES, ForcedDecoder
from mtqa.engines.quality.heads import Heads
from mtqa.engines.quality.networks import Towers, Words
from mtqa.engines.quality.normalise import chinese
from mtqa.engines.quality.states import PairReader, Reading
from mtqa.engines.translators.tuned import language_of
from mtqa.storage import Cache
from mtqa.text import Span

EMBEDDED = Identity("gemma-3-270m", "a5fd3b62230a")
PAIRS = [
    ("The library opens at nine and closes at eight.", "图书馆每天早上九点开门，晚上八点关门。"),
    ("She said the soup has to simmer for two hours.", "奶奶说 , 这锅汤要用小火慢慢炖两个小时 ."),
    ("The library opens.", "列车晚点了十五分钟，站台上的人都在看手机。"),
]
WIDTH, POOLS = 2 * 32, 4 * 32 + FIGURES


@pytest.fixture(autouse=True)
def layers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "model" not in request.keywords:  # the toy has two
        monkeypatch.setattr(reading, "TOKEN_LAYERS", (1, 2))
        monkeypatch.setattr(reading, "CHANGED", 1)
        for name in ("LAYERS", "WORD_LAYERS"):
            monkeypatch.setattr(decoder, name, (1,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("toy")
    toy_causal.make(place, "gemma3")
    return place


@pytest.fixture(scope="module")
def network(folder: Path) -> Network:
    return Network(folder)


@pytest.fixture(scope="module")
def gemma(folder: Path) -> Gemma:
    return Gemma(folder, {}, {})


def adapter(place: Path, seed: int = 1) -> Path:
    torch.manual_seed(seed)
    save_changes({"layers.1.mlp.up_proj": (torch.randn(2, 32), torch.randn(64, 2))}, place, {"revision": "abc"})
    return place


def heads(place: Path, revision: str = "abc", adapter: str = "") -> Path:
    """Heads with random weights, always the same."""
    torch.manual_seed(1)
    weights = {f"towers.{name}": value for name, value in Towers(2 * WIDTH, WIDTH).state_dict().items()}
    sizes = {"target": 2 * WIDTH, "source": WIDTH, "words": 32, "surprise": SURPRISES, "pools": POOLS}
    for name in ("words", "surprise"):
        weights |= {f"{name}.{part}": value for part, value in Words(sizes[name]).state_dict().items()}
    for name, size in sizes.items():
        weights |= {f"{name}.mean": torch.zeros(size), f"{name}.deviation": torch.ones(size)}
    weights |= {"ridge": torch.randn(POOLS) / 10, "blend": torch.tensor([0.5, 0.5])}
    weights |= {"scale": torch.tensor([1.0, 0.5]), "bad": torch.tensor([-2.0, 0.0])}
    weights |= {"percentiles": torch.linspace(-2, 2, 101), "words": torch.tensor([1.0, 0.0])}
    change = {"layers.1.mlp.up_proj": (torch.randn(2, 32), torch.randn(64, 2))}
    weights |= {f"changes.{name}": value for name, value in pack(change).items()}
    place.parent.mkdir(parents=True, exist_ok=True)
    save_file(weights, str(place), {"revision": revision, "adapter": adapter})
    return place


@pytest.fixture
def estimator(network: Network, gemma: Gemma, tmp_path: Path) -> HeadEstimator:
    made = heads(tmp_path / "heads.safetensors"), adapter(tmp_path / "adapter.safetensors")
    return HeadEstimator(Identity("toy", "abc"), *made, lambda: network, lambda: gemma)


# -------------------------------------------------------------------------------------------- reading


def test_the_lower_layers_give_what_the_whole_model_has_there(network: Network) -> None:
    ids = torch.tensor([[network.start, *network.encode(PAIRS[0][1])[0]]])
    last, (first, _) = network.layers(ids, (1, 2))
    one, two = network.lower(ids, (1, 2))
    assert torch.allclose(one, first, atol=1e-5)
    assert torch.allclose(network._body.norm(two), last, atol=1e-5)
    assert torch.equal(network.lower(ids, (1,))[0], one)  # the hooks of the calls before are gone


def test_a_pair_is_read_the_same_alone_and_among_others(network: Network, gemma: Gemma) -> None:
    reader = PairReader(network, ForcedDecoder(gemma))
    together = {index: one for batch in reader.read(PAIRS) for index, one in batch}
    for index, pair in enumerate(PAIRS):
        ((_, alone),) = next(reader.read([pair]))
        other = together[index]
        assert alone and other and alone.spans == other.spans
        assert torch.allclose(alone.forced.summary, other.forced.summary, atol=1e-4)
        assert torch.allclose(alone.forced.surprise, other.forced.surprise, atol=1e-4)
        assert torch.allclose(alone.target, other.target, atol=1e-4)
        assert torch.allclose(alone.forced.words, other.forced.words, atol=1e-4)
        assert alone.forced.summary.shape == (POOLS,) and alone.forced.words.shape == (len(alone.spans), 32)
        assert alone.forced.surprise.shape == (len(alone.spans), SURPRISES)
        assert alone.target.shape == (len(alone.spans), 2 * WIDTH) and alone.source.shape[1] == WIDTH


def read(reader: PairReader, source: str, target: str) -> Reading:
    ((_, one),) = next(reader.read([(source, target)]))
    assert one
    return one


def test_what_is_heard_is_how_likely_the_translation_was_after_its_source(network: Network, gemma: Gemma) -> None:
    """By the same network of transformers, over what may be said; eight bits of a toy are coarse."""
    reader, pair = PairReader(network, ForcedDecoder(gemma)), (PAIRS[0][0], "孩子们，火锅九点。春天，图书！汤了")
    tokens = reader.tokens(*pair)
    assert len(tokens.target) > 5
    (forced,) = reader.decoder.force([tokens])
    allowed = torch.tensor(language_of(gemma, "zh").ids)
    for column, source in ((0, f" {pair[0]}"), (4, "")):
        prompt = [network.encode(part)[0] for part in ("English:", source, "\n中文:", " ")]
        row = [network.start, *chain.from_iterable(prompt)]
        states = network.hidden(torch.tensor([row + tokens.target]))[0, len(row) - 1 : -1]
        right = network.logits(states, allowed).log_softmax(-1)
        wanted = right.gather(1, torch.searchsorted(allowed, torch.tensor(tokens.target))[:, None])[:, 0]
        assert float((forced.surprise[:, column] - wanted).abs().mean()) < 0.2 < float(wanted.std())
    assert torch.allclose(forced.surprise[:, 5], forced.surprise[:, 0] - forced.surprise[:, 4], atol=1e-5)
    assert float(forced.summary[-FIGURES]) == pytest.approx(float(forced.surprise[:, 0].mean()), abs=1e-5)


def test_the_second_copy_of_a_translation_knows_all_of_the_pair(network: Network, gemma: Gemma) -> None:
    reader, source, target = (
        PairReader(network, ForcedDecoder(gemma)),
        "It opened three shops.",
        "公司去年在上海开了三家商店。",
    )
    one = read(reader, source, target)
    other_source, other_end = read(reader, PAIRS[1][0], target), read(reader, source, target[:-3] + "工厂。")
    first, again = slice(0, WIDTH), slice(WIDTH, None)
    assert not torch.allclose(one.target[:, first], other_source.target[:, first], atol=1e-3)
    assert torch.allclose(one.target[0, first], other_end.target[0, first], atol=1e-4)
    assert not torch.allclose(one.target[0, again], other_end.target[0, again], atol=1e-3)
    assert torch.allclose(one.source, other_end.source, atol=1e-4)  # the source knows of no translation


def test_changes_count_in_the_states_of_tokens_alone_and_in_no_one_elses_reading(
    network: Network, gemma: Gemma
) -> None:
    change = {"layers.1.mlp.up_proj": (torch.randn(2, 32), torch.randn(64, 2))}
    ids = torch.tensor([[network.start, *network.encode(PAIRS[0][1])[0]]])
    decoder = ForcedDecoder(gemma)
    before, plain = network.hidden(ids), read(PairReader(network, decoder), *PAIRS[0])
    changed = read(PairReader(network, decoder, change), *PAIRS[0])
    assert torch.equal(plain.forced.summary, changed.forced.summary)
    assert torch.equal(network.hidden(ids), before)
    assert torch.allclose(plain.target[:, :32], changed.target[:, :32], atol=1e-5)  # after the first layer
    assert not torch.allclose(plain.target[:, 32:WIDTH], changed.target[:, 32:WIDTH], atol=1e-3)


@pytest.mark.parametrize("text", [pair[1] for pair in PAIRS] + ["a 𠮷 😀 , b", "“好”  的"])
def test_tokens_know_their_place_in_the_text_that_was_given(network: Network, gemma: Gemma, text: str) -> None:
    spans = PairReader(network, ForcedDecoder(gemma)).spans(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert list(spans) == sorted(spans)
    covered = {place for span in spans for place in range(span.start, span.end)}
    assert covered >= {place for place, character in enumerate(text) if not character.isspace()}


def test_spaces_and_half_width_marks_say_nothing(network: Network) -> None:
    spaced, plain = "奶奶说 , 这锅汤要用小火 慢慢炖两个小时 .", "奶奶说，这锅汤要用小火慢慢炖两个小时。"
    assert chinese(spaced).text == plain == chinese(plain).text
    assert chinese(spaced).back(3, 4) == Span(4, 5)
    assert chinese("2.5 和 1,000 , 还有 v1.2").text == "2.5和1,000，还有v1.2"


def test_nothing_is_cut(estimator: HeadEstimator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.engines.quality.pair.LONGEST", 60)
    long, short = ("The library. " * 20, "图书馆。" * 20), PAIRS[0]
    first, second = estimator.estimate([long, short])
    assert first is None and second is not None


# ------------------------------------------------------------------------------------------- estimates


def test_estimates_come_in_order_and_in_their_ranges(estimator: HeadEstimator) -> None:
    told: list[tuple[int, int]] = []
    pairs = [*PAIRS, ("", "空"), ("Empty.", ""), *PAIRS]
    found = estimator.estimate(pairs, lambda *part: told.append(part))
    assert found[3] is None and found[4] is None and told[-1] == (8, 8)
    for one, again, (_, target) in zip(found[:3], found[5:], PAIRS, strict=True):
        assert one and again and one.quality == pytest.approx(again.quality, abs=1e-3)
        assert 0 <= one.quality <= 100 and 0 <= one.percentile <= 100 and 0 <= one.p_bad <= 1
        assert all(0 <= d.span.start < d.span.end <= len(target) and 0.5 <= d.chance <= 1 for d in one.doubts)
    ranked = sorted((one for one in found if one), key=lambda one: one.quality)
    assert [one.p_bad for one in ranked] == sorted((one.p_bad for one in ranked), reverse=True)


@pytest.mark.parametrize(
    ("source", "target", "asked"),
    [
        ("The river is dry.", "河干了。", True),
        ("The river is dry.", "The river is dry.", True),  # a copy, the worst of translations
        ("The river is dry.", "Der Fluss ist trocken.", False),
        ("河干了。", "The river is dry.", False),
        ("The river is dry.", "川は乾いています。", False),
        ("1984", "1984", False),
        ("", "", False),
    ],
)
def test_only_english_into_chinese_is_asked_about(source: str, target: str, asked: bool) -> None:
    assert is_english_to_chinese(source, target) == asked


def test_the_cache_keeps_estimates_whole(estimator: HeadEstimator, tmp_path: Path) -> None:
    def refuse() -> HeadEstimator:
        raise AssertionError("everything is known")

    pairs = [*PAIRS, ("", "")]
    with Cache(tmp_path / "answers.sqlite") as cache:
        first = CachedEstimator(estimator.identity, lambda: estimator, cache).estimate(pairs)
        assert CachedEstimator(estimator.identity, refuse, cache).estimate(pairs) == first
    assert first[3] is None and first[0] is not None


def test_heads_belong_to_one_revision_and_one_adapter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made, other = adapter(tmp_path / "a.safetensors"), adapter(tmp_path / "b.safetensors", seed=2)
    place = heads(tmp_path / "qe-en-zh" / "toy.safetensors", adapter=digest(made))
    monkeypatch.setattr(module, "models_folder", lambda: tmp_path)
    assert find_heads(Identity("whatever", "abc"), made) == place
    assert find_heads(Identity("toy", "abd"), made) is None
    assert find_heads(Identity("toy", "abc"), other) is None and find_heads(Identity("toy", "abc"), None) is None


def test_answers_are_kept_apart_by_heads_model_and_adapter(tmp_path: Path, network: Network, gemma: Gemma) -> None:
    def identity(revision: str, heads_: Path, adapter_: Path) -> Identity:
        model = Identity("toy", revision)
        return HeadEstimator(model, heads_, adapter_, lambda: network, lambda: gemma).identity

    one, two = heads(tmp_path / "1.safetensors"), heads(tmp_path / "2.safetensors", "abd")
    first, second = adapter(tmp_path / "a.safetensors"), adapter(tmp_path / "b.safetensors", seed=2)
    found = [identity("abc", one, first), identity("abd", one, first), identity("abc", two, first)]
    assert len({*found, identity("abc", one, second)}) == 4 and identity("abc", one, first) == found[0]


def test_the_shipped_heads_are_small_and_belong_to_the_embedded_model() -> None:
    path = find_heads(EMBEDDED, find_adapter(EMBEDDED))
    assert path and path.stat().st_size < 1_400_000
    heads = Heads.load(path)
    weights = heads.weights
    assert len(weights["ridge"]) == len(weights["pools.mean"]) == 2 * 2 * 3 * 640 + FIGURES
    assert {name.split(".")[1] for name in heads.changes} == {str(layer) for layer in range(6, 12)}
    assert all(bool(torch.isfinite(value).all()) for value in weights.values())


# ------------------------------------------------------------------------------------- the real heads

SUITE = "They danced to the second suite by Bach."


@pytest.mark.model
def test_the_real_heads_tell_translations_of_one_source_apart() -> None:
    source = "The old house by the river was sold last year."
    good = "河边的那座老房子去年卖掉了。"
    worse = ["他喜欢在早上喝咖啡。", "河边的那座老房子。", "河边的那座老咖啡去年卖掉了。", source]
    estimates = open_raters(Config())[0].estimate([(source, text) for text in [good, *worse]])
    qualities = [one.quality for one in estimates if one]
    assert len(qualities) == 5 and max(qualities) == qualities[0]
    assert all(
        one.p_bad < other.p_bad for one, other in zip(estimates[:1] * 4, estimates[1:], strict=True) if one and other
    )


@pytest.mark.model
def test_the_real_heads_doubt_a_suite_of_rooms() -> None:
    wrong, right = open_raters(Config())[0].estimate(
        [(SUITE, "他们随着巴赫的第二套房跳舞。"), (SUITE, "他们随着巴赫的第二组曲跳舞。")]
    )
    assert wrong and right and wrong.quality < right.quality
