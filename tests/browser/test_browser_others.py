"""Several reviewers in one page: nothing is overwritten, disputes are shown and settled, people comment."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from browser import View, exported, needs_chromium
from handmade import LATIN, TEXT, checked, find, plain, report
from playwright.sync_api import FilePayload

from mtqa.render.html import render

pytestmark = needs_chromium


def named(view: View, name: str) -> View:
    view.page.evaluate("name => { document.getElementById('reviewer').value = name }", name)
    return view


def of_another(view: View, name: str, *keys: str) -> dict[str, Any]:
    """What another reviewer decided with these keys; the page is as on a first visit afterwards."""
    tree = exported(named(view, name).press(*keys))
    view.anew()
    return tree


def take_in(view: View, tree: dict[str, Any]) -> str:
    before = view.page.locator("#messages p").count()
    content = json.dumps(tree).encode()
    file: FilePayload = {"name": "decisions.json", "mimeType": "application/json", "buffer": content}
    view.page.set_input_files("#import-file", files=[file])
    line = view.page.locator("#messages p").nth(before)
    line.wait_for()
    return line.inner_text()


def test_where_reviewers_disagree_the_finding_is_disputed(view: View) -> None:
    theirs = of_another(view, "王芳", "a", "a", "d")
    named(view, "李明").press("a", "d")
    said = take_in(view, theirs)
    assert "Decisions of 王芳: 1 taken, 1 already here, 1 disputed" in said
    assert view.page.input_value("#reviewer") == "李明", "the name of the present reviewer stays"
    assert [view.state(number) for number in (1, 2, 3)] == ["accepted", "disputed", "dismissed"]
    view.page.select_option(".tools [name=status]", "disputed")
    assert view.page.inner_text(".tools .shown") == "1 of 7 shown"
    shown = view.page.inner_text(".finding.current .said")
    assert "李明" in shown and "王芳" in shown and "Accepted: 汇源" in shown and "Dismissed" in shown
    made = exported(view)["documents"][0]["decisions"][1]
    assert made["decision"] is None and [one["reviewer"] for one in made["opinions"]] == ["李明", "王芳"]
    view.press("u")
    assert view.state(2) == "dismissed" and view.state(3) == "open", "an import is one step"


def test_accepting_agrees_with_confirming(view: View) -> None:
    theirs = of_another(view, "王芳", "a", "y")
    named(view, "李明").press("y", "a")
    said = take_in(view, theirs)
    assert "1 taken, 1 already here, 0 disputed" in said
    assert [view.script(f"Decisions.status('d1-f{number}')") for number in (1, 2)] == ["accepted", "accepted"]


def test_a_dispute_is_settled_by_deciding(view: View) -> None:
    theirs = of_another(view, "王芳", "a")
    named(view, "李明").press("d")
    take_in(view, theirs)
    assert view.state(1) == "disputed" and view.progress == "0 of 7 decided"
    view.press("k", "a")
    assert view.state(1) == "accepted" and view.progress == "1 of 7 decided"
    made = exported(view)["documents"][0]["decisions"][0]
    assert made["decision"] == "accept" and len(made["opinions"]) == 2, "what was said stays"


def test_one_wording_at_two_places_is_a_dispute(view: View) -> None:
    theirs = of_another(view, "王芳", "a")
    made = theirs["documents"][0]["decisions"][0]
    made["moved"] = {"start": 2, "end": 8, "text": "从Boxma"}
    named(view, "李明").press("a")
    assert "1 disputed" in take_in(view, theirs) and view.state(1) == "disputed"
    first, second = exported(view)["documents"][0]["decisions"][0]["opinions"]
    assert "moved" not in first and second["moved"] == made["moved"]


def inserted(view: View, name: str, wording: str) -> dict[str, Any]:
    """What a reviewer adds who says that a wording is missing at the start of the text."""
    named(view, name).press("t")
    view.page.fill("#mark [name=wording]", wording)
    view.page.click("#mark [data-close=save]")
    return exported(view)


def test_of_two_wordings_added_at_one_place_none_is_written_until_one_is_chosen(view: View) -> None:
    theirs = inserted(view, "王芳", "新鲜")
    inserted(view.anew(), "李明", "一箱")
    take_in(view, theirs)
    ids = view.script("DATA.findings.filter((one) => Findings.isAdded(one.id)).map((one) => one.id)")
    assert [view.script(f"Decisions.status('{one}')") for one in ids] == ["disputed", "disputed"]
    assert view.progress == "0 of 9 decided"
    assert view.saved("#corrected")[1].decode() == TEXT
    view.press("Escape").script(f"Route.to('#{ids[0]}')")
    chosen = view.page.input_value(".actions [name=wording]")
    view.press("a")
    assert view.progress == "1 of 8 decided" and view.page.locator(".finding.added").count() == 1
    assert view.saved("#corrected")[1].decode() == chosen + TEXT
    view.press("Escape", "u")
    assert view.progress == "0 of 9 decided"


def test_a_name_does_not_turn_the_message(view: View) -> None:
    theirs = of_another(view, "王\u202e芳", "a")
    assert "Decisions of 王⟨U+202E⟩芳: 1 taken" in take_in(view, theirs)
    view.page.click("#language")
    assert "王⟨U+202E⟩芳" in view.messages and "\u202e" not in view.messages


def test_the_same_file_twice_changes_nothing(view: View) -> None:
    theirs = of_another(view, "王芳", "a", "d")
    named(view, "李明").press("d")
    take_in(view, theirs)
    before = exported(view)["documents"]
    assert "0 taken, 2 already here, 0 disputed" in take_in(view, theirs)
    assert exported(view)["documents"] == before


def test_of_one_reviewer_the_later_decision_counts(view: View) -> None:
    early = of_another(view, "王芳", "a")
    named(view, "王芳").press("d")
    assert "0 taken, 1 already here" in take_in(view, early) and view.state(1) == "dismissed"
    early["documents"][0]["decisions"][0]["decided"] = "2999-01-01T00:00:00Z"
    assert "1 taken" in take_in(view, early) and view.state(1) == "accepted"


def test_the_first_schema_is_read(view: View) -> None:
    tree = of_another(view, "王芳", "a", "y")
    tree["schema"] = "mtqa-decisions/1"
    tree["documents"][0]["decisions"][1]["decision"] = "accept"
    assert "2 taken" in take_in(view, tree)
    assert [view.state(number) for number in (1, 2)] == ["accepted", "confirmed"]


def test_people_comment(view: View) -> None:
    named(view, "李明").press("m").type("原文是 Freshippo？").press("Control+Enter")
    assert view.toast == "Comment added" and view.state(1) == "open"
    assert "李明" in view.page.inner_text(".said") and "Freshippo" in view.page.inner_text(".said")
    theirs = exported(view)
    (said,) = theirs["documents"][0]["decisions"][0]["comments"]
    assert (said["by"], said["text"]) == ("李明", "原文是 Freshippo？") and said["at"].endswith("Z")
    named(view.anew(), "王芳").press("m").type("<b>是</b>").page.click("[data-do=remark]")
    take_in(view, theirs)
    assert view.page.locator(".said li").count() == 2 and "<b>是</b>" in view.page.inner_text(".said")
    view.page.select_option(".tools [name=status]", "commented")
    assert view.page.inner_text(".tools .shown") == "1 of 7 shown"


def test_a_comment_without_a_name_has_that_of_the_export(view: View) -> None:
    named(view, "").press("m").type("问一下").press("Control+Enter")
    assert "a reviewer without a name" in view.page.inner_text(".said")
    assert exported(view)["documents"][0]["decisions"][0]["comments"][0]["by"] == "王芳"


def test_a_comment_that_was_not_sent_is_kept(view: View) -> None:
    view.press("m").type("问一下").press("Escape", "j", "k")
    assert view.page.input_value("[name=remark]") == "问一下"


def test_after_a_comment_the_next_finding_has_its_buttons_in_view(view: View) -> None:
    view.press("m").type("？").press("Control+Enter", "Escape", "j")
    inside = "(() => { const form = Panel.actions.getBoundingClientRect();"
    inside += " return Panel.actions.querySelector('[data-do=accept]').getBoundingClientRect().top >= form.top })()"
    assert view.script(inside) and view.page.locator(".remark").is_hidden()
    assert view.press("m").page.locator(".remark").is_visible()


def test_an_export_asks_who_decided(view: View) -> None:
    named(view, "").press("a", "s")
    assert view.page.is_visible("#name")
    view.press("Escape")
    assert not view.page.is_visible("#name") and not view.script("Decisions.exported")
    with view.press("s").type("王芳").page.expect_download() as waiting:
        view.press("Enter")
    assert json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))["reviewer"] == "王芳"
    assert view.toast == "1 decision exported: 1 accepted, 0 to fix by hand, 0 dismissed"
    view.page.reload()
    assert view.page.input_value("#reviewer") == "王芳"


def test_a_table_for_people_runs_no_formula(view: View, tmp_path: Path) -> None:
    document = replace(plain("食物从=Boxma,送到。", "a.txt"), sha256="0" * 64)
    made = report(checked(document, [find(document, LATIN, "=Boxma,", suggestions=("盒马",))]))
    (tmp_path / "table.html").write_text(render(made), encoding="utf-8")
    view.page.goto((tmp_path / "table.html").as_uri())
    view.press("n").type('@SUM(1) "引"').press("Control+Enter", "y")
    name, content = view.saved("#table")
    assert name == "a.txt.decisions.csv" and content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert (row["text"], row["note"]) == ("'=Boxma,", '\'@SUM(1) "引"')
    assert (row["decision"], row["line"], row["column"], row["suggestions"]) == ("confirmed", "1", "4", "盒马")
    view.script("localStorage.clear()")
    view.page.go_back()


def test_a_link_to_a_finding_is_copied(view: View) -> None:
    view.context.grant_permissions(["clipboard-read", "clipboard-write"])
    view.press("j", "l")
    view.page.locator(".toast:not(:empty)").wait_for()
    assert view.toast == "Link copied" and view.script("navigator.clipboard.readText()").endswith("report.html#d1-f2")
