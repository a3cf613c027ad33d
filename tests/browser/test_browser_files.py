"""What leaves the page and comes back: decisions, the corrected document, and what the browser keeps or refuses to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from browser import View, exported, needs_chromium, shown, watched
from handmade import LATIN, MARKUP, TEXT, checked, find, letter, plain, report
from playwright.sync_api import FilePayload

from mtqa.report import Report

pytestmark = needs_chromium

KEPT = "localStorage.getItem(Kept.decisionsKey)"


def take_in(view: View, text: str) -> None:
    before = view.page.locator("#messages p").count()
    file: FilePayload = {"name": "decisions.json", "mimeType": "application/json", "buffer": text.encode()}
    view.page.set_input_files("#import-file", files=[file])
    view.page.locator("#messages p").nth(before).wait_for()


def test_decisions_are_exported_by_the_schema(view: View) -> None:
    view.page.click("#files-open")
    view.page.fill("#reviewer", "王芳")
    view.press("Escape", "Escape", "a", "j", "a", "n")  # Escape leaves the field, then the panel
    view.type("原文是什么？").press("Control+Enter", "k", "d")
    name, _ = view.saved("s")
    assert name == "letter.txt.decisions.json"
    tree = exported(view)
    assert tree["reviewer"] == "王芳" and tree["report"] == view.script("DATA.report")
    (document,) = tree["documents"]
    source = letter().documents[0]
    assert document["path"] == "letter.txt" and document["sha256"] == source.document.sha256
    made = document["decisions"]
    by_place = {finding.span.start: finding for finding in source.findings}
    for one in made:
        finding = by_place[one["start"]]
        assert (one["fingerprint"], one["rule"]) == (finding.fingerprint, finding.rule.id)
        assert (one["end"], one["text"]) == (finding.span.end, TEXT[one["start"] : one["end"]])
    assert [(one["text"], one["decision"], one["replacement"], one["note"]) for one in made] == [
        ("Boxma", "accept", "盒马", ""),
        ("[/s2/]", "dismiss", None, ""),
        ("责任和责任", None, None, "原文是什么？"),
    ]


def test_exported_decisions_can_be_imported(view: View) -> None:
    view.press("a", "A", "d", "n").type("好").press("Control+Enter")
    before = exported(view)
    view.anew()
    assert view.progress == "0 of 7 decided"
    take_in(view, json.dumps(before))
    assert view.progress == "5 of 7 decided" and "6 taken, 0 already here, 0 disputed" in view.messages
    after = exported(view)
    drop = {"decided", "exported"}
    assert [{k: v for k, v in one.items() if k not in drop} for one in after["documents"][0]["decisions"]] == [
        {k: v for k, v in one.items() if k not in drop} for one in before["documents"][0]["decisions"]
    ]
    view.press("u")
    assert view.progress == "0 of 7 decided", "an import is one step"


def test_decisions_of_another_report_are_matched_by_finding(view: View, folder: Path) -> None:
    view.press("a", "d")
    tree = exported(view)
    shown(view, folder, letter(text="新的一行。\n" + TEXT), "newer.html")
    take_in(view, json.dumps(tree))
    assert "made with another report" in view.messages and "2 taken" in view.messages
    assert view.state(1) == "accepted" and view.state(2) == "dismissed"
    tree["documents"][0]["decisions"][0]["fingerprint"] = "0" * 16
    take_in(view, json.dumps(tree))
    assert "1 of 2 are about findings that are not in this report" in view.messages
    view.script("localStorage.clear()")


def test_decisions_follow_a_file_to_its_new_name(view: View, folder: Path) -> None:
    view.press("a", "d")
    tree = exported(view)
    shown(view, folder, report(*letter("letter.md").documents, *letter("other.md").documents), "renamed.html")
    tree["documents"].append({"path": "other.md", "sha256": "0" * 64, "decisions": []})
    take_in(view, json.dumps(tree))
    assert "2 taken" in view.messages
    assert [view.script(f"Decisions.status('{id}')") for id in ("d1-f1", "d1-f2", "d2-f1")] == [
        "accepted",
        "dismissed",
        "open",
    ]
    view.script("localStorage.clear()")


def test_findings_that_differ_by_their_reason_alone(view: View, folder: Path) -> None:
    document = replace(plain("食物从Boxma送到。"), sha256="0" * 64)
    twins = [find(document, LATIN, "Boxma", message=message) for message in ("One.", "Two.", "Three.")]
    shown(view, folder, report(checked(document, twins)), "twins.html")
    view.press("j", "d", "a")
    tree = exported(view)
    assert [(one.get("nth", 0), one["decision"]) for one in tree["documents"][0]["decisions"]] == [
        (1, "dismiss"),
        (2, "confirm"),
    ]
    take_in(view.anew(), json.dumps(tree))
    assert [view.state(number) for number in (1, 2, 3)] == ["open", "dismissed", "confirmed"]
    view.script("localStorage.clear()")


def test_an_import_takes_no_decision_away(view: View) -> None:
    view.press("n").type("先问").press("Control+Enter", "j", "a")
    tree = exported(view)
    first, second = tree["documents"][0]["decisions"]
    view.press("n").type("好").press("Control+Enter", "k", "k", "a")
    first["note"], second["note"] = "问过了", ""
    take_in(view, json.dumps(tree))
    assert view.script("Decisions.of('d1-f1')")["replacement"] == "盒马", "the file has a note and no decision"
    assert [view.script(f"Decisions.of('d1-f{n}').note") for n in (1, 2, 3)] == ["先问", "", "好"]
    assert view.script("Decisions.of('d1-f1').comments.map((one) => one.text)") == ["问过了"], "a second note"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "has no mtqa decisions"),
        ('{"schema": "mtqa-report/1", "documents": []}', "has no mtqa decisions"),
        ('{"schema": "mtqa-decisions/1", "documents": [null, {"decisions": [1, {"decision": "x"}]}]}', "0 taken"),
        ('{"schema": "mtqa-decisions/1", "documents": 1}', "has no mtqa decisions"),
    ],
)
def test_other_files_are_refused_with_the_reason(view: View, text: str, said: str) -> None:
    take_in(view, text)
    assert said in view.messages and view.progress == "0 of 7 decided"


def test_the_corrected_document_differs_by_the_accepted_wordings_alone(view: View) -> None:
    view.press("2", "A", "a", "a", "d")  # Boxma → 河马, 惠源 everywhere → 汇源, [/s2/] away, 责任和责任 as it is
    name, content = view.saved("#corrected")
    assert name == "letter.corrected.txt"
    expected = TEXT.replace("Boxma", "河马", 1).replace("惠源", "汇源").replace("[/s2/]", "")
    assert content.decode("utf-8") == expected and view.toast == "5 replacements written"


def test_offsets_count_code_points_and_the_bytes_around_stay(view: View, folder: Path) -> None:
    text = "\ufeff𠮷野家👩‍👩‍👧 到了。\r\n食物从Boxma送到。\r\n\r\n"
    made = letter_of(text[1:], "a/b c.md", "markdown", data=text.encode())
    shown(view, folder, made, "points.html")
    view.press("a")
    name, content = view.saved("#corrected")
    assert name == "b-c.corrected.md" and content == text.replace("Boxma", "盒马").encode()
    assert view.messages == ""
    view.script("localStorage.clear()")


def letter_of(text: str, path: str, format: str, *, data: bytes = b"", wording: str = "盒马") -> Report:
    import hashlib

    document = replace(plain(text, path), format=format, sha256=hashlib.sha256(data or text.encode()).hexdigest())
    return report(checked(document, [find(document, LATIN, "Boxma", suggestions=(wording,))]))


def test_what_needs_escapes_or_overlaps_is_left_to_the_command(view: View, folder: Path) -> None:
    document = replace(plain("食物从Boxma送到居民&amp;手中[/s2/]。", "a.html"), format="html", sha256="0" * 64)
    findings = [
        find(document, LATIN, "Boxma送到", suggestions=("盒马送到",)),
        find(document, LATIN, "送到居民", suggestions=("送给居民",)),
        find(document, LATIN, "&amp;", suggestions=("和",)),
        find(document, MARKUP, "[/s2/]", suggestions=("<b>",)),
    ]
    shown(view, folder, report(checked(document, findings)), "escapes.html")
    view.press(*"aaaa")
    _, content = view.saved("#corrected")
    assert content.decode() == document.raw, "neither of two that overlap, as the command does"
    assert "0 replacements written; 4 left out" in view.messages and "UTF-8" in view.messages
    view.script("localStorage.clear()")


def test_one_wording_for_two_findings_is_written_once(view: View, folder: Path) -> None:
    document = replace(plain("食物从Boxma送到[/s2/]居民[/s2/]手中。"), sha256="0" * 64)
    findings = [
        find(document, LATIN, "Boxma", suggestions=("盒马",)),
        find(document, MARKUP, "Boxma", suggestions=("盒马",)),
        find(document, MARKUP, "[/s2/]居民[/s2/]", suggestions=("",)),
        find(document, LATIN, "居民", suggestions=("住户",)),
    ]
    shown(view, folder, report(checked(document, findings)), "twice.html")
    view.press(*"aaaa")
    assert view.saved("#corrected")[1].decode() == "食物从盒马送到手中。"
    assert view.toast == "2 replacements written" and "left out" not in view.messages
    view.script("localStorage.clear()")


def test_what_is_deleted_with_a_longer_stretch_is_not_left_out(view: View, folder: Path) -> None:
    document = replace(plain("食物从Boxma送到居民手中。"), sha256="0" * 64)
    findings = [
        find(document, LATIN, "从", suggestions=("由",)),
        find(document, MARKUP, "从Boxma送到", suggestions=("",)),
    ]
    shown(view, folder, report(checked(document, findings)), "longer.html")
    view.press(*"aa")
    assert view.saved("#corrected")[1].decode() == "食物居民手中。"
    assert "left out" not in view.messages
    view.script("localStorage.clear()")


def test_formats_that_the_page_cannot_write_are_named(view: View, folder: Path) -> None:
    shown(view, folder, letter_of("食物从Boxma送到。", "a.docx", "docx"), "docx.html")
    view.page.click("#files-open")
    assert not view.page.is_visible("#corrected")
    assert view.page.inner_text("#corrected-not") == "This page cannot write docx files; use: mtqa review apply"


def test_decisions_outlive_the_page(view: View) -> None:
    view.press("a", "d")
    view.page.reload()
    assert view.progress == "2 of 7 decided" and view.toast == "2 decisions of an earlier session restored"
    assert view.current == "[/s2/]", "the first that is undecided"


def test_another_report_has_its_own_decisions(view: View, folder: Path) -> None:
    view.press("a")
    shown(view, folder, letter(text="又一行。\n" + TEXT), "other.html")
    assert view.progress == "0 of 7 decided"


def test_a_second_window_is_updated(view: View) -> None:
    second = watched(view.context)
    second.page.goto(view.page.url)
    second.press("a")
    view.page.locator(".toast:not(:empty)").wait_for()
    assert view.progress == "1 of 7 decided" and view.toast.startswith("Another window")
    second.page.close()


def test_without_storage_the_page_works_and_shows_a_message(view: View, folder: Path) -> None:
    """A sandbox without an origin: the browser itself throws at every touch of localStorage."""
    (folder / "frame.html").write_text(
        '<!doctype html><iframe sandbox="allow-scripts allow-downloads" src="report.html" width="1200" height="900">'
    )
    view.page.goto((folder / "frame.html").as_uri())
    frame = view.page.frames[1]
    frame.wait_for_selector(".finding.current")
    assert "does not let the page store anything" in frame.inner_text("#messages")
    frame.focus("#d1-c0")
    view.press("a", "d")
    assert frame.inner_text("#progress-text") == "2 of 7 decided"
    view.press("s")
    with view.page.expect_download() as waiting:
        view.press("Enter")
    assert len(json.loads(Path(waiting.value.path()).read_text())["documents"][0]["decisions"]) == 2
    view.trouble.clear()
    view.page.goto((folder / "report.html").as_uri())


def test_full_storage_is_reported(view: View) -> None:
    view.script("""() => {
        let size = 1 << 22;
        while (size) {
            try { localStorage.setItem(`fill${Math.random()}`, "x".repeat(size)); } catch { size >>= 1; }
        }
    }""")
    view.press("a", "d")
    assert view.progress == "2 of 7 decided" and view.messages.count("storage is full") == 1
    view.script("localStorage.clear()")


@pytest.mark.parametrize("damage", ["{", "[]", "7", '{"d1-f1": null, "d9-f9": {"decision": "accept"}}'])
def test_stored_decisions_may_be_damaged(view: View, damage: str) -> None:
    view.page.evaluate("text => localStorage.setItem(Kept.decisionsKey, text)", damage)
    view.page.reload()
    assert view.progress == "0 of 7 decided"
    assert ("could not be read" in view.messages) == (damage in {"{", "[]", "7"})
    view.press("a")
    assert json.loads(view.script(KEPT))["d1-f1"]["decision"] == "accept"
