"""Decisions files: what is read, and the letters for what is not."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from shell import HOME

from mtqa.errors import MtqaError, ReadError, UsageError
from mtqa.findings import Category, Severity
from mtqa.review import SCHEMA, Choice, load, loads
from mtqa.review.decisions import Why
from mtqa.text import Span

PUBLISHED = json.loads((HOME / "mtqa" / "data" / "decisions.schema.json").read_text(encoding="utf-8"))

DECISION: dict[str, Any] = {
    "fingerprint": "0123456789abcdef",
    "rule": "names.inconsistent",
    "start": 2,
    "end": 4,
    "text": "林峰",
    "decision": "accept",
    "replacement": "枫林",
    "note": "",
    "decided": "2026-11-24T09:12:31.123Z",
}
REVIEW: dict[str, Any] = {
    "schema": SCHEMA,
    "report": "sha256-abc",
    "reviewer": "李",
    "exported": "2026-11-24T09:20:00+08:00",
    "documents": [{"path": "a.txt", "sha256": "A" * 64, "decisions": [DECISION]}],
}

COMMENT = {"by": "王", "at": "2026-11-24T09:30:00Z", "text": "同意"}
ADDED: dict[str, Any] = {
    "id": "00000000000000aa",
    "start": 5,
    "end": 5,
    "text": "",
    "category": "accuracy/omission",
    "severity": "major",
    "decision": "confirm",
    "replacement": None,
    "note": "漏译",
    "decided": "",
}


def changed(change: Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], object]) -> str:
    """The file above, told what to do to it, its document and its decision."""
    review = copy.deepcopy(REVIEW)
    (document,) = review["documents"]
    change(review, document, document["decisions"][0])
    return json.dumps(review, ensure_ascii=False, indent=1)


def test_a_file_is_read_as_it_is() -> None:
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)
    jsonschema.validate(REVIEW, PUBLISHED)
    review = loads(json.dumps(REVIEW, indent=1), "d.json")
    (document,) = review.documents
    (decision,) = document.decisions
    assert (review.name, document.path, document.sha256) == ("李", "a.txt", "a" * 64)
    assert decision.span == Span(2, 4) and decision.text == "林峰"
    assert decision.choice is Choice.ACCEPT and decision.replacement == "枫林"
    assert decision.where == "d.json:11:5"


def test_everything_that_a_reviewer_may_say_is_read() -> None:
    said = {
        "decision": "dismiss",
        "replacement": None,
        "why": "quoted",
        "severity": "critical",
        "category": "style/awkward",
        "moved": {"start": 1, "end": 5, "text": "说林峰来"},
        "comments": [COMMENT],
    }
    opinion = {"reviewer": "王", "decision": "accept", "replacement": "", "decided": ""}
    disputed = {"decision": None, "replacement": None, "nth": 1, "opinions": [opinion]}
    tree = copy.deepcopy(REVIEW)
    tree["documents"][0] |= {"decisions": [DECISION | said, DECISION | disputed], "added": [ADDED]}
    jsonschema.validate(tree, PUBLISHED)
    (document,) = loads(json.dumps(tree)).documents
    first, second = document.decisions
    assert (first.why, first.severity, first.category) == (Why.QUOTED, Severity.CRITICAL, Category.AWKWARD)
    assert first.target.span == Span(1, 5) and first.comments[0].text == "同意"
    assert second.opinions[0].choice is Choice.ACCEPT and second.opinions[0].replacement == ""
    (added,) = document.added
    assert (added.span, added.category, added.choice) == (Span(5, 5), Category.OMISSION, Choice.CONFIRM)


def test_a_note_alone_decides_nothing() -> None:
    review = loads(changed(lambda _, __, one: one.update(decision=None, replacement=None, note="问作者")))
    assert review.documents[0].decisions[0].note == "问作者" and list(review.decided()) == []


def test_the_first_format_is_read() -> None:
    """There an accepted finding could have no wording, and a dismissed one a wording that was typed before."""
    first = {"schema": "mtqa-decisions/1"}
    review = loads(changed(lambda file, _, one: (file.update(first), one.update(decision="dismiss"))))
    assert review.documents[0].decisions[0].replacement is None
    review = loads(changed(lambda file, _, one: (file.update(first), one.update(replacement=None))))
    assert review.documents[0].decisions[0].choice is Choice.CONFIRM
    (kept,) = loads(changed(lambda file, *_: file.update(first))).documents[0].decisions
    assert (kept.choice, kept.replacement) == (Choice.ACCEPT, "枫林")
    with pytest.raises(UsageError, match=r"documents\[0\]\.decisions"):
        loads(changed(lambda file, document, _: (file.update(first), document.update(decisions=7))))


def test_without_a_name_the_file_has_one() -> None:
    assert loads(changed(lambda review, *_: review.update(reviewer="  ")), "d.json").name == "d.json"


@pytest.mark.parametrize(
    ("change", "where", "hint"),
    [
        (lambda r, d, o: o.update(decision="acept"), "d.json:17:18", "“documents[0].decisions[0].decision” is “acept”"),
        (lambda r, d, o: o.update(start="2"), "d.json:14:15", "must be a whole number, not “2”"),
        (lambda r, d, o: o.update(start=True), "d.json:14:15", "must be a whole number, not true"),
        (lambda r, d, o: o.update(start=-1), "d.json:14:15", "less than 0"),
        (lambda r, d, o: o.update(end=1), "d.json:15:13", "before “start”"),
        (lambda r, d, o: o.update(fingerprint="../../etc"), "d.json:12:21", "16 hexadecimal digits"),
        (lambda r, d, o: o.update(decided="yesterday"), "d.json:20:17", "ISO 8601"),
        (lambda r, d, o: o.update(replacement=["x"]), "d.json:18:21", "a string or null"),
        (lambda r, d, o: o.update(replacement="长" * 10_001), "d.json:18:21", "longer than 10,000"),
        (lambda r, d, o: o.update(replacement="\ud83d"), "d.json:18:21", "surrogate"),
        (lambda r, d, o: o.update(replacment="x"), "d.json:11:5", "unknown “replacment”"),
        (lambda r, d, o: o.pop("text"), "d.json:11:5", "has no “text”"),
        (lambda r, d, o: d.update(decisions={}), "d.json:10:17", "must be a list, not {}"),
        (lambda r, d, o: d["decisions"].append(7), "d.json:22:5", "must be an object, not 7"),
        (lambda r, d, o: d["decisions"].append(dict(o)), "d.json:22:5", "another decision above"),
        (lambda r, d, o: d.update(path=""), "d.json:8:12", "is empty"),
        (lambda r, d, o: d.update(sha256="none"), "d.json:9:14", "64 hexadecimal digits"),
        (lambda r, d, o: r["documents"].append(d), "d.json:25:12", "occurs twice"),
        (lambda r, d, o: r.update(documents=None), "d.json:6:15", "must be a list, not null"),
        (lambda r, d, o: r.update(schema="mtqa-decisions/3"), "d.json", "“mtqa-decisions/1” and “mtqa-decisions/2”"),
        (lambda r, d, o: o.update(replacement=None), "d.json:18:21", "must be a string, not null"),
        (lambda r, d, o: o.update(decision="confirm"), "d.json:18:21", "must be null, not “枫林”"),
        (lambda r, d, o: o.update(why="intended"), "d.json:11:5", "has “why”, which only a dismissed"),
        (lambda r, d, o: o.update(severity="awful"), "d.json:21:18", "not “minor”, “major” or “critical”"),
        (lambda r, d, o: o.update(category="style"), "d.json:21:18", "none of the 12 values"),
        (lambda r, d, o: o.update(moved={"start": 4, "end": 2, "text": ""}), "d.json:23:14", "before “start”"),
        (lambda r, d, o: o.update(comments=[{"by": "", "at": "now", "text": ""}]), "d.json:24:14", "ISO 8601"),
        (lambda r, d, o: o.update(comments=[COMMENT] * 1_001), "d.json:21:18", "more than 1,000 items"),
        (lambda r, d, o: o.update(opinions=[{}]), "d.json:22:7", "has no “reviewer”"),
        (lambda r, d, o: d.update(added=[ADDED, ADDED]), "d.json:37:12", "has this id"),
        (lambda r, d, o: d.update(added=[ADDED | {"id": "x"}]), "d.json:25:12", "16 hexadecimal digits"),
        (lambda r, d, o: d.update(added=[ADDED | {"decision": "dismiss"}]), "d.json:31:18", "“accept” or “confirm”"),
        (lambda r, d, o: d.update(added=[ADDED | {"start": 9}]), "d.json:27:13", "before “start”"),
        (lambda r, d, o: r.update(schema="mtqa-report/1"), "d.json", "the report exported"),
        (lambda r, d, o: r.pop("schema"), "d.json", "not a file of decisions"),
    ],
)
def test_what_is_wrong_is_a_letter_with_its_place(change: Any, where: str, hint: str) -> None:
    text = changed(change).encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")
    with pytest.raises(UsageError) as letter:
        loads(text, "d.json")
    assert letter.value.where == where
    assert hint in str(letter.value) and letter.value.advice and len(str(letter.value)) < 300


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        ("", "d.json:1:1", "not JSON"),
        ('{"schema": "mtqa-decisions/1",\n "report": }', "d.json:2:12", "not JSON"),
        ("[1, 2]", "d.json", "not a file of decisions"),
        ("null", "d.json", "not a file of decisions"),
        ("[" * 100_000, "d.json", "nested too deeply"),
        ('{"schema": ' + "9" * 5_000 + "}", "d.json", "not JSON"),
        ('{"schema": NaN}', "d.json", "NaN is not a JSON number"),
        ('{"schema": "a",\n "schema": "mtqa-decisions/1"}', "d.json:2:12", "“schema” occurs twice"),
        ('{"schema": "\\u202e\\u001b[31m"}', "d.json", "“\\u202e\\x1b[31m”"),
    ],
)
def test_what_is_no_such_file_is_a_letter(text: str, where: str, hint: str) -> None:
    with pytest.raises(UsageError) as letter:
        loads(text, "d.json")
    assert letter.value.where == where and hint in letter.value.what


def test_bytes_that_are_no_text_are_a_letter(tmp_path: Path) -> None:
    (tmp_path / "d.json").write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(UsageError, match="not UTF-8"):
        load(str(tmp_path / "d.json"))


def test_a_missing_a_large_and_a_special_file_are_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "decisions.json").write_text(json.dumps(REVIEW), encoding="utf-8")
    with pytest.raises(ReadError, match=r"decisions\.json"):
        load(str(tmp_path / "decision.json"))
    for path in ("/dev/zero", str(tmp_path)):
        with pytest.raises(MtqaError):
            load(path)
    monkeypatch.setattr("mtqa.review.file._MOST_BYTES", 100)
    with pytest.raises(ReadError, match="limit"):
        load(str(tmp_path / "decisions.json"))


def test_many_decisions_are_read_in_time() -> None:
    many = [DECISION | {"start": at, "end": at + 2} for at in range(10_000)]
    text = json.dumps(REVIEW | {"documents": [REVIEW["documents"][0] | {"decisions": many}]})
    started = time.process_time()
    assert len(list(loads(text).decided())) == 10_000
    spent = time.process_time() - started
    print(f"{spent:.2f} s for 10,000 decisions")
    assert spent < 10
