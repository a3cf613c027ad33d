"""What several reviewers added, changed and said, as one; and the figures of it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from deciding import added, leave, of_report, review
from shell import HOME, Shell

from mtqa.errors import UsageError
from mtqa.review import load, loads
from mtqa.review.agreement import agreements
from mtqa.review.decisions import Why
from mtqa.review.merged_file import merged_file
from mtqa.review.merging import Merged, merge
from mtqa.review.stats import agreement_lines

TEXT = "他承担责任和义务。春天来了，孩子们在河边放风筝。\n"
DATA = TEXT.encode()
FOUND: dict[str, Any] = {"fingerprint": "0" * 16, "rule": "calque.it", "start": 0, "end": 1, "text": "他"}
SCHEMA = json.loads((HOME / "mtqa" / "data" / "decisions.schema.json").read_text("utf-8"))


def merged(*files: dict[str, Any], prefer: str = "") -> tuple[Merged, dict[str, Any]]:
    """The files merged, and the merged file's document; it is valid, and merging it once more changes nothing."""
    reviews = [loads(json.dumps(file), f"{file['reviewer']}.json") for file in files]
    found = merge(reviews, prefer)
    text = merged_file(found, reviews)
    tree = json.loads(text)
    jsonschema.validate(tree, SCHEMA)
    (document,) = tree["documents"]
    if not prefer:
        again = [loads(text, "both.json")]
        (same,) = json.loads(merged_file(merge(again), again))["documents"]
        assert same == document
        assert len(merge(again).disputed) == len(found.disputed)
    return found, document


def of(reviewer: str, *decisions: dict[str, Any], additions: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return review("a.txt", DATA, decisions, reviewer, additions)


def said(choice: str, wording: str | None = None, **changes: Any) -> dict[str, Any]:
    return of_report(FOUND, choice, wording) | changes


# ------------------------------------------------------------------------------------------------- decisions


def test_a_dispute_keeps_the_opinions_and_is_settled_by_a_name() -> None:
    files = of("李", said("accept", "她")), of("王", said("dismiss", why="intended"))
    found, document = merged(*files)
    (one,) = document["decisions"]
    assert one["decision"] is None and one["replacement"] is None
    assert [(each["reviewer"], each["decision"], each["replacement"]) for each in one["opinions"]] == [
        ("李", "accept", "她"),
        ("王", "dismiss", None),
    ]
    assert "王 dismisses it (intended)" in str(found.disputed[0])
    _, document = merged(*files, prefer="王")
    assert document["decisions"][0]["decision"] == "dismiss" and "opinions" not in document["decisions"][0]


def test_an_open_dispute_of_a_merged_file_is_settled_by_one_of_those_who_disagree() -> None:
    both = [
        loads(json.dumps(file), file["reviewer"])
        for file in (of("李", said("accept", "她")), of("王", said("dismiss", why="quoted")))
    ]
    assert [one.reviewers for one in agreements(merge(both))] == [("李", "王")]
    file = loads(merged_file(merge(both), both), "both.json")
    assert merge([file]).reviewers == ("李", "王") and "dismisses it (quoted)" in str(merge([file]).disputed[0])
    assert agreements(merge([file])) == [], "what the two agree on is no longer there"
    assert "give the file of each reviewer" in " ".join(agreement_lines(merge([file])))
    outcome = merge([file], prefer="王").cases[0].outcome
    assert outcome is not None and outcome.why is Why.QUOTED
    outcome = merge([file], prefer="李").cases[0].outcome
    assert outcome is not None and outcome.replacement == "她"
    with pytest.raises(UsageError, match="李"):
        merge([file], prefer="陈")
    later = loads(json.dumps(of("王", said("confirm", decided="2026-11-25T09:00:00Z"))), "later.json")
    outcome = merge([file, later]).cases[0].outcome
    assert outcome is not None and outcome.replacement == "她", "who changes their mind ends it"


def test_confirming_agrees_with_a_wording_and_what_was_changed_is_united() -> None:
    comments = [{"by": "王", "at": "2026-11-24T10:00:00Z", "text": "同意"}]
    earlier = [{"by": "李", "at": "2026-11-24T09:00:00Z", "text": "看看"}]
    li = said("accept", "她", severity="minor", note="甲", comments=earlier, category="style/awkward")
    wang = said(
        "confirm",
        severity="critical",
        note="乙",
        comments=[*comments, *earlier],
        moved={"start": 0, "end": 2, "text": "他承"},
    )
    found, document = merged(of("李", li), of("王", wang))
    (one,) = document["decisions"]
    assert (one["decision"], one["replacement"], one["severity"]) == ("accept", "她", "critical")
    assert one["note"] == "甲; 乙" and one["category"] == "style/awkward" and one["comments"] == [*earlier, *comments]
    assert "moved" not in one, "who only confirms does not say where the wording goes"
    assert found.disputed == ()


def test_what_somebody_noted_who_did_not_decide_is_kept() -> None:
    comments = [{"by": "王", "at": "2026-11-24T10:00:00Z", "text": "为什么？"}]
    asked = said("accept") | {"decision": None, "note": "看看", "comments": comments, "decided": ""}
    _, document = merged(of("李", said("accept", "她")), of("王", asked))
    (one,) = document["decisions"]
    assert (one["decision"], one["note"], one["comments"]) == ("accept", "看看", comments)
    found, document = merged(of("李", said("accept", "她")), of("王", said("dismiss")), of("陈", asked), prefer="李")
    assert document["decisions"][0]["comments"] == comments and found.reviewers == ("李", "王", "陈")
    moved = {"start": 0, "end": 2, "text": "他承"}
    _, document = merged(of("李", asked | {"severity": "critical"}), of("王", asked | {"note": "再看", "moved": moved}))
    (one,) = document["decisions"]
    assert (one["severity"], one["moved"], one["note"]) == ("critical", moved, "看看; 再看")
    later = asked | {"note": "好了"}
    _, document = merged(of("李", asked), of("李", later))
    assert document["decisions"][0]["note"] == "好了", "of a reviewer who hands in twice, the later counts"


def test_one_wording_at_two_places_is_a_dispute() -> None:
    moved = {"moved": {"start": 0, "end": 2, "text": "他承"}}
    found, document = merged(of("李", said("accept", "她")), of("王", said("accept", "她") | moved))
    assert len(found.disputed) == 1 and document["decisions"][0]["opinions"][1]["moved"] == moved["moved"]


# ----------------------------------------------------------------------------------------- added findings


def test_what_two_add_at_one_place_is_one_with_the_worse_severity() -> None:
    li = added(TEXT, "风筝", None, severity="minor", note="甲")
    wang = added(TEXT, "风筝", "纸鸢", id="b" * 16, severity="critical", note="乙")
    found, document = merged(of("李", additions=(li,)), of("王", additions=(wang,)))
    (one,) = document["added"]
    assert (one["decision"], one["replacement"], one["severity"], one["note"]) == (
        "accept",
        "纸鸢",
        "critical",
        "甲; 乙",
    )
    assert found.additions[0].reviewers == ("李", "王") and "by" not in one


@pytest.mark.parametrize("change", [{"category": "style/awkward"}, {"replacement": "鸢"}])
def test_what_two_add_differently_at_one_place_is_disputed_and_kept(change: dict[str, Any]) -> None:
    first, second = added(TEXT, "风筝", "纸鸢"), added(TEXT, "风筝", "纸鸢") | change  # even under one id
    files = of("李", additions=(first,)), of("王", additions=(second,))
    found, document = merged(*files)
    assert [one["by"] for one in document["added"]] == ["李", "王"]
    assert len({one["id"] for one in document["added"]}) == 2 and len(found.disputed) == 2
    found, document = merged(*files, prefer="王")
    (one,) = document["added"]
    assert {key: one[key] for key in change} == change and found.disputed == ()


def test_one_reviewer_may_add_two_findings_at_one_place() -> None:
    two = added(TEXT, "风筝", None), added(TEXT, "风筝", None, id="b" * 16, category="style/awkward")
    found, document = merged(of("李", additions=two))
    assert len(document["added"]) == 2 and found.disputed == ()


def test_a_disputed_addition_is_not_written(inside: Shell) -> None:
    (inside.folder / "a.txt").write_bytes(DATA)
    leave(inside.folder / "li.json", of("李", additions=(added(TEXT, "风筝", "纸鸢"),)))
    leave(inside.folder / "wang.json", of("王", additions=(added(TEXT, "风筝", "鸢", id="b" * 16),)))
    done = inside("review", "apply", "li.json", "wang.json", "-o", "json=-", code=1)
    assert "2 disputed" in done.stderr.decode() and "王 added accuracy/mistranslation as “鸢”" in done.stderr.decode()
    (document,) = json.loads(done.stdout)["documents"]
    assert [one["state"] for one in document["added"]] == ["disputed", "disputed"] and document["copy"] is None
    inside("review", "apply", "li.json", "wang.json", "--prefer", "李")
    assert "放纸鸢" in (inside.folder / "a.corrected.txt").read_text("utf-8")


# ------------------------------------------------------------------------------------------------- figures


def test_statistics_have_the_reasons_what_was_added_and_the_recall(inside: Shell) -> None:
    quoted = said("dismiss", why="quoted", start=1, end=2)
    decisions = (
        said("accept", "她", severity="minor"),
        said("confirm", start=2, end=3),
        quoted,
        said("dismiss", start=3, end=4),
    )
    additions = added(TEXT, "风筝", None), added(TEXT, "春天", None, id="b" * 16, category="style/awkward")
    leave(inside.folder / "d.json", of("李", *decisions, additions=additions))
    table = inside("review", "stats", "d.json").stdout.decode()
    assert "| `calque.it` | 1 | 1 | 2 | 1 quoted | 0 | 50% | 15% to 85% |" in table
    assert "| style/awkward | major | 1 |" in table
    assert "changed by reviewers: 1 severities, 0 categories, 0 spans" in table
    assert "mtqa had found 2 of 4 faults that reviewers saw: recall 50% (95 %: 15% to 85%)" in table
    tree = json.loads(inside("review", "stats", "--json", "d.json").stdout)
    jsonschema.validate(tree, json.loads((HOME / "mtqa" / "data" / "review-stats.schema.json").read_text("utf-8")))
    assert tree["recall"] | {"interval": None} == {"found": 2, "of": 4, "share": 0.5, "interval": None}
    assert tree["changed"] == {"severity": 1, "category": 0, "moved": 0}
    assert [one["count"] for one in tree["added"]] == [1, 1] and tree["all"]["quoted"] == 1


def test_a_confirmed_finding_counts_as_right_in_a_calibration(inside: Shell) -> None:
    text = "他承担责任和责任。\n春天来了[/b]。\n"
    (inside.folder / "a.txt").write_bytes(text.encode())
    report = json.loads(inside("check", "--no-models", "--exit-zero", "-q", "-o", "json=-", "a.txt").stdout)
    first, second = report["documents"][0]["findings"]
    leave(
        inside.folder / "d.json",
        review("a.txt", text.encode(), [of_report(first, "confirm"), of_report(second, "dismiss")]),
    )
    table = inside("calibrate", "--no-models", "--from-reviews", "d.json").stdout.decode()
    assert "| rule | right | dismissed |" in table
    assert f"| `{first['rule']}` | 1 | 0 |" in table and f"| `{second['rule']}` | 0 | 1 |" in table


def test_a_file_without_decisions_is_of_somebody(inside: Shell) -> None:
    leave(inside.folder / "d.json", of("李"))
    assert merge([load(str(inside.folder / "d.json"))]).reviewers == ("李",)


def test_thousands_of_findings_at_one_place_are_merged_in_time() -> None:
    file = loads(json.dumps(of("李", additions=(added(TEXT, "风筝", "纸鸢"),))))
    (document,) = file.documents
    many = tuple(replace(document.added[0], id=f"{n:016x}", replacement=f"纸鸢{n}") for n in range(20_000))
    started = time.process_time()
    found = merge([replace(file, documents=(replace(document, added=many),))])
    assert len(found.additions) == 20_000 and time.process_time() - started < 10


def test_who_decided_alone_is_still_known_in_a_merged_file() -> None:
    other = FOUND | {"fingerprint": "1" * 16, "start": 1, "end": 2, "text": "承"}
    files = of("李", said("accept", "她"), of_report(other, "dismiss")), of("王", said("accept", "她"))
    found, document = merged(*files)
    assert [decision.get("by", "") for decision in document["decisions"]] == ["", "李"]
    _, document = merged(*files, of("陈", additions=(added(TEXT, "风筝", "纸鸢"),)))
    assert [decision.get("by", "") for decision in document["decisions"]] == ["李, 王", "李"]
    assert document["added"][0]["by"] == "陈", "of three the third neither decided them nor is it of all"
    _, document = merged(*files, of("陈", said("dismiss")), prefer="陈")
    assert document["decisions"][0]["by"] == "陈", "whose decision counts, not all who were asked"
    again = loads(merged_file(found, [loads(json.dumps(file), "") for file in files]), "both.json")
    assert [name for _, name, _ in again.decided()] == ["李, 王", "李"]
