"""PDF: its lines become paragraphs; pages, running heads and what cannot be read."""

from __future__ import annotations

import sys

import pytest
from made_pdf import Text, pdf
from read_properties import check_offsets, check_segments

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import decoded
from mtqa.text import Document


def read(*pages: list[Text]) -> Document:
    document = decoded("a.pdf", pdf(*pages))
    check_offsets(document)
    check_segments(document)
    return document


def column(*lines: str, left: float = 60, top: float = 700, size: float = 10) -> list[Text]:
    """Lines under each other, with the space that begins a line as its indent."""
    return [
        Text(line.lstrip("　"), left + size * (len(line) - len(line.lstrip("　"))), top - 15 * number, size)
        for number, line in enumerate(lines)
    ]


def test_lines_become_paragraphs() -> None:
    full = "雨" * 20
    document = read(column(f"　　{full}雨雨", f"{full}雨雨雨雨", "停了。", f"　　{full}雨雨", "又下了。"))
    assert document.text.splitlines() == [f"{full}雨雨{full}雨雨雨雨停了。", f"{full}雨雨又下了。"]
    assert document.place(document.raw.index("停了")).line == 3 and document.section_at(0) == "page 1"


def test_a_line_that_had_room_for_the_next_word_ends_a_paragraph() -> None:
    document = read(column("要求如下", "雨" * 24, "其他要求"))
    assert document.text.splitlines() == ["要求如下", "雨" * 24 + "其他要求"]


@pytest.mark.parametrize("second", ["• 雨停了", "1.2 雨停了", "（二）雨停了", "第三章 雨停了"])
def test_an_item_begins_a_paragraph(second: str) -> None:
    assert read(column("雨" * 24, second)).text.splitlines() == ["雨" * 24, second]


def test_latin_words_keep_their_space_and_a_long_one_breaks_the_line_early() -> None:
    document = read(column("雨" * 22, f"{'雨' * 16} GNU", "superlongword 好"))
    assert document.text == f"{'雨' * 22}{'雨' * 16} GNU superlongword 好\n"


def test_a_larger_font_is_a_heading() -> None:
    assert read(column("雨" * 16, size=15) + column("停了", top=650)).text.splitlines() == ["雨" * 16, "停了"]


def test_a_paragraph_goes_on_on_the_next_page_behind_its_running_head() -> None:
    pages = [
        [Text(f"手册 {number} / 4", y=780), *column(*(letter * 24 for letter in body)), Text(str(number), 300, 20)]
        for number, body in enumerate(("甲乙", "丙丁", "戊己", "庚辛"), start=1)
    ]
    document = read(*pages)
    assert document.text == "".join(letter * 24 for letter in "甲乙丙丁戊己庚辛") + "\n"
    assert document.section_at(len(document.raw) - 5) == "page 4"


def test_a_table_of_contents_is_no_prose() -> None:
    assert read(column("1 雨 . . . . . . . 3", "雨停了。")).text == "雨停了。\n"


def test_characters_of_poor_fonts_are_the_usual_ones() -> None:
    assert read(column("⽤户的⽂件")).text == "用户的文件\n"


def test_a_page_without_text() -> None:
    document = read(column("雨停了。"), [])
    assert [(note.kind, dict(note.arguments)) for note in document.notes] == [
        ("pages_without_text", {"n": 1, "total": 2})
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "not a PDF file, or a damaged one"),
        (b"%PDF-1.7\nx", "not a PDF file, or a damaged one"),
        (pdf([]), "the PDF has no text layer, only pictures of pages"),
        (pdf(column("雨"), encrypt=True), "the PDF is protected with a password"),
    ],
)
def test_what_cannot_be_read(data: bytes, what: str) -> None:
    with pytest.raises(ReadError) as caught:
        decoded("a.pdf", data)
    assert caught.value.what == what and caught.value.advice


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(*(column("雨" * 20) for _ in range(5)))
    with pytest.raises(ReadError, match="longer than the limit"):
        decoded("a.pdf", data, Config(max_file_bytes=50))
    monkeypatch.setattr("mtqa.read.pdf._MOST_PAGES", 4)
    with pytest.raises(ReadError, match="more than 4 pages"):
        decoded("a.pdf", data)


def test_damage_is_no_traceback() -> None:
    good = pdf(column("雨停了。", "雨" * 24))
    for seed in range(60):
        data = bytearray(good)
        data[seed * len(data) // 60] ^= 0x55
        try:
            decoded("a.pdf", bytes(data))
        except ReadError as error:
            assert error.advice


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(ReadError, match="pypdfium2 is needed") as caught:
        decoded("a.pdf", pdf(column("雨")))
    assert "pip install '.[pdf]'" in caught.value.advice
