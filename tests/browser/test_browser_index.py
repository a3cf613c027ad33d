"""A folder of documents in the browser: the table that leads to each, and the comparison with an earlier run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser import View, needs_chromium, shown
from handmade import LATIN, TEXT, checked, find, letter, plain, report

from mtqa.render.json import render as render_json
from mtqa.report import DocumentReport, Report
from mtqa.report.previous import load

pytestmark = needs_chromium


def good(path: str) -> DocumentReport:
    return checked(plain("一切都好。\n", path), [])


def folder_report(tmp: Path) -> Report:
    """Four documents, the middling one first; two of them were checked before."""
    middling = plain("食物从Boxma送到。\n", "b.md")
    documents = (
        checked(middling, [find(middling, LATIN, "Boxma", suggestions=("盒马",))]),
        good("c.md"),
        *letter(path="a.md").documents,
        good("d.md"),
    )
    was = letter(path="a.md", text="食物从Zoxma送到。\n" + TEXT).documents[0]
    more = replace(was, findings=(find(was.document, LATIN, "Zoxma"), *was.findings[:-1]))
    (tmp / "before.json").write_text(render_json(report(more, good("c.md"), good("gone.md"))), encoding="utf-8")
    return replace(report(*documents), previous=load(str(tmp / "before.json")))


@pytest.fixture
def view(window: View, folder: Path) -> Iterator[View]:
    yield shown(window, folder, folder_report(folder), "index.html").anew()
    assert window.trouble == []


def paths(view: View) -> list[str]:
    return view.page.locator("#index tbody th >> visible=true").all_inner_texts()


def test_the_worst_comes_first(view: View) -> None:
    assert paths(view) == ["a.md", "b.md", "c.md", "d.md"]
    assert view.page.locator("article >> visible=true").count() == 0, "the documents wait to be opened"


def test_every_heading_sorts_both_ways(view: View) -> None:
    view.page.click("#index thead button >> nth=0")
    assert paths(view) == ["a.md", "b.md", "c.md", "d.md"]
    view.page.click("#index thead button >> nth=0")
    assert paths(view) == ["d.md", "c.md", "b.md", "a.md"]
    assert view.page.get_attribute("#index thead th >> nth=0", "aria-sort") == "descending"
    view.page.click("#index thead >> text=major")
    assert paths(view)[-1] == "a.md"
    view.page.click("#index thead >> text=Score")
    assert paths(view)[0] == "a.md"


def test_a_document_is_found_by_its_name(view: View) -> None:
    view.press("/").type("B.")
    assert paths(view) == ["b.md"]


def test_from_document_to_document_and_back(view: View) -> None:
    view.page.click("#index >> text=b.md")
    assert view.page.inner_text("article.open h1") == "b.md" and view.current == "Boxma"
    view.press("a")
    assert view.progress == "1 of 1 decided"
    view.press("]")
    assert view.page.inner_text("article.open h1") == "c.md"
    view.press("[", "[", "[")
    assert view.page.inner_text("article.open h1") == "b.md"
    view.page.click(".bar >> text=Documents")
    assert view.page.inner_text("td[data-of=d1]") == "1/1" and view.progress == "1 of 8 decided"


def test_findings_that_are_not_shown_cannot_be_decided(view: View) -> None:
    view.page.click("#index >> text=b.md")
    view.press("]", "a", "A", "d", "c", "n", "1")
    assert view.page.inner_text("article.open h1") == "c.md" and view.script("Decisions.made.size") == 0
    view.page.click(".bar >> text=Documents")
    view.press("a", "j", "d", "e", "1")
    assert view.progress == "0 of 8 decided"
    view.page.click("#index >> text=b.md")
    view.page.fill(".tools [name=search]", "neverthere")
    view.page.click(".bar >> text=Documents")
    view.page.click("#index >> text=b.md")
    assert view.page.locator(".card >> visible=true").count() == 0, "the filters let nothing through"
    view.press("d")
    assert view.script("Decisions.made.size") == 0
    view.page.click(".tools [type=reset]")
    assert view.current == "Boxma"


def test_the_same_finding_is_decided_in_all_documents(view: View) -> None:
    view.page.click("#index >> text=b.md")
    view.press("A")
    view.page.click(".bar >> text=Documents")
    assert view.progress == "1 of 8 decided", "Boxma in a.md has other wordings: it is not the same finding"
    view.page.click("#index >> text=a.md")
    view.press("j", "A")
    assert view.progress == "3 of 7 decided"


def test_two_runs_are_compared(view: View) -> None:
    row = view.page.locator("#index tbody tr >> nth=0").locator("td").all_inner_texts()
    assert row[5:9] == ["+0.0", "1", "1", "6"]
    assert view.page.locator("#index tbody tr >> nth=1").locator("td").all_inner_texts()[5] == "–", "b.md is new"
    assert "gone.md" in view.page.inner_text("#index")
    view.page.click("#index >> text=a.md")
    since = view.page.inner_text("article.open .since")
    assert "1 fixed" in since and "1 new" in since and "6 unchanged" in since
    view.page.click("article.open .since summary")
    assert view.page.inner_text("article.open .fixed s") == "Zoxma"
    view.page.select_option(".tools [name=age]", "new")
    assert view.page.inner_text(".tools .shown") == "1 of 7 shown"
    assert view.page.inner_text(".finding.current .age") == "new"
