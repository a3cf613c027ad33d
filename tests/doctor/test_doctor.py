"""The doctor sees what is wrong, says what to do, and leaves with the exit code that goes with it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from chat_stub import ChatStub, serving
from shell import Shell

from mtqa.config import Config
from mtqa.doctor import State, exit_code, golden, machine, models
from mtqa.doctor import examine_all as look
from mtqa.doctor.base import Line, careful, fail, ok, warn
from mtqa.doctor.rules import rules
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines, is_offline
from mtqa.engines.store import Store
from mtqa.errors import ModelMissing

Usage = namedtuple("Usage", "total used free")


def states(lines: list[Line]) -> list[State]:
    return [line.state for line in lines]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MTQA_MODELS", str(tmp_path / "models"))
    for name in ("CI", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)


# ------------------------------------------------------------------------------------------- the real command


def test_a_machine_that_is_well(inside: Shell) -> None:
    said = inside("doctor", "--no-models").stdout.decode()
    assert said.count("\nok ") + said.startswith("ok ") == len(said.splitlines()) >= 8
    for about in ("python", "packages", "encoding", "disk", "cache", "threads", "rules"):
        assert f"ok    {about}" in said


def test_a_second_reader_is_asked_where_the_environment_names_one(inside: Shell) -> None:
    with serving(ChatStub()) as stub:
        inside.environment |= {"MTQA_READER": stub.url, "MTQA_READER_MODEL": "tiny"}
        assert "ok    reader     tiny@127.0.0.1:" in inside("doctor", "--no-models").stdout.decode()
        assert len(stub.requests) == 1
    said = inside("doctor", "--no-models", code=1).stdout.decode()
    assert "fail  reader     the second reader did not read 1 of 1 passages: no connection" in said
    inside.environment["MTQA_READER"] = "http://models.example.test/v1"
    assert "the text would leave this one" in inside("doctor", "--no-models", code=1).stdout.decode()


def test_as_json(inside: Shell) -> None:
    lines = json.loads(inside("doctor", "--no-models", "--json").stdout)
    assert {"state": "ok", "about": "rules", "what": lines[6]["what"], "advice": ""} == lines[6]
    assert all(line["state"] == "ok" for line in lines)


def test_four_where_a_model_is_missing(inside: Shell) -> None:
    said = inside("doctor", "--profile", "hub", code=4).stdout.decode()
    assert "fail  models     qwen3-0.6b-base is not on this machine\n      → mtqa models pull qwen3-0.6b-base" in said
    assert said.count("qwen3-0.6b-base is not") == 1  # one model judges and translates


def test_one_where_the_cache_is_damaged_and_a_way_out(inside: Shell) -> None:
    folder = Path(inside.environment["MTQA_CACHE"])
    (folder / "cache-1.sqlite").write_bytes(b"rubbish " * 5000)
    said = inside("doctor", "--no-models", code=1).stdout.decode()
    assert "is damaged" in said and "→ `mtqa cache clear`" in said
    inside("cache", "clear")
    inside("doctor", "--no-models")


def test_an_old_locale_is_a_warning(mtqa: Shell) -> None:
    mtqa.environment |= {"PYTHONIOENCODING": "ascii:backslashreplace"}
    said = mtqa("doctor", "--no-models").stdout.decode()
    assert "warn  encoding" in said and "PYTHONUTF8=1" in said


def test_an_unknown_profile_is_answered(inside: Shell) -> None:
    said = inside("doctor", "--profile", "embeded", code=1).stdout.decode()
    assert "fail  models" in said and "embedded" in said


@pytest.mark.model
def test_the_golden_sentence_on_the_real_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MTQA_MODELS")
    Store().ensure("gemma-3-270m")
    lines = [*look("embedded")]
    assert exit_code(lines) == 0
    (scores,) = [line for line in lines if line.about == "scores"]
    assert scores.state is State.OK and "gemma-3-270m@a5fd3b62230a" in scores.what


# --------------------------------------------------------------------------------------------- the single looks


def test_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["present>=1.2", "pinned==1.0", "absent>=3", "torch>=9; extra == 'embedded'", "ruff; extra == 'dev'"]
    here = {"present": "1.3", "pinned": "1.1"}
    monkeypatch.setattr(machine, "requires", lambda name: wanted)
    monkeypatch.setattr(machine, "_installed", here.get)
    wrong, right = machine.packages()
    assert wrong.state is State.FAIL and wrong.what == "pinned is 1.1, ==1.0 is needed; absent is missing"
    assert right.what == "present 1.3"
    here["torch"] = "2.0"
    assert "torch is 2.0, >=9 is needed" in next(iter(machine.packages())).what


@pytest.mark.parametrize(("free", "state"), [(10**7, State.FAIL), (10**9, State.WARN), (10**10, State.OK)])
def test_disk(free: int, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, free))
    (line,) = machine.disk()
    assert line.state is state and (line.advice != "") is (state is not State.OK)


def test_a_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "file" / "cache"))
    (line,) = machine.cache()
    assert line.state is State.WARN and "MTQA_CACHE" in line.advice


def test_a_cache_set_aside_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "cache-1.damaged-20260101-000000").write_bytes(b"old")
    (line,) = machine.cache()
    assert line.state is State.WARN and "cache-1.damaged-20260101-000000" in line.what


def test_python_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_OLDEST_PYTHON", (sys.version_info.major, sys.version_info.minor + 1))
    assert states([*machine.python()]) == [State.FAIL]


def test_rules_that_find_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "FAULTS", golden.FAULTS[1:])
    found, dictionary = rules()
    assert found.state is State.FAIL and "untranslated.latin Boxma" in found.what and dictionary.state is State.OK


def test_a_model_that_is_installed_but_not_converted() -> None:
    (line,) = models.files("embedded")
    assert line.state is State.WARN and "not converted yet" in line.what and "nothing to do" in line.advice


def test_without_torch_it_is_rules_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find_spec", lambda name: None)
    assert states([*models.files("embedded")]) == [State.WARN] and [*models.scores("embedded")] == []


def test_a_model_that_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "is_ready", lambda self, name: True)
    monkeypatch.setattr(Store, "verify", lambda self, name: ["model.safetensors: sha256 1…, 2… recorded"])
    (line,) = models.files("embedded")
    assert line.state is State.FAIL and line.exit_code == 4
    assert "mtqa models pull gemma-3-270m" in line.advice and os.environ["MTQA_MODELS"] in line.advice


@pytest.mark.parametrize(
    ("recorded", "state"), [(0.0, State.OK), (0.0009, State.OK), (0.002, State.FAIL), (None, State.OK)]
)
def test_scores(recorded: float | None, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    model = FakeLanguageModel(default=2.0)
    known = golden.measure(model)
    known["log_odds"][1] += recorded or 0
    monkeypatch.setattr(golden, "is_ready", lambda profile, profiles: True)
    monkeypatch.setattr(
        golden, "expected", lambda name: known if recorded is not None and name == "fake-lm@0" else None
    )
    monkeypatch.setattr(models, "open_engines", lambda config: Engines(model, FakeTranslator({})))
    line, *others = models.scores("embedded")
    assert line.state is state
    told = [other.what for other in others]  # nothing was measured or trained for this model
    assert told == ["fake-lm@0 is not calibrated on native text", told[1]] and "no detector" in told[1]
    assert "mtqa calibrate" in others[0].advice


def test_a_sentence_that_is_cut_otherwise_is_never_the_same() -> None:
    known = golden.measure(FakeLanguageModel())
    assert golden.difference({**known, "surprisals": known["surprisals"][1:]}, known) == float("inf")


def test_recorded_scores_are_those_of_the_pinned_model(tmp_path: Path) -> None:
    store = Store(offline=True)
    name = f"gemma-3-270m@{store.revision('gemma-3-270m')[:12]}"
    known = golden.expected(name)
    assert known and len(known["log_odds"]) == 2 and known["log_odds"][0] > 0  # 楼道 is what was meant
    path = tmp_path / "golden.json"
    golden.record("a@1", known, path)
    golden.record("b@1", known, path)
    assert json.loads(path.read_text(encoding="utf-8")) == {"a@1": known, "b@1": known}


def test_a_look_that_breaks_down_is_a_finding() -> None:
    def breaks() -> list[Line]:
        raise ZeroDivisionError("of all things")

    def misses() -> list[Line]:
        raise ModelMissing("not here", where="m", advice="pull it")

    assert "ZeroDivisionError: of all things" in careful("cache", breaks)[0].what
    (line,) = careful("models", misses)
    assert (line.what, line.advice, line.exit_code) == ("m: not here", "pull it", 4)


def test_exit_codes() -> None:
    bad = fail("a", "b", "c")
    assert exit_code([]) == exit_code([ok("a", "b"), warn("a", "b", "c")]) == 0
    assert exit_code([bad, ok("a", "b")]) == 1 and exit_code([bad, fail("m", "b", "c", 4)]) == 4


# -------------------------------------------------------------------------------------------- offline in CI


@pytest.mark.parametrize(
    ("ci", "ready", "offline", "expected"),
    [
        ("true", True, False, True),
        ("true", False, False, False),
        ("false", True, False, False),
        ("", True, False, False),
        ("", False, True, True),
    ],
)
def test_offline_is_the_default_in_ci_where_models_are_here(
    ci: str, ready: bool, offline: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(Store, "is_ready", lambda self, name: ready)
    assert is_offline(Config(offline=offline)) is expected
