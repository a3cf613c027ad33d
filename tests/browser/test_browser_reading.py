"""Reading in the browser: without scripts, in two languages, with hostile text, for everybody, on any screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import View, axe, needs_axe, needs_chromium, watched
from handmade import EVIL, EVIL_PATH, LATIN, checked, find, hostile, letter, plain, report, sample
from playwright.sync_api import Browser

from mtqa.errors import ReadError
from mtqa.render.html import render
from mtqa.report import Report

pytestmark = needs_chromium


@pytest.fixture
def at(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Opens a report in a window of its own; the options are those of a Playwright context."""
    opened: list[View] = []

    def go(made: Report | str, **options: Any) -> View:
        path = tmp_path / f"{len(opened)}.html"
        path.write_text(made if isinstance(made, str) else render(made), encoding="utf-8")
        settings = {"locale": "en-US", "viewport": {"width": 1280, "height": 900}} | options
        opened.append(watched(browser.new_context(**settings)))
        opened[-1].page.goto(path.as_uri())
        return opened[-1]

    yield go
    for view in opened:
        assert view.trouble == []
        view.context.close()


def test_without_scripts_everything_can_be_read(at: Any) -> None:
    page = at(sample(), java_script_enabled=False).page
    for place, text in {
        ".why": "The gate failed",
        "#d1-f1 .reason": "untranslated.latin",
        ".light": "Back-translation: The food was sent from Boxma.",
        ".terms": "汇源和惠源",
        ".page": "责任和责任",
    }.items():
        assert text in page.inner_text(place)
    assert page.locator(".finding").count() == page.locator(".finding >> visible=true").count() == 5
    assert page.locator(".finding .reason >> visible=true").count() == 5
    for hidden in (".switches", "#files", "#help", ".tools", ".actions"):
        assert page.locator(f"{hidden} >> visible=true").count() == 0, hidden
    page.click(".page mark a >> nth=0")
    assert page.url.endswith("#d1-f1"), "a highlight leads to its finding without a script as well"


def hovered(view: View) -> str:
    """What the chart along the document says of its first bar."""
    view.page.click(".counts a")
    view.page.locator(".bars").hover(position={"x": 5, "y": 20})
    return str(view.script("document.querySelector('.bars title').textContent"))


def test_hostile_text_stays_text(at: Any) -> None:
    dialogs: list[str] = []
    view = at(hostile())
    view.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    view.press("j", "a", "j", "A", "n").type(EVIL.replace("\ud800", "")).press("Control+Enter", "?", "Escape", "/")
    view.type("<script>").press("Escape", "Escape")
    view.page.click("#language")
    assert dialogs == [] and view.script("document.querySelectorAll('main script, main img, main style').length") == 0
    assert view.script("document.querySelector('h1').textContent").count("<b>") == 1
    assert "前坏</script><script>" in hovered(view)
    shown = view.script("document.body.innerText")
    assert not set("\u202e\x1b\x00\x85\ufffe") & set(shown), "controls are named, not obeyed"


def test_hostile_decisions_are_exported_exactly(at: Any) -> None:
    view = at(hostile())
    view.press("a")
    tree = json.loads(view.saved("s")[1])
    (one,) = tree["documents"]
    first = hostile().documents[0].open_findings[0]
    made = one["decisions"][0]
    assert one["path"] == EVIL_PATH and made["text"] == first.text
    assert made["replacement"] == (first.suggestions or (None,))[0]


def test_tokens_keep_their_place_beside_invisible_characters(at: Any) -> None:
    view = at(report(checked(plain("零\u200b宽也算\U00020bb7字。\n"), [])))
    view.page.click("#d1-s0")
    assert view.page.locator(".peek .heat span").all_inner_texts() == ["零⟨U+200B⟩", "宽也", "算\U00020bb7", "字。"]


def test_hostile_names_of_other_files(at: Any) -> None:
    made = letter(path='"><script>alert(1)</script>.txt')
    view = at(report(*made.documents, *hostile().documents))
    assert view.page.inner_text("#index tbody th >> nth=0").endswith(".txt")
    view.page.click("#index tbody a >> nth=1")
    assert view.page.locator("article.open h1").is_visible()


def test_a_line_of_a_megabyte(at: Any) -> None:
    long = "一" * 350_000 + "Boxma" + "字" * 1000
    document = plain(f"{long}\n食物从Boxma送到。\n")
    made = checked(document, [find(document, LATIN, "Boxma", nth=1, suggestions=("盒马",))], with_fluency=False)
    view = at(report(replace(made, segments=made.segments[1:])))
    view.press("a")
    assert view.progress == "1 of 1 decided"
    _, content = view.saved("#corrected")
    assert content.decode() == f"{long}\n食物从盒马送到。\n"


def test_chinese_where_the_browser_prefers_it(at: Any) -> None:
    view = at(letter(), locale="zh-CN")
    assert view.script("document.documentElement.lang") == "zh-Hans"
    assert "采纳" in view.page.inner_text(".actions") and view.progress == "已处理 0/7"
    assert "既不是常见的中文用词" in view.page.inner_text(".finding.current .reason")
    assert hovered(view) == "第 1 行 · 可疑度 27% · 食物从Boxma送到居民手中。"
    titles = view.script("[...document.querySelectorAll('.map title, .charts title')].map((one) => one.textContent)")
    assert not [one for one in titles if one.startswith("Line") or "finding" in one]
    assert view.press("a").toast == "已采纳：Boxma → 盒马"
    view.page.click("#language")
    assert "Accept" in view.page.inner_text(".actions") and view.progress == "1 of 7 decided"
    assert view.page.inner_text(".finding.current .reason") == "A name is written in two ways."
    view.page.reload()
    assert view.progress == "1 of 7 decided", "what was chosen goes before what the browser prefers"


def test_chinese_for_everybody_where_the_run_says_so(at: Any) -> None:
    made = letter()
    view = at(replace(made, config=replace(made.config, interface="zh")), java_script_enabled=False)
    assert view.page.inner_text(".cards h2").startswith("问题") and "严重" in view.page.inner_text("#d1-f1")


def test_a_page_of_what_could_not_be_read(at: Any) -> None:
    view = at(report(unreadable=(ReadError("the file is empty", where="a.md"),)))
    assert "the file is empty" in view.press("j", "a", "?").page.inner_text("main")


def test_light_and_dark(at: Any) -> None:
    light, dark = (at(letter(), color_scheme=scheme) for scheme in ("light", "dark"))
    ground = "getComputedStyle(document.body).backgroundColor"
    before = light.script(ground)
    assert before != dark.script(ground)
    light.page.click("#theme")
    assert light.script(ground) == dark.script(ground)
    light.page.reload()
    assert light.script(ground) != before, "what was chosen is kept"


def test_on_paper_nothing_is_missing(at: Any) -> None:
    view = at(letter())
    view.press("a", "d")
    view.page.emulate_media(media="print")
    view.script("dispatchEvent(new Event('beforeprint'))")
    assert view.page.locator(".card >> visible=true").count() == 5
    assert view.page.locator(".finding .reason >> visible=true").count() == 7
    assert (
        view.page.locator(".bar >> visible=true").count() == view.page.locator(".actions >> visible=true").count() == 0
    )


def test_on_paper_all_documents_have_their_table(at: Any) -> None:
    view = at(report(*letter("a.md").documents, *letter("b.md").documents))
    view.page.click("#index >> text=b.md")
    view.page.emulate_media(media="print")
    assert [view.page.locator(one).is_visible() for one in ("#index", "#d1", "#d2")] == [True] * 3


@pytest.mark.parametrize(("width", "height"), [(375, 667), (768, 1024), (1280, 720), (1920, 1080), (3840, 2160)])
def test_from_a_phone_to_a_4k_screen(at: Any, width: int, height: int) -> None:
    view = at(letter(), viewport={"width": width, "height": height})
    for _ in range(3):
        assert view.script("document.documentElement.scrollWidth <= innerWidth"), "nothing hangs over the side"
        view.press("j")
        box = view.page.locator(".page mark.current").bounding_box()
        panel = view.page.locator(".cards").bounding_box()
        assert box and panel and 0 <= box["y"] < height and panel["y"] + 40 < height
        assert box["y"] < panel["y"] or box["x"] + box["width"] <= panel["x"] + 1, "the panel covers no highlight"


@pytest.mark.parametrize("width", [320, 375, 688, 720, 768, 900, 1024, 1100, 1280])
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_figures_keep_clear_of_each_other(at: Any, width: int, locale: str) -> None:
    view = at(letter(), viewport={"width": width, "height": 900}, locale=locale)
    view.page.click(".counts a")
    dimensions = view.script(
        "[...document.querySelectorAll('.categories dd')].map((one) => [one.scrollWidth, one.clientWidth])"
    )
    assert dimensions and all(needed <= there for needed, there in dimensions)
    assert view.script("document.querySelector('footer dt span').getClientRects().length") == 1, "one line"


@pytest.mark.parametrize(("width", "height"), [(375, 667), (640, 384), (1280, 720)])
def test_of_many_findings_in_a_sentence_each_can_be_decided(at: Any, width: int, height: int) -> None:
    words = [f"词{chr(0x4E00 + number)}" for number in range(40)]
    document = plain("，".join(words) + "。\n")
    view = at(
        report(checked(document, [find(document, LATIN, word) for word in words])),
        viewport={"width": width, "height": height},
    )
    for _ in range(14):
        view.press("j")
        card, item, button = (
            view.page.locator(one).bounding_box()
            for one in (".card.current", ".finding.current .change", ".cards [data-do=accept]")
        )
        assert card and item and button and card["y"] <= item["y"]
        assert item["y"] + item["height"] <= card["y"] + card["height"]
        assert button["y"] + button["height"] <= height


def test_live_regions_exist_before_their_messages(at: Any) -> None:
    view = at(letter())
    for region in (".toast", "#messages", ".tools .shown"):
        assert view.script(f"getComputedStyle(document.querySelector('{region}')).display") != "none", region
    box = view.page.locator(".toast").bounding_box()
    assert box is None or box["height"] == 0, "and not seen"


def test_nothing_is_shown_by_colour_alone(at: Any) -> None:
    """Lines tell severity, signs tell the category."""
    view = at(sample())
    lines = {
        severity: view.script(f"getComputedStyle(document.querySelector('mark.{severity} a')).textDecorationStyle")
        for severity in ("critical", "major", "minor")
    }
    assert len(set(lines.values())) == 3
    for severity, line in lines.items():
        style = view.script(f"getComputedStyle(document.querySelector('.legend mark.{severity} > *')).textDecoration")
        assert "underline" in style and line in style + " solid", "the legend has the line that it explains"
    signs = view.script("""[...document.querySelectorAll('.legend .dimension')].map(
        (one) => getComputedStyle(one, '::before').content)""")
    assert len(signs) == len(set(signs)) == 5


@needs_axe
@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("sample", "light", 1280),
        ("letter", "dark", 1280),
        ("letter", "light", 375),
        ("several", "dark", 1280),
        ("unfolded", "light", 320),
    ],
)
def test_axe_finds_no_barrier(at: Any, name: str, scheme: str, width: int) -> None:
    several = report(*sample().documents, *letter().documents)
    made = {"sample": sample(), "letter": letter(), "several": several, "unfolded": sample()}[name]
    view = at(made, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    if name == "letter":
        view.press("a", "d", "j", "n").type("！").press("Control+Enter")
    if name == "several":
        view.press("?")
    if name == "unfolded":
        view.script("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        view.page.locator(".finding.current .term").focus()
    view.page.locator(".toast:empty").wait_for(state="attached")
    assert axe(view) == []
