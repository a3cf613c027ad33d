"""Several processes: the same report in the same order, and what breaks in one file stays there."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import mtqa
from mtqa.config import Config
from mtqa.engines.base import Progress, Token, no_progress
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.engines.threads import processors, threads
from mtqa.errors import Breakdown, ModelCorrupt, UsageError
from mtqa.pipeline import run
from mtqa.pipeline.document import Loaded
from mtqa.pipeline.workers import jobs_for
from mtqa.read import read_text

TEXT = "雨停了，孩子们都跑到院子里去。Boxma在门口喊他们回来吃饭。\n"


class Fragile(FakeLanguageModel):
    """Breaks at some words: with an error, or with the whole process."""

    def surprisals(self, text: str, context: str = "", progress: Progress = no_progress) -> list[Token]:
        if "出错" in text:
            raise ZeroDivisionError("of all things")
        if "坏模型" in text:
            raise ModelCorrupt("damaged", where="model", advice="pull it again")
        if "致命" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().surprisals(text, context, progress)


def fragile() -> Engines:
    return Engines(Fragile(), FakeTranslator({}), fragile)


def unopenable() -> Engines:
    raise ModelCorrupt("damaged", where="model", advice="pull it again")


def stillborn() -> Engines:
    os._exit(7)


def telling() -> Engines:
    """Says how many threads a worker has, whatever the option says there."""
    with Path(os.environ["TOLD"]).open("a", encoding="utf-8") as file:
        file.write(f"{threads(6).count}\n")
    return Engines(FakeLanguageModel(), FakeTranslator({}))


def _write(folder: Path, texts: dict[str, str]) -> str:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


def test_the_same_report_in_the_same_order(tmp_path: Path) -> None:
    folder = _write(tmp_path, {f"{i:02}.md": f"# 第{i}章\n\n" + TEXT * (1 + i * 7 % 5) for i in range(12)})
    steps: list[tuple[int, int]] = []

    def tasks(title: str) -> Progress:
        return (lambda done, total: steps.append((done, total))) if title == "documents" else no_progress

    several = run([folder], Config(models=False, jobs=3), tasks=tasks)
    one = run([folder], Config(models=False, jobs=1))
    alike = tuple(replace(document, config=one.config) for document in several.documents)
    assert alike == one.documents and len(alike) == 12
    assert steps == [(done, 12) for done in range(1, 13)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_one_file_stays_there(tmp_path: Path, jobs: int) -> None:
    folder = _write(tmp_path, {"a.txt": TEXT, "b.txt": "这里会出错。" + TEXT, "c.txt": TEXT, "d.txt": TEXT})
    report = run([folder], Config(jobs=jobs), fragile())
    assert [Path(one.document.path).name for one in report.documents] == ["a.txt", "c.txt", "d.txt"]
    (error,) = report.unreadable
    assert isinstance(error, Breakdown) and error.where.endswith("b.txt") and report.exit_code == 3
    assert "ZeroDivisionError: of all things (test_workers.py, line" in error.what and "report it" in error.advice


def test_a_death_in_one_file_stays_there(tmp_path: Path) -> None:
    texts = {f"{i}.txt": TEXT for i in range(6)} | {"3.txt": "这里是致命的。" + TEXT, "5.txt": "也是致命的。" + TEXT}
    report = run([_write(tmp_path, texts)], Config(jobs=2), fragile())
    assert [Path(one.document.path).name for one in report.documents] == ["0.txt", "1.txt", "2.txt", "4.txt"]
    assert {Path(error.where).name for error in report.unreadable} == {"3.txt", "5.txt"}
    assert all("the process died (killed by signal 9)" in error.what for error in report.unreadable)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_model_that_fails_ends_the_run(tmp_path: Path, jobs: int) -> None:
    folder = _write(tmp_path, {"a.txt": TEXT, "b.txt": "坏模型。" + TEXT})
    with pytest.raises(ModelCorrupt) as caught:
        run([folder], Config(jobs=jobs), fragile())
    assert (caught.value.what, caught.value.where, caught.value.exit_code) == ("damaged", "model", 4)


@pytest.mark.parametrize(("again", "error"), [(unopenable, ModelCorrupt), (stillborn, UsageError)])
def test_workers_that_cannot_start_end_the_run(
    tmp_path: Path, again: Callable[[], Engines], error: type[Exception]
) -> None:
    engines = Engines(Fragile(), FakeTranslator({}), again)
    with pytest.raises(error):
        run([_write(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})], Config(jobs=2), engines)


def test_workers_share_the_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOLD", str(tmp_path / "told.txt"))
    engines = Engines(FakeLanguageModel(), FakeTranslator({}), telling)
    run([_write(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})], Config(jobs=2, threads=6), engines)
    assert (tmp_path / "told.txt").read_text(encoding="utf-8") == "3\n3\n"


def test_no_worker_is_left(tmp_path: Path) -> None:
    import multiprocessing

    run([_write(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})], Config(models=False, jobs=2))
    assert multiprocessing.active_children() == []


def test_how_many() -> None:
    short, long = ([Loaded(read_text("a.txt", text), Config())] * 9 for text in ("短", "长" * 50_000))
    cores = processors()
    ours = Engines(FakeLanguageModel(), FakeTranslator({}), fragile)
    assert jobs_for(short, Config(), None) == 1
    assert jobs_for(long, Config(), None) == min(cores, 9)
    assert jobs_for(long, Config(), ours) == 1
    assert jobs_for(long, Config(jobs=4), ours) == 4
    assert jobs_for(long[:3], Config(jobs=4), ours) == 3
    assert jobs_for(long, Config(jobs=4), Engines(FakeLanguageModel(), FakeTranslator({}))) == 1
    assert jobs_for([], Config(jobs=4), None) == 0


def test_the_front_door_starts_no_processes_of_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("mtqa.pipeline.workers._in_processes", lambda *_: pytest.fail("processes"))
    folder = _write(tmp_path, {f"{i}.txt": "山高水长。" * 2000 for i in range(2)})
    assert mtqa.check(folder, models=False).exit_code == 0
