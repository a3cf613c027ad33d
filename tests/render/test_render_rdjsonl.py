"""Reviewdog's diagnostics: their schema, columns in bytes of UTF-8, suggestions that can be applied."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from handmade import EVIL, LATIN, MARKUP, NAMES, checked, find, hostile, plain, report, sample
from jsonschema import Draft202012Validator

from mtqa.findings import Status
from mtqa.render.rdjsonl import render
from mtqa.report import Report

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "rdjson.schema.json").read_text(encoding="utf-8"))


def diagnostics(made: Report) -> list[dict[str, Any]]:
    text = render(made)
    text.encode("utf-8")
    found = [json.loads(line) for line in text.splitlines()]
    for one in found:
        Draft202012Validator(SCHEMA).validate(one)
    return found


def applied(file: bytes, suggestion: dict[str, Any]) -> bytes:
    """The file with the suggestion in it, as reviewdog puts it there: lines end with LF, columns count bytes."""
    lines = file.splitlines(keepends=True)

    def offset(position: dict[str, int]) -> int:
        return sum(map(len, lines[: position["line"] - 1])) + position["column"] - 1

    start, end = offset(suggestion["range"]["start"]), offset(suggestion["range"]["end"])
    return file[:start] + str(suggestion["text"]).encode("utf-8") + file[end:]


def test_a_diagnostic_a_finding() -> None:
    found = diagnostics(sample())
    assert found[0]["message"] == "“Boxma”: A Latin word stands in Chinese prose. → 盒马"
    assert found[0]["location"]["path"] == "notes/letter.md" and found[0]["code"] == {"value": "untranslated.latin"}
    assert [one["severity"] for one in found] == ["WARNING", "INFO", "ERROR", "WARNING", "INFO"]


def test_columns_count_bytes() -> None:
    """The example of reviewdog.proto: 'a𐐀b' has its b in column 6."""
    document = plain("a𐐀b")
    (one,) = diagnostics(report(checked(document, [find(document, LATIN, "b")])))
    assert one["location"]["range"] == {"start": {"line": 1, "column": 6}, "end": {"line": 1, "column": 7}}


def test_suggestions_can_be_applied() -> None:
    document = plain("一行\r\n送到𠮷惠源居委会[/s2/]。\r\n后面\n")
    findings = [
        find(document, NAMES, "惠源", suggestions=("汇源", "")),
        find(document, MARKUP, "源居", suggestions=("x",)),
    ]
    findings.append(find(document, LATIN, "。\r\n后", suggestions=("!",)))
    file = document.raw.encode("utf-8")
    results = [
        applied(file, suggestion).decode("utf-8")
        for one in diagnostics(report(checked(document, findings)))
        for suggestion in one["suggestions"]
    ]
    assert results == [
        document.raw.replace("惠源", "汇源"),
        document.raw.replace("惠源", ""),
        document.raw.replace("源居", "x"),
        document.raw.replace("。\r\n后", "!"),
    ]


def test_invisible_suggestions_are_not_offered() -> None:
    markup, latin = diagnostics(hostile())
    assert [one["text"] for one in markup["suggestions"]] == ["", "好"]  # not EVIL
    assert latin["location"]["range"]["end"]["line"] == 2
    assert EVIL not in render(hostile())


def test_suppressed_findings_are_not_reported() -> None:
    document = plain("Boxma。")
    assert render(report(checked(document, [replace(find(document, LATIN, "Boxma"), status=Status.UNCHANGED)]))) == ""


def test_a_suggestion_is_offered_where_it_can_replace_the_range() -> None:
    document = sample().documents[0].document  # Markdown with `&amp;` and `<b>`
    inside = find(document, NAMES, "居民手中", suggestions=("居民手里",))  # a tag would go
    beside = find(document, NAMES, "居民", suggestions=("市民", "“市民”", "市民&"))
    for format, offered in (("markdown", ["市民", "“市民”", "市民&"]), ("html", ["市民", "“市民”"])):
        made = report(checked(replace(document, format=format), [inside, beside]))
        assert [[one["text"] for one in found["suggestions"]] for found in diagnostics(made)] == [offered, []]


def test_a_binary_file_gets_no_suggestion() -> None:
    for format, offered in (("plain", ["盒马"]), ("docx", []), ("parquet", [])):
        document = replace(plain("送到Boxma。"), format=format)
        (one,) = diagnostics(report(checked(document, [find(document, LATIN, "Boxma", suggestions=("盒马",))])))
        assert [suggestion["text"] for suggestion in one["suggestions"]] == offered


def test_a_marked_up_range_keeps_its_markup() -> None:
    assert [bool(one["suggestions"]) for one in diagnostics(sample())] == [True, False, True, False, False]
