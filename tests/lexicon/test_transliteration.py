"""Foreign names in Chinese characters: which words are, and how differently two of them sound."""

from __future__ import annotations

import math

import pytest

from mtqa.lexicon import Dictionary
from mtqa.lexicon.lac import simplified
from mtqa.lexicon.name_tables import name_log_prob
from mtqa.lexicon.transliteration import (
    consonants,
    first_consonant,
    is_transliteration,
    latin_consonants,
    sound_distance,
)

GRAPH = Dictionary()


@pytest.mark.parametrize("word", ["萨尔茨", "索尔兹", "马沙迪", "施瓦辛格", "卡丽", "羅伯特", "安东尼"])
def test_foreign_names(word: str) -> None:
    assert is_transliteration(word, GRAPH)


@pytest.mark.parametrize("word", ["王小明", "李克强", "习近平", "芦利钢", "居委会", "秋水仙碱", "丛亮"])
def test_other_names_and_words(word: str) -> None:
    assert not is_transliteration(word, GRAPH)


def test_beside_the_point_of_a_full_name_less_is_asked() -> None:
    assert not is_transliteration("拜登", GRAPH)
    assert is_transliteration("拜登", GRAPH, in_full_name=True)
    assert not is_transliteration("王小明", GRAPH, in_full_name=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("萨尔茨", "索尔兹"),
        ("马沙迪", "曼沙迪"),
        ("弗吉尼亚", "维吉尼亚"),
        ("卡吉尔", "卡尔吉尔"),
        ("施瓦辛格", "史瓦辛格"),
        ("艾杜", "埃杜"),
        ("羅森代爾", "罗森德尔"),
    ],
)
def test_variants_are_near(one: str, other: str) -> None:
    assert sound_distance(one, other) <= 0.5
    assert sound_distance(one, other) == sound_distance(other, one)
    assert sound_distance(one, one) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("史密斯", "史密森"),
        ("克里斯", "克里斯蒂"),
        ("安德森", "安德烈"),
        ("斯洛伐克", "斯洛文尼亚"),
        ("杰克逊", "约翰逊"),
    ],
)
def test_other_names_are_far(one: str, other: str) -> None:
    assert sound_distance(one, other) > 0.5


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Manshadi", "曼沙迪"),
        ("Thassalin", "塔萨林"),
        ("Celeste", "塞莱斯特"),
        ("Retvik", "雷特维克"),
        ("Xerxes", "克瑟克斯"),
    ],
)
def test_latin_letters_and_characters_meet(name: str, word: str) -> None:
    sounds = latin_consonants(name)
    assert len(sounds) >= 3
    assert (sounds == consonants(word)) == (name != "Xerxes")  # x is ks only between vowels


def test_first_consonants() -> None:
    assert [first_consonant(word) for word in ("艾伦", "萨尔茨", "維吉尼亞", "尔")] == ["", "S", "F", "L"]


def test_a_table_of_simplified_characters() -> None:
    assert simplified("羅森代爾 a") == "罗森代尔 a"
    assert len(simplified("羅森代爾，ａ")) == 6


def test_a_common_name_is_likelier_than_a_rare_one() -> None:
    assert name_log_prob("王海明") > name_log_prob("王海锅") > name_log_prob("卡明斯") == -99.0
    assert not math.isinf(name_log_prob("欧阳询"))


def test_the_names_of_the_dictionary() -> None:
    assert ("london", "伦敦") in GRAPH.english_names()
