"""JSON Lines: a finding a line, whatever a reader takes for the end of one, and exact."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from handmade import EVIL, EVIL_PATH, checked, hostile, plain, report, sample
from jsonschema import Draft202012Validator

from mtqa.render.json import tree
from mtqa.render.jsonl import render
from mtqa.report import Report


def lines(made: Report) -> list[dict[str, Any]]:
    text = render(made)
    text.encode("utf-8")
    assert text.splitlines() == text.split("\n")[:-1]  # str.splitlines ends lines at U+0085 and U+2028, too
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_is_a_finding_of_the_schema() -> None:
    schema = json.loads(files("mtqa").joinpath("data/report.schema.json").read_text("utf-8"))
    validator = Draft202012Validator({"$ref": "#/$defs/finding", "$defs": schema["$defs"]})
    found = lines(sample())
    assert [one.pop("path") for one in found] == ["notes/letter.md"] * 5
    assert found[0].pop("context") == ["通知\n食物从", "送到&居民手中。\n[/s2/]汇源和惠源"]
    for one in found[1:]:
        del one["context"]
    for one in found:
        validator.validate(one)
    assert found == tree(sample())["documents"][0]["findings"]


def test_hostile_text_is_exact() -> None:
    found = lines(hostile())
    assert {one["path"] for one in found} == {EVIL_PATH}
    assert found[1]["text"] == EVIL and found[1]["suggestions"][0] == EVIL
    assert [one["status"] for one in found] == ["suppressed", "open", "open", "baseline"]


def test_nothing_found_is_nothing() -> None:
    assert render(report(checked(plain("好。"), []))) == ""
