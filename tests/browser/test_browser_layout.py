"""Where things stand on the page: text and finding on the first screen, buttons that stay, sources, keys of charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import ROOT, View, needs_chromium, watched
from handmade import LATIN, checked, find, lacking, letter, plain, report
from playwright.sync_api import Browser

import mtqa
from mtqa.checks import Need
from mtqa.read import read_text
from mtqa.render.html import render
from mtqa.report import Report
from mtqa.text import Note, Segment, Span

pytestmark = needs_chromium
SIZES = [(1280, 900), (1280, 720), (375, 667), (320, 640), (3840, 2160)]


@pytest.fixture(scope="module")
def linfeng() -> str:
    """A real text of thirty paragraphs, checked without models."""
    return render(mtqa.check(str(ROOT / "examples" / "linfeng-mt.txt"), models=False))


@pytest.fixture
def at(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    opened: list[View] = []

    def go(made: Report | str, width: int = 1280, height: int = 900, **options: Any) -> View:
        path = tmp_path / f"{len(opened)}.html"
        path.write_text(made if isinstance(made, str) else render(made), encoding="utf-8")
        settings = {"locale": "en-US", "viewport": {"width": width, "height": height}} | options
        opened.append(watched(browser.new_context(**settings)))
        opened[-1].page.goto(path.as_uri())
        return opened[-1]

    yield go
    for view in opened:
        assert view.trouble == []
        view.context.close()


def top(view: View, selector: str) -> float:
    box = view.page.locator(f"{selector} >> visible=true").first.bounding_box()
    assert box, selector
    return box["y"]


def bilingual() -> Report:
    """A PO file of two entries, each of which is its own segment."""
    text = 'msgid "Open the window."\nmsgstr "打开Boxma。"\n\nmsgid "Close the door."\nmsgstr "关上门。"\n'
    document = read_text("zh.po", text)
    made = checked(document, [find(document, LATIN, "Boxma", suggestions=("窗户",))])
    sources = ("Open the window.", "Close the door.")
    parts = [
        replace(part, source=Segment(place, Span(0, len(source)), source))
        for place, (part, source) in enumerate(zip(made.segments, sources, strict=True))
    ]
    return report(replace(made, segments=tuple(parts)))


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_text_and_first_finding_are_on_the_first_screen(at: Any, linfeng: str, locale: str) -> None:
    view = at(linfeng, locale=locale)
    assert top(view, ".page p") < 420 and top(view, ".card.current") < 420
    box = view.page.locator("[data-do=accept]").bounding_box()
    assert box and box["y"] + box["height"] < 900


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_buttons_stay_where_they_are(at: Any, linfeng: str, width: int, height: int) -> None:
    view = at(linfeng, width, height)
    places = set()
    for _ in range(12):
        places.add(round(top(view.press("j"), ".cards [data-do=accept]")))
    assert len(places) == 1 and 0 < places.pop() < height - 20


def test_the_line_around_the_current_finding_hides_no_mark_beside_it(at: Any) -> None:
    document = plain("他说Boxma，好。\n")
    view = at(report(checked(document, [find(document, LATIN, "Boxma")])))
    area = view.script("""(() => {
        const comma = document.createTreeWalker(document.querySelector(".page .segment"), NodeFilter.SHOW_TEXT);
        while (comma.nextNode() && !comma.currentNode.data.startsWith("，")) ;
        const range = new Range();
        range.setStart(comma.currentNode, 0);
        range.setEnd(comma.currentNode, 1);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x, y, width, height };
    })()""")
    current = view.page.screenshot(clip=area)
    view.script("document.querySelector('.page mark').classList.remove('current')")
    view.script("document.querySelector('.page .segment').classList.remove('current')")
    assert view.page.screenshot(clip=area) == current


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_no_number_is_alone_on_a_line(at: Any, width: int) -> None:
    words = [chr(0x4E00 + number) * (1 + number % 3) for number in range(120)]
    document = plain("，".join(words) + "。\n")
    view = at(report(checked(document, [find(document, LATIN, word) for word in words])), width)
    split = view.script("""[...document.querySelectorAll(".page [data-number]")]
        .filter((one) => one.getClientRects().length !== 1).length""")
    assert view.page.locator(".page [data-number]").count() == 120 and split == 0


def test_the_number_of_a_finding_is_no_count(at: Any) -> None:
    view = at(letter())
    assert view.page.inner_text(".finding.current .nth") == "No. 1"
    assert view.page.inner_text(".finding.current .badge") == "major"
    assert at(letter(), locale="zh-CN").page.inner_text(".finding.current .nth") == "第 1 处"


@pytest.mark.parametrize("width", [1280, 375])
def test_the_source_stands_by_the_sentence_and_beside_every_unit(at: Any, width: int) -> None:
    view = at(bilingual(), width)
    assert view.page.locator(".page .original").all_inner_texts() == ["Open the window.", "Close the door."]
    boxes = [view.page.locator(f".page .pair >> nth=1 >> p >> nth={place}").bounding_box() for place in (0, 1)]
    text, source = (box for box in boxes if box)
    beside = source["x"] >= text["x"] + text["width"] and abs(source["y"] - text["y"]) < 8
    under = source["y"] >= text["y"] + text["height"] - 1
    assert beside if width == 1280 else under
    assert view.page.inner_text(".card.current .sentence + .original").endswith("Open the window.")


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_charts_have_keys_and_axes(at: Any, locale: str) -> None:
    view = at(letter(), locale=locale)
    assert not view.page.is_visible(".map"), "folded until it is asked for"
    view.page.click(".counts a")
    assert view.settled().page.is_visible(".map .bars")
    key = view.page.inner_text(".map .key")
    assert ("nothing found" if locale == "en-US" else "没有问题") in key and len(key.split("\n")) >= 4
    assert view.page.locator(".map .plot .axis >> visible=true").all_inner_texts()[:2] == ["100 %", "0 %"]
    lines = view.page.inner_text(".map .lines")
    assert lines == ("from line 1 to line 6" if locale == "en-US" else "从第 1 行到第 6 行")
    assert len(view.page.locator(".confidence .key li").all_inner_texts()) == 3
    assert view.page.locator(".charts .key >> nth=0 >> li").count() == 2


@pytest.mark.parametrize("way", ["hover", "focus", "tap"])
def test_percentages_are_explained(at: Any, way: str) -> None:
    view = at(letter(), **({"has_touch": True} if way == "tap" else {}))
    term = view.page.locator(".finding.current .term")
    assert not view.page.is_visible("#explain-confidence")
    getattr(term, way)()
    assert view.page.is_visible("#explain-confidence")
    assert "an editor" in view.page.inner_text("#explain-confidence")
    here, there = term.bounding_box(), view.page.locator("#explain-confidence").bounding_box()
    assert here and there and abs(there["y"] - here["y"]) < 150, "at the term"
    if way == "hover":
        view.page.hover(".bar .brand")
        assert not view.page.is_visible("#explain-confidence")


def test_what_no_reader_can_act_on_is_folded_at_the_end(at: Any) -> None:
    document = replace(plain("一切都好。\n"), notes=(Note.of("encoding_guessed", codec="big5"),))
    skipped = (lacking("roundtrip.drift", Need.TRANSLATOR), lacking("terms.inconsistent"))
    view = at(report(checked(document, [], skipped=skipped)))
    shown = view.page.inner_text("article .skipped >> nth=0")
    assert "terms.inconsistent" in shown and "big5" in shown and "roundtrip.drift" not in shown
    assert not view.page.is_visible(".about .skipped")
    view.page.click(".about summary")
    assert "roundtrip.drift" in view.page.inner_text(".about")


def test_few_findings_are_never_called_a_proof(at: Any) -> None:
    for made in (letter(), report(checked(plain("一切都好。\n"), []))):
        view = at(made)
        assert "do not prove a good translation" in view.page.inner_text(".caveat")
        assert "Without the source" in view.page.inner_text(".caveat")
    assert "Without the source" not in at(bilingual()).page.inner_text(".caveat")
