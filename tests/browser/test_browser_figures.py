"""Figures that follow what a reviewer adds; highlights that say what they are."""

from __future__ import annotations

from browser import View, needs_chromium

pytestmark = needs_chromium


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
