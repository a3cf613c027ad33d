"""Comparisons say what coverage, unrelated texts and gaps say, and leave out only what can have neither."""

from __future__ import annotations

import pytest

from mtqa.bilingual.comparison import Comparison, Comparisons
from mtqa.bilingual.coverage import Coverage
from mtqa.bilingual.omission import gap, is_unrelated
from mtqa.bilingual.word_count import estimated_word_count
from mtqa.checks.repetition import may_repeat
from mtqa.lexicon import LacTagger, shared_dictionary

PAIRS = [
    ("The shop opens at nine, and visitors are asked to leave their bags at the entrance.", "商店九点开门。"),
    ("The library is open on Sundays and closes at eight.", "他把车停在河边，然后一个人慢慢地走回家。"),
    ("The office is closed today.", "办公室今天不开门，请大家带上身份证到前台登记领取午餐券。"),
    ("Save", "保存"),
    ("Delete the file", "删除文件"),
    (
        "Please close all the open windows of this program before you continue.",
        "继续之前，请关闭本程序所有打开的窗口。",
    ),
]


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
@pytest.mark.parametrize("into_chinese", [True, False])
def test_a_comparison_is_what_its_parts_say(english: str, chinese: str, into_chinese: bool) -> None:
    source, target = (english, chinese) if into_chinese else (chinese, english)
    covered = Coverage(shared_dictionary()).of(english, chinese)
    ours, theirs = (covered.chinese, covered.english) if into_chinese else (covered.english, covered.chinese)
    unrelated = is_unrelated(covered, target, chinese=into_chinese)
    found = Comparisons(Coverage(shared_dictionary()), into_chinese=into_chinese).of(source, target)
    if unrelated:
        assert found == Comparison(unrelated=True)
    else:
        assert found == Comparison(missing=gap(theirs, source, target), added=gap(ours, target, source))


def test_the_examples_are_not_all_alike() -> None:
    compare = Comparisons(Coverage(shared_dictionary()), into_chinese=True)
    found = [compare.of(*pair) for pair in PAIRS]
    assert found[0].missing.share and found[1].unrelated and found[2].added.share and not found[3].missing.share


@pytest.mark.parametrize(
    "texts",
    [["打开文件", "无法读取 %s：权限不足", "Git 仓库有 12 个分支"], ["请先保存，再关闭窗口。", "%1 个文件已删除"]],
)
def test_the_estimated_word_count_is_near_the_tagged_one(texts: list[str]) -> None:
    words = [word for text in texts for word in LacTagger().tag(text)]
    tagged = sum(word.tag != "w" and not word.text.isspace() for word in words)
    assert estimated_word_count(texts, shared_dictionary()) == pytest.approx(tagged, abs=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这次访问带来了希望和希望。", True),
        ("希望以及希望", True),
        ("希望 或者 希望", True),
        ("大麦，大麦，椰子", True),
        ("楼梯 楼梯楼梯", True),
        ("人与人", False),
        ("打开和关闭文件", False),
        ("ababab", False),
        ("", False),
        ("，，，和和和", False),
    ],
)
def test_what_may_repeat_is_told_by_characters(text: str, expected: bool) -> None:
    assert may_repeat(text) is expected
