"""Accepted wordings as tracked changes of a Word document, other findings as comments."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from deciding import decision
from made_docx import docx

from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.read import decoded
from mtqa.review.edit import Wish
from mtqa.review.exports.comments import Author
from mtqa.review.exports.tracked import Remark, Tracked, tracked
from mtqa.review.packages import PACKAGES, Packaged
from mtqa.review.writing import Written, write
from mtqa.text import Span

LI = Author("李 <lǐ>", "2026-11-24T09:00:00Z")
RUNS = "<w:r><w:t>他承担责任</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>和责任 &amp; 权利。</w:t></w:r>"


def made(
    data: bytes, *wordings: tuple[str, str], remarks: tuple[tuple[int, int, str], ...] = ()
) -> tuple[bytes, Packaged, Written]:
    document = decoded("a.docx", data)
    packaged = Packaged(PACKAGES["docx"]("a.docx", data, Config()))
    written = write(document, [Wish.of(*decision(document, *pair)) for pair in wordings], Config(), packaged)
    edits = [Tracked(edit, LI) for edit in written.edits]
    copy, unplaced = tracked(packaged, edits, [Remark(Span(at, to), text, LI) for at, to, text in remarks])
    assert unplaced == 0
    return copy, packaged, written


def member(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.read(name).decode()


def before(xml: str) -> str:
    """The words of a member if all its changes were rejected."""
    kept = re.sub(r"<w:ins .*?</w:ins>", "", xml)
    return "".join(re.findall(r"<w:(?:t|delText)(?: [^<>]*)?>([^<]*)<", kept))


def test_accepting_all_changes_gives_the_corrected_document_rejecting_them_the_old_one() -> None:
    data = docx(f"<w:p>{RUNS}</w:p>")
    copy, packaged, written = made(data, ("承担", "负"), ("责任和", "义务<与>"), ("权利", ""))
    assert not written.refused
    assert decoded("a.docx", copy).text == decoded("a.docx", packaged.copy(written.edits)).text
    assert decoded("a.docx", copy).text.strip() == "他负义务<与>责任 & 。"
    assert before(member(copy)) == "他承担责任和责任 &amp; 权利。"


def test_a_change_keeps_the_formatting_of_its_run_and_names_its_author() -> None:
    copy, *_ = made(docx(f"<w:p>{RUNS}</w:p>"), ("权利", "权力"))
    xml = member(copy)
    assert (
        '<w:ins w:id="2" w:author="李 &lt;lǐ&gt;" w:date="2026-11-24T09:00:00Z"><w:r><w:rPr><w:b/></w:rPr><w:t' in xml
    )
    assert xml.count("<w:b/>") == 4  # before, deleted, inserted, behind
    assert "<w:t>他承担责任</w:t>" in xml


def test_runs_in_runs_and_earlier_changes() -> None:
    copy, packaged, written = made(docx(), ("末段", "结尾"), ("新", "崭新"))
    assert not written.refused
    assert decoded("a.docx", copy).text == decoded("a.docx", packaged.copy(written.edits)).text
    numbers = re.findall(r'w:(?:ins|del) w:id="(\d+)"', member(copy))
    assert len(numbers) == len(set(numbers))


def test_comments_over_runs_within_changes_and_where_something_is_missing() -> None:
    remarks = ((1, 4, "一行\n<二>"), (2, 8, "两段"), (3, 3, "缺"))
    copy, packaged, written = made(docx(f"<w:p>{RUNS}</w:p>"), ("承担", "负"), remarks=remarks)
    xml, comments = member(copy), member(copy, "word/comments.xml")
    assert decoded("a.docx", copy).text == decoded("a.docx", packaged.copy(written.edits)).text
    assert comments.count("<w:comment ") == 3 and "&lt;二&gt;" in comments
    for number in re.findall(r'<w:comment [^>]*w:id="(\d+)"', comments):
        places = [xml.index(f'<w:comment{kind} w:id="{number}"/>') for kind in ("RangeStart", "RangeEnd", "Reference")]
        assert places == sorted(places)
    assert "wordprocessingml.comments+xml" in member(copy, "[Content_Types].xml")
    assert 'Target="comments.xml"' in member(copy, "word/_rels/document.xml.rels")


def test_comments_join_those_that_are_there() -> None:
    first, *_ = made(docx(f"<w:p>{RUNS}</w:p>"), remarks=((0, 1, "甲"),))
    second, *_ = made(first, remarks=((2, 3, "乙"),))
    comments = member(second, "word/comments.xml")
    assert "甲" in comments and "乙" in comments
    numbers = re.findall(r'<w:comment [^>]*w:id="(\d+)"', comments)
    assert len(set(numbers)) == 2
    with zipfile.ZipFile(io.BytesIO(second)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist())) == 4


def test_a_comment_on_a_footnote_has_no_place() -> None:
    data = docx(f"<w:p>{RUNS}</w:p>", footnotes="<w:p><w:r><w:t>脚注</w:t></w:r></w:p>")
    packaged = Packaged(PACKAGES["docx"]("a.docx", data, Config()))
    at = packaged.layout.document.raw.index("脚注")
    copy, unplaced = tracked(packaged, [], [Remark(Span(at, at + 2), "注", LI)])
    assert unplaced == 1 and member(copy) == member(data)


def test_the_end_of_a_part_must_be_there() -> None:
    data = docx(f"<w:p>{RUNS}</w:p>")
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<Types>" if name.startswith("[") else old.read(name))
    with pytest.raises(UsageError, match="has no end"):
        made(stream.getvalue(), remarks=((0, 1, "甲"),))
