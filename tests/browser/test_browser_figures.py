"""Figures that follow what a reviewer adds."""

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
