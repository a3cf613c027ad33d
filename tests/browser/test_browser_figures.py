"""Figures that follow what a reviewer adds or need a word beside them; highlights that say what they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from browser import View, needs_chromium, shown, watched
from handmade import letter, report
from playwright.sync_api import Browser

from mtqa.errors import ReadError
from mtqa.mqm import LEAST_WORDS
from mtqa.report import Report

pytestmark = needs_chromium


def several() -> Report:
    """A short and a long translation side by side."""
    (short,), (long,) = letter(path="short.md").documents, letter(path="long.md").documents
    made = report(short, replace(long, words=LEAST_WORDS))
    return replace(made, config=replace(made.config, side_by_side=True))


def test_the_headings_count_what_was_added(view: View) -> None:
    said = "[...document.querySelectorAll('.bar .found, .cards h2 .quiet')].map((one) => one.textContent)"
    assert view.script(said) == ["7", "7 findings in 5 of 6 segments"]
    view.press("t", "Enter", "t", "Enter")
    assert view.script(said) == ["9", "9 findings in 5 of 6 segments"]
    view.page.click("#language")
    assert view.script(said) == ["9", "6 句中的 5 句有 9 个问题"]
    view.press("u", "u")
    assert view.script(said)[0] == "7"


def test_a_highlight_says_its_reason_in_the_language_of_the_page(view: View) -> None:
    """Also that of a finding that was added, which has no number."""
    view.press("t", "Enter")
    view.page.hover("#d1-s0 mark >> nth=0")
    first = view.page.locator("#d1-s0 mark > a[title]")
    assert first.count() == 1
    view.page.click("#language")
    assert first.count() == 0
    for at in range(view.page.locator("#d1-s0 mark").count()):
        view.page.hover(f"#d1-s0 mark >> nth={at}")
    assert "不是常见的中文用词" in "".join(str(one.get_attribute("title")) for one in first.all())


def test_a_short_text_has_a_word_beside_its_score(view: View, folder: Path) -> None:
    shown(view, folder, several(), "several.html")
    assert view.page.locator("#index .sortable .term").all_inner_texts() == ["short text"]
    assert view.page.locator("#index .side .term").all_inner_texts() == ["short text"]
    view.page.hover("#index .sortable .term")
    assert "too short to score (under 500 words)" in view.page.inner_text("#explain-too_short")
    assert view.page.is_visible("#explain-too_short")
    view.page.click("#index thead >> text=Score")
    assert view.page.locator("#index .sortable tbody a").all_inner_texts() == ["short.md", "long.md"], "a number"


def test_why_a_file_was_not_read_changes_its_language(view: View, folder: Path) -> None:
    """The script fills the sentences as Python does: places have no separators, numbers have."""
    errors = (
        ReadError.of("no_json", "a.json", line=1234, column=5678, detail="no value"),
        ReadError.of("too_many_cells", "b.xlsx", advice="split", most=500_000),
    )
    shown(view, folder, replace(several(), unreadable=errors), "unreadable.html")
    assert [f"{error.where} {error.what} → {error.advice}" for error in errors] == said(view)
    view.page.click("#language")
    assert said(view)[0].startswith("a.json 第 1234 行第 5678 列：不是有效的 JSON → ")
    assert said(view)[1] == "b.xlsx 有文字的单元格超过 500,000 个 → 请拆成较小的文件"


def said(view: View) -> list[str]:
    return view.page.locator(".unreadable li").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_table_side_by_side_leads_to_findings_by_keyboard(browser: Browser, folder: Path, scripts: bool) -> None:
    shown(watched(browser.new_context()), folder, several(), "several.html").context.close()
    view = watched(browser.new_context(java_script_enabled=scripts))
    view.page.goto((folder / "several.html").as_uri())
    view.page.focus(".side td a[href='#d2-f1']")
    view.press("Enter")
    view.page.wait_for_url("**#d2-f1")
    assert view.page.is_visible("#d2-f1 .reason") and view.trouble == []
    view.context.close()
