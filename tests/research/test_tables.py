"""The tables that are counted, from a handful of made-up sentences."""

from __future__ import annotations

import lzma
import struct
from pathlib import Path

import pytest
import toy_parallel
from typer.testing import CliRunner

from mtqa.engines.base import no_progress
from research.__main__ import app
from research.tables.calque import auc, count
from research.tables.characters import characters
from research.tables.translations import table as translations


def _parallel(folder: Path, pairs: object = toy_parallel.PAIRS) -> Path:
    place = folder / "pairs.tsv"
    rows = "".join(f"toy\t{english}\t{chinese}\n" for english, chinese in pairs)  # type: ignore[attr-defined]
    place.write_text(rows, encoding="utf-8")
    return place


def test_characters_count_each_file_the_same(tmp_path: Path) -> None:
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_text("河河河山\n", encoding="utf-8")
    large.write_text("山水\n" * 100, encoding="utf-8")
    rows = dict(line.split("\t") for line in characters([small, large]).splitlines()[1:])
    assert rows == {"山": "375000", "河": "375000", "水": "250000"}  # means of rates, whatever the files' sizes


def test_the_command_writes_characters_where_it_is_told(tmp_path: Path) -> None:
    native, output = tmp_path / "native.txt", tmp_path / "characters.tsv"
    native.write_text("山水\n", encoding="utf-8")
    found = CliRunner().invoke(app, ["tables", "characters", str(native), "--output", str(output)])
    assert (found.exit_code, found.output) == (0, "2 characters\n")
    assert output.read_text(encoding="utf-8").startswith("# ")


def test_words_are_aligned_with_what_they_stand_for(tmp_path: Path) -> None:
    lines = translations([_parallel(tmp_path)], no_progress).splitlines()
    assert "pairs.tsv" in lines[0]
    usual = {cells[1]: cells[2].split(" ")[0] for cells in (line.split("\t") for line in lines[1:])}
    assert (usual["doctor"], usual["teacher"], usual["library"]) == ("医生", "老师", "图书馆")
    assert "the" not in usual  # a function word


def _calques(folder: Path) -> tuple[Path, Path, Path]:
    """Native text without 它 at the end of a sentence; machine and human translations of the same twelve sentences."""
    native, wmt, edits = folder / "native.txt", folder / "wmt.tsv.xz", folder / "edits.tsv"
    native.write_text("老师在图书馆看书。\n" * 48, encoding="utf-8")
    machine, human = "这很难理解它。", "这很难理解。"
    rows = [f"2021\t{system}\t{n}\tIt is hard.\t{human}\t{machine}" for system in "ab" for n in range(24)]
    wmt.write_bytes(lzma.compress("\n".join(["year\tsystem\tseg\ten_src\tzh_human_ref\tzh_mt", *rows, ""]).encode()))
    edited = "".join(f"{machine}\t{human}\n" for _ in range(48))
    edits.write_text("target\tpost_edit\n" + edited, encoding="utf-8")
    return native, wmt, edits


def test_structures_are_commoner_in_machine_translation(tmp_path: Path) -> None:
    native, wmt, edits = _calques(tmp_path)
    counts = count([native], wmt, [edits], False, 10, no_progress)
    rows = {cells[0]: cells[1:] for cells in (line.split("\t") for line in counts.table().splitlines()[1:])}
    at_home, by_machine, avoided = map(float, rows["it.last"])
    assert by_machine > 20 * at_home and avoided > 0.9
    assert "| `calque.it` | 0.000 |" in counts.report()


@pytest.mark.parametrize(("positive", "negative", "area"), [([2, 3], [0, 1], 1.0), ([1], [1], 0.5), ([0], [1, 2], 0.0)])
def test_area_under_the_curve(positive: list[float], negative: list[float], area: float) -> None:
    assert auc(positive, negative) == area


def _catalogue(folder: Path, place: str, messages: dict[str, str]) -> None:
    """A message catalogue as msgfmt compiles it (the GNU gettext manual, "The Format of GNU MO Files")."""
    rows = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **messages}.items())
    keys, texts = zip(*((key.encode(), text.encode()) for key, text in rows), strict=True)
    at = 28 + 16 * len(rows)
    tables, strings = b"", b""
    for group in (keys, texts):
        for text in group:
            tables += struct.pack("<2I", len(text), at + len(strings))
            strings += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0)
    path = folder / place / "LC_MESSAGES" / "toy.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(head + tables + strings)


def test_labels_are_counted_once_a_program(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(6)]
    for number, folder in enumerate(folders):
        _catalogue(folder, "zh_CN", {"_Save": "保存(_S)", "menu\x04Save…": "保存…", "Rare" if number else "R": "罕见"})
        _catalogue(folder, "zh_TW", {"Save": "儲存" if number else "存檔"})
    _catalogue(tmp_path / "broken", "zh_CN", {})
    (tmp_path / "broken/zh_CN/LC_MESSAGES/toy.mo").write_bytes(b"\xde\x12\x04\x95")
    output = tmp_path / "labels.tsv.xz"
    arguments = ["tables", "labels", *map(str, folders), str(tmp_path / "broken"), "--output", str(output)]
    found = CliRunner().invoke(app, arguments)
    assert (found.exit_code, found.output) == (0, "2 labels\n")
    rows = lzma.decompress(output.read_bytes()).decode("utf-8").splitlines()[1:]
    assert rows == ["rare\t罕见 5\t", "save\t保存 6\t储存 5"]
