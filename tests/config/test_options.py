"""Every option is declared once: configuration, command line and docs say the same of it."""

from __future__ import annotations

import json

import pytest
import typer
from shell import HOME, NATIVE, TRANSLATED, Shell, flat

from mtqa.cli import app
from mtqa.config import Config
from mtqa.config.option import Option, options

DOCUMENTED = (HOME / "docs" / "cli.md").read_text(encoding="utf-8")
OPTIONS = {option.name: option for option in options(Config)}
#: What only the command line has: which file to read settings from, and what standard input is called.
OWN = {"config", "isolated", "stdin_filename", "paths", "help"}


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def row(option: Option) -> str:
    """The row of an option in the table of docs/cli.md."""
    names = [f"--{option.key}", option.off_flag if option.off or option.on_by_default else "", option.short]
    value = "" if option.shape is bool else option.metavar or r"\|".join(option.choices)
    shown = "" if option.default in ((), None, {}) else str(option.default).removesuffix(".0")
    if option.shape is bool:
        shown = "on" if option.default else ""
    spelt = ", ".join(f"`{name}`" for name in names if name) + (f" `{value}`" if value else "")
    return f"| {spelt} | {shown} | {option.help} |"


@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items() if not option.table])
def test_the_docs_have_the_row_of_every_option(name: str) -> None:
    assert row(OPTIONS[name]) in DOCUMENTED.splitlines()


def test_the_docs_have_no_row_of_an_option_that_is_gone() -> None:
    lines = DOCUMENTED.splitlines()
    start = lines.index("| option | default | meaning |") + 2
    own = tuple(f"| `--{name.replace('_', '-')}`" for name in OWN)
    table = [line for line in lines[start : lines.index("<!-- end -->", start)] if not line.startswith(own)]
    assert table == [row(option) for option in OPTIONS.values() if not option.table]


def test_the_command_line_has_every_option_and_no_other() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    parameters = {parameter.name: parameter for parameter in group.commands["check"].params}
    turned_off = {f"no_{name}" for name, option in OPTIONS.items() if option.off}
    assert set(parameters) - OWN - turned_off == {option.name for option in OPTIONS.values() if not option.table}
    for name, option in OPTIONS.items():
        if option.table:
            continue
        names = [*parameters[name].opts, *parameters[name].secondary_opts]
        assert option.flag in names and f"--{option.key}" in names
        assert parameters[name].default is None  # a flag that is not given says nothing
        assert getattr(parameters[name], "help", "").startswith(option.help)


def test_names_are_one_name_in_three_spellings() -> None:
    variables = [option.variable for option in OPTIONS.values()]
    assert len(set(variables)) == len(variables) and not {"MTQA_MODELS", "MTQA_CACHE"} & set(variables)
    for name, option in OPTIONS.items():
        assert option.key.replace("-", "_") == name and option.flag[2:].endswith(option.key)
        assert option.variable in (f"MTQA_{name.upper()}", f"MTQA_NO_{name.upper()}")


# ------------------------------------------------------------------------------ the real command line


def test_settings_of_a_file_hold_below_it(mtqa: Shell) -> None:
    text = "models = false\nfail-on = 'major'\nfail-under = 0\noutput = ['json=r.json']\n"
    (mtqa.folder / "mtqa.toml").write_text(text)
    assert b"(--fail-on major)" in mtqa("check", TRANSLATED, code=1).stdout
    assert (mtqa.folder / "r.json").exists()
    mtqa("check", "--fail-on=never", TRANSLATED)
    mtqa("check", "--isolated", "--no-models", "--fail-under=0", "--fail-on=critical", TRANSLATED)
    mtqa.environment |= {"MTQA_FAIL_ON": "never"}
    mtqa("check", TRANSLATED)
    mtqa("check", "--fail-on=minor", TRANSLATED, code=1)
    inner = mtqa.at(mtqa.folder / "inner")
    inner.folder.mkdir()
    inner("check", TRANSLATED)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fail-under", "lots"], '--fail-under: “fail-under” needs a number from 0 to 100, not "lots"'),
        (["--max-findings", "-1"], "--max-findings: “max-findings” needs a whole number from 0 up"),
        (["--fail-on", "mayor"], "--fail-on: “fail-on” needs one of never, minor, major, critical"),
        (["--select", "term"], "--select: there is no rule “term” → did you mean terms?"),
        (
            ["--ignore", "terms,names.garbeld"],
            "--ignore: there is no rule “names.garbeld” → did you mean names.garbled?",
        ),
        (["--severity", "terms=grave"], "--severity: “severity” of terms needs one of minor, major, critical"),
        (["--config", "nowhere.toml"], "nowhere.toml: the configuration cannot be read: no such file"),
        (["--config", "nowhere.toml", "--isolated"], "leave one of them out"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_letters_about_flags(mtqa: Shell, arguments: list[str], said: str) -> None:
    done = mtqa("check", "--no-models", *arguments, NATIVE, code=2)
    assert said in flat(done.stderr) and done.stdout == b""


def test_a_rule_that_is_no_rule_is_found_in_its_file(mtqa: Shell) -> None:
    (mtqa.folder / "pyproject.toml").write_text("[tool.mtqa]\nmodels = false\n\n# no calques\nignore = ['calqe']\n")
    said = flat(mtqa("check", NATIVE, code=2).stderr)
    assert "pyproject.toml:5: there is no rule “calqe” → did you mean calque?" in said


def test_a_misspelt_variable_is_mentioned(mtqa: Shell) -> None:
    mtqa.environment["MTQA_FIAL_ON"] = "minor"
    assert b"did you mean MTQA_FAIL_ON?" in mtqa("check", "--no-models", "-q", NATIVE).stderr


def test_select_and_ignore(mtqa: Shell) -> None:
    def rules(*arguments: str) -> set[str]:
        done = mtqa("check", "--no-models", "--exit-zero", "-q", "-o", "json=-", *arguments, TRANSLATED)
        (document,) = json.loads(done.stdout)["documents"]
        return {finding["rule"] for finding in document["findings"]}

    every = rules()
    assert {"residue.markup", "residue.boilerplate", "names.inconsistent"} < every
    assert rules("--select", "residue") == {"residue.markup", "residue.boilerplate"}
    assert rules("--select", "residue,names", "--ignore", "residue.markup") == {
        rule for rule in every if rule.startswith(("residue.b", "names."))
    }
    done = mtqa("check", "--no-models", "--exit-zero", "--ignore", "names", "--ignore", "calque", TRANSLATED)
    assert b"|off:names,calque|" in done.stdout and b"names.inconsistent" not in done.stdout


def test_what_is_shown_and_what_fails_are_two_things(mtqa: Shell) -> None:
    """The same gate with every display level, and the same display with every gate."""
    gates = [["--fail-under=0", "--fail-on=minor"], ["--fail-under=99", "--fail-on=never"]]
    gates += [["--fail-under=0", "--fail-on=never", "--max-findings=3"]]
    for gate in gates:
        for level in ("minor", "major", "critical"):
            done = mtqa(
                "check", "--no-models", *gate, f"--min-severity={level}", "-o", "json=r.json", TRANSLATED, code=1
            )
            (document,) = json.loads((mtqa.folder / "r.json").read_text(encoding="utf-8"))["documents"]
            severities = {finding["severity"] for finding in document["findings"]}
            assert severities == {"minor": {"minor", "major"}, "major": {"major"}, "critical": set()}[level]
            assert document["counts"]["major"] > 5 and document["counts"]["minor"] > 1
            assert ("nothing was flagged" in flat(done.stdout)) is False
            assert (f"not shown (--min-severity {level})" in flat(done.stdout)) is (level != "minor")
        mtqa("check", "--no-models", *gate, "--exit-zero", TRANSLATED)
    passed = mtqa("check", "--no-models", "--fail-under=0", "--fail-on=never", "--max-findings=500", TRANSLATED)
    assert passed.stdout.count(b" major ") > 5
    said = mtqa("check", "--no-models", "--max-findings=3", "--exit-zero", TRANSLATED).stdout.decode()
    assert "more than 3 (--max-findings)" in said and "the exit code is 0 because of --exit-zero" in said
