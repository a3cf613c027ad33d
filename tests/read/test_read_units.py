"""Bilingual files as real tools write them: units, their source, and the way back to the file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from localisation import parsed, place, refusal
from read_properties import sound

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import load, read_text
from mtqa.render.sentences import sentence
from mtqa.text import Document, Span

DOCUMENTS = Path(__file__).parents[1] / "documents"


def read(name: str, **options: str) -> Document:
    document = load(str(DOCUMENTS / name), max_bytes=100_000, config=Config(**options))  # type: ignore[arg-type]
    sound(document)
    return document


def said(document: Document) -> list[tuple[str, str]]:
    return [(unit.source, unit.span.of(document.text)) for unit in document.units]


def where(document: Document, text: str) -> Span:
    start = document.text.index(text)
    return Span(start, start + len(text))


# PO


def test_a_po_file_of_virtaal() -> None:
    document = read("virtaal.po")
    assert said(document) == [
        ('The tank of "%s" is empty.', "“%s”的水箱空了。"),
        ("Grind finely", "磨得细一点"),
        ("%d cups were brewed.", "冲好了 %d 杯咖啡。"),
        ("Open", "打开(_O)"),
        (
            "Usage: coffee [OPTION]…\nClean the machine every week, and never leave milk in it overnight.",
            "用法：coffee [选项]…\n请每周清洗机器，牛奶不要在里面过夜。",
        ),
    ]
    tank, grind, _, button, usage = document.units
    assert (tank.note, tank.codes) == ("Shown when the water tank is empty", ("%s",))
    assert (grind.state, grind.note) == ("fuzzy", "待定：术语表里写“磨豆”")
    assert (button.id, usage.codes) == ("button|Open", ("<b>", "</b>"))
    assert tuple(map(sentence, document.notes)) == (
        "1 of 7 units is without a translation: not judged",
        "1 of 7 units is obsolete: not judged",
    )
    assert place(document, "水箱") == (23, 14)
    assert place(document, "牛奶") == (58, 2)
    assert document.source is not None
    assert place(document.source, "milk") == (53, 2)
    assert document.is_opaque(Span(1, 3)) and not document.is_opaque(Span(3, 5))
    assert {span.of(document.raw) for span in document.comments} >= {"# 待定：术语表里写“磨豆”"}


def test_plurals_of_two_forms_and_escapes() -> None:
    raw = (
        'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "甲\\t\\"一\\"\\\\"\nmsgstr[1] "乙\\x41\\101"\r\n'
        'msgid "c"\rmsgctxt "d"\rmsgstr "丙"'
    )
    document = parsed("a.po", raw)
    assert said(document) == [("a", '甲\t"一"\\'), ("b", "乙AA"), ("c", "丙")]
    assert [unit.id for unit in document.units] == ["a", "a[1]", "d|c"]


def test_po_whose_source_is_in_a_comment() -> None:
    raw = (
        '#. Default: "Send \\"${name}\\" now"\n#: send.pt:3\nmsgid "label_send"\nmsgstr "立即发送“${name}”"\n\n'
        '#. Default: none\nmsgid "Open the door"\nmsgstr "开门"\n\n'
        'msgid "label_close"\nmsgstr "关闭"\n'
    )
    document = parsed("a.po", raw)
    sound(document)
    assert said(document) == [
        ('Send "${name}" now', "立即发送“${name}”"),
        ("Open the door", "开门"),
        ("label_close", "关闭"),
    ]
    assert [unit.id for unit in document.units] == ["label_send", "Open the door", "label_close"]


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ('msgid "a"\nmsgstr "甲', 'line 2 is not PO: msgstr "甲'),
        ('msgid "a"\n甲', "line 2 is not PO: 甲"),
        ('msgid "a"\nmsgid "b"\nmsgstr "甲"', 'line 2 is not PO: msgid "b"'),
        ('"a"\n', 'line 1 is not PO: "a"'),
        ('msgstr "a"\n', 'line 1 is not PO: msgstr "a"'),
        ('msgid "b"\nmsgstr "甲"\n\nmsgid "a"\n', "line 4: the last entry has no msgstr"),
    ],
)
def test_po_that_msgfmt_would_refuse(raw: str, what: str) -> None:
    assert refusal("a.po", raw) == what


def test_the_header_says_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=BIG5\\n"\n'
    path.write_bytes(f'{header}\nmsgid "a"\nmsgstr "國語"\n'.encode("big5"))
    document = load(str(path), max_bytes=1000)
    assert (document.text, document.encoding, document.notes) == ("國語\n", "big5", ())
    path.write_bytes(
        path.read_bytes().replace(b"BIG5", b"no-such-thing").replace("國語".encode("big5"), "国语".encode())
    )
    assert load(str(path), max_bytes=1000).text == "国语\n"


# XLIFF


def test_an_xliff_file_of_okapi() -> None:
    document = read("okapi.xlf")
    assert said(document) == [
        ("Press Start & wait. The light turns green.", "按下开始&等待。指示灯变绿。"),
        ("Copy {1} to {folder}\nThen close the lid.", "把文件复制到{folder}\n然后合上盖子。"),
        ("A long sentence that the editor wrapped.", "编辑器折成两行的一个长句。"),
    ]
    intro, copy, _ = document.units
    assert (intro.id, intro.note, intro.state, intro.codes) == ("intro", "First screen", "translated", ("<g 1>",))
    assert copy.codes == ("<x 1>", "<ph 2>", "<bpt 3>", "<ept 3>")
    assert document.is_opaque(where(document, "文件"))
    assert place(document, "长句") == (38, 21)
    assert tuple(map(sentence, document.notes)) == (
        "1 of 6 units is not to be translated: not judged",
        "2 of 6 units are without a translation: not judged",
    )


def test_an_xliff_file_of_version_2() -> None:
    document = read("xliff-2.xlf")
    assert said(document) == [("Quetzal ☆ sings.", "绿咬鹃☆在歌唱。"), ("It eats avocados.", "它吃avocados。")]
    assert [(unit.id, unit.note, unit.state) for unit in document.units] == [
        ("title/s1", "A bird", "translated"),
        ("title/s3", "A bird", "reviewed"),
    ]
    assert [span.of(document.text) for span in document.opaque] == ["☆", "avocados"]


# tables


def test_a_csv_file() -> None:
    raw = 'id,en,zh\r\n7,"He said ""no"", twice.","他说了两遍“不”，“""不""”。"\r\n8,Hi,"你\n好"\r\n9,Not,\r\n10\r\n'
    document = parsed("a.csv", raw)
    assert said(document) == [('He said "no", twice.', '他说了两遍“不”，“"不"”。'), ("Hi", "你\n好")]
    assert [unit.id for unit in document.units] == ["7", "8"]
    assert place(document, "好") == (4, 1)
    assert tuple(map(sentence, document.notes)) == (
        "read columns “en” → “zh” (to change: --source-column, --target-column)",
        "1 of 4 units is without a translation: not judged",
        "1 of 4 units is without the column: not judged",
    )


@pytest.mark.parametrize(
    ("raw", "options", "pairs"),
    [
        ("One\t一\nTwo\t二\n", {}, [("One", "一"), ("Two", "二")]),
        ("一\n二\n", {}, [("", "一"), ("", "二")]),
        ("zh\n一\n", {}, [("", "一")]),
        ("source\tmt\tpe\nOne\t一\t壹\n", {}, [("One", "一")]),
        ("source\tmt\tpe\nOne\t一\t壹\n", {"target_column": "PE"}, [("One", "壹")]),
        ("source\tmt\tpe\nOne\t一\t壹\n", {"target_column": "1", "source_column": "2"}, [("一", "One")]),
        ('"a" said\t“一”\n"b\t"二\n', {}, [('"a" said', "“一”"), ('"b', '"二')]),
        ('"a\tb"\t"一""二"\n', {}, [("a\tb", '一"二')]),
    ],
)
def test_columns_of_a_tsv_file(raw: str, options: dict[str, str], pairs: list[tuple[str, str]]) -> None:
    assert said(parsed("a.tsv", raw, **options)) == pairs


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    raw = "".join(f"{mark.join(row)}\n" for row in (("Source", "Target"), ("One two", "一、二"), ("Three", "三")))
    assert said(parsed("a.csv", raw)) == [("One two", "一、二"), ("Three", "三")]


def test_a_column_that_is_not_there() -> None:
    assert refusal("a.tsv", "en\tde\nOne\tEins\n") == "no column looks like a Chinese translation"
    assert refusal("a.csv", "\n,\n") == "the table is empty"
    what = refusal("a.tsv", "en\tzh\nOne\t一\n", source_column="zh", target_column="2")
    assert what == "column 2 cannot be both source and translation"
    what = refusal("a.tsv", "en\tzh\nOne\t一\n", target_column="fr")
    assert what == "there is no column fr (--target-column)"


def test_json_lines() -> None:
    raw = '{"source": "Hi \\u4f60", "target": "你\\u597d\\ud83d\\ude00\\n再见"}\r\n\r\n{"target": "好", "n": [{}]}\n'
    document = parsed("a.jsonl", raw)
    assert said(document) == [("Hi 你", "你好😀\n再见"), ("", "好")]
    assert place(document, "好\n") == (3, 13)
    assert refusal("a.jsonl", '{"a": "一"}\n{"a": "二"\n').startswith("line 2, column 10: not JSON")
    assert refusal("a.jsonl", "[" * 100_000) == "it is nested too deeply"
    assert refusal("a.jsonl", '{"zh": "一"}\n["二"]\n') == "line 2 is not an object"


# hostile files


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>', "the file declares an entity, &a;"),
        (
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff>&a;</xliff>',
            "the file declares an entity, &a;",
        ),
        ('<!DOCTYPE x [<!ENTITY % a SYSTEM "http://a.cn/">%a;]><xliff/>', "the file declares an entity, &a;"),
        ("<xliff><file>", "line 1, column 14: not well-formed XML"),
        ("<xliff>\n<a></b>", "line 2, column 6: not well-formed XML"),
        ("", "line 1, column 1: not well-formed XML: no element found"),
        ("<html/>", "the root element is <html>, not <xliff>"),
        ("<xliff>\0</xliff>", "line 1, column 8: not well-formed XML"),
    ],
)
def test_hostile_xml(raw: str, what: str) -> None:
    assert refusal("a.xlf", raw).startswith(what)


def test_deep_nesting_is_no_danger() -> None:
    unit = '<trans-unit id="1"><source>a</source><target>甲</target></trans-unit>'
    document = parsed("a.xlf", "<xliff>" + "<group>" * 5_000 + unit + "</group>" * 5_000 + "</xliff>")
    assert said(document) == [("a", "甲")]
    codes = "<g>" * 5_000 + "甲" + "</g>" * 5_000
    document = read_text("a.xlf", f"<xliff><trans-unit><source>a</source><target>{codes}</target></trans-unit></xliff>")
    assert said(document) == [("a", "甲")]


def test_a_wrong_declaration_of_the_encoding(tmp_path: Path) -> None:
    raw = read("okapi.xlf").raw
    path = tmp_path / "a.xlf"
    for declared, codec in (("GB18030", "utf-8"), ("utf-16", "utf-8-sig"), ("UTF-8", "utf-16"), ("GBK", "gb18030")):
        path.write_bytes(raw.replace("UTF-8", declared).encode(codec))
        assert said(load(str(path), max_bytes=100_000)) == said(read("okapi.xlf"))


@pytest.mark.parametrize("name", ["virtaal.po", "okapi.xlf", "xliff-2.xlf"])
def test_a_file_cut_off_anywhere(name: str) -> None:
    raw = (DOCUMENTS / name).read_text(encoding="utf-8")
    for end in range(0, len(raw), 37):
        try:
            sound(read_text(name, raw[:end]))
        except ReadError as error:
            assert error.where == name and error.advice


MANY = {
    "a.po": ('msgid "Sentence {}."\nmsgstr "第{}句。"\n\n', "{}"),
    "a.xlf": (
        '<trans-unit id="{}"><source>S &amp; {}.</source><target>第{}句。</target></trans-unit>\n',
        "<xliff>{}</xliff>",
    ),
    "a.csv": ('{},"S {}","第{}句。"\n', "id,source,target\n{}"),
    "a.jsonl": ('{{"source": "S {}", "target": "第{}句。"}}\n', "{}"),
}


@pytest.mark.parametrize("count", [10_000, pytest.param(100_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", MANY)
def test_many_units(name: str, count: int) -> None:
    unit, file = MANY[name]
    raw = file.format("".join(unit.format(*[number] * 3) for number in range(count)))
    start = time.process_time()
    document = read_text(name, raw)
    assert len(document.units) == count and document.units[-1].source.rstrip(".").endswith(f"{count - 1}")
    assert time.process_time() - start < count / 1500


PARTS = {
    "a.po": [
        *('msgid "a"\n', 'msgstr "甲"\n', '"乙\\n"\r\n', "#, fuzzy\n", "#~ ", '\\"', '"', "\n", "\r", "msgctxt "),
        *("%s", "<b>", "甲😀"),
    ],
    "a.xlf": [
        *("<xliff>", "</xliff>", "<unit>", "</unit>", "<segment>", "</segment>", "<source>", "</source>"),
        *("<target>", "</target>", "<trans-unit>", "</trans-unit>", "<ph id='1'/>", "<bpt>", "</bpt>", "<g>", "</g>"),
        *("甲乙。", "a b", " \n ", "&amp;", "&#x4F60;", "<![CDATA[", "]]>", "<!-- x -->", "&lt;b&gt;", "\r\n", "😀"),
    ],
    "a.csv": [
        *("source,target\n", ",", '"', '""', "\n", "\r\n", "甲", "一二。", "a b", "%s", "{x}", "<b>", ";", "\t"),
        *("\u2028", "\x85"),
    ],
    "a.tsv": ["source\ttarget\n", *'\t"\n\r甲。\u3000\x00\x1c', '""', "一二。", "a b"],
    "a.jsonl": [
        '{"source": "',
        '{"target": "',
        '", "target": "',
        '"}',
        *'\n甲a"\\',
        "\\n",
        "\\u4f60",
        "\\ud83d",
        "\\ude00",
    ],
}


@settings(max_examples=150)
@given(data=st.data(), name=st.sampled_from(sorted(PARTS)))
def test_offsets_lead_back(data: st.DataObject, name: str) -> None:
    raw = "".join(data.draw(st.lists(st.sampled_from(PARTS[name]), max_size=30)))
    try:
        sound(read_text(name, raw))
    except ReadError as error:
        assert error.where == name and error.advice
