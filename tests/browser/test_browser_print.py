"""On paper: a summary with a line for each finding, and all of the report, both in few pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from browser import ROOT, View, needs_chromium, watched
from handmade import letter, report
from playwright.sync_api import Browser

from mtqa.render.html import render

pytestmark = needs_chromium
SAMPLE = ROOT / "reports" / "samples" / "linfeng-mt.html"


@pytest.fixture(scope="module")
def view(browser: Browser) -> Iterator[View]:
    opened = watched(browser.new_context(locale="en-US", color_scheme="dark"))
    opened.page.goto(SAMPLE.as_uri())
    opened.script("window.print = () => {}")  # which would wait for a person
    yield opened
    assert opened.trouble == []


def printed(view: View) -> list[str]:
    """The text of each page of paper."""
    with pypdfium2.PdfDocument(view.page.pdf(format="A4")) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def test_a_summary_has_a_line_for_each_finding(view: View) -> None:
    view.press("a", "d")
    view.page.click(".printing >> text=summary")
    view.script("dispatchEvent(new Event('beforeprint'))")
    pages = printed(view)
    print(f"summary of 1,055 words: {len(pages)} pages")
    assert len(pages) <= 4
    rows = view.page.locator(".lines-on-paper tr")
    assert rows.count() == view.script("DATA.findings.length")
    text = "\n".join(pages)
    score = json.loads(SAMPLE.with_suffix(".json").read_bytes())["documents"][0]["score"]
    assert f"{score:.1f}" in text and "The gate failed" in text and "accepted" in text and "dismissed" in text
    assert len(re.findall(r"^\d+ +\d+:\d+ ", text, re.MULTILINE)) == rows.count(), "each on one line"


def test_a_summary_has_what_the_reviewer_added_and_wrote(view: View, tmp_path: Path) -> None:
    page = tmp_path / "letter.html"
    page.write_text(render(letter()), encoding="utf-8")
    one = watched(view.context)
    one.page.goto(page.as_uri())
    one.press("t").page.fill("#mark [name=wording]", "新鲜")
    one.page.click("#mark [data-close=save]")
    one.script("Route.to('#d1-f1')")
    one.press("e").page.fill(".actions [name=wording]", "超市")
    one.press("Escape", "a")
    one.script("Route.to('#d1-f3')")
    one.press("a")
    one.script("document.documentElement.dataset.print = 'summary', Print.prepare('summary')")
    cells = "(row) => [...row.cells].map((one) => one.textContent)"
    rows = one.script(f"[...document.querySelectorAll('.lines-on-paper tr')].map({cells})")
    found = {row[0]: row[1:4] for row in rows}
    assert found["*"] == ["1:1", "major", "‸ → 新鲜"]
    assert found["1"][2] == "Boxma → 超市" and found["2"][2] == "惠源 → 汇源" and found["3"][2] == "[/s2/] → delete"


def test_all_of_the_report_is_short_as_well(view: View) -> None:
    view.page.click(".printing >> text=all")
    pages = printed(view)
    print(f"all of 1,055 words: {len(pages)} pages")
    text = re.sub(r"\s+", "", "".join(pages))
    assert len(pages) <= 12
    assert "我们坚信,通过大家的努力" in text and "Writeinstead" not in text


def test_paper_of_a_folder_has_every_file(view: View, tmp_path: Path) -> None:
    page = tmp_path / "folder.html"
    page.write_text(render(report(*letter("a.md").documents, *letter("b.md").documents)), encoding="utf-8")
    folder = watched(view.context)
    folder.page.goto(page.as_uri())
    folder.page.click("#language")
    folder.script("document.documentElement.dataset.print = 'summary', Print.prepare('summary')")
    text = "".join(printed(folder))
    assert text.count("names.inconsistent") == 6 and "a.md" in text and "b.md" in text and "未处理" in text
