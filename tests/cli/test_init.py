"""`mtqa config show` and `mtqa init`, run for real: what they print and write is read back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from shell import NATIVE, TRANSLATED, Shell, flat

from mtqa.config import Config
from mtqa.config.load import load
from mtqa.config.option import options
from mtqa.config.starter import PRE_COMMIT, WORKFLOW, configuration, files, with_entry

SOME = """\
fail-under = 50
ignore = ["terms", "calque"]
exclude = ['a "b".md', '\\x']

[severity]
residue.markup = "critical"

[[paths]]
files = ["docs/"]
fail-on = "never"
severity = { terms = "minor" }

[[ignore-text]]
rule = "residue"
pattern = '\\d+'
reason = "因为"
"""


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def shown(done: subprocess.CompletedProcess[bytes]) -> dict[str, str]:
    """Statement → origin."""
    lines = done.stdout.decode().splitlines()
    return dict(re.split(r"\s{2,}# ", line, maxsplit=1) for line in lines if "  # " in line)


def test_config_show_says_where_each_value_comes_from(mtqa: Shell) -> None:
    (mtqa.folder / "mtqa.toml").write_text(SOME, encoding="utf-8")
    mtqa.environment["MTQA_FAIL_ON"] = "major"
    done = mtqa("config", "show", "--max-findings", "3", "--no-models")
    assert done.stdout.decode().splitlines()[0] == "# file: mtqa.toml"
    got = shown(done)
    for statement, origin in {
        "fail-under = 50.0": "mtqa.toml:1",
        'fail-on = "major"': "MTQA_FAIL_ON",
        "max-findings = 3": "--max-findings",
        "models = false": "--no-models",
        'ignore = ["terms", "calque"]': "mtqa.toml:2",
        'severity = { "residue.markup" = "critical" }': "mtqa.toml:5",
        'min-severity = "minor"': "default",
        "# diff-base is not set": "default",
        "[[paths]]": "mtqa.toml:8",
        'fail-on = "never"': "mtqa.toml:10",
        "[[ignore-text]]": "mtqa.toml:13",
    }.items():
        assert got[statement] == origin, statement
    keys = set(re.findall(r"^(?:# )?([a-z-]+) (?:=|is not set)", done.stdout.decode(), re.MULTILINE))
    assert keys >= {option.key for option in options(Config) if not option.table}


def test_what_is_shown_can_be_pasted_into_a_file(mtqa: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (mtqa.folder / "mtqa.toml").write_text(SOME, encoding="utf-8")
    done = mtqa("config", "show", "-o", "json=a.json", "--verbose", "--severity", "names=minor")
    again = tmp_path / "again"
    again.mkdir()
    (again / "mtqa.toml").write_bytes(done.stdout)
    monkeypatch.chdir(again)
    flags: dict[str, Any] = {"output": ["json=a.json"], "verbose": True, "severity": ["names=minor"]}
    first, second = load(flags, {}, mtqa.folder).config, load({}, {}, again).config
    for option in options(Config):
        one, two = getattr(first, option.name), getattr(second, option.name)
        if option.single:
            assert one == two
        elif option.table:
            assert [repr(entry).partition(", where")[0] for entry in one] == [
                repr(entry).partition(", where")[0] for entry in two
            ]
        else:
            assert one == two, option.name


def test_config_show_for_a_file(mtqa: Shell) -> None:
    (mtqa.folder / "mtqa.toml").write_text(SOME, encoding="utf-8")
    inside = shown(mtqa("config", "show", "docs/a.md"))
    assert inside['fail-on = "never"'] == "mtqa.toml:10"
    assert inside['severity = { "residue.markup" = "critical", "terms" = "minor" }'] == "mtqa.toml:11"
    assert 'fail-on = "critical"' in shown(mtqa("config", "show", "a.md"))


def test_config_show_without_a_file_and_with_a_wrong_one(mtqa: Shell) -> None:
    assert mtqa("config", "show").stdout.startswith(b"# file: none\n")
    (mtqa.folder / "mtqa.toml").write_text("ignore = ['calqe']\n")
    assert "mtqa.toml:1: there is no rule “calqe”" in flat(mtqa("config", "show", code=2).stderr)


# -------------------------------------------------------------------------------------------------- init


def test_init_writes_three_files_that_work(mtqa: Shell) -> None:
    done = mtqa("init")
    assert [line.split()[1] for line in done.stdout.decode().splitlines()] == ["mtqa.toml", PRE_COMMIT, WORKFLOW]
    assert load({}, {}, mtqa.folder).file is not None
    assert [line for line in (mtqa.folder / "mtqa.toml").read_text().splitlines() if line and line[0] != "#"] == [
        "fail-on-translated = 0.8"
    ]
    mtqa("check", "--no-models", NATIVE)


def test_the_configuration_has_every_option_at_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = configuration()
    for option in options(Config):
        found = re.search(rf"\n(# )?{option.key} = ", text) or re.search(rf"\n# \[+{option.key}\b", text)
        assert bool(found) is option.in_files, option.key
        assert option.table or not option.in_files or f"# {option.help}\n" in text
    single, _, tables = text.partition("\n# Settings for some paths")
    defaults = re.sub(r"^# (?=[a-z-]+ = (?![A-Z]|\"[A-Z]))", "", single, flags=re.MULTILINE)
    assert "\nfail-under = 90.0\n" in defaults
    (tmp_path / "mtqa.toml").write_text(defaults)
    config = load({}, {}, tmp_path).config
    assert config.fail_on_translated == 0.8  # what is recommended is in force from the start
    assert replace(config, fail_on_translated=None) == Config(root=str(tmp_path)) and len(config.origins) > 15
    tables = re.sub(r"^# (?=\[|[a-z-]+ = )", "", tables, flags=re.MULTILINE)
    (tmp_path / "mtqa.toml").write_text("# " + tables)
    config = load({}, {}, tmp_path).config
    assert config.paths[0].files == ("legal/**",) and config.ignore_text[0].pattern == "Boxma"
    assert config.profiles[0].name == "mine"


def test_init_never_overwrites(mtqa: Shell) -> None:
    mtqa("init")
    before = {}
    for name in files():
        path = mtqa.folder / name
        path.write_text(path.read_text() + "# mine\n")
        before[name] = path.read_text()
    done = mtqa("init")
    assert done.stdout.decode().count("unchanged") == 3
    assert {name: (mtqa.folder / name).read_text() for name in files()} == before
    done = mtqa("init", "--force")
    assert "written: mtqa.toml" in done.stdout.decode() and "# mine" not in (mtqa.folder / "mtqa.toml").read_text()
    assert (mtqa.folder / PRE_COMMIT).read_text() == before[PRE_COMMIT]  # mtqa is in it already
    assert sorted(path.name for path in mtqa.folder.iterdir()) == [".github", PRE_COMMIT, "mtqa.toml"]


def test_init_leaves_a_link_that_leads_nowhere_yet(mtqa: Shell) -> None:
    (mtqa.folder / "mtqa.toml").symlink_to("elsewhere/mtqa.toml")
    assert "unchanged: mtqa.toml" in mtqa("init").stdout.decode()
    assert (mtqa.folder / "mtqa.toml").is_symlink()


HOOKS = """\
# ours
default_stages: [pre-commit]
repos: # all of them

# checks
- repo: https://example.org/hooks
  rev: v1
  hooks:
  - id: trailing
"""


def test_hooks_of_others_are_kept(mtqa: Shell) -> None:
    (mtqa.folder / PRE_COMMIT).write_text(HOOKS)
    done = mtqa("init")
    assert "id: mtqa" in done.stderr.decode() and (mtqa.folder / PRE_COMMIT).read_text() == HOOKS
    mtqa("init", "--force")
    text = (mtqa.folder / PRE_COMMIT).read_text()
    tree, before = yaml.safe_load(text), yaml.safe_load(HOOKS)
    assert tree["repos"][1:] == before["repos"] and tree["repos"][0]["hooks"][0]["id"] == "mtqa"
    assert tree["default_stages"] == ["pre-commit"] and "# checks" in text
    assert with_entry("repos: []\n") is None and with_entry("fail_fast: true\n") is None


def test_hooks_in_another_encoding_are_left_alone(mtqa: Shell) -> None:
    there = "repos: []  # Häken".encode("latin-1")
    (mtqa.folder / PRE_COMMIT).write_bytes(there)
    assert b"not UTF-8" in mtqa("init", "--force", code=2).stderr
    assert (mtqa.folder / PRE_COMMIT).read_bytes() == there


def test_init_says_where_it_cannot_write(mtqa: Shell) -> None:
    (mtqa.folder / "file").write_text("")
    assert "cannot be written" in flat(mtqa("init", "file/x", code=2).stderr)


def test_the_hook_and_the_workflow_do_what_they_say(mtqa: Shell, tmp_path: Path) -> None:
    """Their command lines are run by a shell, as pre-commit and GitHub do."""
    mtqa("init")
    hook = yaml.safe_load((mtqa.folder / PRE_COMMIT).read_text())["repos"][0]["hooks"][0]
    assert re.search(hook["files"], "a/b.md") and not re.search(hook["files"], "a/b.py")
    workflow = yaml.safe_load((mtqa.folder / WORKFLOW).read_text())
    run = workflow["jobs"]["mtqa"]["steps"][-1]["run"]
    program = tmp_path / "bin" / "mtqa"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mtqa "$@"\n')
    program.chmod(0o755)
    page = tmp_path / "summary.md"
    (mtqa.folder / "mtqa.toml").write_text("fail-on = 'major'\n")  # the gate of both
    environment = mtqa.environment | {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(page),
    }
    for name, source, code in (("a.md", NATIVE, 0), ("b.txt", TRANSLATED, 1)):
        (mtqa.folder / name).write_bytes(Path(source).read_bytes())
        done = subprocess.run(run, shell=True, cwd=mtqa.folder, env=environment, capture_output=True, check=False)
        assert done.returncode == code, done.stderr.decode()
        assert "Traceback" not in done.stderr.decode() and page.read_text(encoding="utf-8")
        done = subprocess.run(
            f"{hook['entry']} {name}", shell=True, cwd=mtqa.folder, env=environment, capture_output=True, check=False
        )
        assert done.returncode == code, done.stdout.decode()
