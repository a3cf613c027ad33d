"""The gate: what fails a document."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import LATIN, MARKUP, REPEAT, checked, find, plain

from mtqa.config import Config
from mtqa.config.choices import FailOn
from mtqa.evidence.translationese import Translated
from mtqa.findings import Rule
from mtqa.render.sentences import sentence
from mtqa.report import DocumentReport
from mtqa.report.gate import Reason, percent

DOCUMENT = plain("甲乙丙丁")


def judged(*rules: Rule, words: int, config: Config) -> DocumentReport:
    return checked(DOCUMENT, [find(DOCUMENT, rule, "乙") for rule in rules], words=words, config=config)


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
        found = judged(rule, words=1000, config=config)
        assert found.passed == (rule not in failing)
        assert found.verdict == ("fail" if rule in failing else "pass")
        assert all(f"--fail-on {fail_on}" in sentence(reason) for reason in found.reasons)
    counted = judged(REPEAT, LATIN, MARKUP, words=1000, config=config).reasons
    assert [*counted] == ([Reason.of(fail_on, n=len(failing))] if failing else [])


@pytest.mark.parametrize(("words", "passes"), [(100, False), (50, False), (101, True), (1000, True)])
def test_the_lowest_score_that_passes(words: int, passes: bool) -> None:
    config = Config(fail_under=95.04, fail_on="never")
    found = judged(LATIN, words=words, config=config)
    assert found.passed == passes
    if not passes:
        (reason,) = found.reasons
        assert sentence(reason) == f"score {found.score.value:.1f} is under 95.04 (--fail-under)"


def test_a_score_at_the_limit_passes() -> None:
    assert judged(LATIN, words=100, config=Config(fail_under=95.0, fail_on="never")).passed


def test_both_gates_may_fail() -> None:
    assert len(judged(MARKUP, words=50, config=Config()).reasons) == 2


@pytest.mark.parametrize(
    ("probability", "least", "passes"),
    [(0.97, None, True), (0.97, 0.95, False), (0.95, 0.95, False), (0.949, 0.95, True), (None, 0.0, True)],
)
def test_a_document_that_reads_machine_translated(probability: float | None, least: float | None, passes: bool) -> None:
    config = Config(fail_on_translated=least)
    found = replace(judged(words=100, config=config), translated=Translated(probability, (0,)))
    assert found.passed == passes
    if not passes:
        assert [sentence(reason) for reason in found.reasons] == [
            f"reads machine-translated, {int(100 * (probability or 0))} % (--fail-on-translated 0.95)"
        ]


def test_no_probability_reads_like_certainty() -> None:
    assert [percent(value) for value in (0.0, 0.5, 0.949, 0.999, 1.0)] == [0, 50, 94, 99, 99]
