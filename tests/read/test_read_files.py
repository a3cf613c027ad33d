"""Paths and encodings: whatever is wrong with a file, a letter to the user and never a traceback."""

from __future__ import annotations

import errno
import io
import os
import random
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import ReadError
from mtqa.read import discover, load
from mtqa.render.sentences import sentence
from mtqa.text import Document

LIMIT = 100_000
CHINESE = "他昨天下午去了学校。"


def read(path: Path) -> Document:
    return load(str(path), max_bytes=LIMIT)


def refusal(path: Path | str, max_bytes: int = LIMIT) -> ReadError:
    with pytest.raises(ReadError) as caught:
        load(str(path), max_bytes=max_bytes)
    assert caught.value.advice
    str(caught.value).encode()  # printable
    return caught.value


def written(folder: Path, data: bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# directories and names


def test_directories_are_walked_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "c.png", ".hidden.md", "sub/d.HTML", ".git/e.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("甲")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    found, errors, _ = discover([str(tmp_path), "-", str(tmp_path / "a.txt"), str(tmp_path / "c.png")])
    inside = [str(tmp_path / name) for name in ("a.txt", "b.md", "sub/d.HTML")]
    assert (found, errors) == ([*inside, "-", str(tmp_path / "c.png")], [])


def test_other_paths_survive_a_bad_one(tmp_path: Path) -> None:
    good = written(tmp_path, b"x", "report.md")
    (tmp_path / "empty").mkdir()
    assert [error.what for error in discover([""])[1]] == ["an empty path"]
    found, errors, _ = discover([str(tmp_path / "reprot.md"), str(tmp_path / "empty"), str(good)])
    assert found == [str(good)]
    assert [error.what for error in errors] == ["no such file", "no readable file in this directory"]
    assert errors[0].advice == f"did you mean {good}?"


def test_an_unreadable_directory_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = written(tmp_path, b"x")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found, errors, _ = discover([str(tmp_path)])
    assert found == [str(good)]
    assert [(error.where, error.what) for error in errors] == [(str(tmp_path / "closed"), "no permission to read it")]


@pytest.mark.parametrize("name", ["\udcff\udcfe.txt", "a\n\x1b[31m.txt", "甲" * 2000, "a\0b", "no/such/dir/a.txt"])
def test_odd_names_never_crash(name: str, tmp_path: Path) -> None:
    path = f"{tmp_path}/{name}"
    _, errors, _ = discover([path])
    assert len(errors) == 1
    assert str(errors[0]).encode()
    assert "\x1b" not in str(errors[0])
    assert refusal(path).where == errors[0].where


def test_a_file_with_an_undecodable_name_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, CHINESE.encode(), "\udcff.txt")
    assert read(path).path == f"{tmp_path}/\\udcff.txt"


# bad files


def test_special_files_are_refused(tmp_path: Path) -> None:
    fifo, address = tmp_path / "a.txt", tmp_path / "b.txt"
    os.mkfifo(fifo)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        for path in (fifo, address, "/dev/null"):
            assert refusal(path).what == "not a regular file but a device, pipe or socket"
    assert refusal(tmp_path).what == "this is a directory"


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b"\xef\xbb\xbf \n\t\r\n", "the file is empty"),
        (
            "a.html",
            b"<p><img src=x></p><script>x</script>",
            "the file has no text, only markup or punctuation",
        ),
        (
            "a.md",
            b"---\ntitle: x\n---\n\n```\nx\n```\n",
            "the file has no text, only markup or punctuation",
        ),
    ],
)
def test_files_without_text(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    assert refusal(written(tmp_path, data, name)).what == what


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    monkeypatch.setattr(Path, "open", None)
    error = refusal(path, 10_000_000)
    assert error.what == "50.0 MB, the limit is 10.0 MB"
    assert "split it" in error.advice


def test_a_growing_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, b"x" * 60)
    small = written(tmp_path, b"", "small").stat()
    monkeypatch.setattr(Path, "stat", lambda self: small)
    assert refusal(path, 50).what == "larger than 50 bytes, the limit"


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (FileNotFoundError(errno.ENOENT, "gone"), "no such file"),
        (PermissionError(errno.EACCES, "denied"), "no permission to read it"),
        (OSError(errno.EIO, "Input/output error"), "reading failed: Input/output error"),
    ],
)
def test_a_file_that_fails_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, what: str
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    path = written(tmp_path, b"x")
    monkeypatch.setattr(Path, "open", failing)
    assert refusal(path).what == what


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("<p>甲</p>".encode())))
    document = load("-", max_bytes=LIMIT, stdin_filename="a.html")
    assert (document.path, document.text) == ("a.html", "甲\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 60)))
    with pytest.raises(ReadError, match="<stdin>: larger than 50 bytes"):
        load("-", max_bytes=50)
    monkeypatch.setattr(sys, "stdin", None)
    assert refusal("-").what == "standard input is closed"


# encodings


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("gb18030", b"", "gb18030"),
        ("gbk", b"", "gb18030"),
        ("gb2312", b"", "gb18030"),
    ],
)
@pytest.mark.parametrize("text", [CHINESE, "他说：“ABC 123”。\r\n再见!\r", "疫情防控Boxma\n"])
def test_encodings(tmp_path: Path, codec: str, mark: bytes, name: str, text: str) -> None:
    document = read(written(tmp_path, mark + text.encode(codec)))
    assert (document.raw, document.encoding, document.notes) == (text, name, ())


def test_other_encodings_are_guessed_with_a_note(tmp_path: Path) -> None:
    text = "此前，張光軍任中國工程物理研究院黨委副書記，負責實驗室的建設與發展。" * 2
    document = read(written(tmp_path, text.encode("big5")))
    assert (document.raw, [sentence(one) for one in document.notes]) == (text, ["encoding guessed: big5"])


@pytest.mark.parametrize("size", [200, 5_000])
@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_binary(tmp_path: Path, size: int, seed: int) -> None:
    data = random.Random(seed).randbytes(size)
    assert refusal(written(tmp_path, data)).what == "a binary file, not text"


@pytest.mark.parametrize("seed", range(20))
def test_a_few_random_bytes_are_refused(tmp_path: Path, seed: int) -> None:
    refusal(written(tmp_path, random.Random(seed).randbytes(24)))


def test_lone_nuls_are_binary(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"abc\0def")).what == "a binary file, not text"


def test_undecodable_bytes_are_named_with_their_place(tmp_path: Path) -> None:
    damaged = f"{CHINESE}\r\n{CHINESE}".encode() + b"\xe4\xbd"
    assert refusal(written(tmp_path, damaged)).what == "byte 0xE4 at offset 62 (line 2) is not valid UTF-8"
    damaged = (CHINESE * 3).encode("gb18030") + b"\n\xff" + CHINESE.encode("gb18030")
    assert refusal(written(tmp_path, damaged)).what == "byte 0xFF at offset 61 (line 2) is not valid GB18030"
    damaged = b"\xff\xfe" + CHINESE.encode("utf-16-le") + b"\x00"
    assert refusal(written(tmp_path, damaged)).what == "byte 0x00 at offset 22 (line 1) is not valid UTF-16-LE"


@settings(max_examples=60)
@given(data=st.binary(max_size=80))
def test_no_bytes_crash(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = written(tmp_path_factory.getbasetemp(), data, "any.md")
    try:
        assert read(path).raw
    except ReadError as error:
        assert error.where == str(path)
