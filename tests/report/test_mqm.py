"""The MQM arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from handmade import LATIN, MARKUP, REPEAT, find, plain

from mtqa.findings import Finding, Rule, Severity
from mtqa.mqm import score

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
