"""SARIF: valid against the published schema, and what GitHub asks for beyond it."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from handmade import EVIL, EVIL_PATH, LATIN, MARKUP, checked, find, hostile, plain, report, sample
from jsonschema import Draft4Validator, ValidationError

from mtqa.checks import RULES
from mtqa.checks.base import SECTIONS
from mtqa.config import Config
from mtqa.config.ignore_text import IgnoreRule
from mtqa.findings import Status
from mtqa.pipeline import run
from mtqa.read.discovery import PassedOver
from mtqa.render import sarif
from mtqa.render.base import visible
from mtqa.report import Report

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def run_of(made: Report) -> dict[str, Any]:
    """The one run of the log, which is valid, storable and has nothing in it that is not seen."""
    text = sarif.render(made)
    text.encode("utf-8")
    assert visible(text) == text
    log = json.loads(text)
    Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER).validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_what_was_passed_over_is_a_notification() -> None:
    made = run_of(replace(sample(), passed_over=PassedOver(Counter({".py": 2}))))
    said = [(note["level"], note["message"]["text"]) for note in made["invocations"][0]["toolExecutionNotifications"]]
    assert ("note", "passed over 2 files that mtqa does not read: 2 .py") in said


def region(result: dict[str, Any]) -> dict[str, Any]:
    (location,) = result["locations"]
    found: dict[str, Any] = location["physicalLocation"]["region"]
    return found


def uri(result: dict[str, Any]) -> dict[str, str]:
    (location,) = result["locations"]
    found: dict[str, str] = location["physicalLocation"]["artifactLocation"]
    return found


def test_a_result_has_what_the_finding_has() -> None:
    made = sample()
    run = run_of(made)
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(made.documents[0].findings)
    result, finding = run["results"][0], made.documents[0].findings[0]
    assert (result["ruleId"], result["level"]) == ("untranslated.latin", "warning")
    assert result["message"]["text"] == "“Boxma”: A Latin word stands in Chinese prose. → 盒马"
    assert result["partialFingerprints"] == {"mtqa/v1": finding.fingerprint}
    assert region(result) == {
        "startLine": 3, "startColumn": 4, "endLine": 3, "endColumn": 9, "snippet": {"text": "Boxma"},
    }  # fmt: skip
    assert uri(result) == {"uri": "notes/letter.md", "uriBaseId": "%SRCROOT%"}
    assert [one["level"] for one in run["results"]] == ["warning", "note", "error", "warning", "note"]


def test_regions_give_the_text_back() -> None:
    """Read as the standard reads them: lines that end as declared, columns in code points, ends exclusive."""
    document = plain("一\r二\r\n𠮷汇源\n三[/b]\r四", path="a.txt")
    findings = [find(document, LATIN, "汇源"), find(document, MARKUP, "三[/b]\r四"), find(document, LATIN, "二")]
    run = run_of(report(checked(document, findings)))
    lines = [""]
    rest = document.raw
    while rest:
        end = next((one for one in run["newlineSequences"] if rest.startswith(one)), "")
        lines[-1] += end or rest[0]
        rest = rest[len(end or rest[0]) :]
        if end:
            lines.append("")
    for result in run["results"]:
        place = region(result)
        first, last = place["startLine"] - 1, place["endLine"] - 1
        text = "".join(lines[first : last + 1])
        cut = len(lines[last]) - (place["endColumn"] - 1)
        assert visible(text[place["startColumn"] - 1 : len(text) - cut]) == place["snippet"]["text"]


def test_every_rule_is_described_by_its_docstring() -> None:
    rules = {rule["id"]: rule for rule in run_of(report())["tool"]["driver"]["rules"]}
    assert set(rules) == set(RULES)
    for name, (rule, check) in RULES.items():
        described = rules[name]
        assert described["help"]["text"] == check.documentation
        for heading in SECTIONS:
            assert f"**{heading}**" in described["help"]["markdown"]
        assert described["shortDescription"]["text"] == rule.message
        assert len(described["shortDescription"]["text"]) <= 1024 and len(described["properties"]["tags"]) <= 10


def test_results_point_at_their_rules() -> None:
    run = run_of(sample())
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_suppressed_findings_have_their_reason() -> None:
    document = plain("食物从Boxma送到。", path="a.txt")
    findings = [
        replace(find(document, LATIN, "Boxma"), status=status, status_reason=reason, in_source=here)
        for status, reason, here in (
            (Status.OPEN, "", False),
            (Status.SUPPRESSED, "a brand", True),
            (Status.SUPPRESSED, "a name (mtqa.toml:3)", False),
            (Status.BASELINE, "", False),
            (Status.UNCHANGED, "", False),
        )
    ]
    results = run_of(report(checked(document, findings)))["results"]
    assert "suppressions" not in results[0]
    told = [result["suppressions"] for result in results[1:]]
    assert [one["kind"] for (one,) in told] == ["inSource", "external", "external", "external"]
    assert [one["justification"] for (one,) in told] == [
        "a brand", "a name (mtqa.toml:3)", Status.BASELINE.meaning, Status.UNCHANGED.meaning,
    ]  # fmt: skip


def test_uris_are_relative_to_the_root_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs" / "zh").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "docs")
    names = ["zh/a b.md", "../c:d#e?.md", str(tmp_path / "docs" / "zh" / "ü.md"), "/etc/文.md"]
    made = report(*(checked(one := plain("Boxma。", path=name), [find(one, LATIN, "Boxma")]) for name in names))
    told = [uri(result) for result in run_of(made)["results"]]
    assert [one["uri"] for one in told] == [
        "docs/zh/a%20b.md", "c%3Ad%23e%3F.md", "docs/zh/%C3%BC.md", "file:///etc/%E6%96%87.md",
    ]  # fmt: skip
    assert ["uriBaseId" in one for one in told] == [True, True, True, False]
    assert str(tmp_path) not in sarif.render(made)


def test_hostile_text_stays_text() -> None:
    run = run_of(hostile())
    for result in run["results"]:
        where = uri(result)["uri"]
        parts = urlsplit(where)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert os.fsdecode(unquote(where, errors="surrogateescape")) == EVIL_PATH
        message = result["message"]["text"]
        assert "](" not in message.replace("\\](", "")  # no link
        assert "{0}" not in message.replace("{{", "").replace("}}", "")  # no placeholder
    message = run["results"][1]["message"]["text"]
    assert message.replace("{{", "{").replace("}}", "}").replace("\\](", "](").startswith(f"“{visible(EVIL)}”")
    levels = [one["level"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert levels == ["error", "note"] and run["invocations"][0]["executionSuccessful"] is False


def test_the_limit_of_github_keeps_the_highest_severities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    document = plain("甲乙[/a]丙丁[/b]", path="a.txt")
    aside = replace(find(document, MARKUP, "甲"), status=Status.BASELINE)
    findings = [aside, find(document, LATIN, "乙"), find(document, LATIN, "丙", confidence=0.95)]
    findings += [find(document, MARKUP, "[/a]"), find(document, MARKUP, "[/b]")]
    run = run_of(report(checked(document, findings)))
    assert [region(result)["snippet"]["text"] for result in run["results"]] == ["[/a]", "丙", "[/b]"]
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said["level"] == "warning" and "2 findings are left out" in said["message"]["text"]


def test_the_limit_is_githubs() -> None:
    assert sarif.MOST_RESULTS == 25_000


def test_an_empty_run_is_valid() -> None:
    assert run_of(report())["results"] == []


@pytest.mark.parametrize("breakage", [{"columnKind": "utf8"}, {"results": [{"ruleId": "x"}]}])
def test_the_schema_refuses_errors(breakage: dict[str, Any]) -> None:
    log = sarif.tree(sample())
    log["runs"][0] |= breakage
    with pytest.raises(ValidationError):
        Draft4Validator(SCHEMA).validate(log)


def test_a_comment_of_the_file_differs_from_an_ignore_rule(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "<!-- mtqa-ignore residue: here -->\n春天[/b]来了。\n\n夏天[/i]来了。\n", encoding="utf-8"
    )
    config = Config(models=False, ignore_text=(IgnoreRule(pattern="/i", reason="there"),), root=str(tmp_path))
    results = run_of(run([str(tmp_path / "a.md")], config))["results"]
    assert [(one["kind"], one["justification"]) for one in (r["suppressions"][0] for r in results)] == [
        ("inSource", "here"),
        ("external", "there"),
    ]
