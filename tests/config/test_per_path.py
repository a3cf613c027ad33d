"""What is checked, and what holds for it: include, exclude, .gitignore, [[paths]]."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shell import Shell, flat

import mtqa
from mtqa.config import Config
from mtqa.config.load import load
from mtqa.config.path_settings import PathSettings
from mtqa.config.per_path import at
from mtqa.errors import UsageError
from mtqa.read import discover
from mtqa.text import Note

TEXT = "春天[/b]来了，孩子们在河边放风筝。\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository: docs, drafts, build products, tables."""
    for name in ("a.md", "docs/b.md", "docs/api/c.txt", "drafts/d.md", "build/e.md", "docs/build/f.md", "data/g.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str, **options: Any) -> list[str]:
    files, errors, _ = discover(paths or (".",), Config(**options))
    assert not errors, errors
    return [Path(path).as_posix() for path in files]


ALL = ["a.md", "build/e.md", "docs/b.md", "docs/api/c.txt", "docs/build/f.md", "drafts/d.md"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ALL),
        ({"exclude": ("drafts/",)}, [name for name in ALL if "drafts" not in name]),
        ({"exclude": ("build",)}, [name for name in ALL if "build" not in name]),
        ({"exclude": ("/build",)}, [name for name in ALL if name != "build/e.md"]),
        ({"exclude": ("*.md", "!b.md")}, ["docs/b.md", "docs/api/c.txt"]),
        ({"include": ("docs/",)}, [name for name in ALL if name.startswith("docs")]),
        ({"include": ("docs/*.md",)}, ["docs/b.md"]),
        ({"include": ("*.md",), "exclude": ("docs/",)}, ["a.md", "build/e.md", "drafts/d.md"]),
        ({"include": ("*.csv", "/a.md")}, ["a.md", "data/g.csv"]),
    ],
)
def test_include_and_exclude(tree: Path, options: dict[str, Any], expected: list[str]) -> None:
    assert found(**options) == expected
    assert [os.path.relpath(path, tree) for path in found(str(tree), **options)] == expected


def test_patterns_start_from_the_folder_of_the_configuration(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "mtqa.toml").write_text("exclude = ['/docs/api', 'drafts']\n")
    monkeypatch.chdir(tree / "docs")
    config = load({}, {}, Path.cwd()).config
    assert discover(["."], config)[0] == ["b.md", "build/f.md"]
    assert discover(["../drafts/d.md"], config)[0] == ["../drafts/d.md"]  # named
    with pytest.raises(UsageError, match="an invalid pattern"):
        discover(["."], Config(exclude=("!",), origins={"exclude": "mtqa.toml:1"}))


def test_a_named_file_is_checked_unless_forced(tree: Path) -> None:
    assert found("drafts/d.md", "a.md", exclude=("drafts",)) == ["drafts/d.md", "a.md"]
    assert found("drafts/d.md", "a.md", "docs", exclude=("drafts", "docs"), force_exclude=True) == ["a.md"]


def test_nothing_left_says_why(tree: Path) -> None:
    (tree / ".gitignore").write_text("drafts/*\n")
    _, (error,), _ = discover(["drafts"], Config())
    assert "1 by .gitignore" in error.advice and "--no-gitignore" in error.advice
    _, (error,), _ = discover(["docs"], Config(include=("nothing",), exclude=("api",)))
    assert "2 by include" in error.advice and "1 by exclude" in error.advice


# -------------------------------------------------------------------------------------------- .gitignore


def test_gitignore_files_hold_from_the_top_of_the_repository(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / ".gitignore").write_text("build/\n/drafts\n")
    (tree / "docs" / ".gitignore").write_text("*.txt\n!/build\n")
    (tree / ".git" / "info").mkdir()
    (tree / ".git" / "info" / "exclude").write_text("a.md\n")
    assert found() == ["docs/b.md", "docs/build/f.md"]
    assert found(gitignore=False) == ALL
    monkeypatch.chdir(tree / "docs" / "build")
    assert found() == ["f.md"]
    monkeypatch.chdir(tree)
    assert found("drafts") == ["drafts/d.md"]  # asked for by name
    assert found("drafts/d.md", "build") == ["drafts/d.md", "build/e.md"]


def test_a_line_that_is_no_pattern_is_passed_over(tree: Path) -> None:
    (tree / ".gitignore").write_bytes(b"!\n\xff\xfe\ndrafts\n")
    assert found() == [name for name in ALL if "drafts" not in name]


NAMES = st.sampled_from(["a", "b.md", "c.txt", "docs", "build", "*.md", "*.txt", "b*", "[ab].md", "?.txt"])
LINES = st.builds(
    lambda bang, slash, parts, end: bang + slash + "/".join(parts) + end,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "/"]),
    st.lists(st.one_of(NAMES, st.just("**")), min_size=1, max_size=3),
    st.sampled_from(["", "/"]),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=4), st.lists(LINES, max_size=2))
@example([], ["a/**/"])
@example(["docs/**", "!docs/b.md"], [])
@example(["**/", "!docs"], ["a/**"])
def test_what_is_left_out_is_what_git_leaves_out(
    tmp_path_factory: pytest.TempPathFactory, top: list[str], inner: list[str]
) -> None:
    """git itself is asked: which of the files would it list?"""
    root = tmp_path_factory.mktemp("repository")
    for folder in ("", "docs", "docs/a", "build"):
        (root / folder).mkdir(exist_ok=True)
        for name in ("b.md", "c.txt"):
            (root / folder / name).write_text(TEXT, encoding="utf-8")
    (root / ".gitignore").write_text("\n".join(top) + "\n")
    (root / "docs" / ".gitignore").write_text("\n".join(inner) + "\n")
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "init", "-q"], cwd=root, env=environment, check=True)
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard", "-z"],
        cwd=root, env=environment, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    ours, _, _ = discover([str(root)], Config())
    assert {os.path.relpath(path, root) for path in ours} == {name for name in listed if name.endswith((".md", ".txt"))}


# --------------------------------------------------------------------------------------------- [[paths]]


def test_later_entries_win_and_tables_are_joined() -> None:
    docs = {"ignore": ("calque",), "severity": {"calque": "major"}, "fail_under": 70.0}
    origins = {"fail_under": "f:11"}
    config = Config(
        ignore=("terms",),
        severity={"terms": "minor"},
        fail_under=80,
        paths=(
            PathSettings(("docs/",), docs, "f:1"),
            PathSettings(("*.md",), {"fail_under": 60.0, "severity": {"calque": "critical"}}, "f:9", origins),
        ),
    )
    other, page = at(config, "a.txt"), at(config, "docs/api/x.md")
    assert other.fail_under == 80 and other.severity == {"terms": "minor"}
    assert page.ignore == ("calque",) and page.fail_under == 60
    assert page.severity == {"terms": "minor", "calque": "critical"}
    assert page.origin("fail_under") == "f:11" and page.origin("ignore") == "f:1"
    assert at(config, "docs/a.txt").fail_under == 70


PATHS = """\
models = false
fail-under = 0
fail-on = "never"

[[paths]]
files = ["docs/"]
fail-on = "major"

[[paths]]
files = ["docs/api/**", "drafts"]
ignore = ["residue"]
"""


def test_paths_at_the_command_line(inside: Shell, tree: Path) -> None:
    shell = inside.at(tree)
    (tree / "mtqa.toml").write_text(PATHS)
    assert b"--fail-on major" in shell("check", ".", code=1).stdout
    shell("check", "a.md")
    shell("check", "docs/api/c.txt")
    done = shell("check", ".", "-o", "json=-", "-q", "--jobs", "2", code=1)
    documents = {one["path"]: one for one in json.loads(done.stdout)["documents"]}
    flagged = {path: bool(one["findings"]) for path, one in documents.items()}
    assert flagged == {name: not name.startswith(("docs/api", "drafts")) for name in ALL}
    assert {path: one["verdict"] for path, one in documents.items() if one["verdict"] == "fail"}.keys() == {
        "docs/b.md", "docs/build/f.md",
    }  # fmt: skip
    assert documents["drafts/d.md"]["skipped"][-1]["message"] == "residue: not selected"
    signed = json.loads(done.stdout)["signature"]
    assert (
        "|paths:" in signed and signed == json.loads(shell("check", "a.md", "-o", "json=-", "-q").stdout)["signature"]
    )
    # the same from a folder below, from what was kept, and for standard input
    below = inside.at(tree / "docs")
    below("check", "b.md", code=1)
    below("check", "api/c.txt")
    below("check", "-", "--stdin-filename", "api/new.md", stdin=TEXT.encode())
    below("check", "-", "--stdin-filename", "new.md", stdin=TEXT.encode(), code=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[paths]]\nfail-under = 3\n", "mtqa.toml:1: [[paths]] needs files"),
        ("[[paths]]\nfiles = ['a']\nfial-under = 3\n", "mtqa.toml:3: [[paths]] has no key “fial-under” → did you"),
        ("[[paths]]\nfiles = ['a']\n[[paths]]\nfiles = ['a']\njobs = 1\n", "mtqa.toml:5: [[paths]] has no key “jobs”"),
        ("[[paths]]\nfiles = ['a']\nfail-on = 'x'\n", "mtqa.toml:3: “fail-on” needs one of"),
        ("[[paths]]\nfiles = 'a'\n", "mtqa.toml:2: “files” needs a list of texts"),
        ("[[paths]]\nfiles = ['a']\nselect = ['term']\n", "mtqa.toml:3: there is no rule “term” → did you mean terms?"),
        ("[[paths]]\nfiles = ['a']\n[paths.severity]\nterms = 'x'\n", "mtqa.toml:4: “severity” of terms needs"),
        ("[[paths]]\nfiles = ['!']\n", "mtqa.toml:1: “files” has an invalid pattern"),
        ("[paths]\nfiles = ['a']\n", "mtqa.toml:1: “paths” needs an array of tables → head each with [[paths]]"),
        ("[[ignore-text]]\npattern = 'a'\n", "mtqa.toml:1: an ignore rule needs a reason"),
        ("[[ignore-text]]\npatern = 'a'\n", "mtqa.toml:2: [[ignore-text]] has no key “patern” → did you mean pattern?"),
        ("exclude = ['!']\n", "mtqa.toml:1: “exclude” has an invalid pattern"),
    ],
)  # fmt: skip
def test_letters_about_tables(inside: Shell, text: str, said: str) -> None:
    (inside.folder / "mtqa.toml").write_text(text)
    (inside.folder / "a.md").write_text(TEXT, encoding="utf-8")
    done = inside("check", "--no-models", ".", code=2)
    assert said in flat(done.stderr) and done.stdout == b""


def test_ignore_text_of_the_configuration(inside: Shell) -> None:
    inner = inside.at(inside.folder / "docs")
    inner.folder.mkdir()
    (inner.folder / "a.md").write_text(TEXT, encoding="utf-8")
    rule = "[[ignore-text]]\nrule = 'residue'\npattern = '/b'\npaths = ['/docs/*.md']\nreason = 'so it is'\n"
    (inside.folder / "mtqa.toml").write_text(rule + "[[paths]]\nfiles = ['*']\nfail-on = 'major'\nfail-under = 0\n")
    inside("check", "--no-models", "docs")
    inner("check", "--no-models", "a.md")
    inside("check", "--no-models", "--isolated", "--fail-on=major", "docs", code=1)


def test_the_library_takes_paths(tree: Path) -> None:
    entry = PathSettings(("docs/",), {"ignore": ("residue",)})
    report = mtqa.check("a.md", "docs/b.md", models=False, cache=False, fail_under=0, paths=(entry,))
    assert [len(document.findings) for document in report.documents] == [1, 0]


def test_a_source_beside_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mtqa.toml").write_text("[[paths]]\nfiles = ['*.zh.txt']\nsource = '{base}.en.txt'\n")
    names = ("a.zh.txt", "b.zh.txt", "c.txt")
    for name in names:
        (tmp_path / name).write_text("雨停了。孩子们在院子里。\n", encoding="utf-8")
    (tmp_path / "a.en.txt").write_text("The rain stopped. The children are in the yard.\n")
    report = mtqa.check(*names, config="mtqa.toml", models=False, cache=False, select=["residue"])
    sources = [[part.source.text if part.source else None for part in one.segments] for one in report.documents]
    assert sources == [["The rain stopped.", "The children are in the yard."], [None, None], [None, None]]
    assert report.documents[1].document.notes == (Note.of("no_source_file", path="b.en.txt"),)
    assert report.exit_code == 0 and not report.documents[2].document.notes
