"""Every key of evidence is in one table, is written by a check, and has a label in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import mtqa.bilingual.punctuation
import mtqa.checks
import mtqa.evidence.bands
import mtqa.suppress.regraded
import mtqa.suppress.reviewed
from mtqa.bilingual.placeholders.base import Kind
from mtqa.evidence.rivals.name_forms import Likeness
from mtqa.findings.evidence import Detector, Evidence, Proposer
from mtqa.render.page import words
from mtqa.render.page.words import chrome

HINTS = get_type_hints(Evidence, include_extras=True)
WRITERS = [*Path(mtqa.checks.__file__).parent.glob("*.py"), Path(mtqa.evidence.bands.__file__)]
WRITERS += [Path(mtqa.bilingual.punctuation.__file__)]
WRITERS += [Path(mtqa.suppress.reviewed.__file__), Path(mtqa.suppress.regraded.__file__)]
CODE = "\n".join(path.read_text("utf-8") for path in WRITERS)
#: Faults that code puts together, or takes from values of another module.
COMPUTED = {f"{side}_{edge}" for side in ("source", "translation") for edge in ("begins", "ends")}
COMPUTED |= {"translation_declared", "source_declared", "traditional_characters", "simplified_characters"}
COMPUTED |= {"sentence_before", "sentence_after", *Likeness, *Kind}
COMPUTED |= {"half_width", "full_width"}
REASONS = (Path(words.__file__).parent / "reasons.toml").read_text("utf-8")


@pytest.mark.parametrize("key", HINTS)
def test_a_key_is_snake_case_described_written_and_labelled(key: str) -> None:
    (description,) = HINTS[key].__metadata__
    assert re.fullmatch("[a-z]+(_[a-z]+)*", key)
    assert description[0] != description[0].lower() or description.startswith(("ln ", "chrF "))
    assert description.endswith(".")
    assert f'"{key}"' in CODE or f"Evidence({key}=" in CODE, "no check writes it"
    assert f"evidence.{key}" in chrome(), "write a label in chrome.toml"


def test_no_label_is_left_over() -> None:
    labels = {key.partition(".")[2] for key in chrome() if key.startswith("evidence.")}
    assert labels - HINTS.keys() == {"none"}
    origins = {key.partition(".")[2] for key in chrome() if key.startswith("origin.")}
    assert origins == {*get_args(Detector), *get_args(Proposer)}


def test_the_chinese_reasons_ask_for_keys_that_there_are() -> None:
    asked = set(re.findall(r"\{([^{}]+)\}", REASONS))
    assert asked - HINTS.keys() == {"text", "better", "others", "times", "rival_times"}


def test_every_fault_has_a_chinese_sentence_and_every_sentence_its_fault() -> None:
    written = set(re.findall(r"""(?:"fault": |fault=|\["fault"\] = )"([a-z_]+)\"""", CODE))
    said = {key.partition(":")[2] for key in tomllib.loads(REASONS)} - {""}
    assert written <= said and len(said) > 50
    assert [fault for fault in said - COMPUTED if f'"{fault}"' not in CODE] == [], "no check writes it"
