"""What is told of a doubted word: the words beside it, and the English word behind it."""

from __future__ import annotations

import pytest

from mtqa.evidence.surroundings import neighbours, suspected_english
from mtqa.lexicon import Channel, LacTagger
from mtqa.text import Span

TAGGER, CHANNEL = LacTagger(), Channel()


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("居委会每天收集新增加和释放的家庭,并与物业核对。", "释放", ["增加", "家庭"]),
        ("比较谁有更多的步骤,然后出发。", "步骤", ["更多"]),  # not across the comma
        ("描述:小区很大。", "描述", []),
    ],
)
def test_the_neighbours_are_content_words_of_the_clause(text: str, word: str, expected: list[str]) -> None:
    at = text.index(word)
    assert neighbours(TAGGER.tag(text), Span(at, at + len(word))) == expected


def test_an_english_word_is_suspected_only_where_one_clearly_stands_behind_the_word() -> None:
    assert suspected_english("步骤", CHANNEL) == "step" and suspected_english("释放", CHANNEL) == "release"
    assert suspected_english("高层", CHANNEL) == "", "top, high, level and rise share it"
    assert suspected_english("甲乙丙丁戊", CHANNEL) == ""
