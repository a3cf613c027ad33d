"""JSON: valid against the schema that the project keeps, and exact."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from handmade import LATIN, checked, find, plain, report, sample
from jsonschema import Draft202012Validator, ValidationError

from mtqa.evidence.back_translation import BackTranslation
from mtqa.findings import Evidence
from mtqa.read.discovery import PassedOver
from mtqa.render.json import render
from mtqa.report import Report


def validator() -> Draft202012Validator:
    schema = json.loads(files("mtqa").joinpath("data/report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def valid(made: Report) -> dict[str, Any]:
    text = render(made)
    text.encode("utf-8")
    tree: dict[str, Any] = json.loads(text)
    validator().validate(tree)
    return tree


def test_the_sample_is_valid_and_complete() -> None:
    tree = valid(sample())
    assert (tree["schema"], tree["version"]) == ("mtqa-report/2", "0.1.0")
    message = "a binary file, not text → mtqa reads text: convert the file to text first"
    assert tree["unreadable"] == [{"path": "logo.png", "message": message}]
    (document,) = tree["documents"]
    assert document["verdict"] == "fail" and len(document["reasons"]) == 2
    assert document["counts"] == {"minor": 2, "major": 2, "critical": 1}
    assert document["skipped"] == [
        {
            "kind": "needs",
            "rules": ["terms"],
            "needs": ["language_model"],
            "message": "terms: needs a language model",
        }
    ]
    assert document["notes"] == [
        {"kind": "encoding_guessed", "arguments": {"codec": "big5"}, "message": "encoding guessed: big5"}
    ]
    assert document["reasons"][0] == {
        "kind": "score",
        "arguments": {"score": 81.5, "least": 90.0},
        "message": "score 81.5 is under 90 (--fail-under)",
    }
    assert document["segments"][1]["back_translation"]["chrf"] == 41.5
    assert document["findings"][0]["evidence"] == {"chinese_zipf": 0.0, "most_surprising": ["从", "送到"]}


def test_text_is_what_stands_in_the_file() -> None:
    made = sample()
    raw = made.documents[0].document.raw
    (document,) = valid(made)["documents"]
    stretches = [*document["segments"], *document["findings"]]
    stretches += [peak for segment in document["segments"] for peak in segment["fluency"]["peaks"]]
    assert all(raw[one["start"] : one["end"]] == one["text"] for one in stretches)
    assert document["segments"][1]["text"] == "食物从Boxma送到&amp;居民<b>手中</b>。"
    assert document["segments"][1]["prose"] == "食物从Boxma送到&居民手中。"
    assert document["findings"][1]["text"] == "送到&amp;居民<b>手中"


def test_what_was_not_computed_is_null() -> None:
    tree = valid(report(checked(plain("一切都好。"), [], with_fluency=False)))
    segment = tree["documents"][0]["segments"][0]
    assert segment["fluency"] is None and segment["back_translation"] is None
    assert tree["documents"][0]["findings"] == [] and tree["documents"][0]["verdict"] == "pass"


def test_what_directories_have_that_is_not_read_is_counted_by_suffix() -> None:
    passed_over = PassedOver(Counter({".py": 2, "": 1}), Counter({".json": 3}))
    counted = valid(replace(sample(), passed_over=passed_over))["passed_over"]
    assert counted == {"unknown": {".py": 2, "": 1}, "unless_named": {".json": 3}}


def test_a_report_of_nothing_is_valid() -> None:
    assert valid(report())["documents"] == []


def test_figures_that_are_none_become_null() -> None:
    document = plain("送到Boxma。")
    evidence: Evidence = {"log_odds": math.inf, "gain": math.nan, "given_name_log_ratios": {"x": -math.inf}}
    one = checked(
        document,
        [find(document, LATIN, "Boxma", evidence=evidence)],
        back=BackTranslation("", "", None, None, "looped"),
    )
    segment = one.segments[0]
    assert segment.fluency is not None
    broken = replace(segment, fluency=replace(segment.fluency, slor=-math.inf, surprisal=math.inf))
    (out,) = valid(report(replace(one, segments=(broken,))))["documents"]
    assert out["findings"][0]["evidence"] == {"log_odds": None, "gain": None, "given_name_log_ratios": {"x": None}}
    assert out["segments"][0]["fluency"]["slor"] is None
    assert out["segments"][0]["back_translation"]["reason"] == "looped"


def test_lone_surrogates_and_controls_survive() -> None:
    document = plain("坏\ud800字\x00\u202e“引号”\\ud800。", path="\udc80.txt")
    made = report(checked(document, [find(document, LATIN, "\ud800字", message="\udfff")]))
    (out,) = valid(made)["documents"]
    assert out["segments"][0]["text"] == document.raw
    assert out["path"] == "\udc80.txt" and out["findings"][0]["message"] == "\udfff"
    assert "\\ud800字" in render(made)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("documents", 0, "findings", 0, "confidence"), 1.5),
        (("documents", 0, "findings", 0, "severity"), "fatal"),
        (("documents", 0, "findings", 0, "column"), 0),
        (("documents", 0, "score"), -1),
        (("documents", 0, "segments", 0, "extra"), 1),
        (("documents", 0, "findings", 0, "evidence", "extra"), 1),
        (("documents", 0, "findings", 0, "evidence", "chinese_zipf"), "3"),
        (("schema",), "mtqa-report/1"),
    ],
)
def test_the_schema_is_strict(path: tuple[str | int, ...], value: object) -> None:
    tree = valid(sample())
    inner: Any = tree
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(ValidationError):
        validator().validate(tree)
