"""GitLab's code quality report: its schema, fingerprints that are unique and stable, paths from the root."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from handmade import EVIL, EVIL_PATH, LATIN, checked, find, hostile, plain, report, sample
from jsonschema import Draft202012Validator

from mtqa.findings import Status
from mtqa.render.base import storable, visible
from mtqa.render.gitlab import render
from mtqa.report import Report

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "gitlab.schema.json").read_text(encoding="utf-8"))


def issues(made: Report) -> list[dict[str, Any]]:
    text = render(made)
    assert not text.encode("utf-8").startswith(b"\xef\xbb\xbf")  # GitLab does not read a byte order mark
    found: list[dict[str, Any]] = json.loads(text)
    Draft202012Validator(SCHEMA).validate(found)
    fingerprints = [issue["fingerprint"] for issue in found]
    assert len(set(fingerprints)) == len(fingerprints)
    return found


def test_an_issue_a_finding() -> None:
    found = issues(sample())
    assert found[0]["description"] == "“Boxma”: A Latin word stands in Chinese prose. → 盒马"
    assert found[0]["location"] == {"path": "notes/letter.md", "lines": {"begin": 3, "end": 3}}
    assert [issue["severity"] for issue in found] == ["major", "minor", "critical", "major", "minor"]


def test_fingerprints_are_unique_and_survive_edits_elsewhere() -> None:
    line = "前面的字很多很多很多很多Boxma后面的字很多很多很多很多。\n"

    def fingerprints(text: str, path: str = "a.txt") -> list[str]:
        document = plain(text, path=path)
        count = text.count("Boxma")
        findings = [find(document, LATIN, "Boxma", nth=nth) for nth in range(count)]
        return [issue["fingerprint"] for issue in issues(report(checked(document, findings)))]

    before = fingerprints(line * 3)
    assert fingerprints("另一段。\n" * 5 + line * 3) == before
    assert fingerprints(line * 4)[:3] == before
    assert not set(fingerprints(line * 3, "b.txt")) & set(before)


def test_paths_are_relative_to_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    document = plain("Boxma。", path="./a.txt")
    (issue,) = issues(report(checked(document, [find(document, LATIN, "Boxma")])))
    assert issue["location"]["path"] == "docs/a.txt"


def test_suppressed_findings_are_not_reported() -> None:
    document = plain("Boxma。")
    aside = replace(find(document, LATIN, "Boxma"), status=Status.BASELINE)
    assert issues(report(checked(document, [aside]))) == []


def test_hostile_text_stays_text() -> None:
    first, second = issues(hostile())
    assert first["location"]["path"] == storable(EVIL_PATH) and visible(EVIL) in first["description"]
    assert second["location"]["lines"] == {"begin": 1, "end": 2}
