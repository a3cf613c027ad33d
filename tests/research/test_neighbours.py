"""The tables of `python -m research tables presence` and `adjacency`, made of a few sentences."""

from __future__ import annotations

from pathlib import Path

from mtqa.engines.base import no_progress
from mtqa.lexicon.adjacency import adjacency
from research.tables.adjacency import table as adjacency_table
from research.tables.neighbours import neighbours
from research.tables.presence import table as presence_table

ROWS = [
    ("The river is dry.", "这条河干了。"),
    ("The school is closed.", "学校停课了。"),
    ("The bridge is old.", "这座桥很旧。"),
    ("The school has a river.", "学校有一条河。"),
]


def corpus(folder: Path) -> Path:
    place = folder / "pairs.tsv"
    place.write_text("".join(f"x\t{one}\t{other}\n" for one, other in ROWS * 6) + "broken\n", encoding="utf-8")
    return place


def test_neighbours_are_translations_beside_others(tmp_path: Path) -> None:
    found = list(neighbours([corpus(tmp_path)]))
    assert found and all((english, chinese) in ROWS for english, chinese, _ in found)
    assert found == list(neighbours([corpus(tmp_path)]))
    assert any(other != chinese for _, chinese, other in found)


def test_presence_is_counted_word_by_word(tmp_path: Path) -> None:
    lines = presence_table([corpus(tmp_path)], 1_000, no_progress).splitlines()
    rows = {tuple(line.split("\t")[:2]): [int(cell) for cell in line.split("\t")[2:]] for line in lines[1:]}
    assert rows["en", "school"][0] > 80 and rows["zh", "学校"][0] > 80
    assert all(0 <= share <= 100 and rate >= 0 for share, rate in rows.values())
    assert lines[0].startswith("# ") and "pairs.tsv" in lines[0]


def test_adjacency_lists_what_was_seen(tmp_path: Path) -> None:
    native = tmp_path / "native.txt"
    native.write_text("学校停课了。\n" * 8, encoding="utf-8")
    lines = adjacency_table([corpus(tmp_path)], [native]).splitlines()
    row = next(line for line in lines if line.startswith("zh\t学\t")).split("\t")
    assert any(cell.startswith("校 ") and int(cell.split(" ")[1]) > 0 for cell in row[3:])
    assert int(row[2]) < 0


def test_adjacency_separates_sentences_from_word_salad() -> None:
    for language, good, bad in (
        (
            "en",
            "The farmers said that they would not sell the house.",
            "The not said farmers would the that house sell they.",
        ),
        ("zh", "他们说今年的鲱鱼比往年少得多。", "年鱼的比今得往说们鲱他年多少。"),
    ):
        assert sum(adjacency(language).log_ratios(good)) > 0 > sum(adjacency(language).log_ratios(bad))
