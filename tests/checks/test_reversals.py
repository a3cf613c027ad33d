"""Suggestions keep the negations and passives of the words in whose place they are put."""

from __future__ import annotations

import pytest

from mtqa.checks.reversals import reverses
from mtqa.lexicon import LacTagger

TAGGER = LacTagger()


@pytest.mark.parametrize(
    ("text", "wording", "expected"),
    [
        ("需要被告知", "需要告知", True),
        ("被授予", "获授", False),
        ("没有完成", "完成", True),
        ("没有完成", "未完成", False),
        ("不能打开", "可以打开", True),
        ("不能打开", "无法打开", False),
        ("特别重要", "尤其重要", False),
        ("未来", "将来", False),
        ("不断增长", "持续增长", False),
        ("走廊", "楼道", False),
    ],
)
def test_a_wording_that_loses_a_negation_or_a_passive_reverses(text: str, wording: str, expected: bool) -> None:
    assert reverses([word.text for word in TAGGER.tag(text)], wording) is expected
