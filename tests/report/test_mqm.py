"""The MQM arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from handmade import LATIN, MARKUP, NAMES, REPEAT, find, plain
from hypothesis import assume, given
from hypothesis import strategies as st

from mtqa.config.scoring import Scoring
from mtqa.findings import Finding, Rule, Severity
from mtqa.mqm import score
from mtqa.mqm.models import tolerance, value

DOCUMENT = plain("甲乙丙丁")


def findings(*rules: Rule) -> list[Finding]:
    return [find(DOCUMENT, rule, "乙") for rule in rules]


def test_penalties_are_one_five_and_twenty_five() -> None:
    assert [(level.value, level.penalty) for level in Severity] == [("minor", 1), ("major", 5), ("critical", 25)]


@pytest.mark.parametrize(
    ("rules", "words", "value", "penalty"),
    [
        ((), 100, 100.0, 0),
        ((REPEAT,), 100, 99.0, 1),
        ((LATIN, REPEAT), 200, 97.0, 6),
        ((MARKUP, LATIN, LATIN, REPEAT), 1000, 96.4, 36),
        ((REPEAT,), 3, 66.67, 1),
        ((MARKUP,), 10, 0.0, 25),
        ((), 0, 100.0, 0),
        ((REPEAT,), 0, 0.0, 1),
    ],
)
def test_the_score(rules: Sequence[Rule], words: int, value: float, penalty: int) -> None:
    found = score(findings(*rules), words)
    assert (found.value, found.penalty, found.words) == (value, penalty, words)


def test_every_severity_is_counted_even_where_there_is_none() -> None:
    assert score(findings(LATIN, LATIN), 100).counts == {
        Severity.MINOR: 0,
        Severity.MAJOR: 2,
        Severity.CRITICAL: 0,
    }


def test_the_severity_of_the_finding_counts_not_that_of_its_rule() -> None:
    (finding,) = findings(REPEAT)
    grave = Finding(**{name: getattr(finding, name) for name in finding.__slots__} | {"severity": Severity.CRITICAL})
    assert score([grave], 100).penalty == 25


def test_findings_of_at_least_a_severity_are_counted() -> None:
    found = score(findings(MARKUP, LATIN, LATIN, REPEAT), 100)
    assert [found.at_least(level) for level in Severity] == [4, 3, 1]


# ------------------------------------------------------------------------------------------- the tables


def test_every_finding_is_in_the_table_of_categories_and_in_that_of_rules() -> None:
    found = score(findings(MARKUP, LATIN, LATIN, NAMES, REPEAT), 1000, 2000)
    assert {category.value: (row.total, row.penalty) for category, row in found.categories.items()} == {
        "design-and-markup/markup-tag": (1, 25),
        "accuracy/untranslated": (2, 10),
        "terminology/inconsistent": (1, 5),
        "accuracy/mistranslation": (1, 1),
    }
    assert list(found.rules) == [MARKUP.id, LATIN.id, NAMES.id, REPEAT.id]  # the most costly first
    assert sum(row.penalty for row in found.rules.values()) == found.penalty == 41
    assert found.rules[LATIN.id].counts == {Severity.MINOR: 0, Severity.MAJOR: 2, Severity.CRITICAL: 0}


def test_the_penalty_by_length() -> None:
    found = score(findings(LATIN, REPEAT), 400, 900)
    assert (found.per_1000_words, found.per_1000_characters) == (15.0, 6.7)
    assert replace(found, value=None).per_1000_words is None and score([], 0, 0).per_1000_characters is None


@pytest.mark.parametrize(("words", "short"), [(0, True), (499, True), (500, False)])
def test_a_short_text_is_too_short_to_score(words: int, short: bool) -> None:
    assert score([], words).is_too_short is short


# ------------------------------------------------------------------------------------------- the models


def test_calibrated_gives_the_threshold_for_what_is_tolerated() -> None:
    settings = Scoring("calibrated", threshold=85.0, tolerated={1000: 30.0})
    assert value(30, 1000, settings) == value(60, 2000, settings) == 85.0
    assert value(0, 1000, settings) == 100.0 and value(10_000, 1000, settings) == 0.0
    assert value(15, 1000, settings) == 92.5


def test_calibrated_with_the_tolerance_of_linear_is_linear() -> None:
    settings = Scoring("calibrated", threshold=90.0, tolerated={1000: 100.0})
    assert [value(7, words, settings) for words in (20, 333, 5000)] == [
        value(7, words, Scoring()) for words in (20, 333, 5000)
    ]


@given(
    few=st.integers(1, 20_000),
    times=st.floats(1.5, 50),
    points=st.floats(0.5, 500),
    share=st.floats(0.05, 0.95),
)
def test_log_goes_through_both_points_and_never_falls(few: int, times: float, points: float, share: float) -> None:
    many = round(few * times) + 1
    growth = 1 + share * (many / few - 1)
    assume(1.02 <= growth <= 0.99 * many / few)
    settings = Scoring("log", threshold=80.0, tolerated={few: points, many: points * growth})
    assert value(points, few, settings) == pytest.approx(80.0, abs=0.01)
    assert value(points * growth, many, settings) == pytest.approx(80.0, abs=0.01)
    by_length = [tolerance(words, settings) for words in (1, few, many, 10 * many)]
    assert by_length == sorted(by_length) and by_length[0] > 0
    assert by_length[3] < 10 * by_length[2]  # ever fewer per word


def test_log_forgives_a_short_text_and_is_stricter_with_a_long_one() -> None:
    straight = Scoring("calibrated", tolerated={1000: 50.0})
    bent = Scoring("log", tolerated={1000: 50.0, 5000: 120.0})
    assert value(5, 50, bent) > value(5, 50, straight) and value(200, 5000, bent) < value(200, 5000, straight)


# ------------------------------------------------------------------------- weights, repeated errors, bands


def test_weights_of_severities_dimensions_and_categories() -> None:
    settings = Scoring(weights={"major": 4.0, "terminology": 2.0, "accuracy": 0.5, "accuracy/untranslated": 3.0})
    found = score(findings(NAMES, LATIN, REPEAT), 1000, scoring=settings)
    assert {rule: row.penalty for rule, row in found.rules.items()} == {LATIN.id: 12, NAMES.id: 8, REPEAT.id: 0.5}
    assert found.penalty == 20.5 and found.value == 97.95


def test_a_repeated_error_costs_once_but_is_counted() -> None:
    document = plain("甲乙甲乙甲丙")
    again = [find(document, LATIN, "甲", nth=nth, suggestions=("丁",)) for nth in range(3)]
    others = [
        find(document, LATIN, "甲", nth=0, suggestions=("戊",)),  # another wording to put there
        find(document, LATIN, "乙", nth=0, suggestions=("丁",)),  # other words
        find(document, REPEAT, "甲", nth=0, suggestions=("丁",)),  # another rule
    ]
    found = score([*again, *others], 1000, scoring=Scoring(repeated="once"))
    assert (found.penalty, found.repeated, found.counts[Severity.MAJOR]) == (5 + 5 + 5 + 1, 2, 5)
    assert score([*again, *others], 1000).penalty == 26


def test_a_thing_with_several_wrong_names_is_one_inconsistency() -> None:
    document = plain("平台站台月台")
    wrong = [find(document, NAMES, text, suggestions=("平台",)) for text in ("站台", "月台")]
    wrong.append(find(document, NAMES, "平台", suggestions=("站台",)))
    assert score(wrong, 1000, scoring=Scoring(repeated="once")).penalty == 10


def test_the_gravest_of_a_repeated_error_costs() -> None:
    document = plain("甲乙甲")
    light, grave = find(document, REPEAT, "甲"), find(document, REPEAT, "甲", nth=1)
    found = score([light, replace(grave, severity=Severity.MAJOR)], 1000, scoring=Scoring(repeated="once"))
    assert (found.penalty, found.categories[REPEAT.category].penalty) == (5, 5)


def test_what_is_missing_repeats_nothing() -> None:
    document = plain("甲乙甲")
    nothing = [replace(find(document, LATIN, "甲", nth=nth), text="") for nth in range(2)]
    assert score(nothing, 1000, scoring=Scoring(repeated="once")).penalty == 10


@pytest.mark.parametrize(
    ("words", "rating"), [(10_000, "good"), (100, "good"), (99, "fair"), (10, "fair"), (3, "poor")]
)
def test_a_band_begins_at_its_lowest_score(words: int, rating: str) -> None:
    settings = Scoring(bands={"fair": 50.0, "good": 95.0, "poor": 0.0})
    assert score(findings(LATIN), words, scoring=settings).rating == rating
    assert score(findings(LATIN), words).rating == ""
