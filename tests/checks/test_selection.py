"""Which rules are on; selecting rules, showing findings and failing a run are three things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from handmade import LATIN, MARKUP, NAMES, REPEAT, checked, find, plain, report

from mtqa.align.segment import segment
from mtqa.checks import CHECKS, RULES, Skipped, run_checks
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.checks.selection import Selection, select
from mtqa.config import Config
from mtqa.config.choices import Level
from mtqa.errors import ReadError, UsageError
from mtqa.findings import Finding, Rule, Severity
from mtqa.lexicon import LacTagger
from mtqa.pipeline import signature
from mtqa.render.sentences import needs, sentence
from mtqa.report import Report
from mtqa.report.gate import Reason
from mtqa.text import Bitext, Pair, Span

ALL = frozenset(id for id, (rule, _) in RULES.items() if not rule.opt_in)
CALQUES = {rule for rule in RULES if rule.startswith("calque.")}


@pytest.mark.parametrize(
    ("chosen", "ignored", "on"),
    [
        ((), (), ALL),
        (("terms",), (), {"terms.inconsistent"}),
        (("terms.inconsistent", "names.garbled"), (), {"terms.inconsistent", "names.garbled"}),
        ((), ("calque",), ALL - CALQUES),
        ((), ("calque.it",), ALL - {"calque.it"}),
        (("calque",), ("calque.it",), CALQUES - {"calque.it"}),
        (("calque.it",), ("calque",), {"calque.it"}),
        (("calque", "terms"), ("calque",), {"terms.inconsistent"}),
        (("all",), (), ALL),
        (("all",), ("calque",), ALL - CALQUES),
        (("all", "terms.merged"), (), {*ALL, "terms.merged"}),
        (("terms.merged",), (), {"terms.merged"}),
        (("terms.merged",), ("terms.merged",), set()),
    ],
)
def test_rules_are_chosen_by_prefix(chosen: tuple[str, ...], ignored: tuple[str, ...], on: set[str]) -> None:
    assert select(Config(select=chosen, ignore=ignored), RULES).rules == on


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("term", "did you mean terms?"),
        ("terms.inconsistnt", "did you mean terms.inconsistent?"),
        ("xyzzy", "mtqa rules"),
    ],
)
@pytest.mark.parametrize("option", ["select", "ignore", "severity"])
def test_a_rule_that_does_not_exist_is_an_error(option: str, name: str, message: str) -> None:
    settings: dict[str, Any] = {option: {name: "minor"} if option == "severity" else (name,)}
    with pytest.raises(UsageError) as caught:
        select(Config(**settings, origins={option: "mtqa.toml:7"}), RULES)
    assert str(caught.value).startswith("mtqa.toml:7: there is no rule") and message in str(caught.value)


def test_a_check_that_is_not_selected_is_not_run() -> None:
    ran = []

    def run(material: Material) -> Iterator[Finding]:
        ran.append(material)
        yield from ()

    document = plain("甲乙丙丁")
    material = Material(Bitext(document, ()), LacTagger())
    checks = [Check(run, (LATIN, REPEAT), frozenset())]
    run_checks(material, checks, Selection(frozenset({MARKUP.id}), {}))
    assert not ran
    run_checks(material, checks, Selection(frozenset({REPEAT.id}), {}))
    assert len(ran) == 1


def test_only_the_selected_rules_of_a_check_are_reported() -> None:
    document = plain("甲乙丙丁")
    checks = [
        Check(
            lambda material: [find(document, LATIN, "乙"), find(document, REPEAT, "丙")], (LATIN, REPEAT), frozenset()
        )
    ]
    findings, skipped = run_checks(
        Material(Bitext(document, ()), LacTagger()), checks, Selection(frozenset({REPEAT.id}), {})
    )
    assert [one.rule for one in findings] == [REPEAT] and skipped == [Skipped((LATIN.id,))]


def test_the_signature_names_what_was_off_and_graded_anew() -> None:
    assert "|off:" not in signature(None) and "|severity:" not in signature(None)
    got = signature(
        None, Config(ignore=("terms", "calque.it"), severity={"residue": "critical", "residue.markup": "minor"})
    )
    assert "checks:names,titles," in got and "calque" in got.partition("|off:")[0]
    assert "|off:terms,calque.it|" in got
    graded = "residue.boilerplate=critical,residue.language=critical,residue.markup=minor,residue.punctuation=critical"
    assert f"|severity:{graded}|" in got
    assert f"checks:residue|off:{','.join(check.name for check in CHECKS if check.name != 'residue')}|" in signature(
        None, Config(select=("residue",))
    )


def test_an_opt_in_rule_runs_only_where_it_is_selected_and_is_named_only_then() -> None:
    document = replace(plain("额度\n额度"), source=plain("Balance\nQuota"))
    targets, sources = segment(document), segment(plain("Balance\nQuota"))
    pairs = tuple(Pair(*pair) for pair in zip(targets, sources, strict=True))
    material = Material(Bitext(document, pairs, document.source), LacTagger())
    findings, skipped = run_checks(material, CHECKS, select(Config(), RULES))
    assert "terms.merged" not in {one.rule.id for one in findings}
    assert not any("terms.merged" in group.rules for group in skipped)
    assert "terms.merged" not in signature(None)
    chosen = Config(select=("all", "terms.merged"))
    findings, _ = run_checks(material, CHECKS, select(chosen, RULES))
    assert [one.text for one in findings if one.rule.id == "terms.merged"] == ["额度"]
    assert "|on:terms.merged|" in signature(None, chosen)


@pytest.mark.parametrize(
    ("has", "suspicious", "unrelated"),
    [
        ({Need.CHINESE}, {Need.SOURCE}, {Need.SOURCE}),
        ({Need.CHINESE, Need.SOURCE, Need.PAIR}, {Need.ESTIMATE}, {Need.EMBEDDER}),
        ({Need.CHINESE, Need.SOURCE}, {Need.ESTIMATE}, {Need.PAIR, Need.EMBEDDER}),
    ],
)
def test_only_what_is_missing_is_named(has: set[Need], suspicious: set[Need], unrelated: set[Need]) -> None:
    check = RULES["adequacy.suspicious"][1]
    assert check.missing("adequacy.suspicious", frozenset(has)) == suspicious
    assert check.missing("adequacy.unrelated", frozenset(has)) == unrelated
    assert "source" not in needs([suspicious - {Need.SOURCE}, unrelated - {Need.SOURCE}])


def test_severities_are_replaced_by_the_most_exact_name() -> None:
    document = plain("甲乙丙丁")
    selection = select(Config(severity={"untranslated": "critical", "names": "minor"}), RULES)
    graded = selection.graded([find(document, LATIN, "乙"), find(document, NAMES, "丙"), find(document, REPEAT, "丁")])
    assert [one.severity for one in graded] == [Severity.CRITICAL, Severity.MINOR, Severity.MINOR]


# ---------------------------------------------------------------- what is shown never decides what fails

FIVE = plain("甲乙丙丁戊己庚辛")


def reported(config: Config) -> Report:
    """Five findings in two documents: 1 critical, 2 major, 2 minor."""
    first = [find(FIVE, MARKUP, "甲"), find(FIVE, LATIN, "乙"), find(FIVE, REPEAT, "丙")]
    second = [find(FIVE, NAMES, "丁"), find(FIVE, REPEAT, "戊")]
    return report(*(checked(FIVE, some, config=config) for some in (first, second)), config=config)


@pytest.mark.parametrize("level", ["minor", "major", "critical"])
@pytest.mark.parametrize(
    "gate",
    [
        {"fail_under": 0.0, "fail_on": "never"},
        {"fail_under": 0.0, "fail_on": "minor"},
        {"fail_under": 98.5, "fail_on": "never"},
        {"fail_under": 0.0, "fail_on": "never", "max_findings": 4},
        {"fail_under": 0.0, "fail_on": "never", "max_findings": 5},
    ],
)
def test_the_display_level_changes_no_gate(level: Level, gate: dict[str, Any]) -> None:
    whole = reported(Config(**gate))
    seen = reported(Config(**gate, min_severity=level)).shown()
    assert seen.exit_code == whole.exit_code and seen.passed == whole.passed and seen.reasons == whole.reasons
    assert [one.score for one in seen.documents] == [one.score for one in whole.documents]


def test_the_gate_hides_nothing() -> None:
    for fail_on in ("never", "critical"):
        shown = reported(Config(fail_on=fail_on, fail_under=0)).shown()
        assert sum(len(one.findings) for one in shown.documents) == 5


@pytest.mark.parametrize(("level", "left", "hidden"), [("minor", 5, 0), ("major", 3, 2), ("critical", 1, 4)])
def test_hidden_findings_are_counted(level: Level, left: int, hidden: int) -> None:
    shown = reported(Config(min_severity=level)).shown()
    assert sum(len(one.findings) for one in shown.documents) == left
    notes = [note for one in shown.documents for note in one.document.notes]
    assert sum(int(dict(note.arguments)["n"]) for note in notes) == hidden
    assert all(sentence(note).endswith(f"(--min-severity {level})") for note in notes)


def test_the_most_findings_a_run_may_have() -> None:
    gate = Config(fail_under=0, fail_on="never")
    assert reported(replace(gate, max_findings=5)).exit_code == 0
    failed = reported(replace(gate, max_findings=4))
    assert failed.exit_code == 1 and failed.reasons == (Reason.of("findings", n=5, most=4),)
    assert all(one.passed for one in failed.documents)
    assert reported(replace(gate, max_findings=4, exit_zero=True)).exit_code == 0


def test_exit_zero_forgives_a_gate_and_nothing_else() -> None:
    assert reported(Config()).exit_code == 1
    forgiven = reported(Config(exit_zero=True))
    assert forgiven.exit_code == 0 and not forgiven.passed
    unreadable = replace(forgiven, unreadable=(ReadError("no such file"),))
    assert unreadable.exit_code == 3


def test_checks_that_give_way_know_what_the_others_found() -> None:
    document = plain("甲乙丙丁。")
    seen: list[tuple[str, int, float]] = []

    def reporting(rule: Rule, gives_way: bool = False) -> Check:
        def run(material: Material) -> Iterator[Finding]:
            seen.append((rule.id, len(material.found), material.translated_probability))
            yield material.finding(rule, material.bitext.segments[0], Span(0, 1), 0.9)

        return Check(run, (rule,), gives_way=gives_way)

    telling = RULES["names.inconsistent"][0]
    material = Material(Bitext(document, tuple(Pair(part) for part in segment(document))), LacTagger())
    run_checks(material, [reporting(REPEAT, gives_way=True), reporting(telling)])
    (first, none, before), (last, one, after) = seen
    assert (first, none, last, one) == (telling.id, 0, REPEAT.id, 1) and after > before


@pytest.mark.parametrize(
    ("ignored", "found"), [((), ["names.inconsistent"]), (("names",), ["untranslated.latin"])], ids=["names", "latin"]
)
def test_a_latin_name_with_its_chinese_form_is_one_finding(ignored: tuple[str, ...], found: list[str]) -> None:
    document = plain("他说 Manshadi 很好。曼沙迪昨天同意了，大家都很高兴。")
    material = Material(Bitext(document, tuple(Pair(part) for part in segment(document))), LacTagger())
    findings, _ = run_checks(material, selection=select(Config(ignore=ignored), RULES))
    assert [finding.rule.id for finding in findings] == found
