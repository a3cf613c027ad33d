"""Answers are asked for once: across runs, interruptions, processes and broken files."""

from __future__ import annotations

import multiprocessing
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines.base import Identity, Progress, Token, Translation, no_progress
from mtqa.engines.cached import CachedLanguageModel, CachedTranslator
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.storage import Cache, cache_path, database
from mtqa.storage.cache import _packed, _unpacked
from mtqa.text import Span

ONE = Identity("lm", "1")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
BOOK = {("zh", "en"): {"你好": ["hello", "hi"], "再见": "goodbye"}}


def never() -> FakeLanguageModel:
    pytest.fail("the model was loaded")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "answers.sqlite"


class Recorder:
    """Answers in capitals, notes what it was asked, and may be stopped before a call."""

    def __init__(self, stop_before: int = 10**6) -> None:
        self.identity = Identity("mt", "1")
        self.asked: list[list[str]] = []
        self._stop_before = stop_before

    def translate(
        self, texts: Sequence[str], source: str, target: str, n_best: int = 1, progress: Progress = no_progress
    ) -> list[list[Translation]]:
        if len(self.asked) + 1 == self._stop_before:
            raise KeyboardInterrupt
        self.asked.append(list(texts))
        return [[Translation(text.upper(), -0.25)] for text in texts]


def test_the_second_run_does_not_load_the_language_model(path: Path) -> None:
    first = CachedLanguageModel(ONE, FakeLanguageModel, Cache(path))
    tokens = first.surprisals("今天好", "昨天")
    scores = first.log_probabilities(["今天", "明天", "今天"], "昨天")
    assert scores == FakeLanguageModel().log_probabilities(["今天", "明天", "今天"], "昨天")
    again = CachedLanguageModel(ONE, never, Cache(path))
    assert [token.span for token in again.surprisals("今天好", "昨天")] == [Span(i, i + 1) for i in range(3)]
    assert [t.surprisal for t in again.surprisals("今天好", "昨天")] == pytest.approx(
        [t.surprisal for t in tokens], abs=1e-4
    )
    assert again.log_probabilities(["明天", "今天"], "昨天") == [scores[1], scores[0]]


def test_a_first_and_a_second_answer_are_the_same(path: Path) -> None:
    model = CachedLanguageModel(ONE, lambda: FakeLanguageModel({"今": 1 / 3}, default=2 / 3), Cache(path))
    assert model.surprisals("今天") == model.surprisals("今天")
    assert model.log_probabilities(["今天"]) == model.log_probabilities(["今天"])


def test_only_the_missing_variants_are_asked_for(path: Path) -> None:
    asked: list[list[str]] = []

    class Noting(FakeLanguageModel):
        def log_probabilities(self, variants: Sequence[str], context: str = "") -> list[float]:
            asked.append(list(variants))
            return super().log_probabilities(variants, context)

    model = CachedLanguageModel(ONE, Noting, Cache(path))
    model.log_probabilities(["甲", "乙"])
    assert model.log_probabilities(["丙", "乙", "甲"]) == FakeLanguageModel().log_probabilities(["丙", "乙", "甲"])
    assert asked == [["甲", "乙"], ["丙"]]


@pytest.mark.parametrize(
    ("identity", "text", "context"),
    [(Identity("lm", "2"), "今", ""), (Identity("other", "1"), "今", ""), (ONE, "天", ""), (ONE, "今", "天")],
    ids=["revision", "model", "text", "context"],
)
def test_another_question_has_another_answer(path: Path, identity: Identity, text: str, context: str) -> None:
    CachedLanguageModel(ONE, lambda: FakeLanguageModel(default=1.0), Cache(path)).surprisals("今")
    other = CachedLanguageModel(identity, lambda: FakeLanguageModel(default=2.0), Cache(path))
    assert other.surprisals(text, context) == [Token(Span(0, 1), 2.0)]


def test_translations_are_kept_with_scores_and_reasons(path: Path) -> None:
    texts = ["你好", "什么", "再见", "你好"]
    first = CachedTranslator(Identity("mt", "1"), lambda: FakeTranslator(BOOK), Cache(path))
    found = first.translate(texts, "zh", "en", n_best=2)
    assert found == FakeTranslator(BOOK).translate(texts, "zh", "en", n_best=2)

    def no_translator() -> FakeTranslator:
        pytest.fail("the model was loaded")

    again = CachedTranslator(Identity("mt", "1"), no_translator, Cache(path))
    assert again.translate(texts, "zh", "en", n_best=2) == found
    for changed in (("zh", "en", 1), ("en", "zh", 2)):
        with pytest.raises(pytest.fail.Exception):
            again.translate(texts, *changed)


def test_the_same_text_is_translated_once(path: Path) -> None:
    recorder = Recorder()
    steps: list[tuple[int, int]] = []
    translator = CachedTranslator(recorder.identity, lambda: recorder, Cache(path))
    found = translator.translate(["b", "a", "b"], "en", "zh", progress=lambda done, total: steps.append((done, total)))
    assert [best.text for [best] in found] == ["B", "A", "B"]
    assert sorted(recorder.asked[0]) == ["a", "b"] and steps[-1] == (2, 2)


def test_an_interrupted_run_goes_on_where_it_stopped(path: Path) -> None:
    texts = [f"text {i:03}" for i in range(80)]
    stopped = Recorder(stop_before=2)
    with pytest.raises(KeyboardInterrupt):
        CachedTranslator(stopped.identity, lambda: stopped, Cache(path)).translate(texts, "en", "zh")
    (done,) = stopped.asked
    assert 0 < len(done) < len(texts)
    rest = Recorder()
    found = CachedTranslator(rest.identity, lambda: rest, Cache(path)).translate(texts, "en", "zh")
    assert [best.text for [best] in found] == [text.upper() for text in texts]
    assert sorted(text for portion in rest.asked for text in portion) == sorted(set(texts) - set(done))


def _write(path: Path, name: str) -> None:
    cache = Cache(path)
    for i in range(200):
        cache.put({f"{name}{i}": i, "shared": name})
    cache.close()
    if cache.notice:
        raise SystemExit(cache.notice)


def test_two_processes_may_write_at_once(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    cache = Cache(path)
    assert [cache.get(f"{name}{i}") for name in "ab" for i in range(200)] == [*range(200)] * 2
    assert cache.get("shared") in ("a", "b")


def test_without_a_path_nothing_is_kept_and_all_works() -> None:
    cache = Cache(None)
    asked: list[int] = []

    def load() -> FakeLanguageModel:
        asked.append(1)
        return FakeLanguageModel()

    model = CachedLanguageModel(ONE, load, cache)
    assert model.surprisals("好") == model.surprisals("好") and len(asked) == 2
    assert cache.get("key") is None and cache.notice == ""


def _works_all_the_same(cache: Cache, *told: str) -> None:
    model = CachedLanguageModel(ONE, FakeLanguageModel, cache)
    assert model.log_probabilities(["好"]) == FakeLanguageModel().log_probabilities(["好"])
    assert model.surprisals("好") == FakeLanguageModel().surprisals("好")
    for word in told:
        assert word in cache.notice


def test_a_file_that_is_no_database_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    rubbish = b"not a database, but long enough to be one " * 100
    path.write_bytes(rubbish)
    cache = Cache(path)
    _works_all_the_same(cache, "damaged", "set aside as", "a new one is used")
    cache.put({"key": 1})
    cache.close()
    assert Cache(path).get("key") == 1
    (aside,) = database.damaged(path)
    assert aside.read_bytes() == rubbish and str(aside) in cache.notice


def _broken(path: Path) -> None:
    """A sound head and a sound schema, and pages of rubbish behind them."""
    cache = Cache(path)
    cache.put({f"key{i}": "山高水长" * 300 for i in range(300)})
    cache.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)


def test_one_that_breaks_later_is_set_aside_in_the_middle_of_the_run(path: Path) -> None:
    _broken(path)
    cache = Cache(path)
    assert [cache.get(f"key{i}") for i in range(300)] == [None] * 300
    assert "damaged" in cache.notice and len(database.damaged(path)) == 1
    cache.put({"key": 2})
    cache.close()
    assert database.problems(path) == [] and Cache(path).get("key") == 2


def test_who_comes_second_to_a_damaged_file_leaves_the_new_one_alone(path: Path) -> None:
    _broken(path)
    first, second = Cache(path), Cache(path)
    for cache in (first, second):
        assert [cache.get(f"key{i}") for i in range(300)] == [None] * 300
    first.put({"key": 1})
    assert second.get("key") == 1 and second.notice == "" and len(database.damaged(path)) == 1


def test_a_file_damaged_twice_costs_no_run(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _broken(path)
    cache = Cache(path)
    monkeypatch.setattr(Path, "replace", _refusing(PermissionError(13, "Permission denied")))
    for i in range(300):
        cache.get(f"key{i}")
    _works_all_the_same(cache, "nothing is cached", "Permission denied", "--no-cache")


def test_nor_does_an_answer_that_is_no_json(path: Path) -> None:
    cache = Cache(path)
    cache.put({"key": 1})
    with sqlite3.connect(path) as other:
        other.execute("UPDATE entries SET value = '[1, '")
    other.close()
    assert Cache(path).get("key") is None


def _refusing(error: Exception) -> Callable[..., None]:
    def call(*args: object, **options: object) -> None:
        raise error

    return call


@pytest.mark.parametrize("refusing", ["mkdir", "connect"])
def test_nor_does_a_folder_that_cannot_be_written(path: Path, refusing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if refusing == "mkdir":
        monkeypatch.setattr(Path, "mkdir", _refusing(PermissionError(13, "Permission denied")))
    else:
        monkeypatch.setattr(sqlite3, "connect", _refusing(sqlite3.OperationalError("unable to open database file")))
    _works_all_the_same(Cache(path), str(path), "nothing is cached", "MTQA_CACHE")


def test_a_disk_that_fills_up_costs_no_run(path: Path) -> None:
    cache = Cache(path)
    assert cache._connection is not None
    cache._connection.execute("PRAGMA query_only = ON")  # every write is refused from here on
    _works_all_the_same(cache)


def test_what_was_not_used_for_the_longest_time_goes_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000_000]
    monkeypatch.setattr("mtqa.storage.cache._now", lambda: clock[0])
    noise = {f"{i:03}": secrets.token_hex(5_000) for i in range(100)}  # 1 MB that hardly compresses: 5 kB each
    for key, value in noise.items():
        clock[0] += 4_000
        with Cache(path, 10_000_000) as cache:
            cache.put({key: value})
    clock[0] += 4_000
    with Cache(path, 10_000_000) as cache:
        assert cache.get("000") == noise["000"]  # the oldest, used again
    before = database.size_on_disk(path)
    with Cache(path, 400_000) as cache:
        cache.put({"new": 1})
    assert database.size_on_disk(path) <= 400_000 < before
    with Cache(path, 400_000) as cache:
        left = [key for key in noise if cache.get(key) is not None]
        assert left[0] == "000" and left[1:] == list(noise)[-len(left) + 1 :] and 20 < len(left) < 80
        assert cache.get("new") == 1


def test_a_single_run_stays_within_bounds_too(path: Path) -> None:
    most = 0
    with Cache(path, 300_000) as cache:
        for i in range(200):
            cache.put({f"{i}": secrets.token_hex(10_000)})
            most = max(most, path.stat().st_size)
    assert most < 600_000 and database.size_on_disk(path) <= 300_000


def test_no_room_at_all_keeps_nothing_and_works(path: Path) -> None:
    with Cache(path, 0) as cache:
        cache.put({"key": 1})
        assert cache.get("key") is None and cache.notice == ""


def test_what_is_known_is_read_without_writing(path: Path) -> None:
    with Cache(path) as cache:
        cache.put({"key": 1})
    before = path.read_bytes()
    with Cache(path) as cache:
        assert cache.get("key") == 1
    assert path.read_bytes() == before


@given(value=JSON)
def test_every_value_comes_back_as_it_was(value: object) -> None:
    assert _unpacked(_packed(value)) == value


def test_where_the_cache_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path))
    assert cache_path() == tmp_path / "cache-1.sqlite"
    monkeypatch.delenv("MTQA_CACHE")
    assert "mtqa" in cache_path().parts
