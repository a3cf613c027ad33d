"""Translations of one text side by side on the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.pipeline import run
from mtqa.render.html import render
from mtqa.render.page.side_by_side import Table, side_by_side
from mtqa.render.page.view import views

ENGLISH = "The city bought 30 buses. It rained.\n\nNobody objected.\n"


def table(folder: Path, files: dict[str, str], source: str = "") -> Table | None:
    return side_by_side(views(run(_left(folder, files), _config(source and str(folder / source))).documents))


def _left(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [str(folder / name) for name in files if not name.startswith("en.")]


def _config(source: str = "") -> Config:
    return Config(models=False, source=source, side_by_side=True, cache=False)


def said(found: Table | None) -> list[tuple[str, ...]]:
    assert found is not None
    return [(row.source, *(cell.text for cell in row.cells)) for row in found.rows]


def test_sentences_meet_at_those_of_the_source(tmp_path: Path) -> None:
    files = {
        "en.txt": ENGLISH,
        "a.txt": "该市购买了30辆公共汽车。天下雨了。\n\n没有人反对。\n",
        "b.txt": "该市买了30辆公交车，当时下着雨。\n\n没有人反对。\n",
    }
    found = table(tmp_path, files, "en.txt")
    assert said(found) == [
        (
            "The city bought 30 buses. It rained.",
            "该市购买了30辆公共汽车。天下雨了。",
            "该市买了30辆公交车，当时下着雨。",
        ),
        ("Nobody objected.", "没有人反对。", "没有人反对。"),
    ]
    assert found is not None and [row.is_same for row in found.rows] == [False, True] and found.same == 1


def test_units_meet_by_their_ids(tmp_path: Path) -> None:
    a = {"save": "保存文件", "open": "打开文件"}
    b = {"open": "打开文件", "new": "新建文件", "save": "储存文件"}
    files = {f"{name}.json": json.dumps(tree, ensure_ascii=False) for name, tree in (("a", a), ("b", b))}
    assert said(table(tmp_path, files)) == [
        ("", "保存文件", "储存文件"),
        ("", "打开文件", "打开文件"),
        ("", "", "新建文件"),
    ]


def test_paragraphs_meet_where_there_are_as_many(tmp_path: Path) -> None:
    two = "今天下雨了。路很滑。\n\n没有人出门。\n"
    assert said(table(tmp_path, {"a.txt": two, "b.txt": "今天有雨，路滑。\n\n谁也没有出门。\n"})) == [
        ("", "今天下雨了。路很滑。", "今天有雨，路滑。"),
        ("", "没有人出门。", "谁也没有出门。"),
    ]
    assert table(tmp_path, {"a.txt": two, "b.txt": "今天有雨，路滑。\n"}) is None


def test_one_document_has_nothing_beside_it(tmp_path: Path) -> None:
    assert table(tmp_path, {"a.txt": "今天下雨了。\n", "b.txt": "It rained.\n"}) is None


def test_the_page_has_the_table_and_what_each_row_costs(tmp_path: Path) -> None:
    files = {
        "en.txt": ENGLISH,
        "a.txt": "该市买了30辆车。下雨了。\n\n没人反对。\n",
        "b.txt": "该市买了40辆<车。下雨了。\n\n没人反对。\n",
    }
    page = render(run(_left(tmp_path, files), _config(str(tmp_path / "en.txt"))))
    section = page.partition('<section class="side"')[2].partition("</section>")[0]
    assert section.count("<tr") == 1 + 3 and 'class="cost"' in section and "<车" not in section
    assert 'href="#d2-f1"' in section and "(1 of 3)" in section


def test_what_belongs_to_nothing_is_said(tmp_path: Path) -> None:
    files = {"a.txt": "今天下雨了。\n", "b.txt": "今天有雨。\n\n路很滑。\n"}
    assert "give the source with --source" in render(run(_left(tmp_path, files), _config()))


def test_one_source_of_several_files_is_an_error_otherwise(tmp_path: Path) -> None:
    paths = _left(tmp_path, {"en.txt": ENGLISH, "a.txt": "没有人反对。\n", "b.txt": "没人反对。\n"})
    with pytest.raises(UsageError, match="--source is one file") as caught:
        run(paths, Config(models=False, source=str(tmp_path / "en.txt")))
    assert "--side-by-side" in caught.value.advice
