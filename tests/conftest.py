"""Fixtures that more than one test file takes."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from shell import HOME, Shell


def pytest_configure() -> None:
    """Ctrl-C reaches the commands that tests start, also where a script runs the tests in the background: a shell has
    it ignored there, commands inherit that, and would be waited for without end."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening engines offline tells the libraries so by HF_HUB_OFFLINE; no test shall find what another one left."""
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A user without models, cache or configuration of his own."""
    others = ("MTQA", "HF_", "NO_COLOR", "PYTHONUNBUFFERED")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return kept | {
        "MTQA_MODELS": str(tmp_path / "models"),
        "MTQA_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": str(HOME),
        "PYTHONWARNINGS": "error",
        "COLUMNS": "100",
    }


@pytest.fixture
def mtqa(environment: dict[str, str], tmp_path: Path) -> Shell:
    folder = tmp_path / "here"
    folder.mkdir()
    return Shell(environment, folder)


@pytest.fixture(scope="session")
def toy_translator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Marian model that knows the sentences of `toy_marian`, from Chinese."""
    pytest.importorskip("torch", reason="the embedded extra is not installed")
    pytest.importorskip("sentencepiece", reason="the embedded extra is not installed")
    import toy_marian

    folder = tmp_path_factory.mktemp("toy") / "zh-en"
    toy_marian.make(folder, toy_marian.PAIRS)
    return folder
