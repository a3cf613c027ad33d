"""`mtqa review export`: findings and decisions for people, at the command line."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from deciding import added, leave, of_report, review
from made_docx import docx
from shell import Shell

from mtqa.read import decoded

FLAWED = "他承担责任和责任。\n=1+1[/b]。\n她承担责任和责任。\n"


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def reported(mtqa: Shell, name: str, data: bytes) -> list[dict[str, Any]]:
    """Leaves a file and its report; returns its findings."""
    (mtqa.folder / name).write_bytes(data)
    mtqa("check", "--no-models", "--exit-zero", "-q", "-o", "json=r.json", name)
    (document,) = json.loads((mtqa.folder / "r.json").read_text(encoding="utf-8"))["documents"]
    return list(document["findings"])


def decided(mtqa: Shell, name: str, trees: list[dict[str, Any]], reviewer: str = "李", file: str = "d.json") -> str:
    return leave(mtqa.folder / file, review(name, (mtqa.folder / name).read_bytes(), trees, reviewer))


def table(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def sheet(path: Path, number: int) -> str:
    """The words of a sheet, in order, and its XML; of shared strings their texts."""
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        return unescape(
            book.read(f"xl/worksheets/sheet{number}.xml").decode() + book.read("xl/sharedStrings.xml").decode()
        )


def test_a_row_for_each_finding_with_what_was_decided(mtqa: Shell) -> None:
    findings = reported(mtqa, "a.txt", FLAWED.encode())
    kinds = [one["rule"] for one in findings]
    assert kinds == ["repetition.coordinate", "residue.markup", "repetition.coordinate"]
    decided(mtqa, "a.txt", [of_report(findings[0], "accept", "负责"), of_report(findings[1], "dismiss", note="标记")])
    rows = table(mtqa("review", "export", "r.json", "d.json", "-o", "csv=-").stdout)
    assert [row["Rule"] for row in rows] == kinds
    assert [(row["Decision"], row["New wording"], row["Reviewer"], row["Note"]) for row in rows] == [
        ("accepted", "负责", "李", ""), ("dismissed", "", "李", "标记"), ("", "", "", ""),
    ]  # fmt: skip
    assert rows[1]["Sentence"].startswith("'=1+1") and rows[1]["Place"] == "2:5" and rows[1]["Status"] == "open"


def test_in_chinese(mtqa: Shell) -> None:
    findings = reported(mtqa, "a.txt", FLAWED.encode())
    decided(mtqa, "a.txt", [of_report(findings[0], "accept", "")])
    rows = table(mtqa("review", "export", "r.json", "d.json", "-o", "csv=-", "--interface", "zh").stdout)
    assert (rows[0]["处理"], rows[0]["改法"], rows[0]["严重程度"]) == ("采纳", "（删去）", "严重")
    assert not any("a" <= character <= "z" for character in rows[0]["理由"] + rows[0]["类别"] + rows[0]["状态"])


def test_a_workbook_holds_text_never_formulas(mtqa: Shell) -> None:
    pytest.importorskip("xlsxwriter")
    reported(mtqa, "a.txt", FLAWED.encode())
    mtqa("review", "export", "r.json", "-o", "xlsx=a.xlsx")
    first, second = (sheet(mtqa.folder / "a.xlsx", number) for number in (1, 2))
    assert "<f>" not in first + second and "=1+1" in first and "<autoFilter " in first and "<pane " in first
    book = decoded("a.xlsx", (mtqa.folder / "a.xlsx").read_bytes())
    assert "承担责任和责任" in book.text


def test_a_workbook_lists_files_that_could_not_be_read(mtqa: Shell) -> None:
    pytest.importorskip("xlsxwriter")
    (mtqa.folder / "bad.txt").write_bytes(b"\xa1\xff\xc0")
    (mtqa.folder / "good.txt").write_bytes(FLAWED.encode())
    mtqa("check", "--no-models", "--exit-zero", "-q", "-o", "json=r.json", "bad.txt", "good.txt", code=3)
    mtqa("review", "export", "r.json", "-o", "xlsx=a.xlsx")
    second = sheet(mtqa.folder / "a.xlsx", 2)
    assert "bad.txt" in second and "not read" in second


def test_a_workbook_needs_its_package(mtqa: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    reported(mtqa, "a.txt", FLAWED.encode())
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    said = mtqa("review", "export", "r.json", "-o", "xlsx=a.xlsx", code=2).stderr.decode()
    assert "pip install '.[excel]'" in said and not (mtqa.folder / "a.xlsx").exists()


def test_a_word_document_with_changes_and_comments(mtqa: Shell) -> None:
    words = ["他承担责任和责任。", "春天来了[/b]。", "她承担责任和责任。"]
    data = docx("".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in words))
    findings = reported(mtqa, "a.docx", data)
    decided(mtqa, "a.docx", [of_report(findings[0], "accept", "负责", "顺口"), of_report(findings[1], "dismiss")])
    said = mtqa("review", "export", "r.json", "d.json", "-o", "docx=b.docx").stderr.decode()
    assert "1 tracked changes, 2 comments" in said
    copy = (mtqa.folder / "b.docx").read_bytes()
    assert decoded("b.docx", copy).text == decoded("a.docx", data).text.replace(findings[0]["text"], "负责", 1)
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        comments = unescape(archive.read("word/comments.xml").decode())
    assert "顺口" in comments and 'w:author="李"' in comments and 'w:author="mtqa"' in comments
    assert findings[2]["message"] in comments and findings[1]["message"] not in comments


def test_what_cannot_be_written_is_said(mtqa: Shell) -> None:
    findings = reported(mtqa, "a.docx", docx("<w:p><w:r><w:t>他承担责任和责任。</w:t></w:r></w:p>"))
    stray = of_report(findings[0] | {"start": 0, "end": 1, "text": "他"}, "accept", "她")
    decided(mtqa, "a.docx", [of_report(findings[0], "accept", "一\n二"), stray])
    said = mtqa("review", "export", "r.json", "d.json", "-o", "docx=b.docx", code=1).stderr.decode()
    assert "the report has no such finding" in said and "0 tracked changes" in said and "→" in said


def test_reviewers_who_disagree(mtqa: Shell) -> None:
    findings = reported(mtqa, "a.txt", FLAWED.encode())
    decided(mtqa, "a.txt", [of_report(findings[0], "accept", "负责")])
    decided(mtqa, "a.txt", [of_report(findings[0], "dismiss") | {"why": "intended"}], "王", "e.json")
    both = ("review", "export", "r.json", "d.json", "e.json", "-o", "csv=-")
    row = table(mtqa(*both, code=1).stdout)[0]
    assert row["Decision"] == "disputed" and row["Note"] == "李: accepted → 负责; 王: dismissed (intended)"
    row = table(mtqa(*both, "--interface", "zh", code=1).stdout)[0]
    assert row["备注"] == "李: 采纳 → 负责; 王: 驳回 (有意为之)"
    assert table(mtqa(*both, "--prefer", "王").stdout)[0]["Decision"] == "dismissed (intended)"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["r.json"], 2, "no output is named"),
        (["r.json", "-o", "docx=b.docx"], 2, "the report has no Word documents"),
        (["r.json", "-o", "pdf=b.pdf"], 2, "there is no format “pdf”"),
        (["r.json", "-o", "csv=r.json"], 2, "would overwrite a file that is checked"),
        (["a.txt", "-o", "csv=-"], 2, "this is not JSON"),
        (["r.json", "r.json", "-o", "csv=-"], 2, "its schema is “mtqa-report/2”"),
        (["broken.json", "-o", "csv=-"], 2, "the report is damaged"),
        (["none.json", "-o", "csv=-"], 2, "no such file"),
    ],
)
def test_wrong_arguments(mtqa: Shell, arguments: list[str], code: int, words: str) -> None:
    reported(mtqa, "a.txt", FLAWED.encode())
    tree = json.loads((mtqa.folder / "r.json").read_text(encoding="utf-8"))
    tree["documents"][0]["findings"][0]["start"] = None
    (mtqa.folder / "broken.json").write_text(json.dumps(tree), encoding="utf-8")
    assert words in mtqa("review", "export", *arguments, code=code).stderr.decode()


def test_a_document_that_changed_or_lies_elsewhere(mtqa: Shell) -> None:
    reported(mtqa, "a.docx", docx("<w:p><w:r><w:t>他承担责任和责任。</w:t></w:r></w:p>"))
    (mtqa.folder / "a.docx").write_bytes(docx("<w:p><w:r><w:t>别的。</w:t></w:r></w:p>"))
    said = mtqa("review", "export", "r.json", "-o", "docx=b.docx", code=3).stderr.decode()
    assert "has changed since it was checked" in said
    inner = mtqa.folder / "inner"
    inner.mkdir()
    said = mtqa("review", "export", "r.json", "-o", "docx=b.docx", "--root", "inner", code=3).stderr.decode()
    assert "outside of" in said


def test_pandas_reads_the_table(mtqa: Shell) -> None:
    reported(mtqa, "a.txt", FLAWED.encode())
    mtqa("review", "export", "r.json", "-o", "csv=a.csv")
    assert len(pd.read_csv(mtqa.folder / "a.csv")) == 3


def test_what_reviewers_confirmed_changed_and_added(mtqa: Shell) -> None:
    findings = reported(mtqa, "a.txt", FLAWED.encode())
    talk = [{"by": "王", "at": "2026-11-24T08:00:00Z", "text": "真的吗？"}]
    path = mtqa.folder / "a.txt"
    tree = review(
        "a.txt",
        path.read_bytes(),
        [
            of_report(findings[0], "confirm") | {"severity": "critical", "category": "style/awkward", "comments": talk},
            of_report(findings[1], "dismiss") | {"why": "quoted"},
        ],
        added=[added(FLAWED, "她承担", "她负", severity="minor"), added(FLAWED, "", None, at=9, id="b" * 16)],
    )
    leave(mtqa.folder / "d.json", tree)
    rows = table(mtqa("review", "export", "r.json", "d.json", "-o", "csv=-").stdout)
    assert len(rows) == 5
    first, second = rows[:2]
    assert (first["Severity"], first["Decision"], first["Note"]) == ("critical", "confirmed", "王: 真的吗？")
    assert first["Category"] != rows[2]["Category"] and second["Decision"] == "dismissed (quoted)"
    places = [
        (row["Flagged words"], row["Place"], row["Severity"], row["Decision"], row["New wording"]) for row in rows[3:]
    ]
    assert ("她承担", "3:1", "minor", "accepted", "她负") in places
    assert ("", "1:10", "major", "confirmed", "") in places
    assert {row["Status"] for row in rows[3:]} == {"added by a reviewer"}
    assert {row["Sentence"] for row in rows[3:]} <= set(FLAWED.splitlines())


def test_added_and_moved_findings_are_tracked_changes(mtqa: Shell) -> None:
    words = "他承担责任和责任。"
    data = docx(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
    (finding,) = reported(mtqa, "a.docx", data)
    text = decoded("a.docx", data).raw
    moved = {"start": 1, "end": 3, "text": "承担"}
    tree = review(
        "a.docx",
        data,
        [of_report(finding, "accept", "负") | {"moved": moved}],
        added=[added(text, "", "。", at=len(words) - 1), added(text, "责任", None, id="b" * 16, note="再想想")],
    )
    leave(mtqa.folder / "d.json", tree)
    said = mtqa("review", "export", "r.json", "d.json", "-o", "docx=b.docx").stderr.decode()
    assert "2 tracked changes, 1 comments" in said
    copy = (mtqa.folder / "b.docx").read_bytes()
    assert decoded("b.docx", copy).text.strip() == "他负责任和责任。。"
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert "再想想" in archive.read("word/comments.xml").decode()


def test_a_signed_document_is_not_copied(mtqa: Shell) -> None:
    stream = io.BytesIO(docx("<w:p><w:r><w:t>他承担责任和责任。</w:t></w:r></w:p>"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<s/>")
    reported(mtqa, "a.docx", stream.getvalue())
    said = mtqa("review", "export", "r.json", "-o", "docx=b.docx", code=2).stderr.decode()
    assert "is signed" in said and "xlsx=FILE" in said and not (mtqa.folder / "b.docx").exists()


def test_one_wording_of_two_findings_is_one_change_and_no_remark(mtqa: Shell) -> None:
    data = docx("<w:p><w:r><w:t>他承担责任和责任。</w:t></w:r></w:p>")
    (finding,) = reported(mtqa, "a.docx", data)
    same = added(decoded("a.docx", data).raw, finding["text"], "负责", at=finding["start"])
    leave(mtqa.folder / "d.json", review("a.docx", data, [of_report(finding, "accept", "负责")], added=[same]))
    said = mtqa("review", "export", "r.json", "d.json", "-o", "docx=b.docx").stderr.decode()
    assert "1 tracked changes, 0 comments" in said, "the second is written, too"
