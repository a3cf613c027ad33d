"""Ways through the report: back, on to the next file, and addresses that lead to a finding."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import View, needs_chromium, watched
from handmade import LATIN, checked, find, letter, plain, report
from playwright.sync_api import Browser

from mtqa.checks.base import SECTIONS
from mtqa.render.html import render
from mtqa.report import DocumentReport, Report

pytestmark = needs_chromium


def with_one(path: str) -> DocumentReport:
    document = plain("食物从Boxma送到。\n", path)
    return checked(document, [find(document, LATIN, "Boxma", suggestions=("盒马",))])


def several() -> Report:
    """Four files, of which one has nothing to decide."""
    quiet = checked(plain("一切都好。\n", "quiet.md"), [])
    return report(*letter(path="a.md").documents, with_one("b.md"), quiet, with_one("d.md"))


@pytest.fixture(params=[1280, 375])
def view(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[View]:
    page = tmp_path / "folder.html"
    page.write_text(render(several()), encoding="utf-8")
    opened = watched(browser.new_context(locale="en-US", viewport={"width": request.param, "height": 800}))
    opened.page.goto(page.as_uri())
    yield opened
    assert opened.trouble == []
    opened.context.close()


def address(view: View) -> str:
    """What stands behind # once the keys rest."""
    while view.script("Route._waiting !== null"):
        view.page.wait_for_timeout(50)
    return view.page.url.partition("#")[2]


def opened(view: View) -> str:
    return view.settled().page.inner_text("article.open h1")


def test_a_file_has_a_way_back_to_the_list_on_every_screen(view: View) -> None:
    view.page.click("#index >> text=b.md")
    assert opened(view) == "b.md"
    view.page.click("article.open >> text=All documents")
    assert view.page.is_visible("#index") and view.page.locator("article >> visible=true").count() == 0
    assert view.script("document.activeElement.textContent") == "b.md", "the focus is where the reader left"


def test_back_steps_through_what_was_opened(view: View) -> None:
    here = view.page.url
    view.page.click("#index >> text=a.md")
    view.page.click("article.open .page mark >> text=责任和责任")
    assert view.current == "责任和责任"
    view.page.click("article.open .back a")
    view.page.click("#index >> text=b.md")
    view.page.go_back()
    assert view.page.is_visible("#index")
    view.page.go_back()
    assert opened(view) == "a.md" and view.current == "责任和责任"
    view.page.go_back()
    assert opened(view) == "a.md"
    view.page.go_back()
    assert view.page.is_visible("#index") and view.page.url == here
    view.page.go_forward()
    assert opened(view) == "a.md"


def test_the_address_follows_the_keys_and_leads_back_to_the_finding(view: View) -> None:
    view.page.click("#index >> text=a.md")
    view.press("j", "j")
    assert address(view) == "d1-f3" and view.current == "[/s2/]"
    view.press("k")
    assert address(view) == "d1-f2"
    view.press("a")
    assert address(view) == "d1-f3", "a decision leads on, and the address goes along"
    other = watched(view.context)
    other.page.goto(view.page.url)
    assert opened(other) == "a.md" and other.current == "[/s2/]" and other.trouble == []
    view.page.go_back()
    assert view.page.is_visible("#index"), "keys are no steps of their own"


def test_a_held_key_does_not_flood_the_history(view: View) -> None:
    view.page.click("#index >> text=a.md")
    view.script("for (let n = 0; n < 300; n += 1) Do[n % 2 ? 'previous' : 'next']()")
    view.press("j")
    assert address(view) == "d1-f2", "Chromium throttles 200 changes in 10 seconds, and says so in its console"


def test_the_end_of_a_file_leads_to_the_next(view: View) -> None:
    view.page.click("#index >> text=d.md")
    assert view.page.locator(".end").is_hidden()
    view.press("a")
    assert "Left: 8 findings in 2 other files" in view.toast
    assert "Left: 8 findings in 2 other files" in view.page.inner_text(".end")
    view.page.click(".end >> text=Next: a.md (7 left)")
    assert opened(view) == "a.md" and view.current == "Boxma" and view.page.locator(".end").is_hidden()
    view.press(*"ddddddd")
    view.page.click(".end a")
    assert opened(view) == "b.md"
    view.press("a")
    assert "Every finding" in view.page.inner_text(".end") and view.page.locator(".end a").is_hidden()
    view.press("u")
    assert view.page.locator(".end").is_hidden()


def test_a_file_without_findings_leads_on_as_well(view: View) -> None:
    view.page.click("#index >> text=quiet.md")
    assert view.page.inner_text(".end a").startswith("Next: ")


def test_what_filters_hide_is_not_called_done(view: View) -> None:
    view.page.click("#index >> text=a.md")
    view.script("Panel.tools.elements.category.value = 'design-and-markup/markup-tag', Start.filter()")
    view.press("a")
    assert "hide 6 more" in view.toast and "hide 6 more" in view.page.inner_text(".end")
    assert view.page.locator(".end a").is_hidden()


def test_the_page_of_a_rule_is_one_click_away_and_back_again(view: View) -> None:
    view.page.click("#index >> text=a.md")
    view.press("j")
    view.page.click(".finding.current .facts a")
    why = view.page.locator("#rule-names\\.inconsistent .explained")
    for heading in SECTIONS:
        assert heading in why.inner_text()
    assert why.locator("p").count() == view.page.locator(".explained p").count(), "no other rule unfolds"
    view.page.go_back()
    assert view.current == "惠源"
    assert view.page.locator(".page mark.current").is_visible()
