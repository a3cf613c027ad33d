"""The structures behind the calque check: patterns and table agree, spans are the text's, density and its measuring."""

from __future__ import annotations

import pytest

from mtqa.bench.pages import bitext
from mtqa.checks.calque import CHECK, calque_density, is_translated_by_structure
from mtqa.checks.material import Material
from mtqa.lexicon import LacTagger
from mtqa.lexicon.calques import STRUCTURES, TABLE, Structure, calques, measured, weight
from research.measure.pairs import half, is_subtitled
from research.tables.calque import auc

TAGGER = LacTagger()
NATIVE = "第一场雪落下来，院子里的孩子全跑了出来。大家都很高兴，晚会一直开到半夜。"
TRANSLATED = "当第一场雪落下时，每个人都很高兴。他成功地把它放在桌上，这就是为什么他笑了。"
REPORTED = [structure for structure in STRUCTURES if structure.family]


def material(text: str) -> Material:
    return Material(bitext(text), TAGGER)


def test_the_table_has_a_row_for_every_structure_and_no_other() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert [line.partition("\t")[0] for line in lines[1:]] == [structure.name for structure in STRUCTURES]


@pytest.mark.parametrize("structure", REPORTED, ids=lambda structure: structure.name)
def test_what_is_reported_is_rare_in_native_text_and_frequent_in_translations(structure: Structure) -> None:
    figures = measured(structure)
    assert figures.lift >= 5 and figures.native <= 0.03 and 0.7 <= figures.avoided <= 1


def test_every_family_is_a_rule() -> None:
    assert {f"calque.{structure.family}" for structure in REPORTED} == {rule.id for rule in CHECK.rules}


@pytest.mark.parametrize(
    "text", ["他 作为 一个 医生 来了。", "3/4 的人作为一个整体", "“作为一个医生”", "\t作为一个医生"]
)
def test_spans_are_those_of_the_text(text: str) -> None:
    found = [one for one in calques(TAGGER.tag(text)) if one.structure.name == "article.as"]
    assert [one.span.of(text).replace(" ", "") for one in found] == ["作为一个"]


@pytest.mark.parametrize("text", ["", "。", " ", "plain English", "😀😀"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert not list(calques(TAGGER.tag(text)))
    assert calque_density(material(text)) == 0


def test_structures_that_overlap_count_once() -> None:
    found = list(calques(TAGGER.tag("他们把它放在桌上。")))
    assert weight(found * 2) == weight(found) <= sum(measured(one.structure).weight for one in found)


def test_a_translation_is_denser_than_native_text() -> None:
    assert calque_density(material(NATIVE)) == 0 < calque_density(material(TRANSLATED))
    assert is_translated_by_structure(material(TRANSLATED)) and not is_translated_by_structure(material(NATIVE))


def test_two_structures_in_a_short_text_are_not_enough() -> None:
    short = material("当第一场雪落下时，每个人都很高兴。")
    assert calque_density(short) > 0 and not is_translated_by_structure(short)


def test_auc() -> None:
    assert auc([2, 3], [0, 1]) == 1 and auc([0, 1], [2, 3]) == 0 and auc([1, 1], [1]) == 0.5


def test_halves_share_nothing() -> None:
    assert [*half([1, 2, 3, 4, 5], False), *half([1, 2, 3, 4, 5], True)] == [1, 2, 3, 4, 5]


def test_subtitles_are_recognised_by_their_line_breaks() -> None:
    assert is_subtitled(["随着冰山融化， 我呼吸到 它古老的气味。"] * 5)
    assert not is_subtitled(["记者 张三 报道，全市 12 个区 下雨。"] * 4 + ["今天下雨。"] * 8)
