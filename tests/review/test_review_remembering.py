"""What reviewers decided is remembered by place: nothing they settled is raised again, nothing they added is lost."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from deciding import added, leave, of_report, review
from shell import HOME, TRANSLATED, Shell

from mtqa.config.load import load
from mtqa.pipeline import run
from mtqa.render.json import tree as tree_of
from mtqa.suppress.baseline import Contents, dumps
from mtqa.suppress.baseline import load as load_baseline

BASELINE = ".mtqa-baseline.json"
# What mtqa says of the second: “责任” is joined with itself.
TEXT = "他承担任务和义务。\n\n春天来了，孩子们在河边放风筝，老人在树下喝茶。\n"


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def findings(mtqa: Shell, path: str) -> list[dict[str, Any]]:
    with chdir(mtqa.folder):
        (document,) = tree_of(run([path], load({"models": False}, {}, mtqa.folder).config))["documents"]
    return list(document["findings"])


def status(mtqa: Shell, path: str) -> list[tuple[str, str, str]]:
    return [(one["text"], one["status"], one["status_reason"]) for one in findings(mtqa, path)]


def handed_in(mtqa: Shell, path: str, decisions: list[dict[str, Any]], *additions: dict[str, Any]) -> str:
    data = (mtqa.folder / path).read_bytes()
    return leave(mtqa.folder / "d.json", review(path, data, decisions, added=additions))


def written(mtqa: Shell, name: str, text: str) -> None:
    (mtqa.folder / name).write_bytes(text.encode())


def corrected(mtqa: Shell, wording: str, text: str = TEXT, words: str = "任务和义务") -> None:
    """A copy in which a reviewer replaced the words by a wording that mtqa doubts."""
    written(mtqa, "a.txt", text)
    handed_in(mtqa, "a.txt", [], added(text, words, wording))
    mtqa("review", "apply", "d.json")


# ------------------------------------------------------------------------------------------------- wordings


def test_a_wording_that_a_reviewer_accepted_is_not_doubted(mtqa: Shell) -> None:
    corrected(mtqa, "责任和责任")
    assert status(mtqa, "a.corrected.txt") == [("责任和责任", "baseline", "accepted in review")]
    (mtqa.folder / "a.corrected.txt").rename(mtqa.folder / "a.txt")
    assert status(mtqa, "a.txt") == [("责任和责任", "baseline", "accepted in review")], "the copy takes its place"
    (mtqa.folder / BASELINE).unlink()
    assert status(mtqa, "a.txt") == [("责任和责任", "open", "")]


def test_it_is_known_after_edits_elsewhere_and_in_a_renamed_file(mtqa: Shell) -> None:
    corrected(mtqa, "责任和责任", "王明来到了新的学校，每天都承担任务和义务，从来没有抱怨。\n")
    text = (mtqa.folder / "a.corrected.txt").read_text("utf-8")
    edited = f"又是一年。\n\n{text.replace('从来没有抱怨', '大家都很佩服')}"
    written(mtqa, "a.corrected.txt", edited)
    assert status(mtqa, "a.corrected.txt") == [("责任和责任", "baseline", "accepted in review")]
    (mtqa.folder / "a.txt").unlink()
    (mtqa.folder / "a.corrected.txt").rename(mtqa.folder / "b.txt")
    assert status(mtqa, "b.txt") == [("责任和责任", "baseline", "accepted in review")]


def test_of_two_names_the_one_that_was_accepted_is_right_everywhere(mtqa: Shell) -> None:
    text = "某某街道的居民都来了。\n枫林街道很大。\n大家都说林峰街道好。\n"
    written(mtqa, "a.txt", text)
    assert status(mtqa, "a.txt") == [("林峰", "open", "")]
    corrected(mtqa, "林峰", text, "某某")
    assert status(mtqa, "a.corrected.txt") == [("林峰", "baseline", "accepted in review")] * 2


def test_the_same_words_at_another_place_are_open(mtqa: Shell) -> None:
    corrected(mtqa, "责任和责任")
    written(mtqa, "a.corrected.txt", (mtqa.folder / "a.corrected.txt").read_text("utf-8") + "她们都有责任和责任。\n")
    assert [(text, status) for text, status, _ in status(mtqa, "a.corrected.txt")] == [
        ("责任和责任", "baseline"),
        ("责任和责任", "open"),
    ]


@pytest.mark.parametrize(
    ("text", "words", "wording", "status_after"),
    [
        ("他们承担任务和义务。\n", "承担任务和义务", "承担责任和责任", "baseline"),  # the flagged words lie in it
        ("他们承担任务和义务。\n", "任务和义务", "责任和责任", "baseline"),  # they are equal
        ("他们承担责任和义务。\n", "和义务", "和责任", "baseline"),  # three of five
        ("他们承担责任和义务。\n", "义务", "责任", "open"),  # two of five: that the two are one word is another fault
    ],
)
def test_a_finding_is_settled_where_half_of_its_letters_are_the_reviewers(
    mtqa: Shell, text: str, words: str, wording: str, status_after: str
) -> None:
    corrected(mtqa, wording, text, words)
    after = findings(mtqa, "a.corrected.txt")
    assert [(one["text"], one["status"]) for one in after] == [("责任和责任", status_after)]


def test_two_wordings_side_by_side_settle_what_is_made_of_them(mtqa: Shell) -> None:
    written(mtqa, "a.txt", TEXT)
    handed_in(mtqa, "a.txt", [], added(TEXT, "任务", "责任"), added(TEXT, "义务", "责任", id="b" * 16))
    mtqa("review", "apply", "d.json")
    assert status(mtqa, "a.corrected.txt") == [("责任和责任", "baseline", "accepted in review")]


def test_what_is_said_of_a_whole_file_is_not_settled_by_a_wording(mtqa: Shell) -> None:
    """The first half-width mark stands in the wording; the finding counts all of them."""
    text = "昨天下午,孩子们在河边放风筝,老人在树下喝茶,谁也没有注意到天色变了,雨来了,人走了.\n"
    corrected(mtqa, "下午,孩子", text, "下午,孩子")
    (only,) = findings(mtqa, "a.corrected.txt")
    assert (only["rule"], only["status"]) == ("punctuation.halfwidth", "open")


def test_update_keeps_wordings_that_stand_and_drops_the_others(mtqa: Shell) -> None:
    corrected(mtqa, "责任和责任")
    said = mtqa("baseline", "show").stdout.decode()
    assert "review.wording" in said and "1 accepted wording of 1 file, and as many of 1 corrected copy in" in said
    mtqa("baseline", "update", "--no-models", "a.corrected.txt")
    contents = load_baseline(mtqa.folder / BASELINE)
    assert [(one.path, one.text) for one in contents.wordings] == [
        ("a.corrected.txt", "责任和责任"),
        ("a.txt", "责任和责任"),
    ]
    assert contents.entries == () and contents.copies == {"a.corrected.txt": "a.txt"}
    written(mtqa, "a.corrected.txt", "春天来了。\n")
    mtqa("baseline", "update", "--no-models", "a.corrected.txt")
    assert [one.path for one in load_baseline(mtqa.folder / BASELINE).wordings] == ["a.txt"]
    said = mtqa("baseline", "show").stdout.decode()
    assert "1 accepted wording of 1 file in" in said
    written(mtqa, "a.corrected.txt", "她承担责任和责任。\n春天来了[/b]。\n")
    said = mtqa("baseline", "update", "--add", "--no-models", "a.corrected.txt").stdout.decode()
    assert "1 accepted wording of 1 file, and 2 known findings of 1 corrected copy in" in said


def test_standard_output_has_the_outcome_alone(mtqa: Shell) -> None:
    written(mtqa, "a.txt", TEXT)
    handed_in(mtqa, "a.txt", [], added(TEXT, "任务", "责任"))
    done = mtqa("review", "apply", "d.json", "-o", "json=-")
    assert json.loads(done.stdout)["documents"][0]["added"][0]["state"] == "written"
    assert "1 accepted wording of 1 file, and as many" in done.stderr.decode()
    assert "written to a.corrected" in done.stderr.decode()
    wrong = mtqa("review", "apply", "d.json", "-o", "html=o.html", code=2)
    assert b"formats: json" in wrong.stderr


def test_doing_it_twice_remembers_nothing_twice(mtqa: Shell) -> None:
    corrected(mtqa, "责任和责任")
    kept = (mtqa.folder / BASELINE).read_bytes()
    mtqa("review", "apply", "d.json")
    assert (mtqa.folder / BASELINE).read_bytes() == kept


def test_a_baseline_without_wordings_is_one_that_older_versions_read() -> None:
    assert '"schema": "mtqa-baseline/1"' in dumps(Contents())
    assert '"schema": "mtqa-baseline/2"' in dumps(Contents(copies={"a.corrected.txt": "a.txt"}))


# ------------------------------------------------------------------------------------------- added findings


def test_a_confirmed_finding_that_was_added_is_open_until_it_is_mended(mtqa: Shell) -> None:
    written(mtqa, "a.txt", TEXT)
    missing = added(TEXT, "", None, at=TEXT.index("。"), note="少了宾语", severity="critical")
    wrong = added(TEXT, "风筝", None, id="c" * 16, category="style/awkward", severity="minor")
    handed_in(mtqa, "a.txt", [], missing, wrong, added(TEXT, "老人", "老人家", id="d" * 16))
    assert b"1 accepted and written to a.corrected.txt, 2 confirmed" in mtqa("review", "apply", "d.json").stdout
    for path in ("a.txt", "a.corrected.txt"):
        first, second = findings(mtqa, path)
        assert (first["rule"], first["severity"], first["text"]) == ("review.added", "critical", "")
        assert first["message"] == "A reviewer’s finding: 少了宾语" and first["line"] == 1 and first["status"] == "open"
        assert (second["category"], second["severity"], second["text"]) == ("style/awkward", "minor", "风筝")
    jsonschema.validate(
        json.loads(mtqa("check", "--no-models", "--exit-zero", "-q", "-o", "json=-", "a.txt").stdout),
        json.loads((HOME / "mtqa" / "data" / "report.schema.json").read_text("utf-8")),
    )
    written(mtqa, "a.corrected.txt", TEXT.replace("义务。", "义务的重担。").replace("风筝", "纸鸢"))
    assert findings(mtqa, "a.corrected.txt") == []


@pytest.mark.parametrize(("choice", "wording"), [("dismiss", None), ("accept", "甲")])
def test_what_a_later_review_decides_about_it_ends_it(mtqa: Shell, choice: str, wording: str | None) -> None:
    written(mtqa, "a.txt", TEXT)
    handed_in(mtqa, "a.txt", [], added(TEXT, "", None, at=TEXT.index("。")))
    mtqa("review", "apply", "d.json")
    (raised,) = findings(mtqa, "a.txt")
    handed_in(mtqa, "a.txt", [of_report(raised, choice, wording)])
    mtqa("review", "apply", "d.json", "--in-place")
    assert findings(mtqa, "a.txt") == []
    assert ("他承担任务和义务甲。" in (mtqa.folder / "a.txt").read_text("utf-8")) == (choice == "accept")


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"start": 10**9, "end": 10**9}, "does not have these characters there"),
        ({"start": 0, "end": 2, "text": "不是"}, "does not have these characters there"),
        ({"replacement": "甲\n乙"}, "control character"),
    ],
)
def test_an_added_finding_that_fits_nowhere_is_a_letter(mtqa: Shell, change: dict[str, Any], hint: str) -> None:
    written(mtqa, "a.txt", TEXT)
    handed_in(mtqa, "a.txt", [], added(TEXT, "任务", "责任") | change, added(TEXT, "风筝", "纸鸢", id="b" * 16))
    done = mtqa("review", "apply", "d.json", code=1)
    assert hint in done.stderr.decode() and "added, accuracy/mistranslation" in done.stderr.decode()
    assert (mtqa.folder / "a.corrected.txt").read_text("utf-8") == TEXT.replace("风筝", "纸鸢")


def test_added_findings_that_overlap_are_not_written(mtqa: Shell) -> None:
    written(mtqa, "a.txt", TEXT)
    handed_in(mtqa, "a.txt", [], added(TEXT, "任务和", "甲"), added(TEXT, "和义务", "乙", id="b" * 16))
    done = mtqa("review", "apply", "d.json", code=1)
    assert done.stderr.decode().count("another replacement overlaps it") == 2
    assert not (mtqa.folder / "a.corrected.txt").exists()


def test_a_moved_finding_is_written_where_the_reviewer_put_it(mtqa: Shell) -> None:
    written(mtqa, "a.txt", "他承担责任和责任。\n")
    (only,) = findings(mtqa, "a.txt")
    moved = {"moved": {"start": 6, "end": 8, "text": "责任"}, "severity": "minor", "category": "style/awkward"}
    handed_in(mtqa, "a.txt", [of_report(only, "accept", "义务") | moved])
    mtqa("review", "apply", "d.json", "-o", "json=o.json")
    assert (mtqa.folder / "a.corrected.txt").read_text("utf-8") == "他承担责任和义务。\n"
    outcome = json.loads((mtqa.folder / "o.json").read_text("utf-8"))
    jsonschema.validate(outcome, json.loads((HOME / "mtqa" / "data" / "reviewed.schema.json").read_text("utf-8")))
    (found,) = outcome["documents"][0]["findings"]
    assert (found["state"], found["severity"], found["category"]) == ("written", "minor", "style/awkward")
    assert found["moved"] == moved["moved"] and outcome["documents"][0]["copy"] == "a.corrected.txt"


# ---------------------------------------------------------------------------------------------- whole files


def test_one_acceptance_mends_all_half_width_marks(mtqa: Shell) -> None:
    data = Path(TRANSLATED).read_bytes()
    (mtqa.folder / "a.txt").write_bytes(data)
    (half,) = (one for one in findings(mtqa, "a.txt") if one["rule"] == "punctuation.halfwidth")
    (garbled, *_) = (one for one in findings(mtqa, "a.txt") if one["rule"] == "names.garbled")
    handed_in(mtqa, "a.txt", [of_report(half, "accept", "，"), of_report(garbled, "accept", "吴燕")])
    assert b"2 accepted (124 places) and written" in mtqa("review", "apply", "d.json").stdout
    assert half["message"].startswith("123 half-width marks")
    after = findings(mtqa, "a.corrected.txt")
    assert "punctuation.halfwidth" not in {one["rule"] for one in after}
    handed_in(mtqa, "a.txt", [of_report(half, "accept", "；")])
    mtqa("review", "apply", "d.json", "--to", "own")
    once = (mtqa.folder / "own/a.txt").read_text("utf-8")
    assert once.count("；") == data.decode().count("；") + 1, "a wording of one's own is for that place"
    handed_in(mtqa, "a.txt", [of_report(half, "confirm")])
    assert b"1 confirmed" in mtqa("review", "apply", "d.json").stdout


def test_marks_within_another_wording_are_left_to_it(mtqa: Shell) -> None:
    text = "昨天下午,孩子们在河边放风筝,老人在树下喝茶,谁也没有注意到天色变了,雨来了,人走了.\n"
    written(mtqa, "a.txt", text)
    (half,) = findings(mtqa, "a.txt")
    handed_in(mtqa, "a.txt", [of_report(half, "accept", "，")], added(text, "风筝,老人", "纸鸢,老翁"))
    mtqa("review", "apply", "d.json")
    assert (mtqa.folder / "a.corrected.txt").read_text("utf-8") == (
        "昨天下午，孩子们在河边放纸鸢,老翁在树下喝茶，谁也没有注意到天色变了，雨来了，人走了。\n"
    )
