"""MDX: what is Markdown is read as Markdown, JSX and expressions are not judged, and every place is exact."""

from __future__ import annotations

import random
import time

import pytest
from read_properties import check_offsets, check_segments

from mtqa.read import read_text
from mtqa.text import Document, Span


def read(raw: str) -> Document:
    document = read_text("a.mdx", raw)
    assert document.format == "mdx"
    check_offsets(document)
    check_segments(document)
    return document


CASES = [
    ("---\ntitle: 题\n---\nimport A from 'a';\n\n# 你好\n", "你好\n"),
    ("import {\n  A,\n\n  B,\n} from 'a'\nexport const 丙 = () => {\n\n  return '不读'\n}\n\n正文\n", "正文\n"),
    ("import 语句导入模块。\n", "import 语句导入模块。\n"),  # prose: MDX itself would refuse it
    ("你好，{props.name}！\n", "你好，{props.name}！\n"),
    ("<Tabs>\n  <Tab a='不读'>\n    **打开**终端，\n    输入。\n\n    - 甲\n      - 乙\n  </Tab>\n</Tabs>\n丙\n",
     "打开终端，输入。\n甲\n乙\n丙\n"),
    ("<Tab>\n\n        缩进的文字\n\n</Tab>\n", "缩进的文字\n"),
    ("<Tab>\n    ```js\n    '代码' // <Tab>\n    ```\n    正文\n</Tab>\n", "正文\n"),
    ("    代码\n\n正文\n", "正文\n"),
    ("点<b>击</b>这里<Icon name='星' />。\n", "点击这里。\n"),
    ("<Foo\n  bar={() => {\n    return <p>里</p>\n  }}\n/>\n\n正文\n", "正文\n"),
    ("<div>\n  <h4 a='b'>甲</h4>\n  <p>乙\n  丙</p><li>丁</li>\n</div>\n", "甲\n乙丙\n丁\n"),
    ("<style>{`.a { b }`}</style>\n<pre>代码</pre>\n正文\n", "正文\n"),
    ("{cond && <p>don't</p>}\n\n正文\n", "正文\n"),
    ("{/* 注释 */}\n\n正文{/* 注释 */}在此\n", "正文在此\n"),
    ("\\{甲\\} 和 a < b 以及 {没有结束\n\n下一段\n", "{甲} 和 a < b 以及 {没有结束\n下一段\n"),
    ("`{a}` 和 ``<b`c`` 和 {d}\n", "{a} 和 <b`c 和 {d}\n"),
    ("| 甲{a} | 乙 |\n|---|---|\n| 丙 | <B>丁</B> |\n", "甲{a}\n乙\n丙\n丁\n"),
    ("<>\n甲\n</>\n\n<Un.closed 属性\n\n乙\n", "甲\n<Un.closed 属性\n乙\n"),
    ("正文{\n  a\n}在此\r\n\r\n下一段\r\n", "正文{ a }在此\n下一段\n"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "text"), CASES)
def test_the_prose_and_nothing_else(raw: str, text: str) -> None:
    assert read(raw).text == text


def test_expressions_are_shown_and_not_judged() -> None:
    document = read("你好，{props.name}，共 {1 +\n 1} 条，见 `代码`。\n")
    assert [span.of(document.text) for span in document.opaque] == ["{props.name}", "{1 + 1}", "代码"]


def test_a_place_between_tags_is_that_of_the_file() -> None:
    document = read("<A>\r\n    <B>\r\n        甲乙\r\n        丙丁\r\n    </B>\r\n</A>\r\n")
    for words, line, column in (("甲乙", 3, 9), ("丙丁", 4, 9)):
        start = document.text.index(words)
        place = document.place(document.raw_span(Span(start, start + 2)).start)
        assert (place.line, place.column) == (line, column)


def test_a_comment_can_hold_a_suppression() -> None:
    document = read("{/* mtqa-ignore calque: 原文如此 */}\n\n正文\n")
    assert [span.of(document.raw) for span in document.comments] == [" mtqa-ignore calque: 原文如此 "]


PARTS = [
    *(
        "<A>",
        "</A>",
        "<b c={d}>",
        "{",
        "}",
        "{/*",
        "*/}",
        "`",
        "```\n",
        "~~~\n",
        "'",
        '"',
        "<",
        "/>",
        "\\",
        "甲乙",
        "\n",
    ),
    *("\n\n", "    ", "- ", "| ", "import a from 'b'\n", "export {", "---\n", "&amp;", "**", "\r\n", "\x00", "> "),
]


@pytest.mark.parametrize("seed", range(300))
def test_anything_is_read_with_exact_places(seed: int) -> None:
    chance = random.Random(seed)
    read("".join(chance.choice(PARTS) for _ in range(chance.randint(1, 40))))


@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "<a ",
        "<a b='",
        "{'\\'",
        "{/*",
        "`",
        "` `` ",
        "`a` ",
        "import {\n\n",
        "<A>\n  ",
        "{a",
        "<a {",
        "\\",
        "> ",
        "<!--",
        "{`",
    ],
)
def test_hostile_text_takes_no_time(unit: str) -> None:
    raw = unit * (50_000 // len(unit))
    started = time.process_time()
    read_text("a.mdx", raw)
    assert time.process_time() - started < 5
