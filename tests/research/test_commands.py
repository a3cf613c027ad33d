"""The commands of the laboratory: each has help, and every mention of a command has its present name."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

import research
from mtqa.bench.commands import app as bench
from research.__main__ import app
from research.train.translator.__main__ import app as translator

ROOT = Path(__file__).parents[2]
# What writes a table or weights, and so asks where to; the others print.
WRITES = {
    *(f"tables {name}" for name in ("adjacency", "calibration", "characters", "golden", "labels", "names")),
    *(f"tables {name}" for name in ("documents", "presence", "style", "translations", "weights", "second", "wordings")),
    *(f"train {name}" for name in ("adapter", "detector", "embedder", "quality")),
}


def _commands(group: object, path: str = "") -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(group, TyperGroup):
        for name, command in group.commands.items():
            yield from _commands(command, f"{path} {name}".strip())
    elif isinstance(group, TyperCommand):
        yield path, group


COMMANDS = dict(_commands(get_command(app)))
STAGES = dict(_commands(get_command(translator)))


@pytest.mark.parametrize("path", COMMANDS)
def test_help_is_shown(path: str) -> None:
    found = CliRunner().invoke(app, [*path.split(), "--help"])
    assert found.exit_code == 0 and path.split()[-1] in found.output


@pytest.mark.parametrize(("path", "command"), [*COMMANDS.items(), *STAGES.items()])
def test_commands_and_their_parameters_are_described(path: str, command: TyperCommand) -> None:
    assert command.help and command.help.strip().endswith(".")
    undescribed = [one.name for one in command.params if not getattr(one, "help", "")]
    assert not undescribed


def test_what_writes_asks_where_to() -> None:
    asked = {
        path for path, command in COMMANDS.items() for one in command.params if one.name == "output" and one.required
    }
    assert asked == WRITES


def _modules() -> list[str]:
    return [one.name for one in pkgutil.walk_packages(research.__path__, "research.") if "__main__" not in one.name]


@pytest.mark.skipif(find_spec("torch") is None, reason="the embedded extra is not installed")
@pytest.mark.parametrize("name", _modules())
def test_every_module_can_be_imported(name: str) -> None:
    assert import_module(name).__doc__


_NAMED = re.compile(r"python -m research(?:\s+(measure|tables|train)\s+([a-z0-9]+)|\.([a-z.]+)\s+([a-z]+))")
_BENCH = re.compile(r"\bmtqa[ .]bench\s+([a-z]+)`?")


def _texts() -> Iterator[tuple[str, str]]:
    """What names commands: code, cards, documents, and the heads of tables."""
    folders = ("mtqa", "research", "models", "docs", "tests")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts]
    for path in (*found, ROOT / "README.md", ROOT / "NOTICE"):
        if path.suffix in (".py", ".md", ".tsv", ".toml", "") and path.is_file() and path != Path(__file__):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8").replace("\n# ", "\n  ")


def test_commands_are_called_by_their_names() -> None:
    """A command that was renamed leaves no trace of its old name."""
    unknown, named = [], 0
    for path, text in _texts():
        for group, command, module, stage in _NAMED.findall(text):
            named += 1
            known = COMMANDS.get(f"{group} {command}") if group else STAGES.get(stage)
            if known is None or (module and find_spec(f"research.{module}") is None):
                unknown.append(f"{path}: {group}{module} {command}{stage}")
        unknown += [f"{path}: mtqa bench {name}" for name in _BENCH.findall(text) if not _is_bench(name)]
        if "mtqa.bench " in text or "models/recipes" in text:
            unknown.append(f"{path}: a place that is gone")
    assert not unknown and named > 50


def _is_bench(name: str) -> bool:
    return name in dict(_commands(get_command(bench))) or name == "import"
