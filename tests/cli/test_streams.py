"""Standard streams as cron, editors and pipelines leave them: closed, full, in another encoding, narrow."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from shell import COMMAND, NATIVE, TRANSLATED, Shell, flat

from mtqa.checks import RULES
from mtqa.render.sentences import needs

CHECK = ["check", "--no-models", TRANSLATED]


def shell(mtqa: Shell, line: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The command with its streams as a shell redirects them."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {line}', "sh", *COMMAND, *arguments],
        capture_output=True,
        env=mtqa.environment,
        cwd=mtqa.folder,
        timeout=100,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["rules"], CHECK, [*CHECK, "-q", "-o", "json=-"]])
def test_a_closed_standard_output_is_an_error(mtqa: Shell, arguments: list[str]) -> None:
    done = shell(mtqa, ">&-", *arguments)
    assert done.returncode == 2 and b"Traceback" not in done.stderr and b"ignored" not in done.stderr
    assert "standard output" in flat(done.stderr)


SCORE = ["score", "--no-models", "a.tsv"]


@pytest.fixture
def table(mtqa: Shell) -> Path:
    place = mtqa.folder / "a.tsv"
    place.write_text("source\ttarget\nDry.\t河干了。\n", encoding="utf-8")
    return place


@pytest.mark.parametrize(
    "line", ["> out", "-q > out", "-q -o tsv=- > out", "-q -o tsv=- -o jsonl=b.jsonl > out", "| cat > out"]
)
def test_a_table_goes_to_standard_output_and_leaves_it_open(mtqa: Shell, table: Path, line: str) -> None:
    done = shell(mtqa, line, *SCORE)
    assert done.returncode == 0 and b"Traceback" not in done.stderr
    assert (mtqa.folder / "out").read_text(encoding="utf-8").splitlines()[1].startswith("Dry.\t河干了。\t")


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (">&-", 2, "standard output: the table cannot be written here: bad file descriptor"),
        ("-o tsv=- -o csv=- > out", 2, "write to the same place"),
        ("-o tsv=- -o csv=/dev/stdout > out", 2, "write to the same place"),
        ("-o html=- > out", 2, "--output: there is no format “html”"),
    ],
)
def test_a_table_that_cannot_be_written_is_an_error(mtqa: Shell, table: Path, line: str, code: int, says: str) -> None:
    done = shell(mtqa, line, *SCORE)
    assert done.returncode == code and says in flat(done.stderr)
    assert b"Traceback" not in done.stderr and b"ignored" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no full disk")
@pytest.mark.parametrize("format", ["tsv", "jsonl"])
def test_a_table_on_a_full_disk_is_an_error(mtqa: Shell, table: Path, format: str) -> None:
    done = shell(mtqa, f"-o {format}=- > /dev/full", *SCORE)
    assert done.returncode == 2 and "no space left on device" in flat(done.stderr)
    assert b"Traceback" not in done.stderr and b"ignored" not in done.stderr


def test_a_reader_that_leaves_a_table_is_no_error(mtqa: Shell, table: Path) -> None:
    """More rows than a pipe holds."""
    row = "".join(f"Dry {number}.\t河干了。{'很' * 50}\n" for number in range(3000))
    table.write_text(f"source\ttarget\n{row}", encoding="utf-8")
    command = [*COMMAND, *SCORE, "-q", "--select", "residue"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, env=mtqa.environment, cwd=mtqa.folder) as process:
        assert process.stdout and process.stdout.readline().startswith(b"source\ttarget\t")
        process.stdout.close()
        assert process.stderr and process.stderr.read() == b""
    assert process.returncode == 141


def test_closed_streams_and_no_output(mtqa: Shell) -> None:
    assert shell(mtqa, ">&- 2>&-", "check", "--no-models", "-q", NATIVE).returncode == 0
    assert shell(mtqa, "2>&-", "check", "--no-models", "missing.md").returncode == 3


def test_a_closed_standard_input_is_an_error(mtqa: Shell) -> None:
    done = shell(mtqa, "<&-", "score", "-", "--no-models", "--stdin-filename", "a.tsv")
    assert done.returncode == 3 and "standard input is closed" in flat(done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no full disk")
def test_a_full_standard_error_is_no_failed_gate(mtqa: Shell) -> None:
    assert shell(mtqa, "2>/dev/full", *CHECK, "missing.md").returncode == 2


def test_a_standard_output_without_chinese_gets_escapes(mtqa: Shell) -> None:
    mtqa.environment["PYTHONIOENCODING"] = "ascii"
    assert b"\\u60e0\\u6e90" in mtqa(*CHECK).stdout
    assert b"names.garbled \\xb7 major" in mtqa("explain", "names.garbled").stdout
    assert "«".encode() not in mtqa("doctor", "--no-models").stdout


@pytest.mark.parametrize("columns", ["40", "80"])
def test_a_narrow_terminal_cuts_no_table(mtqa: Shell, columns: str) -> None:
    mtqa.environment["COLUMNS"] = columns
    here, there = pty.openpty()
    with (
        os.fdopen(here, "rb") as reading,
        subprocess.Popen(
            [sys.executable, "-m", "mtqa", "rules"], stdout=there, env=mtqa.environment, cwd=mtqa.folder
        ) as process,
    ):
        os.close(there)
        said = b""
        try:
            while part := os.read(reading.fileno(), 65536):
                said += part
        except OSError:  # how Linux says that the other end is closed
            pass
        assert process.wait(60) == 0
    lines = said.decode().splitlines()
    for name, (rule, check) in RULES.items():
        line = next(line for line in lines if line.startswith(f"{name} "))
        assert line.split()[1] == rule.severity and line.endswith(needs(check.ways(name)) + "; opt-in" * rule.opt_in)
