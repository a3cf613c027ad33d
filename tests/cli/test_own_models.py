"""A causal model of the user's as a profile, on the command line: it judges, translates, is calibrated and listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shell import Shell

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import toy_causal

TEXT = "雨停了，孩子们都跑到院子里去。奶奶在门口喊他们回来吃饭。\n"


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toys") / "toy"
    toy_causal.make(folder, "qwen3")
    return folder


@pytest.fixture
def mtqa(inside: Shell, toy: Path) -> Shell:
    """The user's folder, with a text and a profile `mine` of the toy."""
    (inside.folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (inside.folder / "mtqa.toml").write_text(f'[profiles.mine]\nfluency = "{toy}"\n', encoding="utf-8")
    return inside


def test_a_folder_judges_and_translates(mtqa: Shell, toy: Path) -> None:
    done = mtqa("check", "a.txt", "--profile", str(toy), "-o", "json=-", "-q", "--fail-under", "0")
    report = json.loads(done.stdout)
    (document,) = report["documents"]
    assert "|lm:toy@" in report["signature"] and "|mt:toy@" in report["signature"]
    assert all(part["fluency"] for part in document["segments"])
    skipped = {rule: group["needs"] for group in document["skipped"] for rule in group["rules"]}
    assert skipped["literal.misfit"] == ["detector"] and skipped["fluency.outlier"] == ["native_figures"]
    (note,) = document["notes"]
    assert note["kind"] == "no_detector" and "toy@" in note["message"] and "contests alone" in note["message"]


def test_files_are_checked_in_parallel_with_a_profile_of_the_configuration(mtqa: Shell) -> None:
    (mtqa.folder / "b.txt").write_text(TEXT * 2, encoding="utf-8")
    one = mtqa("check", ".", "--profile", "mine", "--no-cache", "-o", "json=-", "-q", "--fail-under", "0")
    two = mtqa("check", ".", "--profile", "mine", "--no-cache", "-o", "json=-", "-q", "--fail-under", "0", "-j", "2")
    assert json.loads(one.stdout)["documents"] == json.loads(two.stdout)["documents"]


def test_a_folder_translates_by_examples(mtqa: Shell, toy: Path) -> None:
    done = mtqa("translate", "a.txt", "--translator", str(toy), code=1)  # a random model says nothing of use
    assert done.stdout.decode() == "\n" and "no translation" in done.stderr.decode()


def test_it_is_calibrated_on_the_users_text(mtqa: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.pipeline.native._LEAST_SENTENCES", 2)
    (mtqa.folder / "good.txt").write_text(TEXT * 3, encoding="utf-8")
    done = mtqa("calibrate", "good.txt", "--profile", "mine", "--write", "own.json").stdout.decode()
    assert "| fluency | 6 sentences | median" in done and "| contests | " in done and "more text is needed" in done
    (entry,) = json.loads((mtqa.folder / "own.json").read_text(encoding="utf-8")).values()
    assert len(entry["native"]["fluency"]) > 3 and "least_score" not in entry["native"]
    arguments = ("check", "a.txt", "--profile", "mine", "-o", "json=-", "-q", "--fail-under", "0")
    plain = json.loads(mtqa(*arguments).stdout)
    own = json.loads(mtqa(*arguments, "--calibration", "own.json").stdout)
    assert plain["signature"].endswith("|cal:none") and not own["signature"].endswith("|cal:none")
    ran = [group["rules"] for group in own["documents"][0]["skipped"]]
    assert not any("fluency.outlier" in rules for rules in ran)  # the cached result without figures is not taken
    percentiles = [part["fluency"]["native_percentile"] for part in own["documents"][0]["segments"]]
    assert None not in percentiles


def test_it_is_listed_shown_and_examined(mtqa: Shell, toy: Path) -> None:
    listed = mtqa("models", "list").stdout.decode()
    assert "mine" in listed and str(toy) in listed and "org/repo" in listed
    shown = mtqa("config", "show").stdout.decode()
    assert "[profiles.mine]" in shown and f'fluency = "{toy}"' in shown and "mtqa.toml:1" in shown
    examined = mtqa("doctor", "--profile", "mine").stdout.decode()
    assert f"ok    models     {toy}" in examined and "no scores of it are recorded" in examined
    assert "--profile mine --write" in examined and "no detector" in examined


def test_a_file_fetches_nothing(mtqa: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub model that a configuration names is used only where it was pulled before."""
    monkeypatch.setattr("mtqa.engines.store.hub.resolve", lambda *args: pytest.fail("the hub was asked"))
    text = 'profile = "theirs"\n[profiles.theirs]\nfluency = "some/model"\n'
    (mtqa.folder / "mtqa.toml").write_text(text, encoding="utf-8")
    done = mtqa("check", "a.txt", code=4)
    assert "not on this machine" in done.stderr.decode() and "mtqa models pull some/model" in done.stderr.decode()


@pytest.mark.parametrize(
    ("profile", "code", "words"),
    [
        ("mne", 2, "did you mean mine"),
        ("some/model", 4, "mtqa models pull some/model"),
        ("models/none", 4, "if you mean a folder, there is none of that name here"),
        (".", 4, "no config.json"),
    ],
)
def test_what_is_no_profile(mtqa: Shell, profile: str, code: int, words: str) -> None:
    assert words in mtqa("check", "a.txt", "--profile", profile, code=code).stderr.decode()
