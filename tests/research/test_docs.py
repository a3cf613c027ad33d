"""Docs say what the program says: generated parts, the menu, the map of modules, links, and lengths."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from shell import HOME

from mtqa import errors
from mtqa.checks import RULES
from mtqa.checks.base import SECTIONS
from mtqa.cli import app
from mtqa.cli.streams import BROKEN_PIPE
from mtqa.cli.terminal import INTERRUPTED
from mtqa.config import Config
from mtqa.config.option import options
from research.docs import files, obsolete
from research.docs.blocks import with_blocks
from research.docs.rules import page
from research.docs.tables import EXIT_CODES

DOCS = HOME / "docs"
PAGES = [HOME / "README.md", HOME / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
MAP = re.compile(r"^\| (\d+) \| `([a-z]+)(?:/|\.py)` \|", re.MULTILINE)


# ------------------------------------------------------------------------------------------ generated parts


def test_generated_parts_are_up_to_date() -> None:
    stale = [path.name for path, text in files().items() if not path.exists() or path.read_text("utf-8") != text]
    assert (stale, obsolete()) == ([], []), "run: python -m research docs"


@pytest.mark.parametrize("name", RULES)
def test_the_page_of_a_rule_has_every_part(name: str) -> None:
    text = page(name)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    assert headings == [name, *SECTIONS, "If it is wrong"]
    rule, check = RULES[name]
    assert f"\n| {rule.severity} | `{rule.category}` | " in text
    assert all(other.id in text for other in check.rules)


def test_exit_codes_are_those_of_the_program() -> None:
    raised = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")}
    assert set(EXIT_CODES) == {0, 1, INTERRUPTED, BROKEN_PIPE} | raised
    told = re.findall(r"(\d+) ", app.info.epilog or "")
    assert told and set(map(int, told)) <= set(EXIT_CODES)


def test_a_block_without_a_place_and_a_place_without_a_block_are_errors() -> None:
    text = "<!-- generated: a -->\nold\n<!-- end -->\n"
    assert with_blocks(text, {"a": "new \\1\n"}) == "<!-- generated: a -->\nnew \\1\n<!-- end -->\n"
    with pytest.raises(ValueError, match="0 places for the block “b”"):
        with_blocks(text, {"a": "", "b": ""})
    with pytest.raises(ValueError, match="nothing generates the blocks a"):
        with_blocks(text, {})


def test_options_for_some_paths_are_named() -> None:
    section = (DOCS / "configuration.md").read_text("utf-8").partition("`[[paths]]` accepts ")[2].partition(".")[0]
    assert set(re.findall(r"`([a-z-]+)`", section)) == {option.key for option in options(Config) if option.paths}


# ------------------------------------------------------------------------------------------------- the site


def entries(menu: object) -> Iterator[str]:
    if isinstance(menu, str):
        yield menu
    elif isinstance(menu, dict):
        for value in menu.values():
            yield from entries(value)
    elif isinstance(menu, list):
        for value in menu:
            yield from entries(value)


def test_every_page_is_in_the_menu_once() -> None:
    menu = yaml.safe_load((HOME / "mkdocs.yml").read_text("utf-8"))["nav"]
    assert sorted(entries(menu)) == sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and the site make them."""
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(HOME).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        there = path.parent / name if name else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


# ---------------------------------------------------------------------------------------------- handwritten


def test_the_map_has_every_module_in_its_layer() -> None:
    settings = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    expected = [
        (len(layers) - index, name) for index, layer in enumerate(layers) for name in re.split(r"\s*[|:]\s*", layer)
    ]
    drawn = [(int(layer), name) for layer, name in MAP.findall((DOCS / "architecture.md").read_text("utf-8"))]
    assert sorted(drawn) == sorted(expected)


def test_readme_and_changelog_are_short() -> None:
    assert len((HOME / "README.md").read_text("utf-8").splitlines()) <= 150
    release = (HOME / "CHANGELOG.md").read_text("utf-8").partition("## [")[2].partition("\n## [")[0]
    assert len(release.splitlines()) <= 30


def test_the_constants_of_the_evaluation_are_in_the_code() -> None:
    """A constant that was renamed or moved would have a row about nothing, and one that was changed a wrong figure."""
    page = (DOCS / "evaluation.md").read_text("utf-8")
    table = page.partition("### Constants in the code")[2].partition("\n## ")[0]
    lost: list[str] = []
    code = ""
    for row in re.findall(r"^\| (`_?[A-Z].*?) \| (.*?) \|", table, re.MULTILINE):
        if row[1] != "the same":
            places = [HOME / "mtqa" / name for name in re.findall(r"`([\w/]+)`", row[1])]
            code = "".join(path.read_text("utf-8") for place in places for path in _modules(place))
        lost += [name for name in re.findall(r"`(_?[A-Z][A-Z_]+)", row[0]) if not re.search(rf"\b{name}\b", code)]
        told = re.findall(r"`(_?[A-Z][A-Z_]+)` (−?\d[\d,]*(?:[./]\d+)?)", row[0])
        lost += [f"{name} {figure}" for name, figure in told if _number(figure) not in _assigned(name, code)]
    assert lost == []


def _number(figure: str) -> float:
    return float(Fraction(figure.rstrip(",").replace(",", "").replace("−", "-").replace(" ", "")))


def _assigned(name: str, code: str) -> set[float]:
    """The numbers to the right of the assignments of a constant, alone or among others."""
    values = re.findall(rf"^(?:\w+, )*{name}(?:, \w+)*(?:: [^=]+)? = (\([^()]*\)|.*)", code, re.MULTILINE)
    found = re.findall(r"-?\d[\d_]*(?:\.\d+)?(?: / \d+)?", " ".join(value.partition("#")[0] for value in values))
    return {_number(number.replace("_", "")) for number in found}


def _modules(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
