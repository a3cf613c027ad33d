"""Words that are met, their log-odds, unrelated texts, and the stretch that is missing."""

from __future__ import annotations

import pytest

from mtqa.bilingual.coverage import Coverage
from mtqa.bilingual.matching import match
from mtqa.bilingual.omission import gap, is_unrelated, unrelated_odds
from mtqa.lexicon import shared_dictionary
from mtqa.lexicon.presence import Presence, presence
from mtqa.lexicon.transcription import initials, transcribed

FARMERS = "Farmers fear a dry summer, since it has not rained since May."
BAUERN = "农民担心夏天干旱，因为五月以来一直没有下雨。"
BOOKS = "火车站旁边新开了一家书店，周末常有作家来签名。"


def met(english: str, chinese: str) -> tuple[list[str], list[str]]:
    ours, theirs = match(english, chinese, shared_dictionary())
    return [word.span.of(english) for word in ours if word.met], [word.span.of(chinese) for word in theirs if word.met]


def test_words_meet_on_both_sides() -> None:
    english, chinese = met(FARMERS, BAUERN)
    assert {"Farmers", "summer", "rained"} <= set(english)
    assert {"农民", "夏天"} <= set(chinese)
    assert not {"Farmers", "summer"} & set(met(FARMERS, BOOKS)[0])


def test_numbers_and_latin_words_meet_as_they_are() -> None:
    english, chinese = met("Kowalski teaches Rust in 214 today.", "Kowalski今天在214室教Rust。")
    assert {"Kowalski", "Rust", "214"} <= set(english) and {"Kowalski", "Rust", "214"} <= set(chinese)


@pytest.mark.parametrize(
    ("name", "chinese"),
    [
        ("Watford", "沃特福德"),
        ("Martelly", "马特利"),
        ("Hamilton", "汉密尔顿"),
        ("Zelensky", "泽连斯基"),
        ("Knowsley", "诺斯利"),
        ("Vardy", "瓦尔迪"),
    ],
)
def test_a_transcribed_name_is_found_only_where_it_is(name: str, chinese: str) -> None:
    text = f"昨天{chinese}也来了。"
    found = transcribed(name.lower(), initials(text, shared_dictionary()))
    assert found and found.of(text) == chinese
    for other in (BAUERN, BOOKS, "昨天利物浦也来了。"):
        assert transcribed(name.lower(), initials(other, shared_dictionary())) is None


def test_a_common_word_is_weaker_evidence() -> None:
    rare, common = Presence(0.9, 0.001), Presence(0.9, 0.05)
    assert rare.odds(True, 20) < common.odds(True, 20) < 0 < common.odds(False, 20) < rare.odds(False, 20)
    assert presence("en", "farmer").odds(False, 20) > presence("zh", "的").odds(False, 10) >= 0


def test_an_absent_word_is_never_evidence_of_a_translation() -> None:
    for met_ in (True, False):
        assert (Presence(0.1, 0.5).odds(met_, 50) <= 0) is met_ or not met_


def test_unrelated_texts_differ_from_translations() -> None:
    coverage = Coverage(shared_dictionary())
    assert unrelated_odds(coverage.of(FARMERS, BAUERN)) < 0 < unrelated_odds(coverage.of(FARMERS, BOOKS))
    assert is_unrelated(coverage.of(FARMERS, BOOKS), BOOKS, chinese=True)
    assert not is_unrelated(coverage.of(FARMERS, BAUERN), BAUERN, chinese=True)


def test_the_missing_stretch_is_found_on_either_side() -> None:
    coverage = Coverage(shared_dictionary())
    covered = coverage.of(FARMERS, "农民担心夏天干旱。")
    found = gap(covered.english, FARMERS, "农民担心夏天干旱。")
    assert found.score > 1 and "rained since May" in found.span.of(FARMERS)
    assert gap(coverage.of(FARMERS, BAUERN).english, FARMERS, BAUERN).score < 1
    covered = coverage.of("Farmers fear a dry summer.", BAUERN)
    found = gap(covered.chinese, BAUERN, "Farmers fear a dry summer.")
    assert found.score > 1 and "没有下雨" in found.span.of(BAUERN)


@pytest.mark.parametrize(
    ("english", "chinese"), [("", ""), ("!", "。"), ("OK", "好"), ("12", "12"), ("的", "the"), ("İ", "İ一")]
)
def test_very_short_texts_have_no_gap_and_are_not_unrelated(english: str, chinese: str) -> None:
    covered = Coverage(shared_dictionary()).of(english, chinese)
    assert not is_unrelated(covered, chinese, chinese=True)
    assert gap(covered.english, english, chinese).score <= 0
    assert gap(covered.chinese, chinese, english).score <= 0
