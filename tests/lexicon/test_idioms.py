"""The table of idioms: what it finds, and what it leaves alone."""

from __future__ import annotations

import re

import pytest

from mtqa.lexicon.idioms import idioms, literal_idioms


def found(text: str) -> list[tuple[str, str]]:
    return [(idiom.english, span.of(text)) for idiom, span in literal_idioms(text)]


def test_every_idiom_is_named_once_and_has_a_chinese_wording() -> None:
    names = [idiom.english for idiom in idioms()]
    assert len(set(names)) == len(names) > 150
    assert all(re.search("[一-鿿]", idiom.chinese) for idiom in idioms())


def test_no_pattern_matches_nothing_or_what_chinese_says_instead() -> None:
    for idiom in idioms():
        assert not idiom.pattern.search("")
        assert not found(f"他{idiom.chinese}。"), idiom.english


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("他把所有人都推到了公共汽车下。", "throw someone under the bus"),
        ("这花了我一只胳膊和一条腿。", "cost an arm and a leg"),
        ("这个名字响铃吗？", "ring a bell"),
        ("是时候在门口检查你的自我了。", "check one’s ego at the door"),
        ("她要面对音乐。", "face the music"),
        ("她要面对音乐!", "face the music"),
        ("他们正在打开一罐蠕虫。", "a can of worms"),
    ],
)
def test_words_of_an_idiom(text: str, name: str) -> None:
    assert [english for english, _ in found(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "她要面对音乐学院的老师。",  # more of the noun follows
        "公平的竞争环境很重要。",
        "树莓派可以无线连接到因特网。",
        "孩子们用桶舀水。",
        "这是冰山一角。",
        "线程没有附加线程状态。",
        "把毛巾扔给我。",
    ],
)
def test_words_in_their_own_sense(text: str) -> None:
    assert not found(text)


def test_the_longer_of_two_at_one_place_and_all_in_order() -> None:
    text = "谈论魔鬼的倡导者，他咬住了子弹。"
    assert found(text) == [("play devil’s advocate", "魔鬼的倡导者"), ("bite the bullet", "咬住了子弹")]
