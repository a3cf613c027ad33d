"""Fixtures that more than one test file takes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from shell import HOME, Inside, Shell

if TYPE_CHECKING:  # only the tests in a browser need it
    from browser import View
    from playwright.sync_api import Browser

MOST_WORKERS = 8  # each may hold the language model, some 2 GB

# One thread for each process: the workers fill the processors, and threads that wait for each other there spin.
# Before torch is imported, and for the commands that tests start.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Some machines forbid it; then each of the hundreds of commands would compile all of mtqa before it begins.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes says how busy the machine is.
settings.register_profile("mtqa", settings.default, deadline=None)
settings.load_profile("mtqa")


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many workers share the tests. None where test files are named, which is quicker without starting any, nor
    with `-s`, since what a worker prints is lost."""
    named = all(Path(argument.partition("::")[0]).is_file() for argument in config.args)
    if named or config.getoption("capture") == "no" or processors() == 1:
        return 0
    return min(processors(), MOST_WORKERS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no worker begins with it when the others are done."""
    items.sort(key=lambda item: item.get_closest_marker("model") is None)


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


@pytest.fixture(scope="session")
def dictionary() -> list[Path]:
    """The tables of CC-CEDICT in the cache of whoever runs the tests, made once, in some eight seconds; none where
    nothing can be written there."""
    from mtqa.lexicon import Dictionary
    from mtqa.storage.folder import cache_folder

    assert Dictionary().vocabulary
    return [*cache_folder().glob("cedict-*.sqlite")]


@pytest.fixture
def environment_with_dictionary(environment: dict[str, str], dictionary: list[Path]) -> dict[str, str]:
    """A user without models or configuration, whose cache holds nothing but the dictionary."""
    cache = Path(environment["MTQA_CACHE"])
    cache.mkdir()
    for tables in dictionary:
        (cache / tables.name).symlink_to(tables)
    return environment


@pytest.fixture
def mtqa(environment_with_dictionary: dict[str, str], tmp_path: Path) -> Shell:
    """The command in a process of its own."""
    folder = tmp_path / "here"
    folder.mkdir()
    return Shell(environment_with_dictionary, folder)


@pytest.fixture
def inside(environment_with_dictionary: dict[str, str], tmp_path: Path) -> Shell:
    """The same in this process: a file whose tests ask what the command says makes its `mtqa` of it."""
    folder = tmp_path / "here"
    folder.mkdir()
    return Inside(environment_with_dictionary, folder)


@pytest.fixture(scope="session")
def toy_translator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Marian model that knows the sentences of `toy_marian`, from Chinese."""
    pytest.importorskip("torch", reason="the embedded extra is not installed")
    pytest.importorskip("sentencepiece", reason="the embedded extra is not installed")
    import toy_marian

    folder = tmp_path_factory.mktemp("toy") / "zh-en"
    toy_marian.make(folder, toy_marian.PAIRS)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from browser import chromium

    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a test file writes its pages."""
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def window(browser: Browser) -> View:
    """The window of a test file, 1280 wide and in English."""
    from browser import watched

    return watched(browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}))


@pytest.fixture
def view(window: View, folder: Path) -> Iterator[View]:
    """A letter with seven findings as on a first visit; afterwards, nothing must have gone wrong."""
    from browser import shown
    from handmade import letter

    yield shown(window, folder, letter()).anew()
    assert window.trouble == []
