"""Files as tools and people really write them, where a stricter reading of a format would lose text or misplace it."""

from __future__ import annotations

import io
import zipfile

import pytest
from read_properties import check_offsets, check_segments, check_units

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import decoded, read_text
from mtqa.render.sentences import sentence
from mtqa.text import Document, Span


def parsed(name: str, raw: str, **options: str) -> Document:
    document = read_text(name, raw, Config(**options))  # type: ignore[arg-type]
    for side in (document, document.source):
        if side:
            check_offsets(side)
            check_segments(side)
    check_units(document)
    return document


def said(document: Document) -> list[tuple[str, str]]:
    return [(unit.id, unit.span.of(document.text)) for unit in document.units]


def behind(document: Document, text: str) -> str:
    """What stands in the file for a stretch of the text."""
    start = document.text.index(text)
    return document.raw_span(Span(start, start + len(text))).of(document.raw)


# subtitles


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_lines_of_a_cue_are_one_sentence_whatever_ends_them(end: str) -> None:
    raw = "1\n00:00:01,000 --> 00:00:03,500\n今天下雨\n我们不出门。\n".replace("\n", end)
    document = parsed("a.srt", raw)
    assert said(document) == [("00:00:01.000", "今天下雨 我们不出门。")]
    assert behind(document, " ") == end


def test_cues_without_a_blank_line_between_them() -> None:
    raw = "1\n00:00:01,000 --> 00:00:02,000\n第一条\n2\n00:00:03,000 --> 00:00:04,000\n第二条\n1984\n"
    assert said(parsed("a.srt", raw)) == [("00:00:01.000", "第一条"), ("00:00:03.000", "第二条 1984")]
    raw = "WEBVTT\n00:01.000 --> 00:02.000\n第一条\n00:03.000 --> 00:04.000\n第二条\n"
    assert said(parsed("a.vtt", raw)) == [("00:01.000", "第一条"), ("00:03.000", "第二条")]


def test_a_cue_with_a_blank_line_in_it() -> None:
    raw = "1\n\n00:00:01,000 --> 00:00:02,000\n前半\n\n后半\n\n2\n00:00:03,000 --> 00:00:04,000\n\n末尾\n"
    assert said(parsed("a.srt", raw)) == [("00:00:01.000", "前半\n后半"), ("00:00:03.000", "末尾")]


def test_captions_that_begin_with_a_line_of_one_space() -> None:
    raw = "WEBVTT\nKind: captions\n\n00:00.000 --> 00:02.000 align:start\n \n今天<00:00.500><c>天气</c>\n\n说明\n"
    assert said(parsed("a.vtt", raw)) == [("00:00.000", "今天天气")]


# YAML


@pytest.mark.parametrize("properties", ["&x ", "!!str ", "&x !!str ", "!t &x-1\n  # so\n  "])
@pytest.mark.parametrize(
    ("scalar", "text"),
    [
        ("你好世界", "你好世界"),
        ('"你\\u597d \\\n\n  世界"', "你好\n世界"),
        ("'你''好'\n", "你'好"),
        ("|\n  你好\n  世界\n", "你好\n世界"),
        (">- # so\n  你好\n  世界\n", "你好 世界"),
    ],
)
def test_anchors_and_tags_are_no_text(properties: str, scalar: str, text: str) -> None:
    document = parsed("a.yml", f"a: {properties}{scalar}\nb: 末尾\n")
    assert said(document) == [("a", text), ("b", "末尾")]
    assert behind(document, "好") in ("好", "\\u597d") and behind(document, "末尾") == "末尾"


def test_only_what_yaml_folds_is_folded() -> None:
    raw = 'a: 甲字\n  \u3000乙字\nb: "甲字\n  \u3000乙字"\nc: \'甲字\n  \xa0乙字\'\n"d": "甲\n乙"\n'
    document = parsed("a.yml", raw)
    assert [text for _, text in said(document)] == ["甲字\u3000乙字", "甲字\u3000乙字", "甲字\xa0乙字", "甲 乙"]
    assert [document.raw_span(unit.span).of(document.raw)[-1] for unit in document.units] == ["字", "字", "字", "乙"]


# codes


def test_a_code_within_a_code() -> None:
    link = '点&lt;a href="<x id="1"/>"&gt;这里&lt;/a&gt;'
    target = f'{link}，价格${{<ph id="2" equiv-text="n"/>}}元，&lt;b <g id="3">c="d"</g>&gt;末'
    document = parsed("a.xlf", f'<xliff><unit id="u"><source>a</source><target>{target}</target></unit></xliff>')
    assert said(document) == [("u", "点这里，价格${n}元，末")]
    assert document.units[0].codes == (*('<a href="{1}">', "<x 1>", "</a>", "${n}", "<ph 2>", '<b c="d">', "<g 3>"),)
    assert [span.of(document.text) for span in document.opaque] == ["${n}"]


def test_tags_that_end_a_paragraph_end_one_in_software_too() -> None:
    document = parsed("a.po", 'msgid "Line 1<br/>2 lines"\nmsgstr "<p>第1行</p><p>2<b>行</b><BR>"\n')
    assert said(document) == [("Line 1<br/>2 lines", "第1行\n2行")]
    assert document.units[0].source == "Line 1\n2 lines" and document.units[0].codes[-1] == "<BR>"


def test_text_between_less_than_and_greater_than() -> None:
    raw = '{"a": "如果 a<b 而且 c>d，就是<a title=\\"链接\\" href=\'%s\'>链接</a>。"}'
    document = parsed("a.json", raw)
    assert said(document) == [("a", "如果 a<b 而且 c>d，就是链接。")]
    assert document.units[0].codes == ("<a title=\"链接\" href='%s'>", "</a>")


# JSON


def test_a_key_called_message_hides_only_what_describes_it() -> None:
    retry = '{"label": "重试", "message": "再试一次", "description": "a"}'
    raw = f'{{"message": "出错了", "title": "标题", "retry": {retry}}}'
    assert said(parsed("a.json", raw)) == [
        *(("message", "出错了"), ("title", "标题"), ("retry.label", "重试"), ("retry.message", "再试一次")),
    ]


# tables


def test_a_number_may_be_the_name_of_a_row() -> None:
    raw = '{"id": 70, "en": "Rain falls", "zh": "下雨"}\n{"id": -8, "en": "It stopped", "zh": "雨停", "n": 1.5}\n'
    assert said(parsed("a.jsonl", raw)) == [("70", "下雨"), ("-8", "雨停")]


def test_the_columns_of_json_lines_have_names() -> None:
    raw = '{"one": "Rain falls", "two": "下雨"}\n'
    assert tuple(map(sentence, parsed("a.jsonl", raw).notes)) == (
        "read columns “one” → “two” (to change: --source-column, --target-column)",
    )
    with pytest.raises(ReadError, match="columns are: one, two"):
        read_text("a.jsonl", raw, Config(target_column="three"))


# TMX, XLIFF, PO


def test_several_translations_in_one_language() -> None:
    raw = """<tmx><header srclang="en"/><body><tu><tuv creationid="a>b" xml:lang="en"><seg>Two</seg></tuv>
<tuv creationid='"' xml:lang="zh"><seg>二</seg></tuv><tuv xml:lang="zh"><seg>贰</seg></tuv></tu></body></tmx>"""
    document = parsed("a.tmx", raw)
    assert [(unit.id, unit.source) for unit in document.units] == [("1", "Two"), ("1", "Two")]
    assert document.text == "二\n贰\n"


def test_white_space_is_preserved_where_the_target_says_so() -> None:
    raw = """<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:mq="MQXliff"><trans-unit id="1" mq:id="x">
<source xml:space="preserve">a
b</source><target xml:space="preserve">第一行
第二行</target></trans-unit><trans-unit id="2"><source>c</source><target>折
行</target></trans-unit></xliff>"""
    document = parsed("a.mqxliff", raw)
    assert said(document) == [("1", "第一行\n第二行"), ("2", "折行")]


def test_utf_8_in_octal_numbers() -> None:
    document = parsed("a.po", r'msgid "a"' + "\n" + r'msgstr "\344\275\240好\360\237\230\200\303\251\7"')
    assert said(document) == [("a", "你好😀é")]
    assert behind(document, "你") == r"\344\275\240" and behind(document, "é") == r"\303\251"


# encodings and Word


def test_a_page_says_its_encoding() -> None:
    page = "<html><head><meta charset={}><title>測試</title></head><p>國語文章</p>"
    for name, codec in (("big5", "big5"), ('"Big5"', "big5"), ("euc-jp", "euc-jp"), ("big5", "utf-8")):
        assert decoded("a.html", page.format(name).encode(codec)).text == "測試\n國語文章\n"
    page = '<META http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>国语文章</p>'
    assert decoded("a.html", page.encode("gbk")).text == "国语文章\n", "what templates say of any page"


def word(runs: str, name: str = "document") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"word/{name}.xml", f'<w:document xmlns:w="urn:w"><w:p>{runs}</w:p></w:document>')
    return stream.getvalue()


def test_a_run_that_was_hidden_once() -> None:
    change = "<w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>"
    runs = f"<w:r><w:t>雨</w:t></w:r><w:r>{change}<w:t>停了</w:t></w:r>"
    assert decoded("a.docx", word(runs)).text == "雨停了\n"


def test_a_document_that_word_on_the_web_has_numbered() -> None:
    assert decoded("a.docx", word("<w:r><w:t>雨停了</w:t></w:r>", "document2")).text == "雨停了\n"


# letters


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.xlf", f"<{'a' * 100_000}/>"),
        ("a.xlf", f'<!DOCTYPE x [<!ENTITY {"a" * 100_000} "b">]><xliff/>'),
        (
            "a.tmx",
            "".join(["<tmx>", *(f'<tu><tuv xml:lang="x{n}"><seg>a</seg></tuv></tu>' for n in range(5000)), "</tmx>"]),
        ),
        ("a.po", "a" * 100_000),
        ("a.csv", ",".join(["key", *(f"column {n}" for n in range(5000))])),
        ("a.jsonl", f'{{"{"a" * 100_000}": "b"}}'),
    ],
)
def test_a_letter_does_not_grow_with_the_file(name: str, raw: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_text(name, raw)
    assert len(str(caught.value)) < 600
