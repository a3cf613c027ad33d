"""The MQM arithmetic and the gate."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from handmade import LATIN, MARKUP, REPEAT, find, plain

from mtqa.config import Config, FailOn
from mtqa.findings import Finding, Rule, Severity
from mtqa.mqm import score

DOCUMENT = plain("甲乙丙丁")
NEVER = Config(fail_under=0, fail_on="never")


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
    found = score(findings(*rules), words, NEVER)
    assert (found.value, found.penalty, found.words) == (value, penalty, words)
    assert found.passed and found.verdict == "pass" and found.reasons == ()


def test_every_severity_is_counted_even_where_there_is_none() -> None:
    assert score(findings(LATIN, LATIN), 100, NEVER).counts == {
        Severity.MINOR: 0,
        Severity.MAJOR: 2,
        Severity.CRITICAL: 0,
    }


def test_the_severity_of_the_finding_counts_not_that_of_its_rule() -> None:
    (finding,) = findings(REPEAT)
    grave = Finding(**{name: getattr(finding, name) for name in finding.__slots__} | {"severity": Severity.CRITICAL})
    assert score([grave], 100, NEVER).penalty == 25


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("never", ()),
        ("minor", (REPEAT, LATIN, MARKUP)),
        ("major", (LATIN, MARKUP)),
        ("critical", (MARKUP,)),
    ],
)
def test_the_level_that_fails(fail_on: FailOn, failing: tuple[Rule, ...]) -> None:
    config = Config(fail_under=0, fail_on=fail_on)
    for rule in (REPEAT, LATIN, MARKUP):
        found = score(findings(rule), 1000, config)
        assert found.passed == (rule not in failing)
        assert found.verdict == ("fail" if rule in failing else "pass")
        assert all(f"--fail-on {fail_on}" in reason for reason in found.reasons)
    counted = score(findings(REPEAT, LATIN, MARKUP), 1000, config).reasons
    assert [reason.split()[0] for reason in counted] == ([str(len(failing))] if failing else [])


@pytest.mark.parametrize(("words", "passes"), [(100, False), (50, False), (101, True), (1000, True)])
def test_the_lowest_score_that_passes(words: int, passes: bool) -> None:
    config = Config(fail_under=95.04, fail_on="never")
    found = score(findings(LATIN), words, config)
    assert found.passed == passes
    if not passes:
        (reason,) = found.reasons
        assert reason == f"score {found.value:.1f} is under 95.04 (--fail-under)"


def test_a_score_at_the_limit_passes() -> None:
    assert score(findings(LATIN), 100, Config(fail_under=95.0, fail_on="never")).passed


def test_both_gates_may_fail() -> None:
    assert len(score(findings(MARKUP), 50, Config()).reasons) == 2
