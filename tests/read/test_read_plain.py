"""Plain text: lines are paragraphs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_properties import check_offsets, check_segments

from mtqa.align.segment import segment
from mtqa.read import load, read_text
from mtqa.text import Span

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x0c", "\u2028"])
def test_a_line_is_a_paragraph(newline: str) -> None:
    document = read_text("a.txt", newline.join(["　甲 ", "", "  ", "乙"]))
    assert document.text == "甲\n乙\n"
    assert document.raw_span(Span(2, 3)).of(document.raw) == "乙"


def test_control_characters_are_no_text() -> None:
    document = read_text("a.txt", "甲\0乙\x1b丙\t丁")
    assert document.text == "甲乙丙\t丁\n"
    assert document.raw_span(Span(0, 3)).of(document.raw) == "甲\0乙\x1b丙"


def test_addresses_are_opaque() -> None:
    document = read_text("a.txt", "见https://a.cn/b?c=d。写信给x@y.cn吧")
    assert [span.of(document.text) for span in document.opaque] == ["https://a.cn/b?c=d", "x@y.cn"]


def test_the_machine_translated_example() -> None:
    document = load(str(EXAMPLES / "linfeng-mt.txt"), max_bytes=10_000)
    check_offsets(document)
    check_segments(document)
    parts = segment(document)
    assert [part.note for part in parts if part.note] == []
    assert all(document.raw_span(part.span).of(document.raw) == part.text for part in parts)
    assert parts[5].text == "但是国内观察者的快递呢?"
    assert document.place(document.raw_span(parts[5].span).start).line == 4


@settings(max_examples=50)
@given(st.text(st.sampled_from("甲a1 。.“”\"'《》\n\r\t\0　😀…;?,x@.")))
def test_offsets_lead_back(raw: str) -> None:
    document = read_text("a.txt", raw)
    check_offsets(document)
    check_segments(document)
    check_segments(document, 3)
