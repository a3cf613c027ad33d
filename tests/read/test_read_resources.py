"""Translation memories, resource files, subtitles and Word documents: units and the way back to the file."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from localisation import place, refusal
from made_docx import docx
from read_properties import check_offsets, check_segments, said, sound

from mtqa.align import beside
from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import load, read_text
from mtqa.render.sentences import sentence
from mtqa.text import Document

DOCUMENTS = Path(__file__).parents[1] / "documents"


def read(name: str, **options: str) -> Document:
    document = load(str(DOCUMENTS / name), max_bytes=100_000, config=Config(**options))  # type: ignore[arg-type]
    sound(document)
    return document


# TMX


def test_a_tmx_file_of_omegat() -> None:
    document = read("omegat.tmx")
    assert said(document) == {"1": "现在按开始。", "42": "价格是{price}。"}
    assert [unit.source for unit in document.units] == ["Press Start now.", "It costs {price}."]
    assert document.units[0].note == "From the manual" and document.units[1].codes == ("<ph 1>",)
    assert place(document, "开始") == (13, 50)
    assert tuple(map(sentence, document.notes)) == (
        "read en-us → zh-cn; the file has en-us, zh-cn, de-de (to change: --lang-pair)",
        "1 of 3 units is without a translation: not judged",
    )


@pytest.mark.parametrize("pair", ["zh-de", "zh-CN-de-DE", "ZH_cn-de", "zh-de-DE"])
def test_a_pair_of_languages(pair: str) -> None:
    document = read("omegat.tmx", lang_pair=pair)
    assert [(unit.source, unit.span.of(document.text)) for unit in document.units] == [
        ("现在按开始。", "Jetzt Start drücken.")
    ]


def test_languages_that_are_not_there() -> None:
    raw = read("omegat.tmx").raw
    assert refusal("a.tmx", raw, lang_pair="en-fr") == "the file has no translation into fr"
    assert refusal("a.tmx", raw, lang_pair="fr-zh") == "the file has no text in fr"
    assert refusal("a.tmx", raw, lang_pair="zh") == "zh is not a pair of languages"
    assert refusal("a.tmx", "<xliff/>") == "the root element is <xliff>, not <tmx>"
    assert refusal("a.tmx", raw[:900]).startswith("line ")
    cut = '<tmx><header srclang="en"/><body>\n<tu><tuv xml:lang="en"><seg>Rain</seg></tuv>'  # nothing in Chinese yet
    assert refusal("a.tmx", cut) == "line 2, column 45: not well-formed XML: no element found"
    silent = "<tmx><header/><body><tu><tuv><seg>雨</seg></tuv></tu></body></tmx>"
    assert refusal("a.tmx", silent) == "no segment names its language"


# resource files


def test_json() -> None:
    document = read("i18next.json")
    assert said(document) == {
        "title": "咖啡机",
        "menu.brew": "冲 {{count}} 杯咖啡",
        "menu.items[0]": "浓缩",
        "menu.items[1]": "拿铁\n加糖",
    }
    assert place(document, "缩") == (6, 17)
    assert document.units[1].codes == ("{{count}}", "<b>", "</b>")


def test_json_with_descriptions() -> None:
    chrome, flutter = read("chrome-messages.json"), read("flutter.arb")
    assert said(chrome) == {"greeting.message": "你好，$USER$！"}
    assert said(flutter) == {"pageTitle": "主页", "cups[other]": "{count} 杯"}
    assert [unit.note for unit in (*chrome.units, *flutter.units)] == [
        "Shown at the start",
        "Title of the first page",
        "",
    ]
    assert [span.of(flutter.text) for span in flutter.opaque] == ["{count}"]


def test_yaml() -> None:
    document = read("rails.yml")
    assert said(document) == {
        "activerecord.errors.blank": "不能为空字符",
        "activerecord.errors.taken": "已经被'使用'",
        "dates.names[0]": "星期一",
        "dates.names[1]": "星期二， 下雨",
        "help": "第一行。\n第二行。",
        "long": "折成两行的 一句话。",
    }
    for text, expected in (("使用", (6, 20)), ("二", (10, 21)), ("第二行", (15, 5)), ("一句话", (18, 5))):
        assert place(document, text) == expected
    assert [span.of(document.raw) for span in document.comments] == ["# Chinese", "# mtqa-note"]


def test_the_source_of_a_resource_file() -> None:
    document = beside(
        read("rails.yml"), read_text("en.yml", "en:\n  help: Help here.\n  dates:\n    names: [Monday]\n")
    )
    assert [unit.source for unit in document.units] == [""] * 6  # two of six: another file
    document = beside(
        read_text("zh.json", '{"a": "甲", "b": "乙"}'), read_text("en.json", '{"b": "Two", "c": "Three"}')
    )
    assert [unit.source for unit in document.units] == ["", "Two"]


@pytest.mark.parametrize(
    ("name", "raw", "what"),
    [
        ("a.yml", "a: [甲", "line 2, column 1: not YAML"),
        ("a.yml", "a: 甲\n b: 乙\n", "line 2, column 3: not YAML"),
        ("a.yml", "a: \x01", "not YAML"),
        ("a.json", '{"a": "甲"', "line 1, column 10: not JSON"),
        ("a.json", '{"a":' * 100_000, "it is nested too deeply"),
        ("a.srt", "甲乙丙", "no cue with a time was found"),
    ],
)
def test_damaged_files(name: str, raw: str, what: str) -> None:
    assert refusal(name, raw).startswith(what)


def test_yaml_bombs_and_depth() -> None:
    levels = [f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 9)}]" for level in range(1, 30)]
    assert said(read_text("a.yml", "\n".join(["l0: &l0 [甲, 乙]", *levels]))) == {"l0[0]": "甲", "l0[1]": "乙"}
    try:
        read_text("a.yml", "[" * 20_000)
    except ReadError as error:
        assert error.advice


# subtitles


def test_subtitles() -> None:
    srt, vtt = read("cues.srt"), read("cues.vtt")
    assert said(srt) == {"00:00:01.000": "今天下雨 我们不出门。", "00:01:02.000": "- 走吗？\n- 不走。"}
    assert place(srt, "我们") == (4, 1) and place(srt, "走吗") == (8, 9)
    assert said(vtt) == {"00:01.000": "今天&nbsp;下雨，我们不出门。", "00:00:04.000": "好。"}
    assert vtt.units[0].codes[0] == "<v Roger>"
    assert [span.of(vtt.raw) for span in vtt.comments] == ["NOTE\n这是说明"]


# DOCX


def opened(tmp_path: Path, data: bytes) -> Document:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    document = load(str(path), max_bytes=1_000_000)
    check_offsets(document)
    check_segments(document)
    return document


def test_a_word_document(tmp_path: Path) -> None:
    document = opened(tmp_path, docx(footnotes="<w:footnote><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnote>"))
    assert document.text.splitlines() == ["雨停了。 & 新链", "格一\t二", "框", "末段", "脚注"]
    assert not document.units, "a paragraph need not have a counterpart"
    assert place(document, "链") == (1, 9) and place(document, "格一") == (3, 1) and place(document, "末段") == (5, 1)
    assert place(document, "脚注") == (1, 1) and document.section_at(document.raw.index("脚注")) == "footnotes"
    assert document.format == "docx"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04 damaged", "not a Word document, or a damaged one"),
        (b"", "not a Word document, or a damaged one"),
        (docx()[:300], "not a Word document, or a damaged one"),
        (docx("<w:p>"), "line 2, column"),
        (docx('<!DOCTYPE x [<!ENTITY a "b">]>'), "line 2, column"),
        (docx().replace(b"word/document", b"word/docuxent"), "not a Word document: word/document.xml is missing"),
    ],
)
def test_what_is_no_word_document(tmp_path: Path, data: bytes, what: str) -> None:
    with pytest.raises(ReadError) as caught:
        opened(tmp_path, data)
    assert caught.value.what.startswith(what) and caught.value.advice


def test_a_zip_bomb(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 201_000_000)
    with pytest.raises(ReadError, match="the unpacked document is larger than 200 MB"):
        opened(tmp_path, stream.getvalue())


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_are_no_traceback(tmp_path: Path, seed: int) -> None:
    data = bytearray(docx())
    data[seed * len(data) // 40] ^= 0x55
    try:
        opened(tmp_path, bytes(data))
    except ReadError as error:
        assert error.advice


# all of them


@pytest.mark.parametrize(
    "name",
    ["omegat.tmx", "i18next.json", "chrome-messages.json", "flutter.arb", "rails.yml", "cues.srt", "cues.vtt"],
)
def test_a_file_cut_off_anywhere(name: str) -> None:
    raw = (DOCUMENTS / name).read_text(encoding="utf-8")
    for end in range(0, len(raw), 11):
        try:
            sound(read_text(name, raw[:end]))
        except ReadError as error:
            assert error.where == name and error.advice


MANY = {
    "a.tmx": (
        '<tu><tuv xml:lang="en"><seg>S {}.</seg></tuv><tuv xml:lang="zh"><seg>第{}句。</seg></tuv></tu>\n',
        '<tmx><header srclang="en"/><body>{}</body></tmx>',
    ),
    "a.json": ('"key{}": "第{}句。",\n', '{{{}"last": "末"}}'),
    "a.yml": ("key{}: 第{}句。\n", "{}"),
    "a.srt": ("{}\n00:00:01,000 --> 00:00:02,000\n第{}句。\n\n", "{}"),
}


@pytest.mark.parametrize("count", [10_000, pytest.param(100_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", MANY)
def test_many_units(name: str, count: int) -> None:
    unit, file = MANY[name]
    raw = file.format("".join(unit.format(number, number) for number in range(count)))
    start = time.process_time()
    assert len(read_text(name, raw).units) >= count
    assert time.process_time() - start < count / 1500


#: A file, and what its strings may be made of.
FORMS = {
    "a.po": (
        'msgid "a"\nmsgstr "{}"\n',
        ["甲", " ", "\\n", "\\\\", '\\"', '"\n"', '"\r\n  "', "%s", "<b>", "😀", "\\x41", "。"],
    ),
    "a.xlf": (
        "<xliff><unit><segment><source>a</source><target>{}</target></segment></unit></xliff>",
        [
            "甲",
            " ",
            "\n",
            "\r\n",
            "&amp;",
            "&#x4F60;",
            "<![CDATA[<x>]]>",
            "<!-- x -->",
            "&lt;b&gt;",
            "😀",
            "<ph id='1'/>",
            "a。",
        ],
    ),
    "a.tmx": (
        "<tmx><tu><tuv xml:lang='zh'><seg>{}</seg></tuv></tu></tmx>",
        ["甲", " ", "\n", "&amp;", "<ph>%s</ph>", "<bpt i='1'>&lt;b></bpt>", "😀", "<hi>乙</hi>", "a。"],
    ),
    "a.csv": ('target\n"{}"\n', ["甲", " ", "\n", '""', ",", "\r\n", "\u2028", "\x1c", "%s", "😀", "\xa0"]),
    "a.json": (
        '{{"a": "{}"}}',
        ["甲", " ", "\\n", "\\u4f60", "\\ud83d\\ude00", "\\ud83d", '\\"', "\t", "😀", "{x}", "<i>"],
    ),
    "a.yml": ("a:\n  - >-\n    {}\n", ["甲", " ", "\n    ", "\n\n    ", "'", '"', "#", ": ", "😀", "\t", "a。"]),
    "b.yml": ('a: "{}"\n', ["甲", " ", "\n  ", "\\n", "\\u4f60", '\\"', "\\\n  ", "\n\n  ", "😀", "\\_", "#"]),
    "c.yml": ("a: '{}'\n", ["甲", " ", "\n  ", "''", '"', "\n\n  ", "😀", "#", "a"]),
    "d.yml": ("a: 甲{}\nb: |\n  乙\n", ["甲", " ", "\n  ", "'", '"', "#", "😀", "a", "''"]),
    "a.srt": (
        "1\n00:00:01,000 --> 00:00:02,000\n{}\n",
        ["甲", " ", "\n", "\r\n", "- ", "<i>", "{\\an8}", "😀", "\r", "a。"],
    ),
}


@settings(max_examples=400)
@given(data=st.data(), name=st.sampled_from(sorted(FORMS)))
def test_offsets_lead_back(data: st.DataObject, name: str) -> None:
    form, parts = FORMS[name]
    raw = form.format("".join(data.draw(st.lists(st.sampled_from(parts), max_size=12))))
    try:
        sound(read_text(name, raw))
    except ReadError as error:
        assert error.where == name and error.advice
