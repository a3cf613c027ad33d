"""Markdown: what is prose, and where it stood."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_properties import check_offsets, check_segments

from mtqa.align.segment import segment
from mtqa.read import load, read_text
from mtqa.render.sentences import sentence
from mtqa.text import Document, Span

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT.parent / "examples"


def markdown(raw: str) -> Document:
    return read_text("a.md", raw)


def opaque(document: Document) -> list[str]:
    return [span.of(document.text) for span in document.opaque]


def test_a_hard_document() -> None:
    document = load(str(ROOT / "documents" / "hard.md"), max_bytes=10_000)
    assert document.text.splitlines() == [
        "标题 一 code() {x}",
        "第一行中文续行中文，English word & 再见*。",
        "换行 https://example.com/a?b=c 图标完。",
        "小区门口",
        "引用粗体字",
        "块内😀正文你好",
        "甲",
        "乙是正文",
        "名称",
        "值",
        "a|b",
        "三|四",
        "任务",
        "脚注",
        "脚注正文",
    ]
    assert set(opaque(document)) == {"code()", "https://example.com/a?b=c", "图标", "a|b"}
    assert document.notes == ()
    check_offsets(document)
    check_segments(document)


def test_the_native_example() -> None:
    document = load(str(EXAMPLES / "xiaodongmen-native.md"), max_bytes=10_000)
    for word in ("img", "workers.dev", "title", "趣头条", "referrerpolicy", "<"):
        assert word not in document.text
    parts = segment(document)
    assert all(document.raw_span(part.span).of(document.raw) == part.text for part in parts)
    assert parts[0].text == "根据疫情防控要求，部分小区楼栋落实封控措施。"
    assert parts[-1].text == "图片 /\xa0邹嘉"
    assert document.place(document.raw_span(parts[0].span).start).line == 16
    check_offsets(document)
    check_segments(document)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("甲\r\n乙\r丙", "甲乙丙\n"),
        ("甲  \r\n乙\\\n丙", "甲\n乙\n丙\n"),
        ("+++\nt = 1\n+++\n甲", "甲\n"),
        ("---\n\n甲\n\n---\n\n乙", "甲\n乙\n"),
        ("\n---\nt: 题\n---\n", ""),
        ("> [!NOTE]\n> 甲", "甲\n"),
        ("甲![](x.png)乙", "甲乙\n"),
        ("[甲*乙*](u '题')", "甲乙\n"),
        ("    代码\n\n甲", "甲\n"),
        ("甲 <code>x</code> 乙<br/>丙", "甲 x 乙\n丙\n"),
        ("<div>\n\n甲 **乙**\n\n</div>", "甲 乙\n"),
        ("> <p>甲<a\n> href='x>'>乙</a>\n> 丙</p>", "甲乙丙\n"),
        ("甲 <a\nhref='x'>乙</a> <!-- 丙\n丁 -->戊", "甲 乙 戊\n"),
        ("> <p>甲\n>a</p>", "甲 a\n"),
        ("甲&#0;\0乙", "甲\ufffd乙\n"),
        ("~~甲~~ ***乙***", "甲 乙\n"),
    ],
)
def test_what_is_prose(raw: str, text: str) -> None:
    document = markdown(raw)
    assert document.text == text
    check_offsets(document)


def test_inline_code_is_opaque_and_in_place() -> None:
    document = markdown("> 用`` a `b ``和`c\n> d`。")
    assert document.text == "用a `b和c d。\n"
    assert opaque(document) == ["a `b", "c d"]
    start = document.text.index("a")
    assert document.raw_span(Span(start, start + 1)).of(document.raw) == "a"


def test_html_left_open_is_reported() -> None:
    document = markdown("甲\n\n<svg>\n\n乙\n")
    assert document.text == "甲\n"
    assert tuple(map(sentence, document.notes)) == ("line 3: <svg> is never closed: the text after it was not read",)


def test_lone_surrogates_do_no_harm() -> None:
    assert markdown("甲\ud800乙").text == "甲\ud800乙\n"


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                *"甲乙😀a1 。*_`~<>&#[]!()|\\\n\r\0-+:",
                "\n\n",
                "\n> ",
                "<b>",
                "</b>",
                "<br>",
                "<div>\n",
                "<!--",
                "-->",
                "&amp;",
                "&#x4F60;",
                "```\n",
                "<pre>",
                "</pre>",
                "](u)",
                "|-|-|\n",
                "---\n",
                "<p hidden>",
            ]
        ),
        max_size=40,
    )
)
def test_offsets_lead_back(parts: list[str]) -> None:
    document = markdown("".join(parts))
    check_offsets(document)
    check_segments(document)


def test_comments_are_known_and_code_has_none() -> None:
    prose = "# 一 <!-- h -->\n\n<!-- one -->\n二 `<!-- no -->` <!-- two\nmore --> 三\n\n"
    raw = f"{prose}```\n<!-- no -->\n```\n\n> 四 <!-- q\n> r -->\n"
    document = read_text("a.md", raw)
    found = [span.of(raw) for span in document.comments]
    assert found == ["<!-- h -->", "<!-- one -->", "<!-- two\nmore -->", "<!-- q\n> r -->"]
