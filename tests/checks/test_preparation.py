"""The material of the checks is made in one place."""

from __future__ import annotations

import pytest

from mtqa.checks import preparation
from mtqa.checks.material import Material
from mtqa.config import Config
from mtqa.lexicon import LacTagger
from mtqa.pipeline.document import examine
from mtqa.read import read_text
from mtqa.scoring.rating import Rater

SOURCE = "The rain stopped, and the 12 children ran into the yard."
TARGET = "雨停了，13个孩子都跑到院子里去。"


def test_check_and_score_prepare_the_same_material(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Material] = []

    def kept(*arguments: object, **named: object) -> Material:
        made.append(Material(*arguments, **named))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(preparation, "Material", kept)
    config = Config(models=False, lang_pair="en-zh", max_segment_chars=50)
    checked = examine(read_text("row.tsv", f"source\ttarget\n{SOURCE}\t{TARGET}\n", config), config, None, LacTagger())
    (rated,) = Rater(None, config).rate([(SOURCE, TARGET)])
    one, other = made
    assert [pair.target.text for pair in one.bitext.pairs] == [pair.target.text for pair in other.bitext.pairs]
    assert [one.has, one.lang_pair, one.language] == [other.has, other.lang_pair, other.language]
    assert [finding.rule.id for finding in checked.findings] == [name.split()[0] for name in rated.findings] != []
