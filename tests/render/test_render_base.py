"""What holds for every format: visible text, atomic files, the --output option."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

import pytest
from handmade import checked, hostile, plain, report, sample

import mtqa.render
from mtqa.errors import UsageError
from mtqa.render import FORMATS, RENDERERS, parse_output, refuse_clashes, write, write_all
from mtqa.render.base import save, visible
from mtqa.render.outputs import parse
from mtqa.report import Report
from mtqa.storage.atomic import written


@pytest.mark.parametrize(
    "char", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\u2028", "\ufeff", "\ud800"]
)
def test_invisible_characters_are_named(char: str) -> None:
    shown = visible(f"a{char}b")
    assert char not in shown
    assert shown.startswith("a") and shown.endswith("b") and len(shown) > 2
    shown.encode("utf-8")


def test_ordinary_text_stays() -> None:
    text = "汇源居委会,“爱心快递”\t👩‍👩‍👧 naïve\n[/s2/]"
    assert visible(text) == text
    assert visible("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize("format", RENDERERS)
def test_write_leaves_one_file(format: str, tmp_path: Path) -> None:
    path = tmp_path / f"report.{format}"
    write(sample(), format, str(path))
    assert path.read_bytes() == RENDERERS[format](sample()).encode("utf-8")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("format", RENDERERS)
def test_hostile_text_can_be_written_and_controls_nothing(format: str) -> None:
    """The JSON is exact, and has what acts on a terminal as escapes; what acts in a format, its own test looks for."""
    text = RENDERERS[format](hostile())
    text.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\ud800-\udfff]", text)
    assert "\u202e" not in text or format in {"json", "jsonl", "gitlab", "rdjsonl"}


@pytest.mark.parametrize("format", RENDERERS)
def test_a_report_of_nothing_can_be_drawn(format: str) -> None:
    RENDERERS[format](report()).encode("utf-8")


@pytest.mark.parametrize("format", RENDERERS)
def test_every_format_says_who_reads_it_and_where_it_is_specified(format: str) -> None:
    documentation = import_module(f"mtqa.render.{format}").__doc__ or ""
    assert FORMATS[format] and len(documentation) > 100
    assert "https://" in documentation or format in {"html", "json"}  # ours; the JSON has its schema


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_write_keeps_the_old_file(
    fault: BaseException | type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")

    class Faulty:
        def __init__(self, stream: BinaryIO) -> None:
            self.stream = stream

        def write(self, data: bytes) -> None:
            self.stream.write(data[: len(data) // 2])
            raise fault

    @contextmanager
    def half(path: Path) -> Iterator[Faulty]:
        with written(path) as stream:
            yield Faulty(stream)

    monkeypatch.setattr("mtqa.render.base.written", half)
    with pytest.raises((KeyboardInterrupt, UsageError)):
        write(sample(), "json", str(path))
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]


def test_a_report_that_cannot_be_drawn_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        save("\ud800", str(path))
    assert path.read_text() == "old"


def test_a_path_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "x.json", tmp_path):
        with pytest.raises(UsageError, match="cannot be written here") as caught:
            save("text", str(place))
        assert str(place) in str(caught.value) and "→" in str(caught.value)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_new_report_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    save("text", str(tmp_path / "report"))
    assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_a_link_is_written_through_and_a_device_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    save("new", str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text() == "new"
    save("gone", "/dev/null")
    assert Path("/dev/null").is_char_device()


def test_a_dash_is_standard_output(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    save("汇源\n", "-")
    assert capsysbinary.readouterr().out == "汇源\n".encode()


def test_parse_output_keeps_the_rest_of_the_path() -> None:
    assert parse_output("csv=a=b.csv") == ("csv", "a=b.csv")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("htlm=x.html", "did you mean html?"),
        ("JSON=x", "did you mean json?"),
        ("pdf=x.pdf", "formats: html, json, jsonl, csv"),
        ("junitxml=x", "did you mean junit?"),
        ("code-quality=x", "did you mean gitlab?"),
        ("x.sarif", "--output sarif=x.sarif"),
        ("x.xml", "--output junit=x.xml"),
        ("x.html", "--output html=x.html"),
        ("html", "FORMAT=PATH"),
        ("html=", "names no file"),
    ],
)
def test_parse_output_explains_what_is_wrong(value: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_output(value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("value", "formats", "says"),
    [
        ("xml=a", ["json"], "→ formats: json"),
        ("a", ["json"], "write --output json=reports/report.json"),
        ("excel=a", ["csv", "docx", "xlsx"], "did you mean xlsx?"),
        ("excel=a", ["html", "csv"], "did you mean csv?"),
    ],
)
def test_only_formats_that_the_command_writes_are_proposed(value: str, formats: list[str], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(value, formats)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("outputs", "inputs", "says"),
    [
        ([("html", "a"), ("json", "./a")], [], "--output json=./a and --output html=a write to the same place"),
        ([("html", "a"), ("json", "link")], [], "write to the same place"),
        ([("html", "-"), ("json", "-")], [], "write to the same place"),
        ([("json", "no/where/a")], [], "make it first: mkdir -p no/where"),
        ([("json", "folder")], [], "is a folder"),
        ([("json", "text/a")], [], "text is not a folder"),
        ([("json", "a\0")], [], "is not a file name"),
        ([("json", "text")], ["folder", "text"], "would overwrite a file that is checked"),
        ([("json", "link")], ["a"], "would overwrite a file that is checked"),
    ],
)
def test_clashes_are_refused_before_anything_is_written(
    outputs: list[tuple[str, str]], inputs: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("text").write_text("字")
    Path("link").symlink_to("a")
    with pytest.raises(UsageError) as caught:
        refuse_clashes(outputs, inputs)
    assert says in str(caught.value) and "→" in str(caught.value)


def test_different_paths_are_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old").write_text("old")
    refuse_clashes(
        [("html", "old"), ("json", "-"), ("csv", "/dev/null"), ("jsonl", "/dev/null"), ("sarif", "new")], ["-"]
    )


def test_a_document_is_never_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found in a folder, it is known only when everything is read."""
    monkeypatch.chdir(tmp_path)
    Path("letter.txt").write_text("字")
    with pytest.raises(UsageError, match="would overwrite"):
        write_all(report(checked(plain("字"), [])), [("json", "a.json"), ("html", "letter.txt")])
    assert Path("letter.txt").read_text() == "字" and not Path("a.json").exists()


def test_all_outputs_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(made: Report) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(mtqa.render, "RENDERERS", {**RENDERERS, "sarif": broken})
    with pytest.raises(KeyboardInterrupt):
        write_all(sample(), [(name, str(tmp_path / name)) for name in ("json", "csv", "sarif")])
    assert list(tmp_path.iterdir()) == []


def test_killed_at_any_moment_it_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "report"
    loop = f"from mtqa.render.base import save\nwhile True: [save(n * 3_000_000, {str(path)!r}) for n in '01']"
    for number in range(10):
        path.write_text("2" * 3_000_000)
        with subprocess.Popen([sys.executable, "-c", loop], cwd=Path(__file__).parents[2]) as process:
            while path.read_bytes()[:1] == b"2":
                time.sleep(0.001)
            time.sleep(number / 500)
            process.kill()
        text = path.read_text()
        assert len(text) == 3_000_000 and len(set(text)) == 1
