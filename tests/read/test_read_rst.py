"""reStructuredText: the prose, with exact places; what is not certainly prose is left out."""

from __future__ import annotations

import random
import time

import pytest
from read_properties import check_offsets, check_segments

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
    raw = ".. mystery:: 甲\n   乙\n\n+---+---+\n| 甲| 乙|\n|   | 丙|\n+---+---+\n\n丁\n"
    document = read(raw)
    assert document.text == "甲\n丁\n"
    assert document.notes == (Note.of("directive_not_read", n=1, name="mystery"), Note.of("cells_not_read", n=1))


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
    chance = random.Random(seed)
    read("".join(chance.choice(PARTS) for _ in range(chance.randint(1, 50))))


@pytest.mark.parametrize(
    "unit",
    ["- ", "*a ", "`", "``a", "|a ", ":a:`", ".. a::\n", "..\n", "::\n\n  a\n", "+--+\n", "a_ ", "\\", "=== ===\n",
     "a\n ", "| a |\n", "   ", "*", " *a", "`a <", "(a) ", "| a\n", ":a: "],
)  # fmt: skip
def test_hostile_text_takes_no_time(unit: str) -> None:
    raw = unit * (50_000 // len(unit))
    started = time.process_time()
    read_text("a.rst", raw)
    assert time.process_time() - started < 5
