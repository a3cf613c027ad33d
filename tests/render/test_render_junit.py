"""JUnit XML: valid against Jenkins' schema, and a failure only where a gate failed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import xmlschema
from handmade import EVIL, LATIN, NAMES, REPEAT, checked, find, hostile, plain, report, sample

from mtqa.config import Config
from mtqa.findings import Status
from mtqa.render.base import visible
from mtqa.render.junit import render
from mtqa.report import Report

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parents[1] / "schemas" / "junit-10.xsd"))


def results(made: Report) -> ElementTree.Element:
    text = render(made)
    text.encode("utf-8")
    SCHEMA.validate(text)
    return ElementTree.fromstring(text.encode("utf-8"))


def endings(suite: ElementTree.Element) -> list[str]:
    return [test[0].tag if len(test) else "passed" for test in suite.iter("testcase")]


def test_a_failed_gate_fails_with_its_findings() -> None:
    top = results(sample())
    run, document, unreadable = top.findall("testsuite")
    assert endings(run) == ["passed"]
    assert endings(document) == ["failure"] * 6 and endings(unreadable) == ["error"]
    assert (top.get("tests"), top.get("failures"), top.get("errors")) == ("8", "6", "1")
    gate, latin, *_ = document.iter("testcase")
    assert gate.get("name") == "quality gate" and "--fail-under" in str(gate[0].get("message"))
    assert latin.get("classname") == "notes/letter.md" and "untranslated.latin" in str(latin.get("name"))
    assert latin[0].text == "“Boxma”: A Latin word stands in Chinese prose. → 盒马"


def test_a_finding_fails_nothing_where_the_gate_passed() -> None:
    document = plain("食物从Boxma送到,责任和责任。")
    aside = replace(find(document, NAMES, "食物"), status=Status.SUPPRESSED, status_reason="a term")
    passed = checked(document, [aside, find(document, LATIN, "Boxma"), find(document, REPEAT, "责任和责任")])
    assert passed.passed
    top = results(report(passed, checked(plain("好。", path="b.txt"), [])))
    _, first, second = top.findall("testsuite")
    assert endings(first) == ["passed", "skipped", "skipped", "skipped"] and endings(second) == ["passed"]
    assert (first.get("skipped"), top.get("failures")) == ("3", "0")
    assert "suppressed: a term" in str(first.findall("testcase")[1][0].text)


def test_suppressed_findings_do_not_fail_with_the_others() -> None:
    document = plain("食物从Boxma送到,责任和责任。")
    aside = replace(find(document, NAMES, "食物"), status=Status.BASELINE)
    failed = checked(document, [aside, find(document, LATIN, "Boxma")], words=10)
    assert not failed.passed
    assert endings(results(report(failed))) == ["passed", "failure", "skipped", "failure"]


def test_the_run_as_a_whole_may_fail() -> None:
    document = plain("食物从Boxma送到。")
    one = checked(document, [find(document, LATIN, "Boxma")])
    top = results(report(one, config=Config(max_findings=0)))
    assert endings(top) == ["failure", "passed", "skipped"] and "--max-findings" in str(top[0][0][0].get("message"))


def test_characters_that_xml_cannot_hold_are_named() -> None:
    top = results(hostile())
    texts = [ending.text for test in top.iter("testcase") for ending in test]
    assert any(text and visible(EVIL) in text for text in texts)
    assert not list(top.iter("script"))


def test_a_report_of_nothing_is_valid() -> None:
    assert results(report()).get("tests") == "1"  # the gate of the run
