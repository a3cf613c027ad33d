"""Every check against its cases, tests/cases/<check>.toml, and the agreement of checks, cases and documentation.

⟦…⟧ marks what the check has to report, no more and no less; a case without marks is one to stay silent on.
`format` is that of the file (plain, markdown, html), `file` its name, where that matters; a file that has a source of
its own is aligned with it. `rule` and `suggestion` hold for every finding of the case.
`source` (of every segment, or `sources`, one of each), `glossary` and `language` are what the file is checked with.
`strange`, `likely`, `round_trips`, `doubted` and `remarks` stand for models: see the case files that use them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from handmade import checked, report
from jsonschema import Draft202012Validator

import mtqa
from mtqa.align import align
from mtqa.align.segment import segment
from mtqa.bilingual.glossary import Glossary, entries, terms
from mtqa.calibration.alarms import Alarms, allowed
from mtqa.calibration.native import Calibration
from mtqa.checks import CHECKS, RULES, Check, Material, run_checks
from mtqa.checks.base import SECTIONS
from mtqa.config import Config
from mtqa.engines.base import Estimate, Identity
from mtqa.engines.fake import FakeEstimator, FakeLanguageModel, FakeTranslator
from mtqa.engines.reader.base import Outcome, Passage, Reading, Remark
from mtqa.evidence.back_translation import BackTranslation, back_translate
from mtqa.evidence.bands import band, in_band
from mtqa.evidence.confidence import Weights
from mtqa.evidence.contrast import Judge
from mtqa.evidence.fluency import Fluency, measure
from mtqa.evidence.remarks import read
from mtqa.findings import Finding
from mtqa.lexicon import LacTagger
from mtqa.read import read_text
from mtqa.render.json import render
from mtqa.render.page.words import reason_in_chinese
from mtqa.text import Bitext, Document, Pair, Segment, Span

CASES = Path(__file__).parents[1] / "cases"
LEAST_FLAGGED, LEAST_SILENT = 3, 5
KEYS = {"name", "target", "format", "rule", "suggestion", "no_suggestion", "known_failure", "why"}
KEYS |= {"source", "sources", "glossary", "language", "file"}
KEYS |= {"strange", "likely", "round_trips", "calibrated", "doubted", "similarity", "remarks"}

REPORT = json.loads((Path(mtqa.__file__).parent / "data" / "report.schema.json").read_text("utf-8"))
EVIDENCE = Draft202012Validator(REPORT["$defs"]["evidence"])

BY_NAME = {check.name: check for check in CHECKS}
TAGGER = LacTagger()
SUFFIXES = {"plain": ".txt", "markdown": ".md", "html": ".html"}
# A straight line from SLOR 0 to 10 nats per character, and from chrF 10 to 100.
CALIBRATION = Calibration(fluency=((0.0, 0.0), (1.0, 10.0)), round_trip=((0.0, 10.0), (0.5, 55.0), (1.0, 100.0)))
_OF_WORDINGS = ("meant", "said", "rendered", "usual", "overlap", "shared", "habit", "uses", "other", "key", "topic")
# Words that are put in or lose by some nats are doubted, in documents that are full of English structures; and
# words beside which the document has another word.
WEIGHTS = Weights(
    contested={"": -10.0, "replaced": 0.0, "score": 2.2, "gain": 0.0},
    alone={"": -2.0, "replaced": 0.5},
    document={"": -6.0, "structures": 2.0, "strange": 0.0},
    wording=dict.fromkeys(_OF_WORDINGS, 0.0) | {"": -1.0, "near": 3.0, "log_odds": 1.0},
)

Case = dict[str, Any]


def cases_of(name: str) -> list[Case]:
    path = CASES / f"{name}.toml"
    found: list[Case] = tomllib.loads(path.read_text(encoding="utf-8"))["case"] if path.is_file() else []
    return found


def everything() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.toml")):
        for case in cases_of(path.stem):
            failing = pytest.mark.xfail(strict=True, reason=case.get("why", ""))
            marks = [failing] if case.get("known_failure") else []
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}", marks=marks)


def marked(target: str) -> tuple[str, list[Span]]:
    """The text without its marks, and where they stood."""
    spans = []
    for removed, match in enumerate(re.finditer(r"⟦([^⟧]*)⟧", target)):
        start = match.start() - 2 * removed
        spans.append(Span(start, start + len(match[1])))
    return re.sub("[⟦⟧]", "", target), spans


def material(case: Case, raw: str) -> Material:
    document = read_text(case.get("file", "case" + SUFFIXES[case.get("format", "plain")]), raw)
    bitext = align(document) if document.source else paired(case, document)
    calibration = CALIBRATION if case.get("calibrated", True) else Calibration()
    # To this judge a character costs 5 nats, 1 where the text had it before or the case says that it is likely, and 20
    # where the case says that it is strange.
    costs = dict.fromkeys(case.get("likely", ""), 1.0) | dict.fromkeys(case.get("strange", ""), 20.0)
    judge = Judge(FakeLanguageModel(costs, default=5.0, discount=4.0), document)
    measured = WEIGHTS if case.get("calibrated", True) else None
    found = fluency(case, bitext, calibration), round_trips(case, bitext)
    rows = entries("terms.csv", case["glossary"].encode()) if "glossary" in case else None
    given = Glossary("terms.csv", terms("terms.csv", rows), "") if rows else None
    language = case.get("language", "auto")
    doubts = estimates(case, bitext)
    alike = tuple(case.get("similarity", 0.7) if pair.source else None for pair in bitext.pairs)
    made = Material(
        bitext,
        TAGGER,
        calibration,
        *found,
        judge,
        measured,
        glossary=given,
        language=language,
        estimates=doubts,
        similarities=alike if bitext.source else None,
    )
    return replace(made, remarks=read(bitext, made.translated, SaysOf(case.get("remarks", []))))


class SaysOf:
    """A second reader that makes the same remarks on every passage."""

    identity = Identity("fake-reader", "0")

    def __init__(self, remarks: list[dict[str, str]]) -> None:
        self.remarks = remarks

    def read(self, passages: Sequence[Passage]) -> Iterator[tuple[int, Outcome]]:
        said = tuple(Remark(**{"left": "", "severity": "major", "reason": "", **remark}) for remark in self.remarks)
        return enumerate(Reading(said) for _ in passages)


def paired(case: Case, document: Document) -> Bitext:
    """Each segment beside `source`, or beside its own of `sources`."""
    parts = segment(document)
    said = case.get("sources") or ([case["source"]] * len(parts) if "source" in case else [])
    if not said:
        return Bitext(document, tuple(map(Pair, parts)))
    starts = accumulate((len(one) + 1 for one in said[:-1]), initial=0)
    spans = [Span(start, start + len(one)) for start, one in zip(starts, said, strict=True)]
    origins = [Segment(index, span, one) for index, (span, one) in enumerate(zip(spans, said, strict=True))]
    source = read_text("source.txt", "\n".join(said))
    return Bitext(document, tuple(Pair(*pair) for pair in zip(parts, origins, strict=True)), source)


def estimates(case: Case, bitext: Bitext) -> tuple[Estimate | None, ...]:
    """Of an estimator that doubts the words of `doubted` with their chances."""
    pairs = [(pair.source.text if pair.source else "", pair.target.text) for pair in bitext.pairs]
    return tuple(FakeEstimator(strange=case.get("doubted")).estimate(pairs))


def fluency(case: Case, bitext: Bitext, calibration: Calibration) -> tuple[Fluency | None, ...]:
    strange = dict.fromkeys(case.get("strange", ""), 20.0)
    return measure(bitext, FakeLanguageModel(strange, default=3.0), calibration)


def round_trips(case: Case, bitext: Bitext) -> tuple[BackTranslation, ...]:
    steps = case.get("round_trips", [["", ""]] * len(bitext.segments))
    texts = [part.text for part in bitext.segments]
    away = {text: pivot for text, (pivot, _) in zip(texts, steps, strict=True) if pivot}
    home = {pivot: back for pivot, back in steps if back}
    return back_translate(bitext, FakeTranslator({("zh", "en"): away, ("en", "zh"): home}))


def findings_of(name: str, case: Case) -> tuple[str, list[Span], list[Finding]]:
    raw, expected = marked(case["target"])
    made = material(case, raw)
    found, skipped = run_checks(made, (BY_NAME[name],))
    weighed = in_band(found, band(made.translated_probability)) if any(one.rule.doubt for one in found) else found
    findings = [*allowed(weighed, Alarms(), Config().strictness)]
    ran = [rule.id for rule in BY_NAME[name].rules if not any(rule.id in one.rules for one in skipped)]
    assert (ran and case.get("rule", ran[0]) in ran) or not case.get("calibrated", True)
    return raw, expected, findings


def told(message: str) -> list[str]:
    """The wordings and numbers of a message, which the Chinese one tells as well."""
    return re.findall(r"“([^”]+)”", message.casefold()) + re.findall(r"\d+", message)


@pytest.mark.parametrize(("name", "case"), list(everything()))
def test_case(name: str, case: Case) -> None:
    raw, expected, findings = findings_of(name, case)
    found = [finding.span for finding in findings]
    assert [span.of(raw) for span in found] == [span.of(raw) for span in expected]
    assert found == expected
    for finding in findings:
        assert finding.text == finding.span.of(raw) and 0 < finding.confidence <= 1 and finding.message
        assert finding.rule.id in {rule.id for rule in BY_NAME[name].rules}
        assert finding.rule.id == case.get("rule", finding.rule.id)
        assert not list(EVIDENCE.iter_errors(finding.evidence))
        if "suggestion" in case:
            assert case["suggestion"] in finding.suggestions
        assert not (case.get("no_suggestion") and finding.suggestions)
        assert [part for part in told(finding.message) if part not in reason_in_chinese(finding).casefold()] == []


def test_checks_and_case_files_agree() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == set(BY_NAME)
    assert len(BY_NAME) == len(CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_has_cases_enough(check: Check) -> None:
    cases = cases_of(check.name)
    sound = [case for case in cases if not case.get("known_failure")]
    flagged = [case for case in sound if "⟦" in case["target"]]
    assert len(flagged) >= LEAST_FLAGGED, f"tests/cases/{check.name}.toml: too few cases that must flag"
    assert len(sound) - len(flagged) >= LEAST_SILENT, f"tests/cases/{check.name}.toml: too few that must stay silent"
    assert len({case["name"] for case in cases}) == len(cases)
    for case in cases:
        assert case.keys() <= KEYS, f"{case['name']}: unknown key"
        assert bool(case.get("known_failure")) == bool(case.get("why")), f"{case['name']}: a known failure says why"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_rule_of_a_check_is_seen_in_a_case(check: Check) -> None:
    named = {case["rule"] for case in cases_of(check.name) if "rule" in case and "⟦" in case["target"]}
    assert named == {rule.id for rule in check.rules}
    assert all(rule.id.startswith(f"{check.name}.") for rule in check.rules)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_documentation_has_its_sections(check: Check) -> None:
    lines = check.documentation.splitlines()
    places = [lines.index(heading) for heading in SECTIONS]
    assert places == sorted(places)
    for place, end in zip(places, [*places[1:], len(lines)], strict=True):
        section = [line for line in lines[place + 1 : end] if line]
        assert section and all(line.startswith("    ") for line in section)


SCHEMA = json.loads(files("mtqa").joinpath("data/report.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("rule", RULES)
def test_the_schema_knows_the_rule(rule: str) -> None:
    assert re.search(SCHEMA["$defs"]["finding"]["properties"]["rule"]["pattern"], rule)


@pytest.mark.parametrize("rule", RULES)
def test_a_report_with_a_finding_of_the_rule_is_valid(rule: str) -> None:
    """As a program gets it: findings of the rule's first case, through the renderer."""
    name = RULES[rule][1].name
    case = next(case for case in cases_of(name) if case.get("rule") == rule and not case.get("known_failure"))
    raw, _, findings = findings_of(name, case)
    document = read_text(case.get("file", "case" + SUFFIXES[case.get("format", "plain")]), raw)
    made = json.loads(render(report(checked(document, findings, segments=segment(document)))))
    assert rule in {found["rule"] for found in made["documents"][0]["findings"]}
    Draft202012Validator(SCHEMA).validate(made)


def test_marks_are_taken_out() -> None:
    assert marked("⟦a⟧b⟦cd⟧") == ("abcd", [Span(0, 1), Span(2, 4)])
    assert marked("ab") == ("ab", [])
