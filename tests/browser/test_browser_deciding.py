"""Deciding in the browser: every key, filters, same findings, undo, and the messages about them."""

from __future__ import annotations

from browser import View, needs_chromium

pytestmark = needs_chromium


def test_j_and_k_walk_from_finding_to_finding(view: View) -> None:
    assert view.current == "Boxma"
    assert view.press("j").current == "惠源"
    assert view.press("j", "j").current == "责任和责任"
    assert view.press("k").current == "[/s2/]"
    assert view.press(*"kkkkk").current == "Boxma", "the first stays the first"
    assert view.press(*"jjjjjjjjj").current == "惠源", "and the last the last"
    assert view.page.inner_text(".steps .position") == "7 of 7"


def test_the_place_in_the_document_follows(view: View) -> None:
    view.press("j", "j")
    assert view.page.inner_text(".page mark.current").startswith("[/s2/]")
    assert view.page.locator(".page mark.current").is_visible()
    assert view.script("document.activeElement.className") == "card other current"
    view.page.click(".counts a")
    assert view.page.get_attribute(".bars .here", "x") == "2"


def test_a_accepts_with_the_first_wording_and_continues(view: View) -> None:
    view.press("a")
    assert view.state(1) == "accepted" and view.current == "惠源" and view.progress == "1 of 7 decided"
    assert view.toast == "Accepted: Boxma → 盒马"
    assert view.page.get_attribute("#d1-s0 mark", "data-new") == "盒马"


def test_d_dismisses(view: View) -> None:
    view.press("d")
    assert view.state(1) == "dismissed" and view.progress == "1 of 7 decided" and view.toast == "Dismissed: Boxma"
    assert "dismissed" in (view.page.get_attribute("#d1-s0 mark", "class") or "")


def test_an_empty_wording_deletes(view: View) -> None:
    view.press("j", "j", "a")
    assert view.state(3) == "accepted" and view.toast == "Accepted: [/s2/] is deleted"


def test_a_finding_without_wordings_is_confirmed(view: View) -> None:
    view.press("j", "j", "j", "a")
    assert view.state(4) == "confirmed" and view.toast == "Confirmed, to be fixed by hand: 责任和责任"
    assert view.script("Decisions.of('d1-f4').replacement") is None


def test_y_confirms_any_finding(view: View) -> None:
    view.press("y", "a")
    assert [view.state(number) for number in (1, 2)] == ["confirmed", "accepted"]
    assert view.progress == "2 of 7 decided"
    assert view.page.inner_text("#progress-more") == "1 accepted, 1 to fix by hand"
    assert view.press("k", "k").page.inner_text(".finding.current .decided-as") == "Confirmed, to be fixed by hand"
    assert view.page.get_attribute("[data-do=confirm]", "aria-pressed") == "true"


def test_an_accepted_deletion_looks_deleted_and_says_so(view: View) -> None:
    view.press("j", "j", "a", "k")
    line = "getComputedStyle(document.querySelector('#d1-s2 mark.critical a')).textDecorationLine"
    assert view.script(line) == "line-through"
    assert view.page.inner_text(".finding.current .decided-as") == "Accepted: to be deleted"


def test_a_dismissal_may_have_a_reason(view: View) -> None:
    view.press("i", "q", "d")
    assert view.script("[1, 2, 3].map((n) => Decisions.of(`d1-f${n}`).why ?? '')") == ["intended", "quoted", ""]
    view.press("k").page.click("[data-do=false_alarm]")
    assert view.script("Decisions.of('d1-f3')")["why"] == "false_alarm" and view.state(3) == "dismissed"
    view.press("k", "k", "a")
    assert view.script("Decisions.of('d1-f2').why ?? null") is None, "what is accepted has no reason"


def test_e_edits_the_wording(view: View) -> None:
    view.press("e")
    assert view.script("document.activeElement.name") == "wording"
    view.press("j").type("马家").press("Enter")  # j types over what is selected: in a field it is a letter
    assert view.script("Decisions.of('d1-f1').replacement") == "j马家"
    assert view.toast == "Accepted: Boxma → j马家" and view.current == "惠源"
    view.press("e").type("不要").press("Escape", "k")
    assert view.current == "Boxma" and view.state(2) == "open", "Escape leaves the field and decides nothing"


def test_the_button_accepts_the_typed_wording(view: View) -> None:
    view.press("e").type("马家").page.fill(".actions [name=note]", "译者说的")
    view.page.click("[data-do=accept]")
    assert view.script("Decisions.of('d1-f1')")["replacement"] == "马家" and view.toast == "Accepted: Boxma → 马家"
    assert view.script("Decisions.of('d1-f1').note") == "译者说的"
    assert view.press("k", "a").script("Decisions.of('d1-f1').replacement") == "马家", "said once more, it stays"
    view.press("k", "d", "k", "a")
    assert view.script("Decisions.of('d1-f1').replacement") == "盒马", "what was dismissed has the proposal again"


def test_a_typed_wording_is_kept_until_its_finding_is_decided(view: View) -> None:
    view.press("e").type("马家").press("Escape", "j")
    assert view.page.input_value("[name=wording]") == "汇源"
    view.page.reload()
    assert view.page.input_value("[name=wording]") == "马家"
    view.press("a", "k")
    assert view.script("Decisions.of('d1-f1').replacement") == "马家"
    view.press("d", "k")
    assert view.page.input_value("[name=wording]") == "盒马", "what was dismissed has the proposal again"


def test_the_wording_starts_with_the_flagged_words(view: View) -> None:
    view.press("j", "j", "j")
    assert view.page.input_value("[name=wording]") == "责任和责任"
    view.press("e", "Enter")
    assert view.state(4) == "confirmed", "the same words are no new wording"
    view.press("k", "e", "Delete")
    assert view.page.inner_text(".actions .hint") == "empty: accepting deletes the words"
    view.press("Enter")
    assert view.script("Decisions.of('d1-f4').replacement") == "" and view.state(4) == "accepted"


def test_a_digit_takes_that_wording(view: View) -> None:
    view.press("2")
    assert view.script("Decisions.of('d1-f1')")["replacement"] == "河马"
    view.press("9")
    assert view.state(2) == "open", "there is no ninth wording"


def test_n_writes_a_note_which_is_no_decision(view: View) -> None:
    view.press("n").type("问译者").press("Control+Enter")
    assert view.script("Decisions.of('d1-f1').note") == "问译者"
    assert view.state(1) == "open" and view.progress == "0 of 7 decided" and view.toast == "Note saved"
    view.press("a")
    assert view.script("Decisions.of('d1-f1').note") == "问译者", "deciding keeps the note"


def test_shifted_a_and_d_decide_everywhere(view: View) -> None:
    view.press("j")
    assert "2 other places" in view.page.inner_text(".actions .same")
    view.press("A")
    assert [view.state(number) for number in (2, 5, 7)] == ["accepted"] * 3 and view.progress == "3 of 7 decided"
    assert view.toast == "3 findings at once"
    view.press("k", "k").press("D")
    assert [view.state(number) for number in (1, 6)] == ["dismissed"] * 2


def test_caps_lock_decides_nothing_elsewhere(view: View) -> None:
    locked = "modifierCapsLock: true, bubbles: true, cancelable: true"
    view.press("j")
    view.script(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'A', {locked} }}))")
    assert view.progress == "1 of 7 decided" and view.toast == "Accepted: 惠源 → 汇源"
    view.press("k")
    view.script(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'A', shiftKey: true, {locked} }}))")
    assert view.progress == "3 of 7 decided"


def test_u_undoes_step_by_step_and_shifted_u_does_it_again(view: View) -> None:
    view.press("a", "A")
    assert view.progress == "4 of 7 decided"
    view.press("u")
    assert view.progress == "1 of 7 decided" and view.current == "惠源" and view.toast == "Undone"
    view.press("u", "u")
    assert view.progress == "0 of 7 decided" and view.toast == "Nothing to undo"
    view.press("U", "U")
    assert view.progress == "4 of 7 decided" and view.toast == "Done again"


def test_c_clears_a_decision(view: View) -> None:
    view.press("a", "k", "c")
    assert view.state(1) == "open" and view.progress == "0 of 7 decided"


def test_g_steps_through_same_findings_once_and_decides_them_together(view: View) -> None:
    view.press("g")
    assert view.page.inner_text(".steps .position") == "1 of 4"
    assert [view.press("j").current for _ in range(3)] == ["惠源", "[/s2/]", "责任和责任"]
    view.press("k", "k", "a")
    assert [view.state(number) for number in (2, 5, 7)] == ["accepted"] * 3


def test_question_mark_lists_the_keys_which_can_be_turned_off(view: View) -> None:
    view.press("?")
    listed = view.page.inner_text("#help")
    for key in (*"jkaydxiqAYDenmvtplcuU/gsw][?", "Esc"):
        assert f"\n{key}\n" in f"\n{listed}\n"
    view.page.uncheck("#single-keys")
    view.press("Escape", "a")
    assert view.progress == "0 of 7 decided", "WCAG 2.1.4: a speaker may set off single keys"
    view.page.reload()
    assert not view.page.is_checked("#single-keys")


def test_slash_searches(view: View) -> None:
    view.press("/").type("快递").press("Escape")
    assert view.page.inner_text(".tools .shown") == "2 of 7 shown" and view.current == "惠源"
    view.press("Escape")
    assert view.page.inner_text(".tools .shown") == "2 of 7 shown", "Escape leaves a field, and changes no filter"
    view.page.click(".tools [type=reset]")
    assert view.page.inner_text(".tools .shown") == "7 of 7 shown"


def test_filters_by_severity_category_confidence_and_status(view: View) -> None:
    def shown() -> str:
        return view.page.inner_text(".tools .shown").removesuffix(" shown")

    view.page.uncheck(".tools [value=major]")
    assert shown() == "2 of 7" and view.current == "[/s2/]"
    assert "filtered" in (view.page.get_attribute("#d1-s0 mark", "class") or "")
    view.page.check(".tools [value=major]")
    view.page.select_option(".tools [name=category]", "terminology/inconsistent")
    assert shown() == "3 of 7"
    view.press("a")
    view.page.select_option(".tools [name=status]", "open")
    assert shown() == "2 of 7"
    view.page.select_option(".tools [name=status]", "accepted")
    assert shown() == "1 of 7"
    view.page.select_option(".tools [name=status]", "dismissed")
    assert view.page.inner_text(".tools .shown") == "No finding matches these filters."
    view.page.click(".tools [type=reset]")
    view.page.fill(".tools [name=confidence]", "60")
    assert shown() == "4 of 7" and view.page.inner_text(".tools output") == "60 %"
    view.page.click(".tools [type=reset]")
    view.press("n").type("！").press("Control+Enter")
    view.page.select_option(".tools [name=status]", "noted")
    assert shown() == "1 of 7"


def test_deciding_what_is_undecided_empties_the_list(view: View) -> None:
    view.page.select_option(".tools [name=status]", "open")
    view.press(*"aaaaaaa")
    assert view.progress == "7 of 7 decided" and "Every finding" in view.toast


def test_buttons_do_what_keys_do(view: View) -> None:
    view.page.click("[data-do=next]")
    view.page.click("[data-do=accept-all]")
    assert view.progress == "3 of 7 decided"
    view.page.click("[data-do=undo]")
    view.page.click("[data-do=dismiss]")
    view.page.click("[data-do=previous]")
    assert view.state(2) == "dismissed" and view.page.get_attribute("[data-do=dismiss]", "aria-pressed") == "true"
    view.page.click("[data-do=clear]")
    assert view.progress == "0 of 7 decided"


def test_a_click_leads_to_the_finding(view: View) -> None:
    view.page.click(".page mark >> text=责任和责任")
    assert view.current == "责任和责任"
    view.page.click("#d1-c2 .finding:not(.current)")
    assert view.current == "[/s2/]"
    view.page.click(".counts a")
    box = view.page.locator(".bars").bounding_box()
    assert box
    view.page.locator(".bars").click(position={"x": box["width"] / 40 * 4.5, "y": 20})
    assert view.current == "惠源" and view.page.inner_text(".steps .position") == "7 of 7"


def test_a_sentence_without_findings_can_be_looked_at(view: View) -> None:
    view.page.click("#d1-s5")
    peek = view.page.inner_text(".peek")
    assert "Nothing is flagged" in peek and "一切都好。" in peek and view.page.locator(".peek .heat span").count() == 3
    view.press("a")
    assert view.progress == "0 of 7 decided", "there is nothing to decide about"
    assert view.press("j").current == "Boxma"


def test_the_focus_follows_a_link(view: View) -> None:
    view.press("Tab", "Enter", "Tab")
    assert view.script("document.activeElement.closest('main, .bar').localName") == "main", "the bar was skipped"
    view.page.focus(".bar a[href='#legend']")
    view.press("Enter")
    assert view.script("document.activeElement.id") == "legend"


def test_an_unknown_address_does_not_change_the_page(view: View) -> None:
    view.page.goto(f"{view.page.url.partition('#')[0]}#%E6%")
    view.page.reload()
    view.page.click("[data-do=accept]")
    assert view.progress == "1 of 7 decided"
    view.page.goto(view.page.url.partition("#")[0])


def test_escape_returns_the_focus_to_the_button(view: View) -> None:
    view.page.focus("#files-open")
    view.press("Enter", "Tab", "Escape")
    assert not view.page.is_visible("#files") and view.script("document.activeElement.id") == "files-open"
    assert view.page.get_attribute("#files-open", "aria-expanded") == "false"
