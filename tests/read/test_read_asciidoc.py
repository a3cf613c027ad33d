"""AsciiDoc: the prose, with exact places; what is not certainly prose is left out."""

from __future__ import annotations

import pytest
from read_properties import check_anything, check_offsets, check_segments, check_time

from mtqa.read import read_text
from mtqa.text import Document, Span


def read(raw: str) -> Document:
    document = read_text("a.adoc", raw)
    assert document.format == "asciidoc"
    check_offsets(document)
    check_segments(document)
    return document


CASES = [
    # titles and headers
    ("= 题\n某人\nv1.0\n:toc: 不读\n:long: 不读 \\\n  不读\n\n甲\n乙\n\n== 小题 ==\n丙\n", "题\n甲乙\n小题\n丙\n"),
    ("题目\n----\n\n甲\n\n题目题\n~~~~~~\n", "题目\n甲\n题目题\n"),
    (".块题\n甲\n", "块题\n甲\n"),
    # blocks
    ("----\n不读\n----\n\n....\n不读\n....\n\n++++\n不读\n++++\n\n////\n不读\n////\n甲\n", "甲\n"),
    ("[source,java]\n----\n不读\n----\n[source]\n不读\n不读\n\n```js\n不读\n```\n甲\n", "甲\n"),
    ("====\n甲\n====\n\n****\n乙\n****\n\n____\n丙\n____\n\n--\n丁\n--\n", "甲\n乙\n丙\n丁\n"),
    ("[source]\n--\n不读\n--\n甲\n", "甲\n"),
    ("-----\n不读\n----\n-----\n甲\n", "甲\n"),
    (" 不读\n不读\n\n甲\n", "甲\n"),
    ("NOTE: 甲\n乙\n\n[TIP]\n丙\n", "甲乙\n丙\n"),
    ("image::不读.png[不读]\ninclude::不读[]\nifdef::x[]\n甲\nendif::[]\n\ntoc::[]\n", "甲\n"),
    ("甲 // 乙\n// 不读\n丙\n", "甲 // 乙丙\n"),
    ("甲\n\n'''\n\n<<<\n乙 +\n丙\n", "甲\n乙\n丙\n"),
    # lists
    ("* 甲\n续\n** 乙\n- 丙\n. 丁\n1. 戊\n+\n己\n* [x] 庚\n<1> 辛\n", "甲续\n乙\n丙\n丁\n戊\n己\n庚\n辛\n"),
    ("词:: 甲\n词二::\n  乙\n词三::\n\n丙\n", "词\n甲\n词二\n乙\n词三\n丙\n"),
    # tables
    ("[cols=\"1,2\"]\n|===\n|甲 |乙\n\n|丙\n丁\n2+|戊\\|己\nl|不读\n|===\n庚\n", "甲\n乙\n丙丁\n戊|己\n庚\n"),
    ("|===\na|\n----\n不读\n----\n|甲 a|乙\n|===\n,===\n不读,不读\n,===\n丙\n", "甲\n乙\n丙\n"),
    # inline markup
    ("甲*乙*，**丙**丁_戊_和[.red]#己#`庚`，2 * 3 * 4 a_b_c\n", "甲乙，丙丁戊和己庚，2 * 3 * 4 a_b_c\n"),
    ("见https://a.b/c[甲^]、link:不读[乙,window=_blank]、<<x,丙>>、<<y>>。\n", "见甲、乙、丙、<<y>>。\n"),
    ("{url}/x[甲]和{url}、\\{url}[乙]\n", "甲和{url}、{url}[乙]\n"),
    ("\"`甲`\"和'`乙`' &#8212; &amp;footnote:[不读]((丙))(((不读)))[[x]]\n", "“甲”和‘乙’ — &丙\n"),
    ("kbd:[Ctrl+C] {attr} +_原样_+ pass:[<u>] \\{不是}\n", "kbd:[Ctrl+C] {attr} _原样_ pass:[<u>] {不是}\n"),
    ("甲`没有\n\n*乙\n\n|===\n|丙\n", "甲`没有\n*乙\n丙\n"),
    ("甲\r\n乙\r\n\r\n----\r\n不读\r\n----\r\n丙\r\n", "甲乙\n丙\n"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "text"), CASES)
def test_the_prose_and_nothing_else(raw: str, text: str) -> None:
    assert read(raw).text == text


def test_code_is_shown_and_not_judged() -> None:
    document = read("`甲` {b} kbd:[C] <<d>> +e+ https://f.g/[] https://h.i\n")
    assert [span.of(document.text) for span in document.opaque] == [
        *("甲", "{b}", "kbd:[C]", "<<d>>", "e", "https://f.g/", "https://h.i"),
    ]


def test_a_comment_can_hold_a_suppression() -> None:
    raw = "// mtqa-ignore calque: 因为\n甲\n\n////\nmtqa-off names: 因为\n////\n"
    assert [span.of(raw).strip() for span in read(raw).comments] == ["mtqa-ignore calque: 因为", "mtqa-off names: 因为"]


def test_the_cells_of_a_table_have_their_places() -> None:
    raw = "|===\n|甲\n|乙 |丙\n|===\n"
    document = read(raw)
    for word in "甲乙丙":
        at = document.text.index(word)
        assert document.raw_span(Span(at, at + 1)).start == raw.index(word)


PARTS = [
    *(
        "甲",
        "乙丙 ",
        "\n",
        "\n\n",
        "  ",
        "* ",
        ". ",
        "----\n",
        "====\n",
        "|===\n",
        "|",
        "::",
        "[source]\n",
        "[",
        "]",
        "`",
        "*",
    ),
    *(
        "_",
        "#",
        "+",
        "\\",
        "<<",
        ">>",
        "https://a[",
        "= ",
        ":a: b\n",
        "//",
        "////\n",
        "&amp;",
        "{",
        "}",
        "\r\n",
        '"`',
        " +\n",
    ),
]


@pytest.mark.parametrize("seed", range(300))
def test_anything_is_read_with_exact_places(seed: int) -> None:
    check_anything(read, PARTS, seed)


@pytest.mark.parametrize(
    "unit",
    ["* ", "*a", "`", "a:[", "<<", "((", "\"`", "+a", "[[a", "|", "a|\n", "|===\n", "----\n", "https://a", "{a", "#",
     "\\", ":a:\n", "a::\n", "[", "footnote:[", "a ", "// \n", "[a]#", "[a]\n", "[.a"],
)  # fmt: skip
def test_hostile_text_takes_no_time(unit: str) -> None:
    check_time("a.adoc", unit)
