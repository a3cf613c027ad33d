"""ASS and SSA: the dialogues, without codes and drawings, named by their times."""

from __future__ import annotations

import random
import time

import pytest
from read_properties import check_offsets, check_segments, check_units

from mtqa.align import beside
from mtqa.errors import ReadError
from mtqa.read import read_text
from mtqa.text import Document, Span

HEAD = "[Script Info]\n; 注释\nTitle: 不读\n\n[V4+ Styles]\nStyle: 不读\n\n[Events]\n"
FORMAT = "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"


def read(raw: str) -> Document:
    document = read_text("a.ass", raw)
    check_offsets(document)
    check_units(document)
    return document


def dialogue(text: str, start: str = "0:00:01.50") -> str:
    return f"Dialogue: 0,{start},0:00:03.00,Default,,0,0,0,,{text}\n"


CASES = [
    ("今天下雨，我们不出门。", "今天下雨，我们不出门。\n"),
    (r"今天\N我们{\i1}不{\i0}出门\h。", "今天 我们不出门 。\n"),
    (r"- 去吗？\N- 不去。", "- 去吗？\n- 不去。\n"),
    (r"{\an8\pos(1,2)}甲{\p1}m 0 0 l 9 9{\p0}乙", "甲乙\n"),
    ("甲, 乙,, 丙", "甲, 乙,, 丙\n"),
    ("甲{没有结束", "甲{没有结束\n"),
]


@pytest.mark.parametrize(("text", "prose"), CASES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_text_of_a_dialogue(text: str, prose: str, end: str) -> None:
    document = read((HEAD + FORMAT + dialogue(text)).replace("\n", end))
    check_segments(document)
    assert document.text == prose and document.format == "ass"
    assert [unit.id for unit in document.units] == ["00:00:01.500"]


def test_the_format_line_names_the_fields() -> None:
    raw = HEAD + "Format: Marked, Start, Text\nDialogue: Marked=0,1:02:03.40,甲,乙\n"
    document = read(raw)
    assert (document.units[0].id, document.text) == ("01:02:03.400", "甲,乙\n")
    start = document.text.index("甲")
    assert document.raw_span(Span(start, start + 3)).of(raw) == "甲,乙"


def test_codes_are_kept_beside_the_text_and_comments_found() -> None:
    raw = (
        HEAD + FORMAT + dialogue(r"{\b1}甲{\b0}") + "Comment: 0,0:00:09.00,0:00:09.00,D,,0,0,0,,mtqa-off calque: 因为\n"
    )
    document = read(raw)
    assert document.units[0].codes == (r"{\b1}", r"{\b0}")
    assert [span.of(raw) for span in document.comments] == ["; 注释", "mtqa-off calque: 因为"]


def test_a_source_is_matched_by_time_even_of_another_format() -> None:
    target = read(HEAD + FORMAT + dialogue("甲") + dialogue("乙", "0:00:05.00"))
    source = read_text("a.srt", "1\n00:00:05,000 --> 00:00:06,000\ntwo\n\n2\n00:00:01,500 --> 00:00:02,000\none\n")
    assert [unit.source for unit in beside(target, source).units] == ["one", "two"]


@pytest.mark.parametrize(
    "raw", [HEAD, "甲\n", dialogue("甲"), HEAD + "Dialogue: 甲\n", HEAD + "Format:\nDialogue: 0,甲\n"]
)
def test_a_file_without_dialogues_is_an_error(raw: str) -> None:
    with pytest.raises(ReadError, match="no dialogue with a time"):
        read_text("a.ass", raw)


PARTS = [
    "甲",
    "乙 ",
    r"\N",
    r"\h",
    "{",
    "}",
    r"{\p1}",
    r"{\p0}",
    ",",
    "\n",
    "Dialogue: ",
    "- ",
    "\\",
    "\r\n",
    "[Events]\n",
]


@pytest.mark.parametrize("seed", range(100))
def test_anything_is_read_with_exact_places(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choice(PARTS) for _ in range(chance.randint(0, 40)))
    read(HEAD + FORMAT + dialogue("甲") + dialogue(text) + text)


@pytest.mark.parametrize("unit", ["{", "\\N", "{}", ",", "Dialogue:\n", "[", r"{\p9"])
def test_hostile_text_takes_no_time(unit: str) -> None:
    started = time.process_time()
    read_text("a.ass", HEAD + FORMAT + dialogue("甲" + unit * (100_000 // len(unit))))
    assert time.process_time() - started < 5
