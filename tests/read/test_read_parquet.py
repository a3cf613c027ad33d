"""Parquet: a row is a line, a column is the translation; what is damaged is a letter."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest
from read_properties import check_offsets, check_segments, check_units

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import load
from mtqa.render.sentences import sentence

pytest.importorskip("pyarrow", reason="pandas reads and writes Parquet by pyarrow: pip install '.[dev]'")

ROWS = {
    "key": ["title", "body", "empty", "footer"],
    "en": ["Rain", "It rains.\nTake an umbrella, {name}.", "Nothing", None],
    "zh": ["雨", "下雨了。\n带上伞，{name}。", None, "完"],
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.parquet"
    pandas.DataFrame(ROWS).to_parquet(path)
    return path


def test_rows_are_units_and_lines(table: Path) -> None:
    document = load(str(table), max_bytes=1_000_000)
    for side in (document, document.source):
        assert side is not None
        check_offsets(side)
        check_segments(side)
    check_units(document)
    assert [unit.id for unit in document.units] == ["title", "body", "footer"]
    assert [unit.source for unit in document.units] == ["Rain", "It rains. Take an umbrella, {name}.", ""]
    assert document.units[1].codes == ("{name}",)
    lines = [document.place(document.raw_span(unit.span).start).line for unit in document.units]
    assert lines == [1, 2, 4], "a row without a translation keeps its line"
    assert any("1 of 4 units is without a translation" in sentence(note) for note in document.notes)


def test_columns_are_chosen_by_name(table: Path) -> None:
    document = load(str(table), max_bytes=1_000_000, config=Config(target_column="en", source_column="zh"))
    assert document.units[0].source == "雨" and document.text.startswith("Rain")
    with pytest.raises(ReadError, match="fr"):
        load(str(table), max_bytes=1_000_000, config=Config(target_column="fr"))


@pytest.mark.parametrize("kept", [0, 3, 50, -8])
def test_a_damaged_file_is_a_letter(table: Path, kept: int) -> None:
    table.write_bytes(table.read_bytes()[:kept])
    with pytest.raises(ReadError):
        load(str(table), max_bytes=1_000_000)


def test_a_large_file_is_refused(table: Path) -> None:
    with pytest.raises(ReadError):
        load(str(table), max_bytes=100)


def test_a_column_without_text_is_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "numbers.parquet"
    pandas.DataFrame({"n": [1, 2], "m": [0.5, None]}).to_parquet(path)
    with pytest.raises(ReadError):
        load(str(path), max_bytes=1_000_000)
