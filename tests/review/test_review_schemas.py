"""The schemas of decisions, of their outcome and of statistics: complete, and the same where they say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from deciding import added, leave, of_report, review
from jsonschema import Draft202012Validator
from shell import HOME, Shell

from mtqa.findings import Category, Severity
from mtqa.review import Choice
from mtqa.review.applying import State
from mtqa.review.decisions import Why

TEXT = "他承担责任和责任。\n春天来了[/b]。\n她承担责任和责任。\n"


def schema(name: str) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads((HOME / "mtqa" / "data" / f"{name}.schema.json").read_text("utf-8"))
    return tree


DECISIONS, REVIEWED = schema("decisions"), schema("reviewed")


@pytest.mark.parametrize("name", ["decisions", "reviewed", "review-stats"])
def test_every_key_is_described_and_no_other_is_let_in(name: str) -> None:
    whole = schema(name)
    Draft202012Validator.check_schema(whole)
    defined = {f"#/$defs/{key}": one for key, one in whole["$defs"].items()}

    def walk(node: Any, path: str) -> Iterator[str]:
        for key, inner in node.get("properties", {}).items():
            if "description" not in defined.get(inner.get("$ref", ""), {}) | inner:
                yield f"{path}.{key}"
        if node.get("type") == "object" and node.get("additionalProperties") is not False:
            yield f"{path} lets other keys in"
        for key, inner in node.items():
            if isinstance(inner, dict) and key not in ("if", "then", "else"):
                yield from walk(inner, f"{path}.{key}")

    assert list(walk(whole, "")) == []
    text = json.dumps(whole)
    assert [name for name in defined if f'"{name}"' not in text] == [], "no definition is unused"


def test_what_two_schemas_share_is_the_same_in_both() -> None:
    here, there = DECISIONS["$defs"], REVIEWED["$defs"]
    own = {"decision", "finding", "added", "document", "state", "reviewers"}
    assert {name for name in here if here[name] != there.get(name)} <= own
    assert {name for name in there if there[name] != here.get(name)} <= own
    for one, other, news in (
        ("decision", "finding", {"severity", "category", "state", "reviewers"}),
        ("added", "added", {"severity", "category", "state", "reviewers"}),
    ):
        decided, became = here[one]["properties"], there[other]["properties"]
        assert {name for name in became if became[name] != decided.get(name)} == news
        assert decided.keys() - became.keys() == {"by"}, "reviewers says it"
        assert here[one]["allOf"] == there[other]["allOf"]


def test_the_values_are_those_of_the_program() -> None:
    shared = DECISIONS["$defs"]
    assert shared["severity"]["enum"] == list(Severity) and shared["category"]["enum"] == list(Category)
    assert shared["why"]["enum"] == list(Why)
    assert shared["decision"]["properties"]["decision"]["enum"] == [*Choice, None]
    assert REVIEWED["$defs"]["state"]["enum"] == [*State, "disputed", "not_found"]


def test_what_became_of_a_merged_file_is_as_the_schema_says(inside: Shell) -> None:
    (inside.folder / "a.txt").write_bytes(TEXT.encode())
    report = json.loads(inside("check", "--no-models", "--exit-zero", "-q", "-o", "json=-", "a.txt").stdout)
    first, second, third = report["documents"][0]["findings"]
    li = [of_report(first, "accept", "负责"), of_report(second, "dismiss") | {"why": "quoted"}]
    wang = [of_report(second, "confirm") | {"severity": "minor"}, of_report(third, "dismiss")]
    leave(inside.folder / "li.json", review("a.txt", TEXT.encode(), li, "李", [added(TEXT, "春天", "夏天")]))
    leave(inside.folder / "wang.json", review("a.txt", TEXT.encode(), wang, "王"))
    inside("review", "merge", "li.json", "wang.json", "-o", "both.json", code=1)
    tree = json.loads(inside("review", "apply", "both.json", "-o", "json=-", code=1).stdout)
    Draft202012Validator(REVIEWED).validate(tree)
    (document,) = tree["documents"]
    assert [(one["state"], one["reviewers"]) for one in document["findings"]] == [
        ("written", ["李"]),
        ("disputed", ["李", "王"]),
        ("dismissed", ["王"]),
    ]
    assert document["findings"][1]["opinions"][0]["why"] == "quoted"
    assert [(one["state"], one["reviewers"]) for one in document["added"]] == [("written", ["李"])]
    preferred = json.loads(inside("review", "apply", "both.json", "--prefer", "王", "-o", "json=-").stdout)
    assert preferred["documents"][0]["findings"][1]["reviewers"] == ["王"]
