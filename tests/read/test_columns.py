"""The columns of a table, chosen by their content, and tables beside their source in another file."""

from __future__ import annotations

import pytest

from mtqa.align import align, beside
from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import read_text
from mtqa.text import Document

SOURCE = Config(as_source=True)


def pairs(document: Document) -> list[tuple[str, str]]:
    return [(pair.source.text if pair.source else "", pair.target.text) for pair in align(document).pairs]


def columns(raw: str, config: Config | None = None) -> list[str]:
    """The source column's cells."""
    document = read_text("a.csv", raw, config or Config())
    return [unit.source for unit in document.units]


@pytest.mark.parametrize(
    "raw",
    [
        "chapter_id,译文\nchapter_the_beginning,雨停了。\nchapter_the_end,天黑了。\n",
        "where,译文\nsrc/main/java/App.java,雨停了。\nsrc/main/java/Other.java,天黑了。\n",
        "x,译文\nmainWindowTitleLabelText,雨停了。\nmainWindowCloseButtonText,天黑了。\n",
        "x,译文\nhttps://example.org/a-long-page,雨停了。\nhttps://example.org/another-page,天黑了。\n",
        "when,译文\n2024-03-01T12:00:00Z,雨停了。\n2024-03-02T12:00:00Z,天黑了。\n",
        "sha,译文\nda39a3ee5e6b4b0d,雨停了。\nafbfd83e7a5f4c1e,天黑了。\n",
        "kind,译文\nsentence,雨停了。\nsentence,天黑了。\nsentence,风停了。\n",
        "comment,译文\nSaid by the cook.,雨停了。\nSaid by the guest.,天黑了。\n",
    ],
)
def test_what_is_no_source(raw: str) -> None:
    assert not any(columns(raw))


@pytest.mark.parametrize(
    ("raw", "first"),
    [
        (
            "chapter_id,text,译文\nchapter_the_very_first_of_all,The rain.,雨。\nb_c,It got dark.,天黑了。\n",
            "The rain.",
        ),
        ("chapter_one_of_the_long_book\tIt rained.\t雨停了。\nchapter_two\tIt is dark.\t天黑了。\n", "It rained."),
        ("label,译文\nOpen,打开\nSave,保存\nUndo,撤销\n", "Open"),
        ("kind,text,译文\nlabelling,Open,打开\nlabelling,Save,保存\nlabelling,Undo,撤销\n", "Open"),
        (
            "path_of_file,text,译文\na,See docs/a.md for more.,见 docs/a.md。\nb,Call f(x) first.,先调用。\n",
            "See docs/a.md",
        ),
    ],
)
def test_the_column_with_prose_is_the_source(raw: str, first: str) -> None:
    assert columns(raw)[0].startswith(first)


EN = "key,en\nintro,The rain stopped.\nmiddle,It got dark.\nend,They went home.\n"
ZH = "key,zh\nend,他们回家了。\nintro,雨停了。\n"


def test_rows_are_matched_by_their_key() -> None:
    both = beside(read_text("zh.csv", ZH), read_text("en.csv", EN, SOURCE))
    assert pairs(both) == [("They went home.", "他们回家了。"), ("The rain stopped.", "雨停了。")]
    assert {"same_ids", "missing_units"} <= {note.kind for note in both.notes}
    assert both.completeness and (both.completeness.translated, both.completeness.untranslated) == (2, 1)


def test_a_column_that_names_each_row_is_a_key() -> None:
    en, zh = EN.replace("key", "string_id"), ZH.replace("key", "string_id")
    both = beside(read_text("zh.csv", zh), read_text("en.csv", en, SOURCE))
    assert pairs(both) == [("They went home.", "他们回家了。"), ("The rain stopped.", "雨停了。")]


def test_rows_without_a_key_are_matched_by_number_where_the_counts_agree() -> None:
    en, zh = "en\nThe rain stopped.\nIt got dark.\n", "zh\n雨停了。\n天黑了。\n"
    both = beside(read_text("zh.csv", zh), read_text("en.csv", en, SOURCE))
    assert pairs(both) == [("The rain stopped.", "雨停了。"), ("It got dark.", "天黑了。")]
    assert "rows_not_matched" not in {note.kind for note in both.notes}


def test_rows_are_aligned_by_their_text_where_the_counts_differ() -> None:
    en = "en\nThe grandmother called the children.\nThe rain stopped at noon.\nAt 14:30 the bus to Hangzhou left.\n"
    zh = "zh\n中午雨停了。\n14:30，开往杭州的公共汽车走了。\n"
    both = beside(read_text("zh.csv", zh), read_text("en.csv", en, SOURCE))
    assert pairs(both) == [
        ("The rain stopped at noon.", "中午雨停了。"),
        ("At 14:30 the bus to Hangzhou left.", "14:30，开往杭州的公共汽车走了。"),
    ]
    assert "rows_not_matched" in {note.kind for note in both.notes} and both.completeness is None


@pytest.mark.parametrize(
    ("raw", "options", "texts"),
    [
        ("id,source,target\n1,The rain.,雨。\n", {}, ["The rain."]),
        ("id,text\n1,The rain stopped.\n", {}, ["The rain stopped."]),
        (
            "id,en,de\n1,The rain stopped.,Der Regen hat aufgehört.\n",
            {"source_column": "de"},
            ["Der Regen hat aufgehört."],
        ),
    ],
)
def test_a_table_read_as_a_source(raw: str, options: dict[str, str], texts: list[str]) -> None:
    document = read_text("en.csv", raw, Config(as_source=True, **options))  # type: ignore[arg-type]
    assert [unit.span.of(document.text) for unit in document.units] == texts


def test_a_column_by_a_number_that_is_no_digit() -> None:
    with pytest.raises(ReadError, match="there is no column ²"):
        read_text("a.csv", "one,two\n甲,乙\n", Config(target_column="²"))
