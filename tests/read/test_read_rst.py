"""reStructuredText: the prose, with exact places; what is not certainly prose is left out."""

from __future__ import annotations

import pytest
from read_properties import check_anything, check_offsets, check_segments, check_time

from mtqa.findings.places import prose_span
from mtqa.read import read_text
from mtqa.text import Document, Note, Span


def read(raw: str) -> Document:
    document = read_text("a.rst", raw)
    assert document.format == "rst"
    check_offsets(document)
    check_segments(document)
    return document


CASES = [
    # titles, paragraphs, lists
    ("====\n题目\n====\n\n甲\n乙\n\n小题\n----\n丙\n", "题目\n甲乙\n小题\n丙\n"),
    ("甲\n\n----\n\n乙\n", "甲\n乙\n"),
    ("* 甲\n  续\n* 乙\n\n  - 丙\n\n1. 丁\n#. 戊\n(a) 己\n", "甲续\n乙\n丙\n丁\n戊\n己\n"),
    ("甲\n- 乙\n", "甲 - 乙\n"),  # no blank line before it: no list
    ("词\n    解释\n    续\n", "词\n解释续\n"),
    ("- - 甲\n- .. note:: 乙\n", "甲\n乙\n"),
    ("| 甲\n| 乙\n", "甲\n乙\n"),
    ("-a, --all   甲\n--name=X    乙\n-q\n    丙\n", "甲\n乙\n丙\n"),
    ("  引文\n\n  -- 某人\n", "引文\n-- 某人\n"),
    # literal blocks
    ("例如::\n\n    不读\n\n    不读\n\n乙\n", "例如:\n乙\n"),
    ("例如：\n\n::\n\n  不读\n\n乙 ::\n\n  不读\n", "例如：\n乙\n"),
    ("例如::\n\n> 不读\n> 不读\n\n乙\n", "例如:\n乙\n"),
    ("- 例如::\n\n    不读\n\n  乙\n", "例如:\n乙\n"),
    ("例如::\n    不读\n乙\n", "例如:\n乙\n"),
    (">>> 1\n不读\n\n乙\n", "乙\n"),
    # explicit markup
    (".. note:: 甲\n   续\n\n   乙\n\n丙\n", "甲续\n乙\n丙\n"),
    (".. warning::\n   :class: x\n\n   甲\n", "甲\n"),
    (".. code-block:: python\n   :linenos:\n\n   '不读'\n\n.. toctree::\n\n   不读 <a>\n\n乙\n", "乙\n"),
    (".. figure:: 不读.png\n   :alt: 不读\n\n   甲\n", "甲\n"),
    (".. py:function:: f(不读)\n     g()\n\n   甲\n\n   :param x: 乙\n      续\n   :type x: 不读\n", "甲\n乙续\n"),
    (".. versionadded:: 3.2\n   甲\n\n.. deprecated:: 3.3\n\n   乙\n", "甲\n乙\n"),
    (".. |x| replace:: 不读\n.. _t: https://a.b\n__ https://a.b\n\n.. 注释\n   不读\n\n乙\n", "乙\n"),
    ("..\n\n   甲\n", "甲\n"),  # an empty comment ends where it begins
    (".. [1] 甲\n   续\n", "甲续\n"),
    (":Author: 不读\n:Date: 不读\n\n乙\n", "乙\n"),
    # tables
    ("+----+----+\n| 甲 | 乙 |\n+====+====+\n| 丙丁    |\n+----+----+\n", "甲\n乙\n丙丁\n"),
    ("====  ====\n甲    乙\n====  ====\n丙    丁戊己庚\n      \n====  ====\n\n辛\n", "甲\n乙\n丙\n丁戊己庚\n辛\n"),
    (".. list-table:: 不读\n\n   * - 甲\n     - 乙\n   * - 丙\n     - 丁\n", "甲\n乙\n丙\n丁\n"),
    # inline markup
    ("甲\\ **乙**\\ *丙*\\ ``x y``，见 :doc:`指南 <g>`、:ref:`a-b` 和 `链接 <https://a.b/>`_。\n",
     "甲乙丙x y，见 指南、a-b 和 链接。\n"),
    ("用 `open` 打开 `文件`_ 和 Python_，|版本| [1]_ 5\\*3 a_b\n", "用 open 打开 文件 和 Python，|版本| 5*3 a_b\n"),
    ("甲``没有\n\n乙`没有\n\n*丙\n", "甲``没有\n乙`没有\n*丙\n"),
    ("甲\r\n乙\r\n\r\n丙\r\n", "甲乙\n丙\n"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "text"), CASES)
def test_the_prose_and_nothing_else(raw: str, text: str) -> None:
    assert read(raw).text == text


def test_code_and_names_are_shown_and_not_judged() -> None:
    document = read("``甲 乙``、:func:`open`、:ref:`标 <x>`、:term:`词`、|版|、`open`、`书`：例::\n\n  x\n")
    assert [span.of(document.text) for span in document.opaque] == ["甲 乙", "open", "|版|", "open", ":"]


def test_what_is_not_read_is_counted() -> None:
    document = read(".. mystery:: 甲\n   乙\n\n丁\n")
    assert document.text == "丁\n"
    assert document.notes == (Note.of("directive_not_read", n=1, name="mystery"),)


def test_a_comment_can_hold_a_suppression() -> None:
    document = read(".. mtqa-ignore calque: 原文\n   如此\n\n甲\n")
    assert [span.of(document.raw) for span in document.comments] == [".. mtqa-ignore calque: 原文\n   如此"]


def test_wide_characters_take_two_columns() -> None:
    raw = "====  ====  ==\n甲乙  丙    丁\na     b     c\n====  ====  ==\n"
    document = read(raw)
    assert document.text == "甲乙\n丙\n丁\na\nb\nc\n"
    at = document.text.index("丁")
    place = document.place(document.raw_span(Span(at, at + 1)).start)
    assert (place.line, place.column) == (2, 10)


SPANS = """\
+--------+------------+----------+
| 甲     | 跨两行的字 | 丙       |
|        | 接着写::   |          |
| 又一段 |            | - 列表   |
|        |   不读     |   续     |
+--------+            | - 末项   |
| 下行   | 再一段     |          |
+--------+------------+----------+
| 跨列的 | 字是一格 a | b c      |
|                                |
| .. mystery:: 不读              |
+--------------------------------+
"""


def places(document: Document) -> dict[str, tuple[int, int]]:
    """Line and column of each paragraph."""
    found, start = {}, 0
    for text in document.text.splitlines():
        place = document.place(document.raw_span(Span(start, start + 1)).start)
        found[text] = (place.line, place.column)
        start += len(text) + 1
    return found


def test_cells_over_several_rows_and_columns() -> None:
    """The cells of a row are read one by one, each as a text of its own."""
    assert places(read(SPANS)) == {
        "甲": (2, 3),
        "又一段": (4, 3),
        "跨两行的字接着写:": (2, 11),
        "再一段": (7, 10),
        "丙": (2, 19),
        "列表续": (4, 24),
        "末项": (6, 27),
        "下行": (7, 3),
        "跨列的 | 字是一格 a | b c": (9, 3),
    }
    assert [note.kind for note in read(SPANS).notes] == ["directive_not_read"]


def test_cells_of_a_simple_table_over_several_lines() -> None:
    raw = "=====  =====\n列一   列二\n=====  =====\n1      第一行的\n       第二行。\n\n2      - 甲\n\n       - 乙\n"
    document = read(f"{raw}\\      丙\n=====  =====\n\n尾\n")
    assert places(document) == {
        "列一": (2, 1),
        "列二": (2, 6),
        "1": (4, 1),
        "第一行的第二行。": (4, 8),
        "2": (7, 1),
        "甲": (7, 10),
        "乙": (9, 10),
        "\\": (10, 1),
        "丙": (10, 8),
        "尾": (13, 1),
    }


def test_a_finding_in_a_cell_goes_from_its_first_line_to_its_last() -> None:
    raw = "+------+------+\n| open | 甲   |\n| it   | 乙丙 |\n+------+------+\n"
    document = read(raw)
    assert document.text == "open it\n甲乙丙\n"
    for words in ("open it", "甲乙"):
        at = document.text.index(words)
        span = document.raw_span(Span(at, at + len(words)))
        assert (raw[span.start], raw[span.end - 1]) == (words[0], words[-1])
        assert prose_span(document, span).of(document.text).startswith(words[:4])


def test_tables_in_tables() -> None:
    """Each is read anew for the ones around it, so there is a limit."""
    table = ["甲", "乙"]
    for _ in range(6):
        width = max(map(len, table)) + 2 if "+" in table[0] else 4
        border = f"+{'-' * width}+"
        rows = [f"| {line}{' ' * (width - 1 - len(line) - sum(map('甲乙'.count, line)))}|" for line in table]
        table = [border, *rows, border]
    document = read_text("a.rst", "\n".join([*table, "", "尾"]))
    assert document.text == "尾\n" and document.notes == (Note.of("cells_not_read", n=1),)


PARTS = [
    *(
        "甲",
        "乙丙 ",
        "\n",
        "\n\n",
        "  ",
        "    ",
        ".. ",
        "note:: ",
        "::",
        "* ",
        "- ",
        "1. ",
        "`",
        "``",
        "*",
        "**",
        "|",
        "_",
    ),
    *(
        ":a:",
        "\\",
        "<",
        ">",
        "+--+--+\n",
        "| a |b |\n",
        "== ==\n",
        "====\n",
        ">>> ",
        "\r\n",
        "\t",
        "[1]_",
        "__ ",
        "\x0b",
    ),
]


@pytest.mark.parametrize("seed", range(300))
def test_anything_is_read_with_exact_places(seed: int) -> None:
    check_anything(read, PARTS, seed)


@pytest.mark.parametrize(
    "unit",
    ["- ", "*a ", "`", "``a", "|a ", ":a:`", ".. a::\n", "..\n", "::\n\n  a\n", "+--+\n", "a_ ", "\\", "=== ===\n",
     "a\n ", "| a |\n", "   ", "*", " *a", "`a <", "(a) ", "| a\n", ":a: "],
)  # fmt: skip
def test_hostile_text_takes_no_time(unit: str) -> None:
    check_time("a.rst", unit)
