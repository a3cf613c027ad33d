"""Wordings written into packages: in the runs they replace, and nothing else of the archive changes."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from deciding import leave, of_report, review, wish
from made_docx import docx
from made_packages import epub, odf, ods, ods_rows, package, pptx, relations, shape, sheet, xlsx
from shell import Shell

from mtqa.config import Config
from mtqa.read import decoded
from mtqa.review.packages import PACKAGES, Packaged
from mtqa.review.writing import Written, write

W_RUNS = "<w:r><w:t>他承担责任</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>和责任 &amp; 权利。</w:t></w:r>"
ODT = "<office:text><text:p>他承担责任<text:span>和责任 &amp; 权利。</text:span></text:p></office:text>"
STRINGS = "<si><r><t>他承担责任</t></r><r><t>和责任 &amp; 权利。</t></r></si><si><t>责任</t></si>"
FILES = {
    "a.docx": docx(f"<w:p>{W_RUNS}</w:p>"),
    "a.pptx": pptx(shape("他承担责任|和责任 &amp; 权利。")),
    "a.xlsx": xlsx({"S": sheet((0, 1, 1))}, STRINGS),
    "a.ods": ods({"S": ods_rows((ODT[21:-23], "责任"))}),
    "a.odt": odf(ODT),
    "a.odp": odf(f"<office:presentation><draw:page>{ODT[13:-14]}</draw:page></office:presentation>"),
    "a.epub": epub({"1.xhtml": "<p>他承担责任和责任 &amp; 权利。</p>"}),
}
MAIN = {
    "a.docx": "word/document.xml",
    "a.pptx": "ppt/slides/slide1.xml",
    "a.xlsx": "xl/sharedStrings.xml",
    "a.ods": "content.xml",
    "a.odt": "content.xml",
    "a.odp": "content.xml",
    "a.epub": "OEBPS/text/1.xhtml",
}


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def written(name: str, data: bytes, *wordings: tuple[str, str]) -> tuple[bytes, Written]:
    """A copy of the file in which each first words are replaced with the second."""
    document = decoded(name, data)
    packaged = Packaged(PACKAGES[document.format](name, data, Config()))
    done = write(document, [wish(document, words, wording) for words, wording in wordings], Config(), packaged)
    return packaged.copy(done.edits), done


@pytest.mark.parametrize("name", FILES)
def test_only_the_runs_of_a_wording_change(name: str) -> None:
    before = FILES[name]
    after, done = written(name, before, ("承担", "负"), ("任 & 权", "任 <和> 权"))
    assert not done.refused
    old, new = members(before), members(after)
    if name == "a.xlsx":  # the cell gets a string of its own
        sheet1 = "xl/worksheets/sheet1.xml"
        assert new.pop(sheet1) == old.pop(sheet1).replace(b"<v>0</v>", b"<v>2</v>", 1)
        string = STRINGS.partition("</si>")[0] + "</si>"
        changed = new[MAIN[name]].decode().rpartition("<si>")
        new[MAIN[name]] = old[MAIN[name]].decode().replace(string, f"<si>{changed[2][:-6]}").encode()
    expected = old[MAIN[name]].decode().replace("承担", "负").replace("任 &amp; 权", "任 &lt;和&gt; 权")
    spaced = expected.replace("<w:t>和责", '<w:t xml:space="preserve">和责')
    spaced = spaced.replace("<t>和责", '<t xml:space="preserve">和责')
    assert new.pop(MAIN[name]).decode() == spaced
    old.pop(MAIN[name])
    assert new == old
    assert decoded(name, after).text == decoded(name, before).text.replace("承担", "负").replace("任 &", "任 <和>")


@pytest.mark.parametrize("name", FILES)
def test_the_archive_keeps_order_compression_and_times(name: str) -> None:
    after, _ = written(name, FILES[name], ("承担", "负起了很重的"))

    def about(data: bytes) -> list[tuple[object, ...]]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(one.filename, one.compress_type, one.date_time, one.external_attr) for one in archive.infolist()]

    assert about(after) == about(FILES[name])
    if name.endswith(("odt", "epub")):
        assert after[:38] == FILES[name][:38], "the type comes first and uncompressed"


@pytest.mark.parametrize("name", [name for name in FILES if name != "a.epub"])
def test_a_wording_over_two_runs_has_the_format_of_the_first(name: str) -> None:
    after, done = written(name, FILES[name], ("责任和责", "职"))
    assert not done.refused
    assert "承担职<" in members(after)[MAIN[name]].decode() and decoded(name, after).text.startswith("他承担职任 &")


def test_what_stays_the_same_at_the_ends_keeps_its_format() -> None:
    after, _ = written("a.docx", FILES["a.docx"], ("承担责任和责任", "承担责任和义务"))
    assert "<w:t>他承担责任</w:t>" in (text := members(after)["word/document.xml"].decode())
    assert '<w:b/></w:rPr><w:t xml:space="preserve">和义务 &amp;' in text


def test_a_page_of_a_book_with_markup_inside_is_left_alone() -> None:
    data = epub({"1.xhtml": "<p>他承担责任<b>和责任</b>。</p>"})
    after, done = written("a.epub", data, ("责任和责任", "职责"))
    assert after == data and "contains markup" in done.refused[0][1].what


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<w:r><w:t>责任</w:t><w:tab/><w:t>和</w:t></w:r>", "任\t和"),
        ("<w:r><w:t>责任</w:t><w:br/><w:t>和</w:t></w:r>", "任 和"),
    ],
)
def test_a_tab_or_a_line_break_inside_is_left_alone(body: str, words: str) -> None:
    data = docx(f"<w:p>{body}</w:p>")
    after, done = written("a.docx", data, (words, "x"))
    assert after == data and "a tab, a line break, a drawing" in done.refused[0][1].what


def test_a_deletion_beside_a_break_and_an_entity() -> None:
    data = docx("<w:p><w:r><w:t>甲&#20057;丙</w:t><w:tab/><w:t>丁</w:t></w:r></w:p>")
    after, _ = written("a.docx", data, ("乙丙", ""))
    assert decoded("a.docx", after).text == "甲\t丁\n"
    after, _ = written("a.docx", data, ("甲乙", "甲的乙"))
    assert decoded("a.docx", after).text == "甲的乙丙\t丁\n"


def test_a_string_that_several_cells_share() -> None:
    """A cell gets a string of its own; the others keep theirs."""
    rows = sheet((1, 1), (1, "字"))
    data = rewritten(xlsx({"S": rows}, STRINGS), "xl/sharedStrings.xml", b"<sst ", b'<sst count="3" uniqueCount="2" ')
    document = decoded("a.xlsx", data)
    packaged = Packaged(PACKAGES["xlsx"]("a.xlsx", data, Config()))
    done = write(document, [wish(document, "责任", "义务", 1), wish(document, "责任", "义务", 2)], Config(), packaged)
    after = packaged.copy(done.edits)
    assert [unit.span.of(decoded("a.xlsx", after).text) for unit in decoded("a.xlsx", after).units] == [
        *("责任", "义务", "义务", "字")
    ]
    strings = members(after)["xl/sharedStrings.xml"].decode()
    assert strings.endswith("<si><t>责任</t></si><si><t>义务</t></si></sst>") and 'uniqueCount="3"' in strings


def rewritten(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    found = members(data)
    assert old in found[name]
    return package({**found, name: found[name].replace(old, new, 1)})


def test_the_head_of_a_table_is_left_alone() -> None:
    """Excel repairs a workbook whose table has other names of columns than its cells."""
    table = relations(("rId1", "table", "../tables/table1.xml"))
    extra = {"xl/worksheets/_rels/sheet1.xml.rels": table, "xl/tables/table1.xml": '<table ref="A1:B2"/>'}
    data = package({**members(xlsx({"S": sheet(("责任",), ("责任",))})), **extra})
    _, first = written("a.xlsx", data, ("责任", "义务"))
    assert not first.edits and "the head of a table" in first.refused[0][1].what
    document = decoded("a.xlsx", data)
    packaged = Packaged(PACKAGES["xlsx"]("a.xlsx", data, Config()))
    assert write(document, [wish(document, "责任", "义务", 1)], Config(), packaged).edits


def test_a_cell_that_stands_for_several_is_left_alone() -> None:
    """A change would be one in all of them."""
    row = ods_rows(("责任", "责任")).replace("table-cell", 'table-cell table:number-columns-repeated="2"', 1)
    _, first = written("a.ods", data := ods({"S": row}), ("责任", "义务"))
    assert not first.edits and "once for several" in first.refused[0][1].what
    document = decoded("a.ods", data)
    packaged = Packaged(PACKAGES["ods"]("a.ods", data, Config()))
    done = write(document, [wish(document, "责任", "义务", 2)], Config(), packaged)
    assert decoded("a.ods", packaged.copy(done.edits)).text.split() == ["责任", "责任", "义务"]


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        ("_xmlsignatures/sig1.xml", "signed"),
        ("META-INF/documentsignatures.xml", "signed"),
        ("word/vbaProject.bin", "macros"),
    ],
)
def test_signed_documents_and_macros_are_left_alone(extra: str, what: str) -> None:
    data = package({**members(FILES["a.docx"]), extra: b"x"})
    _, done = written("a.docx", data, ("承担", "负"))
    assert not done.edits and what in done.refused[0][1].what and done.refused[0][1].advice


def test_the_command_writes_a_copy(mtqa: Shell) -> None:
    data = docx("<w:p><w:r><w:t>他承担责任</w:t></w:r><w:r><w:t>和责任。</w:t></w:r></w:p>")
    (mtqa.folder / "a.docx").write_bytes(data)
    said = mtqa("check", "--no-models", "--exit-zero", "-q", "-o", "json=-", "a.docx").stdout
    (found,) = json.loads(said)["documents"][0]["findings"]
    leave(mtqa.folder / "d.json", review("a.docx", data, [of_report(found, "accept", "职责")]))
    mtqa("review", "apply", "d.json")
    assert decoded("a.docx", (mtqa.folder / "a.corrected.docx").read_bytes()).text == "他承担职责。\n"
    assert (mtqa.folder / "a.docx").read_bytes() == data
