"""`--output` from the shell: every format at once, what goes to standard output, what cannot be written."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from shell import COMMAND, NATIVE, TRANSLATED, Shell, flat

from mtqa.errors import UsageError
from mtqa.render import FORMATS, refuse_clashes


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def test_all_outputs_have_the_same_findings(inside: Shell) -> None:
    """Opened by the libraries of their readers' kind; what else they owe them has a test of each format."""
    formats = ("jsonl", "rdjsonl", "gitlab", "sarif", "junit", "marot", "pearmut")
    outputs = [f"--output={format}={format}" for format in formats]
    inside("check", "--no-models", "--fail-on=never", "--fail-under=100", *outputs, "-q", TRANSLATED, code=1)
    text = {format: (inside.folder / format).read_text(encoding="utf-8") for format in formats}
    count = len(text["jsonl"].splitlines())
    assert count > 10
    assert len(text["rdjsonl"].splitlines()) == len(json.loads(text["gitlab"])) == count
    (run,) = json.loads(text["sarif"])["runs"]
    assert len(run["results"]) == count and run["invocations"][0]["exitCode"] == 1
    assert len(list(ElementTree.fromstring(text["junit"]).iter("failure"))) == count + 1  # and the gate
    assert sum("<v>" in line for line in text["marot"].splitlines()) == count
    items = [item for document in json.loads(text["pearmut"])["data"] for item in document]
    assert sum(len(item["error_spans"]["translation"]) for item in items) == count


def test_the_help_names_every_format(inside: Shell) -> None:
    listed = flat(inside("check", "--help").stdout)
    assert f"Formats: {', '.join(FORMATS)}." in listed


def test_stdout_has_only_annotations(inside: Shell) -> None:
    lines = ["这件事[/s2/]大家都知道。\n这就是为什么他笑了。\n"] * 12
    (inside.folder / "a.txt").write_text("".join(lines), encoding="utf-8")
    done = inside("check", "--no-models", "--output", "github=-", "a.txt", code=1)
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 20 and all(re.match("::(error|warning|notice) ", line) for line in lines)


def test_the_page_of_a_job_grows(inside: Shell) -> None:
    page = inside.folder / "page"
    page.write_text("before\n")
    inside.environment["GITHUB_STEP_SUMMARY"] = str(page)
    for _ in range(2):
        inside("check", "--no-models", "-q", f"--output=summary={page}", NATIVE)
    assert page.read_text(encoding="utf-8").startswith("before\n## ✅ mtqa passed")
    assert page.read_text(encoding="utf-8").count("## ✅") == 2


def test_a_wrong_output_is_an_error_before_the_check(inside: Shell) -> None:
    """The file does not exist: were it read first, the exit code would be 3."""
    for outputs, says in (
        (["json=no/where.json"], "mkdir -p no"),
        (["json=a", "html=./a"], "write to the same place"),
        (["json=-", "html=-"], "write to the same place"),
        (["json=-", "html=/dev/stdout"], "write to the same place"),
        (["json=gone.txt"], "would overwrite a file that is checked"),
    ):
        done = inside("check", "--no-models", *(f"--output={output}" for output in outputs), "gone.txt", code=2)
        assert says in flat(done.stderr) and done.stdout == b""
    assert list(inside.folder.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="has no name for standard output")
def test_a_pipe_by_name_is_written_to(mtqa: Shell) -> None:
    """What a shell makes of `-o json=>(jq .)`: a link to a pipe, which has no place in any folder."""
    done = mtqa("check", "--no-models", "-q", "-o", "json=/dev/stdout", NATIVE)
    assert json.loads(done.stdout)["documents"][0]["path"] == NATIVE
    (mtqa.folder / "a.tsv").write_text("source\ttarget\nDry.\t河干了。\n", encoding="utf-8")
    done = mtqa("score", "--no-models", "-q", "-o", "jsonl=/dev/stdout", "a.tsv")
    assert json.loads(done.stdout)["target"] == "河干了。"


def test_a_read_only_folder_is_an_error_before_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root, whom CI often is, may write everywhere; so the answer of the operating system is made up."""
    monkeypatch.setattr(os, "access", lambda place, mode: Path(place) != tmp_path)
    with pytest.raises(UsageError, match="cannot be written to"):
        refuse_clashes([("json", str(tmp_path / "a.json"))])
    refuse_clashes([("json", "/dev/null"), ("html", "-")])


@pytest.mark.parametrize("arguments", [["rules"], ["check", "--no-models", NATIVE], ["check", "-q", "-o", "json=-"]])
def test_a_full_disk_is_an_error(mtqa: Shell, arguments: list[str]) -> None:
    files = ["--no-models", NATIVE] if "-o" in arguments else []
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments, *files], stdout=full, stderr=subprocess.PIPE, env=mtqa.environment, check=False
        )
    assert done.returncode == 2 and b"no space left on device" in done.stderr and "→".encode() in done.stderr
    assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr


def test_of_many_documents_only_those_with_findings_are_listed(inside: Shell) -> None:
    for number in range(20):
        (inside.folder / f"{number}.md").write_text("春天来了，风很轻。\n", encoding="utf-8")
    (inside.folder / "bad.md").write_text("春天[/b]来了，风很轻。\n", encoding="utf-8")
    done = inside("check", "--no-models", "--fail-under=0", ".").stdout.decode()
    assert "bad.md" in done and "7.md" not in done
    assert "21 documents: 21 passed (1 of them with a caution), 0 failed  0 critical · 1 major · 0 minor" in done
    assert done.count("fluency.outlier") == 1
    assert "7.md" in inside("check", "--no-models", "--fail-under=0", "--verbose", ".").stdout.decode()
