"""A file of which nothing was judged is neither passed nor failed, and every output says so."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

import jsonschema
import pytest
from handmade import LATIN, MARKUP, checked, find, lacking, plain, report
from rich.console import Console
from shell import Shell

import mtqa
from mtqa.checks import Need, Unjudged
from mtqa.config import Config
from mtqa.findings import Status
from mtqa.render import FORMATS, RENDERERS
from mtqa.render.page.words import Words, chrome
from mtqa.render.text import render as render_text
from mtqa.report import DocumentReport, Report
from mtqa.report.gate import Verdict
from mtqa.report.previous import load as load_previous

SCHEMA = Path(mtqa.__file__).parent / "data" / "report.schema.json"
ENGLISH = "The rain has stopped, and the children run into the yard.\n"
CHINESE = "雨停了，孩子们都跑到院子里去。\n"
WHY = "it is not Chinese and has no source"


def foreign(path: str = "letter.md") -> DocumentReport:
    one = checked(plain(ENGLISH, path), [], skipped=(lacking("names", Need.CHINESE),), with_fluency=False)
    return replace(one, unjudged=Unjudged.LANGUAGE)


def declared(path: str = "en/letter.md") -> DocumentReport:
    config = Config(language="en", origins={"language": "mtqa.toml:3"})
    return replace(checked(plain("", path), [], words=0, config=config), unjudged=Unjudged.DECLARED)


MIXED = report(foreign(), declared(), checked(plain(CHINESE, "zh.md"), []))


def drawn(made: Report) -> str:
    out = io.StringIO()
    render_text(made, Console(file=out, width=200))
    return out.getvalue()


# ---------------------------------------------------------------------------------------- the verdict


def test_it_has_no_score_and_a_reason() -> None:
    one = foreign()
    assert one.verdict is Verdict.NOT_JUDGED and one.score.value is None and not one.passed
    assert [reason.kind for reason in one.reasons] == ["not_judged_language"]
    assert dict(declared().reasons[0].arguments) == {"language": "en", "origin": "mtqa.toml:3"}


def test_findings_count_where_nothing_else_was_judged() -> None:
    document = plain(f"{ENGLISH}[/s2/]\n")
    found = replace(checked(document, [find(document, MARKUP, "[/s2/]")]), unjudged=Unjudged.LANGUAGE)
    assert found.verdict is Verdict.FAIL and found.score.value == 87.5
    aside = replace(found, findings=tuple(replace(one, status=Status.BASELINE) for one in found.findings))
    assert aside.verdict is Verdict.NOT_JUDGED and aside.score.value is None


@pytest.mark.parametrize(
    ("documents", "config", "verdict", "code"),
    [
        ([foreign()], Config(), Verdict.NOT_JUDGED, 0),
        ([foreign()], Config(fail_on_unjudged=True), Verdict.FAIL, 1),
        ([foreign()], Config(fail_on_unjudged=True, exit_zero=True), Verdict.FAIL, 0),
        (MIXED.documents, Config(), Verdict.PASS, 0),
        (MIXED.documents, Config(fail_on_unjudged=True), Verdict.FAIL, 1),
        (MIXED.documents[2:], Config(fail_on_unjudged=True), Verdict.PASS, 0),
        ([], Config(fail_on_unjudged=True), Verdict.PASS, 0),
    ],
)
def test_the_run(documents: list[DocumentReport], config: Config, verdict: Verdict, code: int) -> None:
    made = report(*documents, config=config)
    assert (made.verdict, made.exit_code) == (verdict, code)


# --------------------------------------------------------------------------------------------- outputs


def test_json(tmp_path: Path) -> None:
    tree = json.loads(RENDERERS["json"](MIXED))
    jsonschema.validate(tree, json.loads(SCHEMA.read_text("utf-8")))
    one, other, last = tree["documents"]
    assert (one["score"], one["verdict"], last["score"], last["verdict"]) == (None, "not_judged", 100.0, "pass")
    assert one["reasons"] == [{"kind": "not_judged_language", "arguments": {}, "message": WHY}]
    assert other["reasons"][0]["message"] == "it is declared to be in another language, language = en (mtqa.toml:3)"
    (tmp_path / "before.json").write_text(json.dumps(tree), encoding="utf-8")
    assert load_previous(str(tmp_path / "before.json")).documents["letter.md"].score is None


def test_the_terminal() -> None:
    assert f"NOT JUDGED  letter.md  {WHY}\n" in drawn(report(foreign()))
    assert "score" not in drawn(report(foreign())) and "nothing was flagged" not in drawn(report(foreign()))
    lines = drawn(MIXED).splitlines()
    assert [line for line in lines if "NOT JUDGED" in line] == [f"NOT JUDGED  letter.md  {WHY}"]
    assert any(line.startswith("3 documents: 1 passed, 0 failed, 2 not judged  ") for line in lines)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page(language: str) -> None:
    interface = {"en": Config(interface="en"), "zh": Config(interface="zh")}[language]
    page = RENDERERS["html"](replace(MIXED, config=interface))
    own = page.partition('<article class="document" id="d1"')[2].partition("</article>")[0]
    words = Words(language)  # type: ignore[arg-type]
    for key in ("verdict.not_judged", "overview.not_judged", "reason.not_judged_language", "finding.not_judged"):
        assert words.text(key) in own and chrome()[key]["en"] != chrome()[key]["zh"]
    assert 'class="score not_judged"' in own and 'class="points"' not in own and 'class="bars"' not in own
    row = page.partition('<a href="#d1">')[2].partition("</tr>")[0]
    assert '<td data-sort="1">' in row and '<td class="number">–</td>' in row
    unread = page.partition('<article class="document" id="d2"')[2].partition("</article>")[0]
    assert words.text("text.empty") not in unread and words.text("text.not_read") in unread


def test_the_page_beside_an_earlier_run(tmp_path: Path) -> None:
    (tmp_path / "before.json").write_text(RENDERERS["json"](MIXED), encoding="utf-8")
    page = RENDERERS["html"](replace(MIXED, previous=load_previous(str(tmp_path / "before.json"))))
    assert "score – → –" in page and "score 100.0 → 100.0" in page


def test_services() -> None:
    (annotation,) = RENDERERS["github"](MIXED).splitlines()
    assert annotation == f"::warning file=letter.md,title=mtqa could not judge this file::not judged: {WHY}"
    (issue,) = json.loads(RENDERERS["gitlab"](MIXED))
    schema = json.loads((Path(__file__).parents[1] / "schemas" / "gitlab.schema.json").read_text("utf-8"))
    jsonschema.validate([issue], schema)
    assert (issue["severity"], issue["location"]["path"]) == ("info", "letter.md")
    (told,) = map(json.loads, RENDERERS["rdjsonl"](MIXED).splitlines())
    assert (told["severity"], told["message"]) == ("INFO", f"not judged: {WHY}")
    (run,) = json.loads(RENDERERS["sarif"](MIXED))["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert run["results"] == [] and (notes[0]["level"], notes[0]["message"]["text"]) == (
        "warning",
        f"not judged: {WHY}",
    )
    assert notes[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "letter.md"


def test_many_of_them_leave_room_for_findings_among_annotations() -> None:
    document = plain("送到Boxma。", "zh.md")
    some = report(
        *(foreign(f"{number}.md") for number in range(12)), checked(document, [find(document, LATIN, "Boxma")])
    )
    lines = RENDERERS["github"](some).splitlines()
    assert len([line for line in lines if line.startswith("::warning")]) == 10
    assert lines[-1] == "::notice title=mtqa::3 more that GitHub does not show here"


def test_junit() -> None:
    top = xml.fromstring(RENDERERS["junit"](MIXED))
    suites = {suite.get("name"): suite for suite in top}
    (gate,) = suites["letter.md"].findall("testcase")
    assert [ending.tag for ending in gate] == ["skipped"] and gate[0].get("message") == f"not judged: {WHY}"
    assert [one.get("name") for one in suites["letter.md"].iter("property")] == [
        *("penalty", "words", "model", "characters", "repeated")
    ]
    assert suites["mtqa"].get("failures") == "0" and top.get("failures") == "0"
    failed = xml.fromstring(RENDERERS["junit"](replace(MIXED, config=Config(fail_on_unjudged=True))))
    assert failed.get("failures") == "1"


def test_the_summary_of_a_job() -> None:
    text = RENDERERS["summary"](MIXED)
    assert text.startswith("## ✅ mtqa passed") and "3 documents, 0 failed, 2 not judged" in text
    assert "### ⚪ `letter.md`\n\n- not judged: it is not Chinese and has no source" in text
    assert "en/letter" not in text
    assert RENDERERS["summary"](report(foreign())).startswith("## ⚪ mtqa not judged")


def test_formats_of_segments_or_findings_are_empty() -> None:
    assert [line for line in RENDERERS["marot"](MIXED).splitlines() if "letter.md" in line] == []
    assert [len(one) for one in json.loads(RENDERERS["pearmut"](MIXED))["data"]] == [1]
    rows = list(csv.DictReader(io.StringIO(RENDERERS["csv"](MIXED).removeprefix("\ufeff"))))
    assert rows == [] and RENDERERS["jsonl"](MIXED) == ""


def test_every_format_is_tested() -> None:
    looked = {"json", "html", "github", "gitlab", "rdjsonl", "sarif", "junit", "summary"}
    assert looked | {"marot", "pearmut", "csv", "jsonl"} == set(FORMATS)


# ------------------------------------------------------------------------------------------- whole runs


@pytest.mark.parametrize(
    ("name", "text", "options", "why"),
    [
        ("a.md", ENGLISH, {}, Unjudged.LANGUAGE),
        ("a.md", "1 2 3\n\n2026-11-30，100%。\n", {}, Unjudged.NUMBERS),
        ("a.md", "1 2 3 好\n", {}, None),
        ("a.po", 'msgid "The rain has stopped."\nmsgstr ""\n', {}, Unjudged.UNTRANSLATED),
        ("a.md", CHINESE, {"language": "other"}, Unjudged.DECLARED),
        ("a.md", CHINESE, {"select": ("fluency",)}, Unjudged.RULES),
        ("a.md", CHINESE, {"select": ("names",)}, None),
        ("a.md", CHINESE, {}, None),
        ("a.tsv", "source\ttarget\nThe rain has stopped.\tDer Regen ist vorbei.\n", {}, Unjudged.PAIR),
        ("a.tsv", "source\ttarget\nThe rain has stopped.\t雨停了。\n", {}, None),
        ("a.tsv", "source\ttarget\n1 2 3\t1 2 3\n", {}, None),
    ],
)
def test_what_is_not_judged(
    tmp_path: Path, name: str, text: str, options: dict[str, Any], why: Unjudged | None
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    made = mtqa.check(str(tmp_path / name), models=False, cache=False, **options)
    (one,) = made.documents
    assert one.unjudged is why and made.exit_code == 0
    assert made.verdict is (Verdict.NOT_JUDGED if why else Verdict.PASS)
    assert [note.kind for note in made.notices] == ([f"not_judged_{why}", "nothing_judged"] if why else [])


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_that_no_rule_has_read_has_no_score_in_any_output(tmp_path: Path, kind: str) -> None:
    """Not Chinese on either side: numbers and placeholders were compared, and that is no judgement."""
    for folder, first in (("en", "The rain has stopped.\n"), ("new", "Der Regen ist vorbei, und das ist gut.\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(first, encoding="utf-8")
    (tmp_path / "en" / "b.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "new" / "b.txt").write_text(f"[/b]{CHINESE}", encoding="utf-8")
    made = mtqa.check(str(tmp_path / "new"), models=False, cache=False, source=str(tmp_path / "en"), fail_on="never")
    assert [one.verdict for one in made.documents] == [Verdict.NOT_JUDGED, Verdict.FAIL]
    text = RENDERERS[kind](made)
    if kind == "html":
        row = text.partition("a.txt</a>")[2].partition("</tr>")[0]
        assert 'class="verdict not_judged"' in row and '<td class="number">–</td>' in row
        text = text.partition('<article class="document" id="d1"')[2].partition("</article>")[0]
        assert 'class="points"' not in text and 'class="scores"' not in text
    if kind == "sarif":
        (score,) = json.loads(text)["runs"][0]["properties"]["scores"]
        assert score.endswith("b.txt")
    else:
        assert "100.0" not in text and not re.search(r"\bpassed\b(?!_over)", text)
    assert " score " not in drawn(replace(made, documents=made.documents[:1]))


def test_a_declared_language_that_is_wrong_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(ENGLISH, encoding="utf-8")
    made = mtqa.check(str(tmp_path / "a.md"), models=False, cache=False, language="zh")
    assert made.documents[0].verdict is Verdict.FAIL and made.exit_code == 1


def test_at_the_command_line(inside: Shell) -> None:
    (inside.folder / "a.md").write_text(ENGLISH, encoding="utf-8")
    (inside.folder / "b.md").write_text(CHINESE, encoding="utf-8")
    done = inside("check", "--no-models", "-q", "a.md")
    assert (
        b"1 of 1 documents is not judged: not Chinese" in done.stderr and b"warning: nothing was judged" in done.stderr
    )
    both = inside("check", "--no-models", ".")
    assert b"1 passed, 0 failed, 1 not judged" in both.stdout and b"warning" not in both.stderr
    failed = inside("check", "--no-models", "--fail-on-unjudged", ".", code=1)
    assert b"1 of 2 documents is not judged (--fail-on-unjudged)" in failed.stdout
    inside.environment["MTQA_FAIL_ON_UNJUDGED"] = "true"
    inside("check", "--no-models", "a.md", code=1)
    del inside.environment["MTQA_FAIL_ON_UNJUDGED"]
    (inside.folder / "mtqa.toml").write_text("fail-on-unjudged = true\n", encoding="utf-8")
    inside("check", "--no-models", "a.md", code=1)
    inside("check", "--no-models", "b.md")
