"""The unit and the source of a finding, and how much is translated, in every output."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from handmade import LATIN, checked, find, plain, report
from packed import whole
from rich.console import Console

import mtqa
from mtqa.render import FORMATS, RENDERERS
from mtqa.render.text import render as draw
from mtqa.report import Report
from mtqa.report.previous import load
from mtqa.text import Span, Unit

LONG = "A very long sentence that goes on " * 9
PO = f"""msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#. For the cook
#, fuzzy
msgctxt "Menu"
msgid "Cut %s onions"
msgstr "切洋葱"

#, fuzzy
msgid "=Peel %d carrots"
msgstr "削胡萝卜"

msgid "{LONG}%s"
msgstr "一个很长的句子"

msgid "Wash the rice"
msgstr ""
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("units") / "zh.po"
    path.write_text(PO, encoding="utf-8")
    return mtqa.check(str(path), models=False, cache=False, select=("placeholders",))


def terminal(made: Report, *, verbose: bool = False, terminal: bool = False) -> str:
    out = io.StringIO()
    draw(made, Console(file=out, force_terminal=terminal, no_color=True, width=100), verbose=verbose)
    return out.getvalue()


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_json_is_exact(made: Report) -> None:
    (document,) = json.loads(RENDERERS["json"](made))["documents"]
    assert document["completeness"] == {"translated": 1, "fuzzy": 2, "untranslated": 1, "total": 4, "percent": 25.0}
    assert [(found["unit"], found["source"]) for found in document["findings"]] == [
        ({"id": "Menu|Cut %s onions", "state": "fuzzy", "note": "For the cook"}, "Cut %s onions"),
        ({"id": "=Peel %d carrots", "state": "fuzzy"}, "=Peel %d carrots"),
        ({"id": f"{LONG}%s", "state": ""}, f"{LONG}%s"),
    ]
    lines = [json.loads(line) for line in RENDERERS["jsonl"](made).splitlines()]
    assert [line["unit"]["id"] for line in lines] == ["Menu|Cut %s onions", "=Peel %d carrots", f"{LONG}%s"]


def test_a_cell_is_no_formula(made: Report) -> None:
    rows = _rows(RENDERERS["csv"](made))
    assert [(row["unit"], row["unit_state"], row["source"]) for row in rows[:2]] == [
        ("Menu|Cut %s onions", "fuzzy", "Cut %s onions"),
        ("'=Peel %d carrots", "fuzzy", "'=Peel %d carrots"),
    ]
    assert list(rows[0])[-3:] == ["unit", "unit_state", "source"]


def _sarif(text: str) -> list[str]:
    (run,) = json.loads(text)["runs"]
    assert [known["percent"] for known in run["properties"]["completeness"].values()] == [25.0]
    names = [result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for result in run["results"]]
    assert names == [result["properties"]["unit"]["id"] for result in run["results"]]
    assert run["results"][0]["properties"]["source"] == "Cut %s onions"
    return [result["message"]["text"] for result in run["results"]]


def _junit(text: str) -> list[str]:
    tree = ElementTree.fromstring(text)
    properties = {one.get("name"): one.get("value") for one in tree.iter("property")}
    assert (properties["units_translated"], properties["units_fuzzy"], properties["units_untranslated"]) == (
        *("1", "2", "1"),
    )
    return [
        result.text or "" for test in tree.iter("testcase") for result in test if test.get("name") != "quality gate"
    ]


MESSAGES: dict[str, Callable[[str], list[str]]] = {
    "sarif": _sarif,
    "junit": _junit,
    "github": lambda text: [line.replace("%25", "%") for line in text.splitlines()],
    "gitlab": lambda text: [issue["description"] for issue in json.loads(text)],
    "rdjsonl": lambda text: [json.loads(line)["message"] for line in text.splitlines()],
}


@pytest.mark.parametrize("format", MESSAGES)
def test_messages_name_the_unit_and_the_source(format: str, made: Report) -> None:
    menu, carrots, long = MESSAGES[format](RENDERERS[format](made))
    assert menu.endswith("[unit Menu|Cut %s onions (fuzzy), source “Cut %s onions”]")
    assert carrots.endswith("[fuzzy, source “=Peel %d carrots”]")  # its id is its source
    assert re.search(r"\[source “A very long .{40,60}…”\]$", long)


def test_viewers_of_annotations_have_the_unit(made: Report) -> None:
    rows = list(csv.reader(io.StringIO(RENDERERS["marot"](made)), delimiter="\t", quoting=csv.QUOTE_NONE))
    metadata = [json.loads(row[9]) for row in rows[1:]]
    assert [known["unit"] for known in metadata[:2]] == ["Menu|Cut %s onions", "=Peel %d carrots"]
    assert metadata[0]["unit_state"] == "fuzzy"
    (items,) = json.loads(RENDERERS["pearmut"](made))["data"]
    (span,) = items[0]["error_spans"]["translation"]
    assert (span["unit"], span["unit_state"]) == ("Menu|Cut %s onions", "fuzzy")


def test_the_summary_of_a_job(made: Report) -> None:
    text = RENDERERS["summary"](made)
    assert text.count("translated: 25 % (1 of 4 units, 2 fuzzy)") == 2  # of the run and of the document
    assert "· `Menu\\|Cut %s onions` (fuzzy) |" in text


def test_the_page(made: Report) -> None:
    page = RENDERERS["html"](made)
    assert "translated: 25 % (1 of 4 units, 2 fuzzy)" in page
    text = unescape(whole(page))
    assert "<code>Menu|Cut %s onions</code>" in text and '<span class="state fuzzy">fuzzy</span>' in text
    assert "For the cook" in text


def test_the_terminal(made: Report) -> None:
    for text in (terminal(made), terminal(made, terminal=True)):
        assert "translated: 25 % (1 of 4 units, 2 fuzzy)" in text
        assert "unit Menu|Cut %s onions (fuzzy), source “Cut %s onions”" in text
        assert LONG not in text and LONG in terminal(made, verbose=True)
    (line,) = [line for line in terminal(made).splitlines() if "Cut %s" in line]
    assert "placeholders.lost" in line  # a log has all of a finding on one line


def test_all_documents_together(tmp_path: Path) -> None:
    for name in ("a.po", "b.po"):
        (tmp_path / name).write_text(PO, encoding="utf-8")
    (tmp_path / "c.md").write_text("雨停了。", encoding="utf-8")
    made = mtqa.check(str(tmp_path), models=False, cache=False)
    assert "translated: 25 % (2 of 8 units, 4 fuzzy)" in terminal(made)
    assert "translated: 25 % (2 of 8 units, 4 fuzzy)" in RENDERERS["summary"](made)


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_that_fails_without_a_score(format: str, tmp_path: Path) -> None:
    """Nothing of it is judged, and it fails by --min-translated: every format can say that."""
    (tmp_path / "zh.po").write_text('msgid "Wash the rice"\nmsgstr ""\n', encoding="utf-8")
    made = mtqa.check(str(tmp_path / "zh.po"), models=False, cache=False, min_translated=95.0)
    assert made.exit_code == 1 and "FAIL" in terminal(made)
    text = RENDERERS[format](made)
    if format in ("html", "summary", "json", "junit", "github", "gitlab", "rdjsonl", "sarif"):
        assert "under 95 (--min-translated)" in unescape(text).replace("\\", "")


def test_a_file_without_units(tmp_path: Path) -> None:
    (tmp_path / "zh.md").write_text("雨停了<b>%s。", encoding="utf-8")
    (tmp_path / "en.md").write_text("The rain stopped.", encoding="utf-8")
    made = mtqa.check(str(tmp_path / "zh.md"), source=str(tmp_path / "en.md"), models=False, cache=False)
    (document,) = json.loads(RENDERERS["json"](made))["documents"]
    assert document["completeness"] is None and "translated:" not in terminal(made)
    assert {(found["unit"], found["source"]) for found in document["findings"]} == {(None, "The rain stopped.")}


@pytest.mark.parametrize("format", FORMATS)
def test_a_unit_as_long_as_a_file_is_not_repeated_whole(format: str) -> None:
    """A report grows with the text and its findings, not with their product."""
    long, count = "Wash the rice. " * 4_000, 60
    document = plain("洗米错了。" * count)
    unit = Unit(long, Span(0, len(document.text)), source=long, note=long)
    document = replace(document, units=(unit,))
    found = checked(document, [find(document, LATIN, "错", nth=number) for number in range(count)])
    text = RENDERERS[format](report(found))
    assert len(text) < len(RENDERERS[format](report(replace(found, findings=())))) + 12_000 * count < len(long) * count


def test_older_reports_are_read(made: Report, tmp_path: Path) -> None:
    tree: Any = json.loads(RENDERERS["json"](made))
    for document in tree["documents"]:
        del document["completeness"]
        for found in document["findings"]:
            del found["unit"], found["source"]
    (tmp_path / "old.json").write_text(json.dumps(tree), encoding="utf-8")
    (document,) = load(str(tmp_path / "old.json")).documents.values()
    assert len(document.findings) == 3


@pytest.mark.parametrize("name", ["github", "gitlab", "junit", "rdjsonl", "sarif", "summary"])
def test_people_read_words_where_the_file_has_escapes(tmp_path: Path, name: str) -> None:
    (tmp_path / "messages.properties").write_text("a=Cut {0} onions now\n", encoding="utf-8")
    path = tmp_path / "messages_zh.properties"
    path.write_text("a=\\u5207\\u6d0b\\u8471\n", encoding="ascii")
    source = "{neutral}.properties"
    escaped = mtqa.check(str(path), source=source, models=False, cache=False, select=("placeholders",))
    (finding,) = escaped.documents[0].open_findings
    assert finding.text == "\\u5207\\u6d0b\\u8471" and "«切洋葱»" in terminal(escaped)
    told = unescape(RENDERERS[name](escaped))
    assert "“切洋葱”" in told or "| `切洋葱` |" in told
