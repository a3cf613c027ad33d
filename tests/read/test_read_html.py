"""HTML: what is prose, and where it stood; broken markup loses nothing silently."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_properties import check_offsets, check_segments

from mtqa.read import load, read_text
from mtqa.render.sentences import sentence
from mtqa.text import Document, Span

ROOT = Path(__file__).parents[1]


def html(raw: str) -> Document:
    return read_text("a.html", raw)


def test_a_hard_document() -> None:
    document = load(str(ROOT / "documents" / "hard.html"), max_bytes=10_000)
    assert document.text.splitlines() == [
        "网页标题",
        "大标题",
        "副标题",
        "第一段粗体，折行接着写 and English\xa0words&符号©，x = 1完。",
        "第二段没有结束标签：3 < 5，a<b 那么 c>d。",
        "一",
        "二",
        "汉字",
        "格一",
        "格二",
    ]
    assert document.notes == ()
    check_offsets(document)
    check_segments(document)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>甲\n  乙</p>", "甲乙\n"),
        ("甲 乙  c\n\td", "甲 乙 c d\n"),
        ("甲\n<b> 乙</b>", "甲乙\n"),
        ("“甲”\n“乙”\r\n丙", "“甲” “乙”丙\n"),
        ("한국어\n문장", "한국어 문장\n"),
        ("甲&lt;乙&ltc;&bogus;&丁&#x4F60;&#20320", "甲<乙<c;&bogus;&丁你你\n"),
        ("甲&#10;&#32;乙&#0;&#1;&#99999999999999999999;", "甲乙\ufffd&#99999999999999999999;\n"),
        ("<P>甲<BR/>乙<HR>丙", "甲\n乙\n丙\n"),
        ("甲<![x]>乙<!丙>丁</ 戊>", "甲乙<!丙>丁</ 戊>\n"),
        ("<a title='>\">甲'>乙</a>", "乙\n"),
        ("<a title=it's>甲</a>'", "甲'\n"),
        ('<a title="甲>乙', "乙\n"),
        ("<强>甲</强>", "<强>甲</强>\n"),
        ("<script>a</scriptx></script >甲<script/>乙", "甲乙\n"),
        ("<svg><title>甲</title></svg>乙", "乙\n"),
        ("<code>甲<p>乙", "甲\n乙\n"),
        ("<ul><li hidden>甲</ul>乙<div hidden><div>丙</div>丁</div>戊", "乙\n戊\n"),
        ("<ruby>甲<rt>乙<rt>丙</ruby>丁", "甲丁\n"),
        ("\0<p>\0甲\0乙</p>", "甲乙\n"),
        ("甲<!-->乙<!--x--!>丙", "甲乙丙\n"),
    ],
)
def test_what_is_prose(raw: str, text: str) -> None:
    document = html(raw)
    assert document.text == text
    check_offsets(document)


def test_entities_stand_for_their_character() -> None:
    document = html("<p>甲&amp;&#x4F60;</p>")
    assert [document.raw_span(Span(at, at + 1)).of(document.raw) for at in (1, 2)] == ["&amp;", "&#x4F60;"]


def test_code_is_opaque() -> None:
    document = html("运行<code>git  add</code>吧。")
    assert document.text == "运行git add吧。\n"
    assert document.is_opaque(Span(2, 9))
    assert not document.is_opaque(Span(9, 10))


@pytest.mark.parametrize(
    ("attributes", "judged"),
    [
        ('translate="no"', False),
        ("class=x TRANSLATE=no", False),
        ("id='a' translate = 'no' lang=en", False),
        ('translate="yes"', True),
        ("data-translate=no", True),
        ("translate=none", True),
    ],
)
def test_what_is_not_to_be_translated_is_not_judged(attributes: str, judged: bool) -> None:
    document = html(f"<p>按<b {attributes}>Boxma</b>键。</p>")
    assert document.text == "按Boxma键。\n"
    assert document.is_opaque(Span(1, 6)) is not judged


@pytest.mark.parametrize(
    ("raw", "text", "note"),
    [
        ("甲\n乙<b 丙", "甲乙<b 丙\n", "line 2: <b is never closed by >: it was read as text"),
        ("甲<!-- 乙", "甲\n", "line 1: a comment is never closed: the text after it was not read"),
        ("甲<script>乙", "甲\n", "line 1: <script> is never closed: the text after it was not read"),
        ("<p hidden>甲", "", "line 1: <p> is never closed: the text after it was not read"),
    ],
)
def test_what_is_left_open_is_reported(raw: str, text: str, note: str) -> None:
    document = html(raw)
    assert (document.text, [sentence(one) for one in document.notes]) == (text, [note])


@pytest.mark.parametrize("part", ["<a ", "<!--", '<a ="', "<a ='\"", "&#", "</p", "<script>", "<div></x>", "a@"])
def test_time_is_linear(part: str) -> None:
    start = time.process_time()
    html(part * 50_000)
    assert time.process_time() - start < 5  # html.parser: minutes


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                *"甲乙😀a1 。<>&#;\"'=/!-\n\r\0",
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<br>",
                "<code>",
                "</code>",
                "<pre>",
                "</pre>",
                "<!--",
                "-->",
                "&amp;",
                "&#x4F60;",
                "<script>",
                "</script>",
                "<li hidden>",
                "<ul>",
                "</ul>",
            ]
        ),
        max_size=40,
    )
)
def test_offsets_lead_back(parts: list[str]) -> None:
    document = html("".join(parts))
    check_offsets(document)
    check_segments(document)


def test_comments_are_known_and_scripts_have_none() -> None:
    hidden = "<script>'<!-- no -->'</script><template><!-- two --></template>"
    raw = f"<p>一<!-- one --></p>{hidden}<p title='<!-- no -->'>二</p>"
    assert [span.of(raw) for span in read_text("a.html", raw).comments] == ["<!-- one -->", "<!-- two -->"]
