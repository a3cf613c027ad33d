"""Answers are asked for once: across runs, interruptions, processes and broken files."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mtqa.engines.base import Identity, Progress, Token, Translation, no_progress
from mtqa.engines.cache import Cache, CachedLanguageModel, CachedTranslator, default_cache_path
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.text import Span

ONE = Identity("lm", "1")
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
    assert "answers are not kept" in cache.notice
    for word in told:
        assert word in cache.notice


def test_a_file_that_is_no_database_costs_no_run(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to be one " * 100)
    _works_all_the_same(Cache(path), str(path), "delete the file")
    assert path.read_bytes().startswith(b"not a database")


def test_nor_does_one_that_breaks_later(path: Path) -> None:
    cache = Cache(path)
    cache.put({"key": 1})
    cache.close()
    content = bytearray(path.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    path.write_bytes(content)
    _works_all_the_same(Cache(path))


def test_nor_does_an_answer_that_is_no_json(path: Path) -> None:
    cache = Cache(path)
    cache.put({"key": 1})
    with sqlite3.connect(path) as other:
        other.execute("UPDATE answers SET answer = '[1, '")
    other.close()
    assert Cache(path).get("key") is None


@pytest.mark.parametrize("refusing", ["mkdir", "connect"])
def test_nor_does_a_folder_that_cannot_be_written(path: Path, refusing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(error: Exception) -> Callable[..., None]:
        def call(*args: object, **options: object) -> None:
            raise error

        return call

    if refusing == "mkdir":
        monkeypatch.setattr(Path, "mkdir", refuse(PermissionError(13, "Permission denied")))
    else:
        monkeypatch.setattr(sqlite3, "connect", refuse(sqlite3.OperationalError("unable to open database file")))
    _works_all_the_same(Cache(path), str(path), "MTQA_CACHE")


def test_a_disk_that_fills_up_costs_no_run(path: Path) -> None:
    cache = Cache(path)
    assert cache._connection is not None
    cache._connection.execute("PRAGMA query_only = ON")  # every write is refused from here on
    _works_all_the_same(cache)


def test_where_answers_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path))
    assert default_cache_path() == tmp_path / "answers.sqlite"
    monkeypatch.delenv("MTQA_CACHE")
    assert default_cache_path().name == "answers.sqlite" and "mtqa" in default_cache_path().parts
