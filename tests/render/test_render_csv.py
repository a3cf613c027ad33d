"""CSV: one row a finding, safe to open in a spreadsheet."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from handmade import LATIN, checked, find, plain, report, sample

from mtqa.render.csv import COLUMNS, cell, render


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(text.encode("utf-8")), keep_default_na=False)


def test_one_row_a_finding() -> None:
    table = read(render(sample()))
    assert list(table.columns) == COLUMNS
    assert len(table) == 5
    row = table.iloc[0]
    assert (row["path"], row["line"], row["column"], row["text"]) == ("notes/letter.md", 3, 4, "Boxma")
    assert (row["severity"], row["rule"], row["suggestion"]) == ("major", "untranslated.latin", "盒马")
    assert row["context_before"].endswith("食物从") and row["context_after"].startswith("送到&")
    assert json.loads(row["evidence"]) == {"chinese_zipf": 0.0, "most_surprising": ["从", "送到"]}


def test_it_opens_in_excel() -> None:
    text = render(sample())
    assert text.startswith("\ufeffpath,line,")
    assert text.count("\r\n") == 6


def test_without_findings_the_header_is_written() -> None:
    for made in (report(), report(checked(plain("一切都好。"), []))):
        assert render(made) == "\ufeff" + ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\t=", "＝", "＠"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert cell(f"{start}1+1").startswith("'")


def test_formulas_from_the_document_are_neutralised_everywhere() -> None:
    evil = '=HYPERLINK("http://evil.test","x")'
    document = plain(f"{evil},说明", path="@SUM(A1).txt")
    finding = find(document, LATIN, evil, message="-1+1", suggestions=("+1", "=2"), evidence={"rival": "=1"})
    row = read(render(report(checked(document, [finding])))).iloc[0]
    assert row["text"] == f"'{evil}"
    assert row["path"] == "'@SUM(A1).txt" and row["message"] == "'-1+1" and row["suggestion"] == "'+1 | =2"
    assert row["start"] == 0


def test_quotes_lines_and_unseen_characters() -> None:
    document = plain('他说"好",\x1b[31m走\ud800。')
    row = read(render(report(checked(document, [find(document, LATIN, document.raw)])))).iloc[0]
    assert row["text"] == '他说"好",␛[31m走⟨U+D800⟩。'
