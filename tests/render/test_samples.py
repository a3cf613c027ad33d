"""README and the committed samples tell the same story as the code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

import mtqa
from mtqa.checks import RULES
from mtqa.render import FORMATS
from mtqa.render.json import tree

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMPLES = ROOT / "reports" / "samples"
NAMES = {"linfeng-mt": "linfeng-mt.txt", "xiaodongmen-native": "xiaodongmen-native.md"}
NEED_MODELS = {"fluency.outlier", "roundtrip.drift", "terms.inconsistent", "literal.collision", "literal.misfit"}


@pytest.mark.parametrize("name", NAMES)
def test_samples_are_what_the_code_gives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_the_readme_opens_with_what_mtqa_prints() -> None:
    block = re.search(r"\$ mtqa check [^\n]*\n(.*?)```", README, re.DOTALL)
    assert block and block[1] == (SAMPLES / "linfeng-mt.txt").read_text(encoding="utf-8")


def test_the_readme_lists_every_rule() -> None:
    listed = dict(re.findall(r"^\| `([a-z-]+\.[a-z]+)` \| (minor|major|critical) \|", README, re.MULTILINE))
    assert listed == {rule.id: rule.severity.value for rule, _ in RULES.values()}


def test_the_readme_says_who_reads_each_format() -> None:
    section = README.partition("### Outputs\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([a-z]+)=-?` \|", section, re.MULTILINE) == list(FORMATS)


def test_no_figure_is_left_blank() -> None:
    assert "@@" not in README
