"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import mtqa

MODULES = ["mtqa", *(module.name for module in pkgutil.walk_packages(mtqa.__path__, "mtqa."))]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_examples(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parent.parent)
    assert doctest.testmod(importlib.import_module(name)).failed == 0
