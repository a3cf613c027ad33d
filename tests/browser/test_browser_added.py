"""Findings that a reviewer adds or changes, by mouse or keyboard, and what becomes of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import View, exported, needs_chromium, shown, watched
from handmade import LATIN, TEXT, checked, cut, find, letter, report
from playwright.sync_api import FilePayload

from mtqa.read import decoded
from mtqa.text import Document

pytestmark = needs_chromium


def select(view: View, words: str, nth: int = 0) -> View:
    """Selects words in the text as a drag of the mouse does."""
    view.page.evaluate(
        """([words, nth]) => {
            const page = document.querySelector(".document.open .page");
            const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT,
                (node) => node.parentElement.closest(".segment") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
            const units = [];
            while (walker.nextNode()) {
                const node = walker.currentNode;
                for (let at = 0; at < node.length; at += 1) units.push([node, at]);
            }
            const text = units.map(([node, at]) => node.data[at]).join("");
            let at = -1;
            for (let count = 0; count <= nth; count += 1) at = text.indexOf(words, at + 1);
            const [first, last] = [units[at], units[at + words.length - 1]];
            getSelection().setBaseAndExtent(first[0], first[1], last[0], last[1] + 1);
        }""",
        [words, nth],
    )
    return view


def added(view: View) -> list[dict[str, Any]]:
    """What was added, as it is exported, with its words at its place in the file."""
    found: list[dict[str, Any]] = exported(view)["documents"][0].get("added", [])
    for one in found:
        assert view.script("DATA.documents[0].raw")[one["start"] : one["end"]] == one["text"]
    return found


def test_a_selection_becomes_a_finding(view: View) -> None:
    select(view, "一个小区")
    view.page.locator(".selected").wait_for()
    view.page.click(".selected [data-do=add]")
    assert view.page.inner_text("#mark .marked") == "Marked: 一个小区"
    view.page.select_option("#mark [name=category]", "accuracy/omission")
    view.page.select_option("#mark [name=severity]", "critical")
    view.page.fill("#mark [name=wording]", "一座小区")
    view.page.fill("#mark [name=note]", "量词")
    view.page.click("#mark [data-close=save]")
    assert view.current == "一个小区" and view.toast == "Added: 一个小区" and view.progress == "1 of 8 decided"
    mark = view.page.locator("#d1-s1 mark.critical.accuracy")
    assert mark.inner_text() == "一个小区" and mark.get_attribute("data-new") == "一座小区"
    (one,) = added(view)
    start = TEXT.index("一个小区")
    assert (one["start"], one["end"], one["text"]) == (start, start + 4, "一个小区")
    assert (one["category"], one["severity"], one["note"]) == ("accuracy/omission", "critical", "量词")
    assert (one["decision"], one["replacement"]) == ("accept", "一座小区")
    assert view.saved("#corrected")[1].decode() == TEXT.replace("一个小区", "一座小区")


@pytest.mark.parametrize("place", ["#d1-s5", "#d1-s1 mark a"])
def test_a_drag_of_the_mouse_selects_and_leads_nowhere(view: View, place: str) -> None:
    before = view.script("Walk.current")
    view.page.locator(place).scroll_into_view_if_needed()
    box = view.page.locator(place).bounding_box()
    assert box
    x, y = box["x"] + 2, box["y"] + box["height"] / 2
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 15, y, steps=3)
    view.page.mouse.move(x + 30, y, steps=3)
    view.page.mouse.up()
    view.page.locator(".selected").wait_for()
    assert view.script("Walk.current") == before and len(view.script("String(getSelection())")) in {1, 2}
    view.page.click("#d1-s5", position={"x": 75, "y": 10})
    assert view.page.is_visible(".peek") and not view.page.is_visible(".selected")


def test_added_findings_are_walked_through_undone_and_removed(view: View) -> None:
    select(view, "很好").press("t").press("Enter")
    assert view.current == "很好" and view.state_of("很好") == "confirmed"
    view.press("k")
    assert view.current == "惠源" and view.press("j").current == "很好", "in the order of the text"
    view.press("u")
    assert view.script("DATA.findings.length") == 7 and view.page.locator("#d1-s4 mark").count() == 1
    view.press("U")
    assert view.script("DATA.findings.length") == 8 and view.page.locator("#d1-s4 mark").count() == 2
    view.page.reload()
    assert view.script("DATA.findings.length") == 8 and view.page.locator("#d1-s4 mark").count() == 2
    view.page.click("#d1-s4 mark >> nth=1")
    assert view.current == "很好" and view.press("d").toast == "Removed: 很好"
    assert view.script("DATA.findings.length") == 7 and view.page.locator("#d1-s4 mark").count() == 1


def test_a_sentence_without_findings_gets_a_card(view: View) -> None:
    select(view, "都好").press("t").press("Enter")
    card = view.page.locator("#d1-c5.current")
    assert "一切都好。" in card.inner_text() and "Line 6, column 1" in card.inner_text() and view.current == "都好"
    identity = view.script("Walk.current")
    view.page.goto(f"{view.page.url.partition('#')[0]}#{identity}")
    view.page.reload()
    assert view.current == "都好", "its address leads to it"
    view.page.goto(view.page.url.partition("#")[0])


def test_what_another_window_removes_is_gone(view: View) -> None:
    select(view, "都好").press("t").press("Enter")
    second = watched(view.context)
    second.page.goto(view.page.url)
    second.page.click("#d1-s5 mark")
    second.press("d")
    view.page.wait_for_function("DATA.findings.length === 7")
    view.page.locator(".toast:not(:empty)").wait_for()
    assert view.page.locator("#d1-s5 mark, #d1-c5").count() == 0 and view.script("Walk.current") is None
    assert view.press("j").current == "Boxma"
    second.page.close()


def test_a_document_without_findings_can_get_one(view: View, folder: Path) -> None:
    document = replace(letter().documents[0].document, path="good.txt")
    shown(view, folder, report(checked(document, [])), "good.html")
    assert view.page.locator(".tools > :visible").count() == 1, "there is nothing to filter"
    select(view, "很好").press("t").press("Enter")
    assert view.current == "很好" and view.page.is_visible(".tools [name=severity]") and view.page.is_visible(".steps")
    assert [view.page.locator(f"{one}.card").count() for one in ("#d1-c4", "#d1-c3")] == [1, 0]
    select(view, "送到").press("t").press("Enter")
    assert [one.get_attribute("id") for one in view.page.locator(".cards > .card").all()] == ["d1-c0", "d1-c4"]


def test_something_is_missing_at_a_caret(view: View) -> None:
    view.page.evaluate("getSelection().collapse(document.querySelector('#d1-s5').firstChild, 2)")
    view.press("t")
    assert view.page.inner_text("#mark .marked") == "Something is missing here: 一切‸都好。"
    view.press("ArrowRight")
    view.page.fill("#mark [name=wording]", "很")
    view.press("Enter")
    (one,) = added(view)
    at = TEXT.index("一切都好") + 3
    assert (one["start"], one["end"], one["text"], one["replacement"]) == (at, at, "", "很")
    assert view.page.locator("#d1-s5 mark.point").count() == 1
    assert "一切都很好。" in view.saved("#corrected")[1].decode()


def test_a_selection_by_the_keyboard_alone(view: View) -> None:
    view.press("j", "Shift+ArrowRight", "Shift+ArrowRight", "t")
    assert view.page.inner_text("#mark .marked") == "Marked: 汇源"
    view.press("Shift+ArrowRight")
    assert view.page.inner_text("#mark .marked") == "Marked: 汇源和", "the field of the dialog selects, too"
    view.press("x")
    assert view.page.input_value("#mark [name=place]") == "汇源和惠源是一个小区。", "and cannot be edited"
    view.press("Shift+ArrowLeft").page.click("#mark [data-close=save]")
    assert view.current == "汇源" and added(view)[0]["start"] == TEXT.index("汇源")
    assert view.page.locator("#d1-s1 mark").count() == 2


def test_findings_may_overlap(view: View) -> None:
    select(view, "从Boxma送到").press("t").press("Enter")
    texts = view.page.locator("#d1-s0 mark").all_inner_texts()
    assert texts == ["从", "Boxma", "送到"] and view.script("document.querySelector('#d1-s0').textContent") == TEXT[:15]
    assert "many" in (view.page.locator("#d1-s0 mark >> nth=1").get_attribute("class") or "")
    view.press("u")
    assert view.page.locator("#d1-s0 mark").all_inner_texts() == ["Boxma"]


def test_a_selection_over_two_sentences(view: View) -> None:
    select(view, "手中。汇源").press("t").press("Enter")
    (one,) = added(view)
    assert one["text"] == "手中。\n汇源"
    assert [view.page.locator(f"#d1-s{n} mark").all_inner_texts()[-1 if n == 0 else 0] for n in (0, 1)] == [
        "手中。",
        "汇源",
    ]


def test_severity_category_and_place_can_be_changed(view: View) -> None:
    view.press("a", "k", "v")
    view.page.select_option("#mark [name=severity]", "minor")
    view.page.select_option("#mark [name=category]", "style/awkward")
    view.page.click("#mark [data-close=save]")
    assert "minor" in view.page.inner_text(".finding.current .badge") and view.state(1) == "accepted"
    classes = view.page.get_attribute("#d1-s0 mark", "class") or ""
    assert set(classes.split()) == {"minor", "style", "accepted", "current"}
    made = exported(view)["documents"][0]["decisions"][0]
    assert (made["severity"], made["category"]) == ("minor", "style/awkward") and "moved" not in made
    select(view, "从Boxma").press("p")
    assert view.current == "从Boxma" and view.page.locator("#d1-s0 mark").all_inner_texts() == ["从Boxma"]
    made = exported(view)["documents"][0]["decisions"][0]
    assert made["moved"] == {"start": 2, "end": 8, "text": "从Boxma"} and made["text"] == "Boxma"
    assert "食物盒马送到" in view.saved("#corrected")[1].decode()
    view.page.select_option(".tools [name=status]", "changed")
    assert view.page.inner_text(".tools .shown") == "1 of 7 shown"
    view.press("v")
    for name, value in {"severity": "major", "category": "accuracy/untranslated"}.items():
        view.page.select_option(f"#mark [name={name}]", value)
    view.page.click("#mark [data-close=save]")
    assert not {"severity", "category"} & set(exported(view)["documents"][0]["decisions"][0]), "as reported: no change"
    view.press("u", "u", "u")
    assert view.current == "Boxma" and view.page.locator("#d1-s0 mark").all_inner_texts() == ["Boxma"]


def test_what_was_added_and_changed_is_imported(view: View) -> None:
    select(view, "很好").press("t").press("Enter")
    view.press("k", "v").page.select_option("#mark [name=severity]", "critical")
    view.page.click("#mark [data-close=save]")
    tree = exported(view)
    view.anew()
    file: FilePayload = {"name": "d.json", "mimeType": "application/json", "buffer": json.dumps(tree).encode()}
    view.page.set_input_files("#import-file", files=[file])
    view.page.locator("#messages p").wait_for()
    assert view.script("DATA.findings.length") == 8 and "2 taken" in view.messages
    again = exported(view)["documents"][0]
    assert again == tree["documents"][0], "and exported as it was"
    tree["documents"][0]["added"][0]["text"] = "别的"
    tree["documents"][0]["added"][0]["id"] = "0" * 16
    file["buffer"] = json.dumps(tree).encode()
    view.page.set_input_files("#import-file", files=[file])
    view.page.locator("#messages p >> nth=1").wait_for()
    assert view.script("DATA.findings.length") == 8 and "1 of 2 are about findings" in view.messages


HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
PO = HEADER + 'msgid "a"\nmsgstr "他说\\"𠮷野家\\"很\\"好\\"。"\n'
HTML = "<!doctype html><p>鱼&amp;<b>肉</b>都&nbsp;好\u200b吃，真的。</p>\n"


@pytest.mark.parametrize(
    ("name", "text", "words", "raw"),
    [
        ("zh.po", PO, '"很"', '\\"很\\"'),
        ("zh.po", PO, "𠮷野", "𠮷野"),
        ("a.html", HTML, "鱼&肉都", "鱼&amp;<b>肉</b>都"),
        ("a.html", HTML, "&", "&amp;"),
        ("a.html", HTML, "吃，真", "吃，真"),
    ],
)
def test_places_count_the_characters_of_the_file(
    view: View, folder: Path, name: str, text: str, words: str, raw: str
) -> None:
    shown(view, folder, report(checked(*of_file(name, text))), "file.html")
    select(view, words).press("t").press("Enter")
    (one,) = added(view)
    assert one["text"] == raw == text[one["start"] : one["end"]]
    view.page.reload()
    assert "".join(view.page.locator(".page mark[data-f*=a]").all_inner_texts()) == words


def of_file(name: str, text: str) -> tuple[Document, list[Any]]:
    data = text.encode()
    document = replace(decoded(name, data), sha256=hashlib.sha256(data).hexdigest())
    assert len(cut(document)) == 1
    return document, [find(document, LATIN, document.text[0])]
