"""Files, variables, flags: which one is read, who goes before whom, and letters that name the line at fault."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtqa
from mtqa.config import Config
from mtqa.config.lines import line_of, lines_of
from mtqa.config.load import Settings, load
from mtqa.config.option import options
from mtqa.errors import UsageError

NOTHING: dict[str, str] = {}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settle(flags: Mapping[str, Any] | None = None, environment: Mapping[str, str] = NOTHING, **more: Any) -> Settings:
    return load(flags or {}, environment, Path.cwd(), **more)


def letter(text: str, folder: Path, name: str = "mtqa.toml") -> str:
    """What is said of a configuration file with that text."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        settle()
    assert caught.value.exit_code == 2
    return str(caught.value)


# ------------------------------------------------------------------------------------ which file is read


def test_the_nearest_file_holds(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = home / "site" / "content"
    inner.mkdir(parents=True)
    (home / "mtqa.toml").write_text("fail-under = 10\n")
    (home / "site" / "pyproject.toml").write_text("[tool.mtqa]\nfail-under = 20\n")
    (inner / "pyproject.toml").write_text("[project]\nname = 'mtqa-content'\n")  # speaks of mtqa, sets nothing
    assert settle().config.fail_under == 10
    monkeypatch.chdir(inner)
    found = settle()
    assert found.config.fail_under == 20 and found.config.root == str(home / "site")
    assert found.config.origins == {"fail_under": f"..{os.sep}pyproject.toml:2"}
    (inner / "mtqa.toml").write_text("fail-on = 'never'\n")
    assert (settle().config.fail_under, settle().config.fail_on) == (90.0, "never")  # files are not merged


def test_mtqa_toml_goes_before_pyproject_and_that_is_said(home: Path) -> None:
    (home / "pyproject.toml").write_text("[tool.mtqa]\nfail-under = 20\n")
    (home / "mtqa.toml").write_text("")
    found = settle()
    assert found.config == Config(root=str(home))
    assert found.notices == ("mtqa.toml applies; [tool.mtqa] of the pyproject.toml beside it is not read",)


def test_a_broken_pyproject_is_not_ours_unless_it_speaks_of_us(home: Path) -> None:
    (home / "pyproject.toml").write_text("name = \n")
    assert settle().file is None
    assert "pyproject.toml: this is not TOML" in letter("[tool.mtqa\n", home, "pyproject.toml")


def test_a_named_file_is_read_instead_and_isolated_reads_none(home: Path) -> None:
    (home / "mtqa.toml").write_text("fail-under = 10\n")
    (home / "strict").mkdir()
    (home / "strict" / "ci.toml").write_text("fail-under = 99\n")
    named = settle(config="strict/ci.toml").config
    assert named.fail_under == 99 and named.root == str(home)
    assert settle(environment={"MTQA_CONFIG": "strict/ci.toml"}).config.fail_under == 99
    assert settle(isolated=True).config.fail_under == 90
    assert settle(environment={"MTQA_ISOLATED": "1"}).config.fail_under == 90
    assert settle(environment={"MTQA_ISOLATED": "0"}).config.fail_under == 10
    with pytest.raises(UsageError, match="leave one of them out"):
        settle(config="strict/ci.toml", isolated=True)
    with pytest.raises(UsageError, match=r"did you mean strict/ci\.toml"):
        settle(config="strict/cii.toml")
    (home / "pyproject.toml").write_text("[tool.other]\n")
    with pytest.raises(UsageError, match=r"no table \[tool\.mtqa\]"):
        settle(config="pyproject.toml")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"fail-under = \xff\n", "this is not UTF-8"),
        (b"#" * 1_000_001, "larger than 1 MB"),
        (b"a = " + b"[" * 5000, "this is not TOML"),
    ],
)
def test_a_file_that_cannot_be_read(home: Path, data: bytes, said: str) -> None:
    (home / "mtqa.toml").write_bytes(data)
    with pytest.raises(UsageError, match=f"mtqa.toml: {said}"):
        settle()


def test_windows_files_are_read(home: Path) -> None:
    (home / "mtqa.toml").write_bytes("\ufeff# 注\r\nfail-under = 10\r\n".encode())
    assert settle().config.origins == {"fail_under": "mtqa.toml:2"}


# --------------------------------------------------------------------------------- who goes before whom


def test_flag_before_variable_before_file_before_default(home: Path) -> None:
    assert settle().config == Config(root=str(home))
    (home / "mtqa.toml").write_text(
        "fail-under = 10\nfail-on = 'minor'\nmodels = false\n\n[severity]\ncalque = 'major'\n"
    )
    environment = {"MTQA_FAIL_UNDER": "20", "MTQA_FAIL_ON": "major", "MTQA_SEVERITY": "terms=minor,calque=critical"}
    assert settle().config.fail_under == 10
    assert settle(environment=environment).config.fail_under == 20
    config = settle({"fail_under": "30", "models": True, "select": None}, environment).config
    assert (config.fail_under, config.fail_on, config.models) == (30, "major", True)
    assert config.severity == {"calque": "critical", "terms": "minor"}
    assert config.origins == {
        "fail_under": "--fail-under",
        "fail_on": "MTQA_FAIL_ON",
        "models": "--models",
        "severity": "mtqa.toml:5, MTQA_SEVERITY",
    }


def test_every_option_can_be_set_by_variable_file_and_flag(home: Path) -> None:
    """For each option a value that is not its default, in all three ways; no file sets where text is sent."""
    assert {option.name for option in options(Config) if not option.in_files} == {
        "reader",
        "reader_model",
        "allow_remote",
    }
    for option in options(Config):
        if option.table:
            continue
        word = option.choices[0] if option.choices else ""
        some = option.example or "some"
        number = 0.77 if option.most == 1 else 77.0
        text, toml, value = {
            bool: ("1", str(not option.default).lower(), not option.default),
            int: ("77", "77", 77),
            float: (f"{number:g}", f"{number:g}", number),
            str: (some, f'"{some}"', some),
            tuple: ("a,b", '["a", "b"]', ("a", "b")),
            Mapping: ("a=minor", '{ a = "minor" }', {"a": "minor"}),
        }.get(option.shape, (word, f'"{word}"', word))
        by_file = None
        if option.in_files:
            (home / "mtqa.toml").write_text(f"{option.key} = {toml}\n")
            by_file = settle().config
            (home / "mtqa.toml").unlink()
        by_variable = settle(environment={option.variable: text}).config
        flag: Any = value if option.shape is bool else text.split(",") if option.shape in (tuple, Mapping) else text
        by_flag = settle({option.name: flag}).config
        assert getattr(by_flag, option.name) == getattr(by_variable, option.name) == value
        assert by_variable.origin(option.name) == option.variable
        assert by_file is None or getattr(by_file, option.name) == value
        assert by_file is None or by_file.origins == {option.name: "mtqa.toml:1"}


@pytest.mark.parametrize("line", ["reader = 'http://a.test/v1'", "reader-model = 'm'", "allow-remote = true"])
@pytest.mark.parametrize("name", ["mtqa.toml", "pyproject.toml", "named.toml"])
def test_no_file_says_where_text_is_sent(home: Path, name: str, line: str) -> None:
    table = "[tool.mtqa]\n" if name == "pyproject.toml" else ""
    (home / name).write_text(f"{table}{line}\n")
    with pytest.raises(UsageError) as caught:
        settle(config=name if name == "named.toml" else None)
    key, variable = line.partition(" ")[0], f"MTQA_{line.partition(' ')[0].upper().replace('-', '_')}"
    assert str(caught.value).startswith(f"{name}:{1 + bool(table)}: “{key}” has no place in a file")
    assert f"give --{key}, or set {variable}" in str(caught.value)


def test_no_file_says_it_of_some_paths_either(home: Path) -> None:
    assert "no key “reader”" in letter("[[paths]]\nfiles = ['a']\nreader = 'http://a.test/v1'\n", home)


def test_the_key_of_the_reader_is_a_variable_that_is_known(home: Path) -> None:
    assert settle(environment={"MTQA_READER_KEY": "secret"}).notices == ()


def test_an_empty_variable_says_nothing_and_a_stranger_is_mentioned(home: Path) -> None:
    found = settle(environment={"MTQA_FAIL_UNDER": "", "MTQA_FIAL_UNDER": "9", "MTQA_CACHE": "/x", "PATH": "/bin"})
    assert found.config == Config(root=str(home))
    assert found.notices == ("MTQA_FIAL_UNDER is set, but mtqa has no such variable; did you mean MTQA_FAIL_UNDER?",)


# ----------------------------------------------------------------------------------------- wrong values


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("fial-under = 3", 1, ["no option “fial-under”", "did you mean fail-under?"]),
        ("\n# x\nfail_under = 3", 3, ["did you mean fail-under?"]),
        ("quux = 3", 1, ["options are: fail-under, "]),
        ("lang-pair = 'zz'", 1, ["“lang-pair” needs a pair such as en-zh, not \"zz\""]),
        ("fail-under = 'lots'", 1, ["“fail-under” needs a number from 0 to 100, not \"lots\""]),
        ("fail-under = 101", 1, ["from 0 to 100, not 101"]),
        ("fail-under = nan", 1, ["not nan"]),
        ("fail-under = -inf", 1, ["not -inf"]),
        ("fail-under = true", 1, ["not true"]),
        ("max-findings = 2.5", 1, ["a whole number from 0 up, not 2.5"]),
        ("max-findings = -1", 1, ["not -1"]),
        ("fail-on = 'mayor'", 1, ["one of never, minor, major, critical", "did you mean major?"]),
        ("fail-on = ['major']", 1, ["one of never"]),
        ("models = 'no'", 1, ["“models” needs true or false"]),
        ("models = 0", 1, ["true or false, not 0"]),
        ("profile = ''", 1, ["a text"]),
        ("select = 'terms'", 1, ['a list of texts, such as ["RULES"]']),
        ("select = ['terms', 3]", 1, ["a list of texts"]),
        ("select = [\n  'terms',\n  '',\n]", 1, ["a list of texts"]),
        ("[severity]\nterms = 'minor'\ncalque.it = 'grave'\n", 3, ["of calque.it needs one of minor, major"]),
        ("[severity]\nterms = 'minor'\n'calque.it' = 'mior'\n", 3, ["did you mean minor?"]),
        ("severity = 3", 1, ["a table of rules and levels"]),
        ("[[fail-under]]", 1, ["a number"]),
    ],
)  # fmt: skip
def test_letters_name_file_line_and_what_was_meant(home: Path, text: str, where: int, said: list[str]) -> None:
    got = letter(text, home)
    assert got.startswith(f"mtqa.toml:{where}: ")
    for word in said:
        assert word in got
    inside = "[project]\nname = 'x'\n\n[tool.mtqa]\n" + text
    (home / "mtqa.toml").unlink()
    if "[" not in text.replace("['", "").replace("[\n", ""):
        assert letter(inside, home, "pyproject.toml").startswith(f"pyproject.toml:{where + 4}: ")


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("MTQA_FAIL_UNDER", "lots"),
        ("MTQA_FAIL_UNDER", "nan"),
        ("MTQA_MAX_FINDINGS", "1e3"),
        ("MTQA_NO_MODELS", "perhaps"),
        ("MTQA_FAIL_ON", "mayor"),
        ("MTQA_SEVERITY", "terms"),
        ("MTQA_SEVERITY", "terms=grave"),
        ("MTQA_ISOLATED", "perhaps"),
    ],
)
def test_letters_name_the_variable(home: Path, variable: str, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        settle(environment={variable: text})
    assert str(caught.value).startswith(f"{variable}: ")


def test_switches_that_are_on_by_default_have_a_variable_that_turns_them_off(home: Path) -> None:
    assert settle(environment={"MTQA_NO_MODELS": "1"}).config.models is False
    assert settle(environment={"MTQA_NO_MODELS": "off"}).config.models is True
    assert settle(environment={"MTQA_OFFLINE": "Yes"}).config.offline is True


def test_a_wrong_value_is_said_even_where_another_goes_before_it(home: Path) -> None:
    (home / "mtqa.toml").write_text("fail-under = 'x'\n")
    with pytest.raises(UsageError, match=r"mtqa\.toml:1"):
        settle({"fail_under": "3"})


# ------------------------------------------------------------------------------------------ the library


def test_the_library_reads_no_files_unless_asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "mtqa.toml").write_text("fail-under = 100\nmodels = false\nmin-severity = 'critical'\n")
    (home / "a.txt").write_text("春天来了，孩子们[/b]都跑到院子里去。\n", encoding="utf-8")
    monkeypatch.setenv("MTQA_FAIL_UNDER", "lots")
    assert mtqa.check("a.txt", models=False, fail_under=0, select=["residue"]).exit_code == 0
    asked = mtqa.check("a.txt", config="mtqa.toml")
    assert asked.exit_code == 1 and asked.config.fail_under == 100 and asked.documents[0].findings
    assert mtqa.check("a.txt", config="mtqa.toml", fail_under=0).exit_code == 0


@pytest.mark.parametrize(
    ("keywords", "said"),
    [
        ({"fail_under": "lots"}, "needs a number"),
        ({"fail_udner": 3}, "did you mean fail_under"),
        ({"quiet": True}, "the command line only"),
        ({"select": ["term"]}, "did you mean terms"),
        ({"severity": {"terms": "grave"}}, "minor, major, critical"),
    ],
)
def test_the_library_says_what_is_wrong(keywords: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        mtqa.check(models=False, **keywords)


# ------------------------------------------------------------------------------------------------ lines

TOML = '''\
# a comment = 1
title = "a # b [c]"   # x
multi = """
[not.a.table]
key = 1
"""
lit = \'\'\'
k = [
\'\'\'
"quoted key" = 1
a.b.c = 3
list = [
  "x",  # ]
  { p = 1 },
]
date = 1979-05-27

[table]
x = 1
[table.sub."dotted.name"]
y = { z = { w = 1 } }
[[things]]
n = 1
[things.inner]
m = 2
[[things.deep]]
o = 1
[[things.deep]]
o = 2
[[things]]
n = 2
[[things.deep]]
o = 3
'''


def test_lines_of_everything_toml_has() -> None:
    tomllib.loads(TOML)
    lines = lines_of(TOML)
    for path, line in {
        ("title",): 2, ("multi",): 3, ("lit",): 7, ("quoted key",): 10, ("a", "b", "c"): 11, ("list",): 12,
        ("date",): 16, ("table",): 18, ("table", "x"): 19, ("table", "sub", "dotted.name"): 20,
        ("table", "sub", "dotted.name", "y", "z", "w"): 21, ("things", 0, "n"): 23, ("things", 0, "inner", "m"): 25,
        ("things", 0, "deep", 0, "o"): 27, ("things", 0, "deep", 1, "o"): 29, ("things", 1): 30, ("things", 1, "n"): 31,
        ("things", 1, "deep", 0, "o"): 33,
    }.items():  # fmt: skip
        assert lines[path] == line, path
    assert line_of(lines, ("list", 1, "p")) == 12 and line_of(lines, ("nothing",)) is None
    assert "key" not in {path[0] for path in lines} and "k" not in {path[0] for path in lines}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=8))
def test_lines_survive_any_string(values: list[str]) -> None:
    """Keys stand where they were written, whatever is in the values between them."""

    def quoted(value: str) -> str:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r")
        return (
            '"""'
            + "".join(c if (c >= " " and c != "\x7f") or c in "\t\n" else f"\\u{ord(c):04x}" for c in escaped)
            + '"""'
        )

    text, expected = "", {}
    for number, value in enumerate(values):
        expected[f"k{number}",] = text.count("\n") + 1
        text += f"k{number} = {quoted(value)}\n"
    tomllib.loads(text)
    assert lines_of(text) == expected
