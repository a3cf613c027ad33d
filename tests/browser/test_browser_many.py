"""Many findings at once: their order, figures that filter, decisions about all that is shown, the score as it follows,
and the corrected text before it is saved."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import View, axe, needs_axe, needs_chromium, shown, watched
from handmade import LATIN, NAMES, TEXT, checked, find, letter, plain, report
from playwright.sync_api import Browser

from mtqa.checks.punctuation import HALFWIDTH
from mtqa.mqm import score
from mtqa.render.html import render

pytestmark = needs_chromium


def walked(view: View) -> list[str]:
    found = [view.current]
    while view.press("j").current != found[-1] or view.page.inner_text(".position").split()[0] != str(len(found)):
        found.append(view.current)
    return found


def test_the_gravest_or_surest_come_first_if_asked(view: View) -> None:
    view.page.select_option(".tools [name=order]", "severity")
    view.page.reload()
    assert view.current == "[/s2/]", "a page begins with the worst"
    assert walked(view) == ["[/s2/]", "Boxma", "惠源", "惠源", "Boxma", "惠源", "责任和责任"]
    view.page.select_option(".tools [name=order]", "confidence")
    view.press(*"kkkkkkk")
    assert view.current == "[/s2/]" and view.press("j").current == "惠源"
    view.page.click(".tools [type=reset]")
    assert view.page.input_value(".tools [name=order]") == "confidence", "an order hides nothing"


def test_a_figure_filters_when_it_is_clicked(view: View) -> None:
    view.page.click(".counts .critical button")
    assert view.page.inner_text(".tools .shown") == "1 of 7 shown" and view.current == "[/s2/]"
    view.page.evaluate(
        """() => {
            const cell = document.createElement("p");
            Object.assign(cell.dataset, { filterRule: "names.inconsistent", filterSeverity: "major" });
            cell.append("3");
            document.querySelector(".headline").append(cell);
            Filters.open(document.querySelector(".headline p:last-child").parentElement);
        }"""
    )
    view.page.focus(".headline > p:last-child button")
    view.press("Enter")
    assert view.page.inner_text(".tools .shown") == "3 of 7 shown" and view.current == "惠源"
    assert view.page.input_value(".tools [name=rule]") == "names.inconsistent"


def test_all_that_is_shown_is_decided_in_one_step(view: View) -> None:
    view.press("d")
    view.page.select_option(".tools [name=category]", "accuracy/untranslated")
    view.page.click(".bulk summary")
    assert view.page.inner_text("[data-do=bulk-dismiss]") == "Dismiss 1", "what is decided stays so"
    view.page.select_option(".tools [name=category]", "")
    assert view.page.inner_text("[data-do=bulk-accept]") == "Accept the wordings of 5"
    assert "only in this document" in view.page.inner_text(".bulk")
    view.page.click("[data-do=bulk-accept]")
    assert view.toast == "5 accepted in this document" and view.progress == "6 of 7 decided"
    assert [view.state(number) for number in (1, 2, 4)] == ["dismissed", "accepted", "open"]
    view.page.click("[data-do=bulk-confirm]")
    assert view.state(4) == "confirmed" and view.progress == "7 of 7 decided"
    assert view.page.is_disabled("[data-do=bulk-dismiss]")
    view.page.locator("body").press("u")
    assert view.progress == "6 of 7 decided"
    view.press("u")
    assert view.progress == "1 of 7 decided"


def test_deciding_everywhere_says_in_how_many_files(view: View, tmp_path: Path) -> None:
    made = report(*letter("a.txt").documents, *letter("b.txt").documents)
    (tmp_path / "two.html").write_text(render(made), encoding="utf-8")
    view.page.goto((tmp_path / "two.html").as_uri())
    view.page.click("#index tbody a >> nth=0")
    assert view.page.inner_text(".same p") == "The same finding at 3 other places, in 2 files in all"
    assert view.press("A").toast == "4 findings at once, in 2 files"
    view.page.click(".bulk summary")
    view.page.click("[data-do=bulk-dismiss]")
    assert view.script("DATA.findings.filter((one) => Decisions.status(one.id) === 'dismissed').length") == 5


def shown_score(view: View) -> float:
    found = re.search(r"score ([\d.]+)", view.page.inner_text(".as-reviewed"))
    assert found
    return float(found[1])


def scored(*dismissed: int, more: Any = ()) -> float:
    document = letter().documents[0]
    left = [one for number, one in enumerate(document.findings, 1) if number not in dismissed]
    return round(score([*left, *more], document.words).value or 0.0, 1)


def test_the_score_follows_the_decisions(view: View) -> None:
    assert not view.page.is_visible(".as-reviewed")
    view.press("d")
    assert shown_score(view) == scored(1) and "fails" in view.page.inner_text(".as-reviewed")
    view.press("a", "d")
    assert shown_score(view) == scored(1, 3), "what is accepted counts until it is corrected"
    view.press("d", "d", "d", "d")
    assert shown_score(view) == scored(1, 3, 4, 5, 6, 7) and "passes" in view.page.inner_text(".as-reviewed")
    view.press("k", "v").page.select_option("#mark [name=severity]", "critical")
    view.page.click("#mark [data-close=save]")
    view.press("c")
    heavier = replace(letter().documents[0].findings[0], severity=view_critical())
    assert shown_score(view) == scored(1, 3, 4, 5, 6, 7, more=[heavier])


def view_critical() -> Any:
    from mtqa.findings import Severity

    return Severity.CRITICAL


def test_the_corrected_text_can_be_seen_before_it_is_saved(view: View) -> None:
    view.press("a", "A", "a", "w")
    assert view.page.inner_text("#corrections .count") == "5 changes"
    text = "#corrections .corrected p"
    assert view.page.locator(text).count() == 5, "of six paragraphs"
    assert view.page.locator(f"{text} >> nth=0").inner_text() == "食物从Boxma盒马送到居民手中。"
    assert view.page.locator(f"{text} >> nth=0 >> del").inner_text() == "Boxma"
    view.page.uncheck("#corrections [name=diff]")
    view.page.check("#corrections [name=all]")
    expected = TEXT.replace("Boxma", "盒马", 1).replace("惠源", "汇源").replace("[/s2/]", "").split("\n")[:-1]
    assert view.page.locator(text).all_inner_texts() == expected
    view.press("Escape")
    assert not view.page.is_visible("#corrections") and view.progress == "5 of 7 decided"


def test_one_finding_for_many_marks_corrects_all(view: View, tmp_path: Path) -> None:
    text = "今天,我们去了河边.他说好,她也说好;大家走吧!\n到了:真好.\n"
    document = replace(plain(text, "marks.txt"), sha256="0" * 64)
    finding = find(document, HALFWIDTH, ",", suggestions=("，",))
    (tmp_path / "marks.html").write_text(render(report(checked(document, [finding]))), encoding="utf-8")
    view.page.goto((tmp_path / "marks.html").as_uri())
    view.press("a", "w")
    assert view.page.inner_text("#corrections .count") == "7 changes"
    view.press("Escape")
    table = str.maketrans(",.;!:", "，。；！：")
    assert view.saved("#corrected")[1].decode() == text.translate(table)
    view.press("Escape", "e").type("、").press("Enter")
    assert view.saved("#corrected")[1].decode() == text.replace(",", "、", 1), "another wording is for its own place"


def test_words_that_are_marked_twice_keep_the_gravest_colour(view: View, tmp_path: Path) -> None:
    document = replace(plain("食物从Boxma送到。"), sha256="0" * 64)
    made = report(checked(document, [find(document, LATIN, "Boxma"), find(document, NAMES, "Boxma")]))
    (tmp_path / "twice.html").write_text(render(made), encoding="utf-8")
    view.page.goto((tmp_path / "twice.html").as_uri())
    view.press("v").page.select_option("#mark [name=severity]", "minor")
    view.page.click("#mark [data-close=save]")
    classes = (view.page.get_attribute("#d1-s0 mark", "class") or "").split()
    assert {"major", "terminology", "many"} <= set(classes) and "minor" not in classes


@needs_axe
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
@pytest.mark.parametrize("state", ["mark", "name", "corrections", "decided", "selected"])
def test_axe_finds_no_barrier_while_deciding(
    browser: Browser, folder: Path, scheme: str, width: int, state: str, request: pytest.FixtureRequest
) -> None:
    """Dialogs, disputes, comments, changed findings, the buttons of a selection, in both languages."""
    locale = "zh-CN" if width == 320 else "en-US"
    options: Any = {"locale": locale, "color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    view = watched(browser.new_context(**options, bypass_csp=True))
    request.addfinalizer(view.context.close)
    shown(view, folder, letter()).press("a", "j", "a", "i", "k")
    view.press(*{"mark": "v", "name": "s", "corrections": "w", "decided": "m", "selected": ""}[state])
    if state == "decided":
        opinion = "{ reviewer: '', decision: 'dismiss', replacement: null, decided: '2026-01-01T00:00:00Z' }"
        view.script(f"Decisions.change([Walk.current], () => ({{ decision: null, opinions: [{opinion}] }}))")
        view.script("Panel.refresh(), document.querySelector('.bulk').open = true")
        view.type("好").press("Control+Enter")
    if state == "selected":
        view.script("getSelection().selectAllChildren(document.querySelector('#d1-s5'))")
        view.page.locator(".selected").wait_for()
    view.page.locator(".toast:empty").wait_for(state="attached")
    assert axe(view) == [] and view.trouble == []
    assert view.script("document.documentElement.scrollWidth <= innerWidth"), "nothing hangs over the side"
