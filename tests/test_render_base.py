"""What holds for every format: visible text, atomic files, the --output option."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from handmade import sample

from mtqa.errors import UsageError
from mtqa.render import RENDERERS, parse_output, write
from mtqa.render.base import save, visible


@pytest.mark.parametrize(
    "char", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\u2028", "\ufeff", "\ud800"]
)
def test_unseen_characters_are_named(char: str) -> None:
    shown = visible(f"a{char}b")
    assert char not in shown
    assert shown.startswith("a") and shown.endswith("b") and len(shown) > 2
    shown.encode("utf-8")


def test_ordinary_text_stays() -> None:
    text = "汇源居委会,“爱心快递”\t👩‍👩‍👧 naïve\n[/s2/]"
    assert visible(text) == text
    assert visible("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize("format", RENDERERS)
def test_write_leaves_one_file_and_makes_its_folder(format: str, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / f"report.{format}"
    write(sample(), format, str(path))
    assert path.read_bytes() == RENDERERS[format](sample()).encode("utf-8")
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_write_keeps_the_old_file(
    fault: BaseException | type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    real = Path.write_bytes

    def half(self: Path, data: bytes) -> int:
        real(self, data[: len(data) // 2])
        raise fault

    monkeypatch.setattr(Path, "write_bytes", half)
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


def test_a_place_that_cannot_be_written_is_a_letter(tmp_path: Path) -> None:
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
        ("pdf=x.pdf", "formats: html, json, csv"),
        ("x.html", "--output html=x.html"),
        ("html", "FORMAT=PATH"),
        ("html=", "names no file"),
    ],
)
def test_parse_output_explains_what_is_wrong(value: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_output(value)
    assert says in str(caught.value)
