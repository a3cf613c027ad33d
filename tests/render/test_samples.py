"""README, docs and the committed samples tell the same story as the code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

import mtqa
from mtqa.checks import RULES
from mtqa.read import formats
from mtqa.render import FORMATS
from mtqa.render.json import tree
from mtqa.review.escaping import SPELLINGS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))}
SAMPLES = ROOT / "reports" / "samples"
NAMES = {"linfeng-mt": "linfeng-mt.txt", "xiaodongmen-native": "xiaodongmen-native.md"}
NEED_MODELS = {"fluency.outlier", "roundtrip.drift", "terms.inconsistent", "literal.collision", "literal.misfit"}


@pytest.mark.parametrize("name", NAMES)
def test_samples_are_the_output_of_the_code(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    schema = json.loads((ROOT / "mtqa" / "data" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(sample, schema)
    monkeypatch.chdir(ROOT)
    fresh = tree(mtqa.check(f"examples/{NAMES[name]}", models=False))
    for old, new in zip(sample["documents"], fresh["documents"], strict=True):
        assert [one for one in old["findings"] if one["rule"] not in NEED_MODELS] == new["findings"]
        assert [one["text"] for one in old["segments"]] == [one["text"] for one in new["segments"]]
        assert all(one["fluency"] and one["back_translation"] for one in old["segments"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["html", "csv", "txt"])
def test_every_format_has_a_sample(name: str, suffix: str) -> None:
    assert NAMES[name] in (SAMPLES / f"{name}.{suffix}").read_text(encoding="utf-8-sig") or name != "linfeng-mt"


def test_the_readme_shows_lines_that_mtqa_prints() -> None:
    block = re.search(r"\$ mtqa check [^\n]*\n(.*?)```", README, re.DOTALL)
    assert block
    shown, printed = block[1].splitlines(), iter((SAMPLES / "linfeng-mt.txt").read_text(encoding="utf-8").splitlines())
    assert len(shown) >= 10
    assert [line for line in shown if line not in printed] == []  # in their order: `in` moves on in an iterator


def test_the_docs_list_every_rule_with_its_severity_and_page() -> None:
    index = DOCS[ROOT / "docs" / "rules" / "index.md"]
    listed = re.findall(r"^\| \[`([a-z.-]+)`\]\(([a-z.-]+)\.md\) \| (minor|major|critical) \|", index, re.MULTILINE)
    assert [name for name, page, _ in listed if name != page] == []
    assert sorted((name, severity) for name, _, severity in listed) == sorted(
        (rule.id, rule.severity.value) for rule, _ in RULES.values()
    )


def test_the_docs_say_who_reads_each_format() -> None:
    section = DOCS[ROOT / "docs" / "formats.md"].partition("## Reports mtqa writes\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([a-z]+)=-?` \|", section, re.MULTILINE) == list(FORMATS)


def test_the_docs_have_every_format_that_is_read() -> None:
    section = DOCS[ROOT / "docs" / "formats.md"].partition("## Reports mtqa writes\n")[0]
    told = set(re.findall(r"`\.?([a-z]+)`", section))
    assert {name for format in formats.FORMATS for name in format.names} - told == set()


def test_the_docs_say_which_formats_cannot_be_written() -> None:
    page = DOCS[ROOT / "docs" / "reviewing.md"]
    refused = {format.names[0] for format in formats.FORMATS} - SPELLINGS.keys() - {"xml", "arb"}
    assert refused == {"pdf", "parquet"} and "all formats [mtqa reads](formats.md) but PDF and Parquet" in page


def test_no_figure_is_left_blank() -> None:
    assert [path for path, text in DOCS.items() if "@@" in text] == [] and "@@" not in README
