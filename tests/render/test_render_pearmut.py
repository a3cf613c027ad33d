"""A campaign as Pearmut checks it and its page reads it: spans in UTF-16, no markup from a document."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from handmade import EVIL, EVIL_PATH, LATIN, MARKUP, NAMES, checked, find, hostile, plain, report, sample
from jsonschema import Draft202012Validator

from mtqa.findings import Status
from mtqa.render.base import one_line, visible
from mtqa.render.pearmut import MODEL, render
from mtqa.report import Report

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "pearmut.schema.json").read_text(encoding="utf-8"))


def campaign(made: Report) -> dict[str, Any]:
    text = render(made)
    text.encode("utf-8")
    found: dict[str, Any] = json.loads(text)
    Draft202012Validator(SCHEMA).validate(found)
    for item in (item for document in found["data"] for item in document):
        length = len(item["tgt"][MODEL].encode("utf-16-le")) // 2
        for span in item["error_spans"][MODEL]:
            assert span["start_i"] <= span["end_i"] < length
        for shown in (item["tgt"][MODEL], item.get("src", "")):
            assert not re.search(r"</?(?:br|strong|b|i|p|em|h1|h2|h3)>", shown)
            assert not shown.startswith(("<audio ", "<video ", "<img ", "<iframe "))
    return found


def marked(item: dict[str, Any]) -> list[str]:
    """What the page highlights: it counts the units of JavaScript's strings, and a span ends at its last one."""
    units = item["tgt"][MODEL].encode("utf-16-le")
    return [units[2 * one["start_i"] : 2 * one["end_i"] + 2].decode("utf-16-le") for one in item["error_spans"][MODEL]]


def test_a_document_is_a_document_and_a_segment_an_item() -> None:
    made = campaign(sample())
    assert made["info"]["protocol"] == "MQM" and made["info"]["mqm_severities"] == ["Minor", "Major", "Critical"]
    (document,) = made["data"]
    assert [item["item_id"] for item in document] == ["notes/letter.md#1", "notes/letter.md#2", "notes/letter.md#3"]
    assert [marked(item) for item in document] == [
        [], ["Boxma", "送到&居民手中"], ["[/s2/]", "汇源和惠源", "惠源,责任和责任"],
    ]  # fmt: skip
    span = document[1]["error_spans"][MODEL][0]
    assert (span["severity"], span["category"], span["rule"]) == (
        "major",
        "Accuracy/Untranslated",
        "untranslated.latin",
    )


def test_spans_count_utf_16() -> None:
    document = plain("𠮷𠮷汇源👩‍👩‍👧字")
    made = campaign(report(checked(document, [find(document, NAMES, "汇源"), find(document, LATIN, "字")])))
    assert marked(made["data"][0][0]) == ["汇源", "字"]
    assert made["data"][0][0]["error_spans"][MODEL][0]["start_i"] == 4


def test_no_document_injects_markup() -> None:
    document = plain("<img src=x onerror=alert(1)>字<b>粗</b>")
    finding = find(document, MARKUP, "<b>", message="<b>")
    item = campaign(report(checked(document, [finding])))["data"][0][0]
    assert marked(item) == ["＜b>"] and item["tgt"][MODEL].startswith("＜img ")


def test_hostile_text_stays_text() -> None:
    made = campaign(hostile())
    first, second = made["data"][0]
    assert first["item_id"] == f"{one_line(EVIL_PATH)}#1"
    assert marked(first)[0] == visible(EVIL).replace("<", "＜") and marked(second) == []


def test_a_span_that_covers_nothing_takes_the_character_beside_it() -> None:
    document = plain("甲乙\n丙丁")
    first, second = (find(document, LATIN, text) for text in ("乙", "丁"))
    elsewhere = replace(first, span=second.span, text=second.text)  # found in the first segment, stands in the second
    item, _ = campaign(report(checked(document, [elsewhere])))["data"][0]
    assert marked(item) == ["乙"]


def test_suppressed_findings_and_empty_documents_are_left_out() -> None:
    document = plain("Boxma。")
    aside = replace(find(document, LATIN, "Boxma"), status=Status.SUPPRESSED)
    made = campaign(report(checked(document, [aside]), checked(plain(""), [])))
    assert [marked(item) for one in made["data"] for item in one] == [[]]


def test_another_run_is_another_campaign() -> None:
    assert campaign(sample())["campaign_id"] == campaign(sample())["campaign_id"]
    assert campaign(sample())["campaign_id"] != campaign(hostile())["campaign_id"]
