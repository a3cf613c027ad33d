"""Signals of words, signs of documents, and the probabilities made of both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from handmade import find, plain

from mtqa.align.segment import segment
from mtqa.checks import RULES, without_doubles
from mtqa.engines.base import Contest, Identity
from mtqa.engines.fake import FakeLanguageModel
from mtqa.evidence.confidence import (
    Weights,
    document_features,
    document_probability,
    sigmoid,
    weights,
    with_findings,
    word_features,
)
from mtqa.evidence.contrast import Judge
from mtqa.evidence.signals import Signals, signals
from mtqa.evidence.translationese import Translated, Translationese, translated, translationese
from mtqa.lexicon import Channel, LacTagger
from mtqa.read import read_text

CHANNEL, TAGGER = Channel(), LacTagger()
TRANSLATED = "当快递员到达时，每个人都笑了。他把它送到不同走廊的门口。"
NATIVE = "快递员一到，大家都笑了。东西送到了各个楼道口。"


def examined(text: str, model: FakeLanguageModel) -> tuple[list[Signals], Translationese]:
    document = read_text("a.txt", text)
    tagged = [(part, TAGGER.tag(part.text)) for part in segment(document)]
    found = signals(tagged, Judge(model, document), CHANNEL)
    return found, translationese(tagged, found)


def of(word: str, found: list[Signals]) -> Signals:
    return next(one for one in found if one.word == word)


def test_the_best_rival_is_weighed_in_place() -> None:
    found, _ = examined(TRANSLATED, FakeLanguageModel(dict.fromkeys("楼道", 1.0), default=5.0))
    contested = of("走廊", found).contested
    assert contested and contested.collision.rival.wording == "楼道"
    assert contested.log_odds == 6.0  # eight nats count as six
    assert contested.score == pytest.approx(6 + contested.passage - contested.kept)
    assert contested.gain == pytest.approx(0)  # the document adds nothing to what this model thinks


def test_a_losing_rival_is_dropped() -> None:
    found, _ = examined(TRANSLATED, FakeLanguageModel(dict.fromkeys("走廊", 1.0), default=5.0))
    assert of("走廊", found).contested is None


def test_a_second_judge_is_asked_about_the_rivals_that_win_and_no_word_is_spared() -> None:
    first = FakeLanguageModel(dict.fromkeys("楼道", 1.0), default=4.0)  # its detector doubts no word: 4 − 5 nats
    first_alone, _ = examined(TRANSLATED, FakeLanguageModel(dict.fromkeys("楼道", 1.0), default=3.9))
    assert of("走廊", first_alone).contested is None

    questions: list[Contest] = []

    class Asked(FakeLanguageModel):
        def log_odds(self, text: str, contests: Sequence[Contest], *rest: Any) -> list[tuple[float, ...]]:
            questions.extend(contests)
            return super().log_odds(text, contests, *rest)

    second = Asked(dict.fromkeys("走廊", 1.0), default=5.0, name="second")
    document = read_text("a.txt", TRANSLATED)
    tagged = [(part, TAGGER.tag(part.text)) for part in segment(document)]
    found = signals(tagged, Judge(first, document, second=second), CHANNEL)
    contested = of("走廊", found).contested
    assert contested and contested.second == -6.0  # −8 nats count as −6
    assert [question.rivals for question in questions] == [
        (one.contested.collision.rival.wording,) for one in found if one.contested and one.contested.second is not None
    ]
    assert all(one.contested.score >= 0 for one in found if one.contested and one.contested.second is not None)


def test_two_judges_are_weighed_together() -> None:
    two = {"": -3.0, "replaced": 0.0, "score": 0.5, "gain": 0.0, "second": 1.0}
    own = Weights({"": 9.0}, {"": -9.0}, {"": 0.0}, second=two)
    found, _ = examined(TRANSLATED, FakeLanguageModel(dict.fromkeys("楼道", 1.0), default=5.0))
    word = of("走廊", found)
    assert word.contested and own.of_word(word) == sigmoid(9.0)
    agreed = replace(word, replaced=-8.0, contested=replace(word.contested, second=6.0))
    denied = replace(word, replaced=-8.0, contested=replace(word.contested, second=-6.0))
    assert own.doubts(agreed) and own.of_word(agreed) > 0.9 and own.of_word(denied) < 0.01
    assert not replace(own, second={}).doubts(agreed)  # no weights for this judge: its opinion changes nothing
    assert replace(own, second={}).of_word(agreed) == sigmoid(9.0)


def test_every_word_has_signals_once_and_punctuation_has_none() -> None:
    found, _ = examined(TRANSLATED, FakeLanguageModel())
    assert "".join(one.word for one in found) == TRANSLATED.replace("，", "").replace("。", "")
    assert all(one.replaced is not None for one in found)


def test_without_a_detector_every_known_word_is_doubted() -> None:
    class Plain(FakeLanguageModel):
        def replaced(self, *arguments: object) -> list[float]:
            return []

    found, signs = examined(TRANSLATED, Plain())
    assert {one.replaced for one in found} == {None} and signs.replaced is None
    assert word_features(found[0])["replaced"] == 0


def test_translations_show_more_signs() -> None:
    model = FakeLanguageModel(dict.fromkeys("楼道", 1.0), default=5.0)
    translated, native = examined(TRANSLATED, model)[1], examined(NATIVE, model)[1]
    assert translated.structures > native.structures
    assert examined("2024\n", model)[1] == Translationese(0.0, 0.0, None)


def test_probabilities_grow_with_the_signals() -> None:
    measured = Weights(
        contested={"": -3.0, "replaced": 0.5, "score": 0.5, "gain": 0.1},
        alone={"": -3.0, "replaced": 0.5},
        document={"": -4.0, "structures": 1.0, "strange": 0.5},
    )
    model = FakeLanguageModel(dict.fromkeys("楼道", 1.0) | dict.fromkeys("快递", 30.0), default=5.0)
    found, signs = examined(TRANSLATED, model)
    chances = [measured.of_word(of(word, found)) for word in ("不同", "走廊")]
    assert chances == sorted(chances) and all(0 < chance < 1 for chance in chances)
    assert document_probability(signs, measured) > document_probability(Translationese(0.0, 0.0, -3.0), measured)


def test_odds_and_features() -> None:
    assert sigmoid(0) == 0.5 and sigmoid(math.log(3)) == pytest.approx(0.75)
    assert document_features(Translationese(9.0, 0.5, 2.0)) == {"structures": 3.0, "style": 0.5, "strange": 2.0}
    assert document_features(Translationese(9.0, 0.5, None)) == {"structures": 3.0, "style": 0.5}


def test_weights_are_those_of_the_model() -> None:
    shipped = weights(Identity("gemma-3-270m", "a5fd3b62230a"))
    assert {*shipped.contested} == {"", "replaced", "score", "gain"} and shipped.has_detector


def test_without_a_detector_a_rival_has_to_win_clearly() -> None:
    alone = weights(Identity("another-lm", "0"))
    assert not alone.has_detector and {*alone.contested} == {"", "score"} and alone.wording
    found, _ = examined(TRANSLATED, FakeLanguageModel(dict.fromkeys("楼道", 1.0), default=5.0))
    word = of("走廊", found)
    assert word.contested and word.contested.score < 6
    just, more = word.contested.score, word.contested.score + 0.1
    other = weights(Identity("another-lm", "0"), just)
    assert other.doubts(word) and not weights(Identity("another-lm", "0"), more).doubts(word)
    assert 0 < other.of_word(word) < 1
    assert not weights(Identity("another-lm", "0"), 0.0).doubts(of("不同", found))  # no rival beats it
    assert document_probability(Translationese(4.0, 0.5, 2.0), alone) == document_probability(
        Translationese(4.0, 0.5, None), None
    )


def test_a_doubt_gives_way_to_a_surer_finding_at_its_place() -> None:
    document = plain("爱心快车把市民送到医院，快车停在门口。")
    terms, literal = RULES["terms.inconsistent"][0], RULES["literal.misfit"][0]
    whole, inside = find(document, terms, "爱心快车"), find(document, literal, "快车")
    apart = find(document, literal, "快车", nth=1)
    assert list(without_doubles([whole, inside, apart])) == [whole, apart]


def test_errors_of_machines_make_a_machine_likelier() -> None:
    assert with_findings(0.5, 0) == pytest.approx(0.5)
    chances = [with_findings(0.2, found) for found in range(6)]
    assert chances[:4] == sorted(chances[:4]) and chances[3] > 0.98
    assert chances[3] == chances[5]  # several in one document come from one habit
    assert 0 < with_findings(0.0, 1) < with_findings(1.0, 0) <= 1


def test_a_document_that_is_too_short_is_not_judged() -> None:
    document = read_text("a.txt", TRANSLATED * 8)
    tagged = [(part, TAGGER.tag(part.text)) for part in segment(document)]
    found = translated(tagged, 0.97)
    assert found.probability == 0.97 and 0 < len(found.segments) <= 5
    assert translated(tagged[:2], 0.97) == Translated(None)
