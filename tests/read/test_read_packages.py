"""Presentations, workbooks, OpenDocument and books: what is prose, in which order, and where people find it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from made_docx import docx
from made_packages import epub, odf, ods, ods_rows, package, pptx, relations, shape, sheet, xlsx
from read_properties import check_offsets, check_segments, check_units

from mtqa.align import beside
from mtqa.align.pairing import align
from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import decoded
from mtqa.text import Document, Span


def read(name: str, data: bytes, config: Config | None = None) -> Document:
    document = decoded(name, data, config or Config())
    check_offsets(document)
    check_segments(document)
    if document.units:
        check_units(document)
    return document


def places(document: Document) -> dict[str, str]:
    """Each paragraph of the prose and where it is."""
    found = {}
    start = 0
    for line in document.text.splitlines():
        at = document.raw_span(Span(start, start + 1)).start
        found[line] = f"{document.section_at(at)} {document.place(at).line}".lstrip()
        start += len(line) + 1
    return found


# PPTX


def test_a_presentation() -> None:
    title = shape("标题", about='<p:nvPr><p:ph type="title"/></p:nvPr>')
    number = shape("3", about='<p:nvPr><p:ph type="sldNum"/></p:nvPr>')
    secret = shape("藏", about='<p:cNvPr hidden="1"/>')
    date = '<a:fld type="datetime1"><a:t>5月</a:t></a:fld>'
    field = shape("好").replace("<a:r>", f"{date}<a:r>")
    cell = "<a:tc><a:txBody><a:p><a:r><a:t>格</a:t></a:r></a:p></a:txBody></a:tc>"
    table = f"<p:graphicFrame><a:tbl><a:tr>{cell}</a:tr></a:tbl></p:graphicFrame>"
    data = pptx(
        title + number + secret + shape("一|二 &amp; 三", "", "第句"),
        shape("隐藏的一页"),
        field + table,
        notes={1: shape("讲者备注"), 3: shape("3", about='<p:nvPr><p:ph type="sldNum"/></p:nvPr>')},
        show={2: "0"},
    )
    document = read("a.pptx", data)
    assert places(document) == {
        "标题": "slide 1 1",
        "一二 & 三": "slide 1 2",
        "第句": "slide 1 4",
        "讲者备注": "slide 1 notes 1",
        "好": "slide 3 1",
        "格": "slide 3 2",
    }
    assert [(note.kind, dict(note.arguments)) for note in document.notes] == [("hidden_slides", {"n": 1})]


def test_slides_are_aligned_one_by_one() -> None:
    """A slide that says less than its source does not move the next."""
    english = pptx(shape("Cats sleep.", "Dogs bark at night.", "Birds sing."), shape("Fish swim.", "Cows eat grass."))
    chinese = pptx(shape("猫睡觉。"), shape("鱼游泳。", "牛吃草。"))
    pairs = align(beside(read("zh.pptx", chinese), read("en.pptx", english))).pairs
    sources = {pair.target.text: pair.source.text if pair.source else "" for pair in pairs}
    assert sources["鱼游泳。"] == "Fish swim." and sources["牛吃草。"] == "Cows eat grass."


# XLSX

STRINGS = (
    "<si><t>雨停了。</t></si><si><r><t>他</t></r><r><rPr><b/></rPr><t>走_x000D_\n了</t></r><rPh><t>ta</t></rPh></si>"
    "<si><t>藏</t></si>"
)


def test_a_workbook() -> None:
    formula = '<c r="D1" t="str"><f>A1</f><v>算</v></c><c r="E1"><v>3</v></c>'
    data = xlsx(
        {
            "表 1": f'<cols><col min="3" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
            f'<c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>{formula}</row>'
            '<row r="2" hidden="1"><c r="A2" t="s"><v>0</v></c></row></sheetData>',
            "Two": sheet((None, "行内 &amp; 字")),
            "Gone": sheet(("看不见",)),
        },
        STRINGS,
        {"Gone": "veryHidden"},
    )
    document = read("a.xlsx", data)
    assert [(unit.id, unit.span.of(document.text)) for unit in document.units] == [
        ("'表 1'!A1", "雨停了。"),
        ("'表 1'!B1", "他走\n了"),
        ("Two!B1", "行内 & 字"),
    ]
    at = document.raw.index("行内")
    assert document.section_at(at) == "Two!B1" and document.place(at).line == 1
    assert document.place(document.raw.index("了", 5)).line == 2  # of its cell
    assert [note.kind for note in document.notes] == ["hidden_sheets"]


TABLE = sheet(
    ("key", "English", "中文", "Comment"), ("a", "Rain fell.", "下雨了。", "of a poem"), ("b", "Gone.", None, None)
)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, [("T!C2", "下雨了。", "Rain fell.")]),
        ({"target_column": "c", "source_column": "A"}, [("T!C2", "下雨了。", "a")]),
        ({"target_column": "中文", "source_column": "2"}, [("T!C2", "下雨了。", "Rain fell.")]),
    ],
)
def test_a_sheet_with_columns(options: dict[str, str], said: list[tuple[str, str, str]]) -> None:
    config = replace(Config(), **options)  # type: ignore[arg-type]
    document = read("a.xlsx", xlsx({"T": TABLE, "Read me": sheet(("Hello.",))}), config)
    found = [(unit.id, unit.span.of(document.text), unit.source) for unit in document.units]
    assert found == said
    assert "other_sheets" in {note.kind for note in document.notes}


def test_workbooks_are_paired_by_the_addresses_of_cells() -> None:
    english, chinese = (
        xlsx({"S": sheet(*rows)}) for rows in ([("One.", "Two."), ("Three.",)], [(None, "二。"), ("三。",)])
    )
    document = beside(read("zh.xlsx", chinese), read("en.xlsx", english))
    assert [(unit.id, unit.source) for unit in document.units] == [("S!B1", "Two."), ("S!A2", "Three.")]


def test_a_column_that_no_sheet_has() -> None:
    with pytest.raises(ReadError, match="there is no column German"):
        read("a.xlsx", xlsx({"T": TABLE}), Config(target_column="German"))


# OpenDocument


def test_a_spreadsheet() -> None:
    cell = '<table:table-cell office:value-type="{}"{}><text:p>{}</text:p>{}</table:table-cell>'
    again = cell.format("string", ' table:number-columns-repeated="2"', "两格", "")
    computed = cell.format("string", ' table:formula="of:=A1"', "算", "")
    comment = "<office:annotation><text:p>批注</text:p></office:annotation>"
    drawing = "<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>"
    inner = f"<table:table table:name='Inner'>{ods_rows(('里',))}</table:table>"
    rows = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
        f"<table:table-header-rows>{ods_rows(('雨<text:span>停</text:span>了 &amp;|晴', None, '藏'))}"
        "</table:table-header-rows>"
        f'<table:table-row table:number-rows-repeated="2">{again}{computed}{cell.format("float", "", "3", "")}'
        "</table:table-row>"
        f'<table:table-row table:visibility="collapse">{cell.format("string", "", "无", "")}</table:table-row>'
        '<table:table-row><table:covered-table-cell table:number-columns-repeated="2"><text:p>盖</text:p>'
        f"</table:covered-table-cell><table:table-cell/>{cell.format('string', '', '末', comment + drawing + inner)}"
        "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    )
    hidden = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    data = ods({"表 1": rows, "Two": ods_rows(("完",)), 'Gone" table:style-name="ta2': ods_rows(("看不见",))}, hidden)
    document = read("a.ods", data)
    assert [(unit.id, unit.span.of(document.text)) for unit in document.units] == [
        ("'表 1'!A1", "雨停了 &\n晴"),
        *((f"'表 1'!{address}", "两格") for address in ("A2", "B2", "A3", "B3")),
        ("'表 1'!D5", "末"),
        ("Two!A1", "完"),
    ]
    at = document.raw.index("晴")
    assert document.section_at(at) == "'表 1'!A1" and document.place(at).line == 2, "of its cell"
    assert [note.kind for note in document.notes] == ["hidden_sheets"]


def test_a_spreadsheet_with_columns() -> None:
    rows = ods_rows(("English", "中文"), ("Rain fell.", "下雨了。"), ("Gone.", None))
    document = read("a.ods", ods({"T": rows, "Read me": ods_rows(("Hello.",))}))
    found = [(unit.id, unit.span.of(document.text), unit.source) for unit in document.units]
    assert found == [("T!B2", "下雨了。", "Rain fell.")]
    assert "other_sheets" in {note.kind for note in document.notes}


def test_a_text_is_no_spreadsheet() -> None:
    with pytest.raises(ReadError, match="it has no sheets"):
        read("a.ods", GOOD["a.odt"])


def test_how_often_a_cell_is_repeated_is_bounded() -> None:
    row = ods_rows(("字",)).replace("table-row", 'table-row table:number-rows-repeated="99999999"', 1)
    with pytest.raises(ReadError, match="more than 500,000 cells"):
        read("a.ods", ods({"S": row}))
    columns = '<table:table-column table:visibility="collapse"/>' * 20_000 + ods_rows(*[("甲", "乙")] * 3_000)
    assert len(read("a.ods", ods({"S": "<table:table-column/>" + columns})).units) == 3_000


def test_an_opendocument_text() -> None:
    styles = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    note = "<text:note-citation>1</text:note-citation><text:note-body><text:p>脚注</text:p></text:note-body>"
    body = (
        "<office:text><text:tracked-changes><text:p>旧</text:p></text:tracked-changes>"
        "<text:table-of-content><text:p>目录</text:p></text:table-of-content>"
        f"<text:h>题\n  目</text:h><text:p/><text:p> 雨<text:span>停</text:span><text:note>{note}</text:note>了 &amp;"
        '<text:s text:c="2"/>好<text:tab/>晴<office:annotation><text:p>批注</text:p></office:annotation>'
        '<text:span text:style-name="T1">隐</text:span></text:p>'
        "<table:table><table:table-cell><text:p>格</text:p></table:table-cell></table:table></office:text>"
    )
    headers = "<style:header><text:p>页眉</text:p></style:header><text:p>样式</text:p>"
    document = read("a.odt", odf(body, styles, headers))
    assert document.text.splitlines() == ["题 目", "脚注", "雨停了 &  好\t晴", "格", "页眉"]
    assert document.section_at(document.raw.index("页眉")) == "headers and footers"
    assert document.place(document.raw.index("雨")).line == 4, "an empty paragraph counts"


def test_an_opendocument_presentation() -> None:
    hidden = (
        '<style:style style:name="d2"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    page = '<draw:page draw:style-name="{}"><draw:frame><text:p>{}</text:p></draw:frame>{}</draw:page>'
    notes = "<presentation:notes><text:p>备注</text:p></presentation:notes>"
    body = page.format("d1", "一", notes) + page.format("d2", "二", "") + page.format("d1", "三", "")
    document = read("a.odp", odf(f"<office:presentation>{body}</office:presentation>", hidden))
    assert places(document) == {"一": "slide 1 1", "备注": "slide 1 notes 1", "三": "slide 3 1"}
    assert [note.kind for note in document.notes] == ["hidden_slides"]


# EPUB


def test_a_book() -> None:
    chapters = {
        "2.xhtml": "<script src='a'/><p>第二章<a id='x'/>开始。</p>",
        "1.xhtml": "<h1>第一章</h1>\r\n<p>雨&#20572;了。<code>rm</code><!-- mtqa-off: x --></p>",
        "3.xhtml": "<p>没有人读</p>",
    }
    document = read("a.epub", epub(chapters, ("1.xhtml", "2.xhtml", "1.xhtml", "gone")))
    assert document.text == "第一章\n雨停了。rm\n第二章开始。\n"
    at = document.raw.index("第二章")
    assert document.section_at(at) == "OEBPS/text/2.xhtml" and document.place(at).line == 3
    assert [span.of(document.raw) for span in document.comments] == ["<!-- mtqa-off: x -->"]
    assert [note.kind for note in document.notes] == ["missing_chapters"]


@pytest.mark.parametrize(
    ("extra", "what"),
    [("OEBPS/font.otf", ""), ("OEBPS/text/1.xhtml", r"1 of its chapters are encrypted \(DRM\)")],
)
def test_a_protected_book(extra: str, what: str) -> None:
    locks = f'<encryption><EncryptedData><CipherReference URI="{extra}"/></EncryptedData></encryption>'
    data = epub({"1.xhtml": "<p>雨停了。</p>"}, extra={"META-INF/encryption.xml": locks})
    if not what:
        assert read("a.epub", data).text == "雨停了。\n"
        return
    with pytest.raises(ReadError, match=what):
        read("a.epub", data)


# all of them

GOOD = {
    "a.docx": docx(),
    "a.pptx": pptx(shape("雨停了。"), notes={1: shape("备注")}),
    "a.xlsx": xlsx({"S": sheet((0, "字"), (1,))}, STRINGS),
    "a.ods": ods({"S": ods_rows(("雨停了。", "字"))}),
    "a.odt": odf("<office:text><text:p>雨停了。</text:p></office:text>"),
    "a.odp": odf("<office:presentation><draw:page><text:p>雨停了。</text:p></draw:page></office:presentation>"),
    "a.epub": epub({"1.xhtml": "<p>雨停了。</p>"}),
}
BOMB = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><x>&c;</x>'


def rewritten(data: bytes, change: dict[str, str | bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return package({**members, **change})


def twice(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(archive.namelist()[-1], "again")
    return stream.getvalue()


def encrypted(data: bytes) -> bytes:
    """The archive with the flag of encryption on every member."""
    marked = bytearray(data)
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            marked[at + offset] |= 1
    return bytes(marked)


MAIN = {
    "a.docx": "word/document.xml",
    "a.pptx": "ppt/presentation.xml",
    "a.xlsx": "xl/workbook.xml",
    "a.ods": "content.xml",
    "a.odt": "content.xml",
    "a.odp": "content.xml",
    "a.epub": "OEBPS/a.opf",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_refused_in_every_format(name: str) -> None:
    good = GOOD[name]
    assert read(name, good).text
    bad = {
        "empty": (b"", "not an? "),
        "text": ("雨停了。".encode(), "not an? "),
        "cut off": (good[: len(good) // 2], "not an? "),
        "another archive": (package({"a.txt": "a"}), "is missing"),
        "old or protected": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "protected with a password, or of a format",
        ),
        "encrypted": (encrypted(good), "the file is encrypted"),
        "a name twice": (twice(good), "it has two members"),
        "entities": (rewritten(good, {MAIN[name]: BOMB}), "declares an entity"),
        "no XML": (rewritten(good, {MAIN[name]: "<a><b></a>"}), "not well-formed XML"),
        "no text of XML": (rewritten(good, {MAIN[name]: b"\x00\xff\xfe"}), "or a damaged one"),
        "a bomb": (rewritten(good, {MAIN[name]: b" " * 201_000_000}), "larger than 200 MB"),
        "a smaller bomb": (rewritten(good, {MAIN[name]: b" " * 50_000_000}), "unpacks to .* times its size"),
    }
    for kind, (data, what) in bad.items():
        with pytest.raises(ReadError) as caught:
            read(name, data)
        assert re.search(what, caught.value.what), (kind, caught.value.what)
        assert caught.value.advice and caught.value.where.startswith(name), kind


@pytest.mark.parametrize("name", GOOD)
def test_no_archive_ends_in_a_traceback(name: str) -> None:
    for seed in range(60):
        data = bytearray(GOOD[name])
        data[seed * len(data) // 60] ^= 0x55
        try:
            read(name, bytes(data))
        except ReadError as error:
            assert error.advice


@pytest.mark.parametrize(("name", "other"), [("a.xlsx", "a.docx"), ("a.docx", "a.xlsx"), ("a.pptx", "a.docx")])
def test_a_document_with_the_suffix_of_another_format(name: str, other: str) -> None:
    main = relations(("rId1", "officeDocument", MAIN[other]))
    with pytest.raises(ReadError, match=r"not an? (?:Excel|Word|PowerPoint)"):
        read(name, rewritten(GOOD[other], {"_rels/.rels": main}))


def test_references_that_lead_out_of_the_archive() -> None:
    outside = rewritten(
        GOOD["a.pptx"],
        {"ppt/_rels/presentation.xml.rels": '<R><Relationship Id="rId1" Target="../../../etc/passwd"/></R>'},
    )
    with pytest.raises(ReadError, match="etc/passwd is missing"):
        read("a.pptx", outside)


def test_depth_and_width_are_no_trouble() -> None:
    deep = (
        "<office:text>"
        + "<text:section>" * 60_000
        + "<text:p>底</text:p>"
        + "</text:section>" * 60_000
        + "</office:text>"
    )
    assert read("a.odt", odf(deep)).text == "底\n"
    wide = sheet(*((f"第{n}行",) for n in range(3_000)))
    assert len(read("a.xlsx", xlsx({"S": wide})).units) == 3_000


def test_a_text_longer_than_the_limit() -> None:
    """A shared string in many cells makes a small file large."""
    strings = f"<si><t>{'雨' * 10_000}</t></si>"
    data = xlsx({"S": sheet(*((0,) for _ in range(200)))}, strings)
    with pytest.raises(ReadError, match="longer than the limit"):
        decoded("a.xlsx", data, Config(max_file_bytes=1_000_000))


def test_the_number_of_a_shared_string_is_bounded() -> None:
    row = f'<sheetData><row><c t="s"><v>{"&#48;" * 5_000}</v></c></row></sheetData>'
    with pytest.raises(ReadError):
        read("a.xlsx", xlsx({"S": row + "<a>"}, "<si><t>字</t></si>"))
    assert read("a.xlsx", xlsx({"S": row}, "<si><t>字</t></si>")).text == "字\n"


def test_a_book_of_many_chapters_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[zipfile.ZipFile] = []
    begin = zipfile.ZipFile.__init__

    def counted(archive: zipfile.ZipFile, *arguments: Any) -> None:
        opened.append(archive)
        begin(archive, *arguments)

    monkeypatch.setattr(zipfile.ZipFile, "__init__", counted)
    read("a.epub", GOOD["a.epub"])
    assert len(opened) == 1
