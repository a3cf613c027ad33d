"""Sentences: each line of a case is one segment."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_properties import check_segments

from mtqa.align.segment import segment
from mtqa.read import read_text


def cut(text: str, max_chars: int = 400) -> list[str]:
    return [part.text for part in segment(read_text("a.txt", text), max_chars)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["甲。", "乙！", "丙？", "丁；", "戊……", "己"],
        ["甲.", "乙!", "丙?", "丁;", "戊...", "己."],
        ["什么？！", "真的吗?!", "好。。。"],
        ["“你好。”", "他说（对。）", "『是！』", "完"],
        ['她问:"为什么?"', "然后走了.", '"好!"', "她笑."],
        ["'走吧!'", "it's好的.", "'是'!"],
        ["《谁动了我的奶酪？》很好看。", "《甲《乙。》丙！》丁"],
        ["他读《未完。", "然后睡了。", "《丙。丁》"],
        ["圆周率3.14和1,000在12:30。", "版本v2.0.1!"],
        ["见https://a.cn/x?y=1;z.html吧.", "好"],
        ["U.S.政府和J.K.罗琳、Dr. Smith与No. 5见面.", "完"],
        ["文件a.txt和报告.docx、表格.XLSX已发.", "Boxma来了.", "3月走"],
        ["“好！”，他说。", "“最后！”的口号。", "（见上。）：乙"],
        ["1.第一项.", "12. 第二项.", "在2020.", "然后"],
        ["&nbsp;你好;", "世界a;b"],
        ["使用Python.", "然后Node.js很好。", "Go is ok. yes。"],
        ["……我不知道。"],
    ],
)
@pytest.mark.parametrize("gap", ["", " ", "\n"])
def test_sentences(sentences: list[str], gap: str) -> None:
    assert cut(gap.join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["The U.S. is big.", 'Dr. Smith said "no."', "He left v3.1 in 2020.", "Is it ok? yes.", "Yes!"],
        ["Wait… what?", "No; never."],
    ],
)
def test_paragraphs_without_chinese(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_stretches_without_letters_join_the_one_before() -> None:
    assert cut("甲。 ！乙") == ["甲。 ！", "乙"]
    assert cut("甲。 ——") == ["甲。 ——"]
    assert cut("***\n甲\n。。。\n") == ["甲"]
    assert cut(" 　\n\n") == []


def test_inline_code_is_never_cut() -> None:
    document = read_text("a.md", "用`甲。乙!丙`吧。好")
    assert [part.text for part in segment(document)] == ["用甲。乙!丙吧。", "好"]


def test_long_stretches_are_cut_with_a_note() -> None:
    parts = segment(read_text("a.txt", "甲乙丙，丁戊，" + "己" * 12 + "。庚辛。"), 8)
    assert [part.text for part in parts] == ["甲乙丙，丁戊，", "己" * 8, "己" * 4 + "。", "庚辛。"]
    assert [part.note for part in parts] == ["cut at 8 characters: no sentence end"] * 3 + [""]


def test_a_cut_spares_numbers_and_addresses() -> None:
    assert cut("甲乙丙丁1,000戊己", 8) == ["甲乙丙丁1,00", "0戊己"]
    assert cut("甲乙，丁1,000戊己", 8) == ["甲乙，", "丁1,000戊己"]
    assert cut("甲乙丙    丁戊己。", 3) == ["甲乙丙", "丁戊己"]
    assert cut("甲乙丙丁www.a.cn戊", 9) == ["甲乙丙丁", "www.a.cn戊"]


def test_the_cap_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        cut("甲", 0)


@pytest.mark.parametrize("part", ["甲", "他昨天下午去了学校,然后回家了.", "- ! ", "《", "a.", '"', "《》!", "   "])
def test_time_is_linear(part: str) -> None:
    document = read_text("a.txt", "x" + part * (350_000 // len(part)))  # 1 MB of Chinese in UTF-8
    start = time.process_time()
    segment(document)
    assert time.process_time() - start < 2


@settings(max_examples=60)
@given(st.text(st.sampled_from("甲乙丙a1A0 。.．!？?;…,，:“”\"'()《》&\n"), max_size=60), st.integers(1, 30))
def test_every_letter_is_in_one_segment(text: str, max_chars: int) -> None:
    check_segments(read_text("a.txt", text), max_chars)
