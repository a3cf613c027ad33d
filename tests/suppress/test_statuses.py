"""A suppressed finding is kept, and does not count."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pandas as pd
from handmade import LATIN, MARKUP, REPEAT, checked, find, plain, report
from packed import whole
from rich.console import Console

from mtqa.findings import Status
from mtqa.mqm import score
from mtqa.render.csv import render as as_csv
from mtqa.render.html import render as as_html
from mtqa.render.json import render as as_json
from mtqa.render.text import render as as_text
from mtqa.report import DocumentReport

DOCUMENT = plain("食物从Boxma送到。\n[/s2/]责任和责任。\n")


def decided() -> DocumentReport:
    """A document with an open finding, and findings suppressed in each way."""
    kept = find(DOCUMENT, LATIN, "Boxma", message="kept")
    suppressed = [
        replace(
            find(DOCUMENT, MARKUP, "[/s2/]", message="withdrawn"), status=status, status_reason=f"why {status.value}"
        )
        for status in (Status.SUPPRESSED, Status.BASELINE, Status.UNCHANGED)
    ]
    again = replace(find(DOCUMENT, REPEAT, "责任和责任", message="withdrawn"), status=Status.BASELINE)
    return checked(DOCUMENT, [kept, *suppressed, again], words=100)


def test_only_open_findings_cost_points_and_fail() -> None:
    document = decided()
    assert (document.score.penalty, document.score.value, document.passed) == (5, 95.0, True)
    everything = [replace(finding, status=Status.OPEN) for finding in document.findings]
    assert score(everything, 100).penalty == 5 + 3 * 25 + 1


def test_the_document_has_all_findings_and_the_open_ones() -> None:
    document = decided()
    assert len(document.findings) == 5 and [finding.message for finding in document.open_findings] == ["kept"]
    assert document.suppressed_counts == {Status.SUPPRESSED: 1, Status.BASELINE: 2, Status.UNCHANGED: 1}
    assert checked(DOCUMENT, []).suppressed_counts == {}


def test_the_terminal_counts_them_and_shows_the_open_ones() -> None:
    out = io.StringIO()
    as_text(report(decided()), Console(file=out, width=100))
    assert "Boxma" in out.getvalue() and "withdrawn" not in out.getvalue() and "[/s2/]" not in out.getvalue()
    for line in ("1 by a comment in the file", "2 known, from the baseline", "1 outside of the lines"):
        assert f"suppressed: {line}" in out.getvalue()


def test_the_page_counts_them_and_marks_the_open_ones() -> None:
    page = whole(as_html(report(decided())))
    assert len(re.findall(r'<li class="finding [^>]* id="d1-f', page)) == 1 and "withdrawn" not in page
    assert re.search("Suppressed</span></dt><dd>1 <span [^>]+>by a comment", page)
    assert re.search("<dd>2 <span [^>]+>known, from the baseline</span></dd>", page)
    assert "Suppressed</span></dt>" not in as_html(report(checked(DOCUMENT, [find(DOCUMENT, LATIN, "Boxma")])))


def test_data_carry_status_and_reason() -> None:
    (document,) = json.loads(as_json(report(decided())))["documents"]
    found = [(finding["status"], finding["status_reason"]) for finding in document["findings"]]
    assert found.count(("open", "")) == 1 and ("unchanged", "why unchanged") in found and ("baseline", "") in found
    table = pd.read_csv(io.BytesIO(as_csv(report(decided())).encode()), keep_default_na=False)
    assert sorted(zip(table["status"], table["status_reason"], strict=True)) == sorted(found)
