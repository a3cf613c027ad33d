"""What the wheel holds, as hatchling lists it: the whole package with its models, and nothing of the laboratory."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="the dev extra is not installed")

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel() -> frozenset[str]:
    """The paths in the wheel, but for its metadata."""
    builder = WheelBuilder(str(ROOT))
    return frozenset(Path(one.distribution_path).as_posix() for one in builder.recurse_included_files())


def _files(folder: str) -> set[str]:
    """The files under a folder of the checkout, without what Python keeps there."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_the_whole_package_is_in_it(wheel: frozenset[str]) -> None:
    models = {f"mtqa/data/{path}" for path in _files("models")}
    assert models and wheel == _files("mtqa") | models | {"mtqa/data/NOTICE"}


def test_nothing_else_is_in_it(wheel: frozenset[str]) -> None:
    assert {path.split("/")[0] for path in wheel} == {"mtqa"}
    assert not [
        path for path in wheel if "recipe" in path or (path.startswith("mtqa/data/models/") and path.endswith(".py"))
    ]


def test_models_hold_weights_and_cards_and_no_code() -> None:
    assert {Path(path).suffix for path in _files("models")} == {".md", ".safetensors", ".toml"}
