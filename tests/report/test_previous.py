"""Two runs of a document: what was fixed, what is new, and what is the same.

report-1.json is a report of schema 1 as mtqa 0.1.0 wrote it, with models, cut to one finding a rule and two segments.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import LATIN, NAMES, TEXT, checked, find, letter, plain, report
from packed import data_of

import mtqa
from mtqa.errors import UsageError
from mtqa.render.html import render
from mtqa.render.json import render as render_json
from mtqa.render.sentences import sentence
from mtqa.report import Report
from mtqa.report.previous import Comparison, compare, load
from mtqa.suppress.baseline import Contents, dumps

ROOT = Path(__file__).parents[2]


def between(before: Report, now: Report, folder: Path) -> Comparison:
    path = folder / "before.json"
    path.write_text(render_json(before), encoding="utf-8")
    return compare(load(str(path)).documents["letter.txt"], now.documents[0].open_findings)


def fixed(comparison: Comparison) -> list[tuple[str, int]]:
    return [(one.text, one.line) for one in comparison.fixed]


def test_the_same_run_twice_changes_nothing(tmp_path: Path) -> None:
    comparison = between(letter(), letter(), tmp_path)
    assert comparison.fixed == () and comparison.unchanged == frozenset(range(7))


def test_missing_findings_are_fixed_and_added_ones_are_new(tmp_path: Path) -> None:
    now = letter()
    (one,) = now.documents
    there = replace(one, findings=(*one.findings[1:], find(one.document, LATIN, "食物")))
    comparison = between(now, replace(now, documents=(there,)), tmp_path)
    assert fixed(comparison) == [("Boxma", 1)] and comparison.unchanged == frozenset(range(6))


def test_a_shifted_document_is_the_same(tmp_path: Path) -> None:
    comparison = between(letter(), letter(text="一行新的。\n" + TEXT), tmp_path)
    assert comparison.fixed == () and len(comparison.unchanged) == 7


def test_an_edit_beside_a_finding_does_not_make_it_new(tmp_path: Path) -> None:
    before, now = plain("食物从Boxma送到居民手中。"), plain("饭菜从Boxma送到大家手中。")
    first, second = (report(checked(one, [find(one, LATIN, "Boxma")])) for one in (before, now))
    comparison = between(first, second, tmp_path)
    assert comparison.fixed == () and comparison.unchanged == {0}


def test_one_of_several_that_are_alike_is_fixed_once(tmp_path: Path) -> None:
    document = plain("惠源。\n惠源。\n惠源。")
    findings = [find(document, NAMES, "惠源", nth=place) for place in range(3)]
    first, second = (report(checked(document, some)) for some in (findings, findings[1:]))
    comparison = between(first, second, tmp_path)
    assert len(comparison.fixed) == 1 and comparison.unchanged == {0, 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "this is not JSON"),
        (b"\xff", "this is not JSON"),
        (b"[]", "not a report of mtqa"),
        (b'{"schema": "mtqa-decisions/1"}', "not a report of mtqa"),
        (b'{"schema": 2}', "not a report of mtqa"),
        (
            b'{"schema": "mtqa-report/3", "documents": [], "signature": ""}',
            "the report’s schema is mtqa-report/3, and this mtqa reads mtqa-report/1 and mtqa-report/2",
        ),
        (b'{"schema": "mtqa-report/1", "documents": [{}], "signature": ""}', "the report is damaged"),
        (b'{"schema": "mtqa-report/2", "documents": [{}], "signature": ""}', "the report is damaged"),
        (b"[" * 100_000, "this is not JSON"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "earlier.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=said):
        load(str(path))
    with pytest.raises(UsageError, match="cannot be read"):
        load(str(tmp_path / "none.json"))


def test_a_report_of_schema_1_is_compared_as_one_of_schema_2_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    now = mtqa.check("examples/linfeng-mt.txt", models=False)
    (tmp_path / "report-2.json").write_text(render_json(now), encoding="utf-8")
    first, second = Path(__file__).with_name("report-1.json"), tmp_path / "report-2.json"
    schemas = [json.loads(one.read_text(encoding="utf-8"))["schema"] for one in (first, second)]
    assert schemas == ["mtqa-report/1", "mtqa-report/2"]
    of_models, same = [], []
    for file in (first, second):
        comparison = compare(load(str(file)).documents["examples/linfeng-mt.txt"], now.documents[0].open_findings)
        of_models.append(Counter(one.rule for one in comparison.fixed))
        same.append(len(comparison.unchanged))
    assert of_models == [{"literal.misfit": 2, "literal.collision": 1, "terms.inconsistent": 1}, {}]
    assert same == [9, len(now.documents[0].findings)]


def test_a_document_that_was_not_judged_before_has_no_score_to_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.md", "b.md"):
        Path(name).write_text("食物从Boxma送到。\n", encoding="utf-8")
    tree = json.loads(render_json(mtqa.check("a.md", "b.md", models=False)))
    tree["documents"][0]["score"] = None
    Path("before.json").write_text(json.dumps(tree), encoding="utf-8")
    now = mtqa.check("a.md", "b.md", models=False, compare="before.json")
    text = render(now)
    assert load("before.json").documents["a.md"].score is None
    assert re.findall(r'<td class="number[^"]*">([–+][^<]*)</td>', text) == ["–", "+0.0"]
    assert re.findall(r'"before":"([^"]*)"', text) == ["–", f"{now.documents[1].score.value:.1f}"]


def test_a_run_that_is_compared_says_so_on_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text("食物从Boxma送到。他有责任和责任。\n", encoding="utf-8")
    Path("b.md").write_text("一切都好。\n", encoding="utf-8")
    before = mtqa.check("a.md", "b.md", models=False)
    Path("before.json").write_text(render_json(before), encoding="utf-8")
    Path("a.md").write_text("食物从Boxma送到。这里[/b]没有译完。\n", encoding="utf-8")
    now = mtqa.check("a.md", models=False, compare="before.json")
    text = render(now)
    data = data_of(text)
    assert {one["text"]: one["age"] for one in data["findings"]} == {"Boxma": "unchanged", "[/b]": "new"}
    assert '<s lang="zh">责任和责任</s>' in text and "Since the previous run" in text
    with pytest.raises(UsageError):
        mtqa.check("a.md", models=False, compare="none.json")


def compared(paths: Sequence[str], *options: str) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """What each file is compared with, what is fixed, and what is said."""
    now = mtqa.check(*paths, models=False, compare="before.json")
    assert now.previous
    said = []
    for document in now.documents:
        path = document.document.path
        before = now.previous.documents.get(path)
        fixed = compare(before, document.open_findings).fixed if before else ()
        notes = [sentence(note) for note in document.document.notes if note.kind == "compared_copy"]
        said.append((before.path if before else "", tuple(one.text for one in fixed), notes))
    return said


def test_a_corrected_copy_is_compared_with_its_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.md", "b.md"):
        Path(name).write_text("他承担责任和责任。\n", encoding="utf-8")
    Path("before.json").write_text(render_json(mtqa.check("a.md", "b.md", models=False)), encoding="utf-8")
    Path("a.corrected.md").write_text("他承担职责。\n", encoding="utf-8")
    said = "compared with a.md of the earlier run, of which this is a corrected copy"
    assert compared(["a.corrected.md"]) == [("a.md", ("责任和责任",), [said])]
    assert compared(["./b.md", "a.corrected.md"]) == [("b.md", (), []), ("a.md", ("责任和责任",), [said])]
    Path("out").mkdir()
    Path("out/b.md").write_text("他承担职责。\n", encoding="utf-8")
    assert compared(["out/b.md"]) == [("", (), [])], "another file of that name is no copy"
    Path(".mtqa-baseline.json").write_text(dumps(Contents(copies={"out/b.md": "b.md"})), encoding="utf-8")
    assert compared(["out/b.md"])[0][:2] == ("b.md", ("责任和责任",)), "the baseline knows that it is one"
    Path(".mtqa-baseline.json").write_text(dumps(Contents(copies={"x.md": "y.md", "y.md": "x.md"})), encoding="utf-8")
    Path("x.md").write_text("他承担职责。\n", encoding="utf-8")
    assert compared(["x.md"]) == [("", (), [])], "a circle ends"
