"""A severity or category that a reviewer gave one of mtqa's findings holds in the next check, in score and gate."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from deciding import added, leave, of_report, review
from packed import data_of, whole
from shell import HOME, Shell

from mtqa.findings import Category, Severity
from mtqa.suppress.baseline import Regraded, load

TEXT = "春天来了，孩子们在河边放风筝。\n\n他承担责任和责任，从来没有抱怨。\n\n她们在学校里也有责任和责任。\n"
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "He bears duties and obligations, and never complains."
msgstr "他承担责任和责任，从来没有抱怨。"

msgid "They have duties and obligations at school."
msgstr "她们在学校里也有责任和责任。"
"""
MINOR = {"severity": "minor", "category": "style/awkward"}


@pytest.fixture(params=[("a.txt", TEXT), ("a.po", PO)], ids=["text", "po"])
def file(request: pytest.FixtureRequest, inside: Shell) -> str:
    """A file with the same doubled word at two places, which are two major findings."""
    name, text = request.param
    (inside.folder / name).write_bytes(text.encode())
    return str(name)


def check(inside: Shell, file: str, code: int = 0, *options: str) -> dict[str, Any]:
    inside(
        "check",
        "--no-models",
        "--fail-on",
        "major",
        "--fail-under",
        "0",
        "-q",
        "-o",
        "json=r.json",
        file,
        *options,
        code=code,
    )
    report = json.loads((inside.folder / "r.json").read_text("utf-8"))
    jsonschema.validate(report, json.loads((HOME / "mtqa" / "data" / "report.schema.json").read_text("utf-8")))
    (document,) = report["documents"]
    return dict(document)


def reviewed(inside: Shell, file: str, decisions: list[dict[str, Any]], *options: str, **more: Any) -> str:
    leave(inside.folder / "d.json", review(file, (inside.folder / file).read_bytes(), decisions, **more))
    return inside("review", "apply", "d.json", *options).stdout.decode()


def grades(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["severity"], one["category"]) for one in document["findings"]]


def test_score_and_gate_of_the_next_check_follow(inside: Shell, file: str) -> None:
    before = check(inside, file, 1)
    first, second = before["findings"]
    said = reviewed(inside, file, [of_report(one, "confirm", note="不重") | MINOR for one in (first, second)])
    assert f"{file}: 0 accepted, 2 confirmed, 0 dismissed, 2 changed in severity or category" in said
    after = check(inside, file)
    assert (after["verdict"], after["counts"]) == ("pass", {"minor": 2, "major": 0, "critical": 0})
    assert after["score"] > before["score"] and grades(after) == [("minor", "style/awkward")] * 2
    kept = {"mtqa_severity": "major", "mtqa_category": first["category"], "reviewer_note": "不重"}
    assert [one["evidence"] for one in after["findings"]] == [one["evidence"] | kept for one in before["findings"]]
    assert [one["fingerprint"] for one in after["findings"]] == [first["fingerprint"], second["fingerprint"]]


def test_another_finding_keeps_its_own_and_an_edit_elsewhere_changes_nothing(inside: Shell, file: str) -> None:
    first, _ = check(inside, file, 1)["findings"]
    reviewed(inside, file, [of_report(first, "confirm") | MINOR])
    own = ("major", first["category"])
    assert grades(check(inside, file, 1)) == [("minor", "style/awkward"), own]
    text = (inside.folder / file).read_text("utf-8")
    edited = text.replace("从来没有抱怨", "大家都很佩服").replace("春天来了", "又是一年，春天来了")
    (inside.folder / file).write_text(edited, "utf-8")
    assert grades(check(inside, file, 1)) == [("minor", "style/awkward"), own]
    said = inside("baseline", "update", "--no-models", file).stdout.decode()
    assert "1 changed severity or category of 1 file in" in said
    (inside.folder / file).write_text(edited.replace("他承担责任和责任", "他承担任务"), "utf-8")
    assert grades(check(inside, file, 1)) == [own], "the finding that is left is another one"
    inside("baseline", "update", "--no-models", file)
    assert load(inside.folder / ".mtqa-baseline.json").regraded == ()


def test_every_output_has_what_the_reviewer_gave(inside: Shell, file: str) -> None:
    first, second = check(inside, file, 1)["findings"]
    reviewed(inside, file, [of_report(first, "confirm") | MINOR, of_report(second, "confirm") | MINOR])
    outputs = {"sarif": "s", "csv": "c", "junit": "j", "gitlab": "g", "html": "h", "summary": "t"}
    check(inside, file, 0, *(part for format, path in outputs.items() for part in ("-o", f"{format}={path}")))
    made = {format: (inside.folder / path).read_text("utf-8") for format, path in outputs.items()}
    (run,) = json.loads(made["sarif"])["runs"]
    assert [one["level"] for one in run["results"]] == ["note", "note"]
    assert all(one["properties"].items() >= MINOR.items() for one in run["results"])
    assert [one["severity"] for one in json.loads(made["gitlab"])] == ["minor", "minor"]
    assert made["csv"].count(",minor,style/awkward,repetition.coordinate,") == 2
    assert "minor repetition.coordinate" in made["junit"] and "major" not in made["junit"]
    assert "minor | `repetition.coordinate`" in made["summary"] and "major | `" not in made["summary"]
    said = "severity as the reviewer set it; mtqa’s own"
    assert f'{said}</span></dt><dd><span data-t="severity.major">major</span>' in whole(made["html"])
    assert data_of(made["html"])["words"]["evidence.mtqa_severity"] == {
        "en": said,
        "zh": "严重程度由审校人设定，mtqa 原判",
    }
    table = inside("review", "export", "r.json", "-o", "csv=-").stdout.decode()
    assert table.count("awkward") == 2 and "major" not in table


def test_what_is_only_noted_is_remembered_and_what_is_dismissed_is_not(inside: Shell, file: str) -> None:
    first, second = check(inside, file, 1)["findings"]
    undecided = {"decision": None, "decided": "", "severity": "critical"}
    said = reviewed(inside, file, [of_report(first, "confirm") | undecided])
    assert "0 accepted, 0 confirmed, 0 dismissed, 1 changed" in said
    assert [severity for severity, _ in grades(check(inside, file, 1))] == ["critical", "major"]
    reviewed(inside, file, [of_report(first, "dismiss"), of_report(second, "dismiss") | {"severity": "minor"}])
    assert [severity for severity, _ in grades(check(inside, file))] == ["major", "major"]


def test_a_later_review_adds_to_it_changes_it_and_ends_it(inside: Shell, file: str) -> None:
    first, _ = check(inside, file, 1)["findings"]
    reviewed(inside, file, [of_report(first, "confirm") | {"severity": "minor"}])
    once = (inside.folder / ".mtqa-baseline.json").read_bytes()
    inside("review", "apply", "d.json")
    assert (inside.folder / ".mtqa-baseline.json").read_bytes() == once, "doing it twice changes nothing"
    reviewed(inside, file, [of_report(first, "confirm") | {"category": "style/awkward"}])
    assert grades(check(inside, file, 1))[0] == ("minor", "style/awkward")
    reviewed(inside, file, [of_report(first, "confirm")])
    assert grades(check(inside, file, 1))[0] == ("minor", "style/awkward"), "confirmed as it was shown"
    reviewed(inside, file, [of_report(first, "confirm") | {"severity": "major", "category": first["category"]}])
    again = check(inside, file, 1)["findings"][0]
    assert again == first, "what is mtqa's own again has no evidence of a change"


def test_the_corrected_copy_has_it_and_a_corrected_place_does_not_move_the_finding(inside: Shell) -> None:
    (inside.folder / "a.txt").write_bytes(TEXT.encode())
    first, second = check(inside, "a.txt", 1)["findings"]
    start = first["start"]
    moved = {"moved": {"start": start, "end": start + 2, "text": "责任"}}
    said = reviewed(inside, "a.txt", [of_report(first, "confirm") | MINOR | moved, of_report(second, "accept", "任务")])
    assert "1 accepted and written to a.corrected.txt, 1 confirmed" in said
    (only,) = check(inside, "a.corrected.txt")["findings"]
    assert (only["severity"], only["text"], only["fingerprint"]) == ("minor", "责任和责任", first["fingerprint"])


def test_what_stands_for_a_whole_file_is_recognised_wherever_it_begins(inside: Shell) -> None:
    text = "昨天下午,孩子们在河边放风筝,老人在树下喝茶,谁也没有注意到天色变了,雨来了,人走了.\n"
    (inside.folder / "a.txt").write_bytes(text.encode())
    (half,) = check(inside, "a.txt")["findings"]
    reviewed(inside, "a.txt", [of_report(half, "confirm") | {"severity": "critical"}])
    (inside.folder / "a.txt").write_bytes(f"春天,来了。\n\n{text}".encode())
    assert [severity for severity, _ in grades(check(inside, "a.txt", 1))] == ["critical"]


def test_of_an_added_finding_a_later_review_changes_it(inside: Shell) -> None:
    text = "春天来了，孩子们在河边放风筝。\n"
    (inside.folder / "a.txt").write_bytes(text.encode())
    reviewed(inside, "a.txt", [], added=[added(text, "风筝", None)])
    (raised,) = check(inside, "a.txt", 1)["findings"]
    reviewed(inside, "a.txt", [of_report(raised, "confirm") | MINOR])
    (after,) = check(inside, "a.txt")["findings"]
    assert (after["rule"], after["severity"], after["category"]) == ("review.added", "minor", "style/awkward")


def test_the_baseline_shows_it_and_refuses_what_is_no_grade(inside: Shell, file: str) -> None:
    first, _ = check(inside, file, 1)["findings"]
    reviewed(inside, file, [of_report(first, "confirm", note="不重") | MINOR])
    baseline = inside.folder / ".mtqa-baseline.json"
    (regraded,) = load(baseline).regraded
    assert regraded == Regraded(regraded.entry, Severity.MINOR, Category.AWKWARD) and regraded.entry.path == file
    shown = " ".join(inside("baseline", "show").stdout.decode().split())
    assert "minor, style/awkward in review: 不重" in shown
    tree = json.loads(baseline.read_text("utf-8"))
    assert tree["schema"] == "mtqa-baseline/2"
    tree["regraded"][0]["severity"] = "grave"
    baseline.write_text(json.dumps(tree), "utf-8")
    assert b"is none that MQM has" in inside("baseline", "show", code=2).stderr
