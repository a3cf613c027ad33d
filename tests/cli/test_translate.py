"""`mtqa translate` and `mtqa bench translate`, as a user runs them, with a toy model that knows 24 sentences."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shell import COMMAND, Shell, flat

pytest.importorskip("torch", reason="the embedded extra is not installed")

import toy_marian

ZH = [source for source, _ in toy_marian.PAIRS]
EN = [target for _, target in toy_marian.PAIRS]
UNKNOWN = "他" * 400 + "。"


@pytest.fixture
def toy(mtqa: Shell, toy_translator: Path) -> Shell:
    """A process of its own."""
    mtqa.environment.pop("PYTHONWARNINGS")  # torch has some of its own
    mtqa.environment["TOY"] = str(toy_translator)
    return mtqa


@pytest.fixture
def inner(inside: Shell, toy_translator: Path) -> Shell:
    """The command in this process: torch is imported once."""
    inside.environment["TOY"] = str(toy_translator)
    return inside


def test_a_file_comes_out_line_by_line(inner: Shell) -> None:
    text = f"{ZH[3]}\r\n\n……\n{ZH[7]}{ZH[0]}\n{ZH[9]}"
    (inner.folder / "in.txt").write_bytes(text.encode("gb18030"))
    done = inner("translate", "in.txt", "--from", "zh", "--to", "en", "--translator", inner.environment["TOY"])
    assert done.stdout.decode() == f"{EN[3]}\r\n\n……\n{EN[7]} {EN[0]}\n{EN[9]}" and done.stderr == b""


def test_standard_input_and_more_hypotheses(inner: Shell) -> None:
    model = inner.environment["TOY"]
    done = inner("translate", "-", "--to=en", "--n-best=3", "--translator", model, stdin=f"{ZH[5]}\n{ZH[2]}\n".encode())
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert [row[0] for row in rows] == [EN[5], EN[2]] and all(2 <= len(row) <= 3 for row in rows)


def test_a_line_without_a_translation_is_empty_and_reported(inner: Shell) -> None:
    (inner.folder / "in.txt").write_text(f"{ZH[1]}\n{UNKNOWN}\n{ZH[2]}\n", encoding="utf-8")
    done = inner("translate", "in.txt", "--translator", inner.environment["TOY"], code=1)
    assert done.stdout.decode() == f"{EN[1]}\n\n{EN[2]}\n"
    assert re.search(r"in\.txt:2: no translation: the \w+ .*left empty: 1 → ", flat(done.stderr))


def test_the_second_run_answers_from_the_cache(toy: Shell, tmp_path: Path) -> None:
    (toy.folder / "in.txt").write_text("\n".join(ZH), encoding="utf-8")
    command = ("translate", "in.txt", "--offline", "--translator", toy.environment["TOY"])
    first = toy(*command)
    assert first.stdout.decode().split("\n") == EN
    probe = (
        "import sys; from mtqa.cli import main\ntry: main()\nfinally: print('torch' in sys.modules, file=sys.stderr)"
    )
    again = subprocess.run(
        [sys.executable, "-c", probe, *command],
        capture_output=True,
        env=toy.environment,
        cwd=toy.folder,
        timeout=60,
        check=True,
    )
    assert again.stdout == first.stdout and again.stderr.split() == [b"False"]


OPUS = "Helsinki-NLP/opus-mt-zh-en"


@pytest.mark.parametrize(
    ("arguments", "code", "hints"),
    [
        (["nothing.txt"], 3, ["no such file"]),
        (["."], 3, ["directory"]),
        (["in.txt", "--max-file-bytes", "3"], 3, ["limit", "--max-file-bytes"]),
        (["in.txt", "--from", "zh", "--to", "de"], 2, ["zh → de", "zh → en"]),
        (["in.txt", "--from", "en", "--to", "en"], 2, ["en → en"]),
        (["in.txt", "--translator", OPUS], 4, [f"mtqa models pull {OPUS}"]),
        (
            ["in.txt", "--translator", OPUS, "--to", "zh"],
            2,
            ["en → zh", "it translates zh → en"],
        ),
        (["in.txt", "--translator", "gemma"], 2, ["did you mean gemma-3-270m"]),
        (["in.txt", "--n-best", "0"], 2, ["--n-best"]),
        (["in.txt", "--profile", "embeded"], 2, ["embedded"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_arguments_are_errors(inner: Shell, arguments: list[str], code: int, hints: list[str]) -> None:
    (inner.folder / "in.txt").write_text("你好。\n", encoding="utf-8")
    done = inner("translate", *arguments, code=code)
    assert done.stdout == b"" and all(hint in flat(done.stderr) for hint in hints), done.stderr.decode()


def test_a_reader_that_leaves_is_no_error(toy: Shell) -> None:
    (toy.folder / "in.txt").write_text("\n".join(ZH * 50), encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, "translate", "in.txt", "--translator", toy.environment["TOY"]],
        stdout=write,
        stderr=subprocess.PIPE,
        env=toy.environment,
        cwd=toy.folder,
        timeout=100,
        check=False,
    )
    os.close(write)
    assert done.returncode == 141 and done.stderr == b""


def test_ctrl_c_keeps_whole_lines_and_what_was_translated(toy: Shell) -> None:
    fresh = [f"{one}{two}" for one in ZH for two in ZH] * 8  # of the same sentences: later portions cost nothing
    text = "\n".join(f"{line}{'，' * (index % 89)}" for index, line in enumerate(fresh))
    (toy.folder / "in.txt").write_text(text, encoding="utf-8")
    child = subprocess.Popen(
        [*COMMAND, "translate", "in.txt", "--translator", toy.environment["TOY"], "--no-cache"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=toy.environment,
        cwd=toy.folder,
    )
    assert child.stdout and child.stdout.readline()
    time.sleep(0.2)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130 and b"Traceback" not in err and b"interrupted" in err
    assert out == b"" or out.endswith(b"\n")
