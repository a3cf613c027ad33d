"""The score in every output: penalty by length, tables, rating, a text that is too short, and a pass that is no clean
one."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree as xml

import pytest
from handmade import LATIN, MARKUP, NAMES, REPEAT, checked, find, letter, plain, report
from packed import data_of
from rich.console import Console

from mtqa.config import Config
from mtqa.config.scoring import Scoring
from mtqa.evidence.translationese import Translated
from mtqa.findings import Status
from mtqa.render import RENDERERS
from mtqa.render.page.words import Words
from mtqa.render.text import render as render_text
from mtqa.report import DocumentReport, Report
from mtqa.report.gate import Verdict

BANDS = Scoring(bands={"good | <b>": 95.0, "poor": 0.0})
ONCE = Config(scoring=Scoring(repeated="once", weights={"terminology": 2.0}))


def drawn(made: Report, *, verbose: bool = False) -> str:
    out = io.StringIO()
    render_text(made, Console(file=out, width=200), verbose=verbose)
    return out.getvalue()


def document(words: int = 1000, config: Config | None = None) -> DocumentReport:
    """One critical, two major and one minor finding in 20 characters."""
    text = plain("甲乙[/s2/]汇源和惠源，责任和责任。\n")
    found = [
        find(text, MARKUP, "[/s2/]"),
        find(text, LATIN, "甲乙"),
        find(text, NAMES, "惠源", suggestions=("汇源",)),
        find(text, REPEAT, "责任和责任"),
    ]
    return checked(text, found, words=words, config=config)


def passing(words: int = 1000, config: Config | None = None) -> DocumentReport:
    whole = document(words, config)
    return replace(whole, findings=tuple(each for each in whole.findings if each.rule != MARKUP))


# ------------------------------------------------------------------------------ penalty by length, and tables


def test_the_terminal() -> None:
    text = drawn(report(document()), verbose=True)
    assert "score 96.4  1 critical · 2 major · 1 minor  (1,000 words)" in text
    assert "  penalty 36 points: 36.0 per 1,000 words, 1,800.0 per 1,000 characters\n" in text
    lines = [line.strip() for line in text.splitlines()]
    assert any(re.fullmatch(r"category +critical +major +minor +points", line) for line in lines)
    assert any(re.fullmatch(r"design-and-markup/markup-tag +1 +0 +0 +25", line) for line in lines)
    assert any(re.fullmatch(r"all +1 +2 +1 +36", line) for line in lines)
    assert "category" not in drawn(report(document()))


def test_json() -> None:
    (tree,) = json.loads(RENDERERS["json"](report(document(config=ONCE))))["documents"]
    assert tree["scoring"] == {
        "model": "linear",
        "characters": 20,
        "penalty_per_1000_words": 41.0,
        "penalty_per_1000_characters": 2050.0,
        "repeated": 0,
        "too_short": False,
        "rating": "",
    }
    rows = {row["category"]: (row["counts"]["major"], row["penalty"]) for row in tree["categories"]}
    assert rows["terminology/inconsistent"] == (1, 10) and sum(points for _, points in rows.values()) == 41
    assert tree["rules"][0]["rule"] == MARKUP.id and len(tree["rules"]) == 4


def test_services() -> None:
    made = report(document(config=Config(scoring=BANDS)))
    (run,) = json.loads(RENDERERS["sarif"](made))["runs"]
    (scored,) = run["properties"]["scores"].values()
    assert (scored["score"], scored["verdict"], scored["penalty_per_1000_words"]) == (96.4, "fail", 36.0)
    assert scored["rating"] == "good | <b>"
    suite = xml.fromstring(RENDERERS["junit"](made)).findall("testsuite")[1]
    values = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert (values["penalty_per_1000_words"], values["rating"], values["model"]) == ("36.0", "good | <b>", "linear")
    assert "caution" not in values and "too_short" not in values
    summary = RENDERERS["summary"](made)
    assert "| design-and-markup/markup-tag | 1 | 0 | 0 | 25 |" in summary and "| all | 1 | 2 | 1 | 36 |" in summary
    assert "`letter.txt` 96.4 \\(good \\| &lt;b&gt;\\)" in summary
    assert "- penalty 36 points: 36.0 per 1,000 words" in summary
    assert "Findings are possible errors until a reviewer confirms them." in summary


def test_the_table_of_a_summary_adds_up_documents() -> None:
    summary = RENDERERS["summary"](report(document(), document()))
    assert "| terminology/inconsistent | 0 | 2 | 0 | 10 |" in summary and "| all | 2 | 4 | 2 | 72 |" in summary


def test_each_figure_of_the_page_says_what_it_filters() -> None:
    page = RENDERERS["html"](report(document()))
    part = page.partition('<section class="scores"')[2].partition("</section>")[0]
    cells = re.findall(r"<td([^>]*)>(\d+)</td>", part)
    filters = {attributes.strip(): int(figure) for attributes, figure in cells if "filter" in attributes}
    assert filters['data-filter-severity="major" data-filter-category="terminology/inconsistent"'] == 1
    assert filters['data-filter-severity="critical" data-filter-rule="residue.markup"'] == 1
    assert filters['data-filter-severity="major"'] == 2  # of all categories
    assert filters['data-filter-rule="names.inconsistent"'] == 1
    assert not re.search(r"data-filter[^>]*>0<", part)


# ----------------------------------------------------------------------------- too short, and rating bands


@pytest.mark.parametrize("kind", ["terminal", "summary", "html"])
@pytest.mark.parametrize(("words", "short"), [(499, True), (500, False)])
def test_a_short_text_says_so_beside_its_number_and_fails_nevertheless(kind: str, words: int, short: bool) -> None:
    made = report(document(words), config=Config())
    text = drawn(made) if kind == "terminal" else RENDERERS[kind](made)
    assert ("too short to score" in text.partition('id="data"')[0]) is short
    assert made.exit_code == 1 and made.documents[0].verdict is Verdict.FAIL


def test_a_rating_stands_beside_the_number() -> None:
    config = Config(scoring=BANDS, interface="en")
    assert "score 98.9 (good | <b>)  0 critical" in drawn(report(passing(config=config)))
    page = RENDERERS["html"](report(passing(config=config), config=config))
    assert '<p class="rating"><b>good | &lt;b&gt;</b> </p>' in page


# --------------------------------------------------------------------- a pass with faults is not green


def reads_translated(found: DocumentReport) -> DocumentReport:
    return replace(found, translated=Translated(0.97, (0,)))


@pytest.mark.parametrize(
    ("made", "kinds"),
    [
        (passing(), ["open_major"]),
        (document(config=Config(fail_on="never")), ["open_grave"]),
        (reads_translated(passing()), ["open_major", "reads_translated"]),
        (reads_translated(checked(plain("好。"), [])), ["reads_translated"]),
        (checked(plain("好。"), []), []),
        (document(), []),  # it fails
    ],
)
def test_cautions(made: DocumentReport, kinds: list[str]) -> None:
    assert [caution.kind for caution in made.cautions] == kinds
    whole = report(made)
    assert whole.exit_code == (1 if made.verdict is Verdict.FAIL else 0)


def test_minor_and_suppressed_findings_are_no_caution() -> None:
    whole = passing()
    light = replace(whole, findings=tuple(each for each in whole.findings if each.rule == REPEAT))
    known = replace(whole, findings=tuple(replace(each, status=Status.BASELINE) for each in whole.findings))
    assert not light.cautions and not known.cautions


def test_every_output_says_why_it_is_not_green() -> None:
    made = report(reads_translated(passing()))
    why = "passed the gate, but 2 major findings are open, and it reads machine-translated"
    assert why in drawn(made) and "PASS  letter.txt" in drawn(made)
    summary = RENDERERS["summary"](made)
    assert f"- {why}" in summary and summary.startswith("## ⚠️ mtqa passed") and "### ⚠️ " in summary
    assert "1 passed with a caution" in summary and "✅" not in summary
    (tree,) = json.loads(RENDERERS["json"](made))["documents"]
    assert tree["verdict"] == "pass" and [each["kind"] for each in tree["cautions"]] == [
        "open_major",
        "reads_translated",
    ]
    values = [each.get("value") for each in xml.fromstring(RENDERERS["junit"](made)).iter("property")]
    assert why in values
    page = RENDERERS["html"](made)
    assert 'class="verdict pass caution"' in page and 'class="verdict pass"' not in page
    many = RENDERERS["html"](report(reads_translated(passing()), checked(plain("好。", "b.txt"), [])))
    rows = many.partition("<tbody>")[2].partition("</tbody>")[0]
    assert rows.count('class="verdict pass caution"') == 1 and rows.count('class="verdict pass"') == 1


@pytest.mark.parametrize(("language", "said"), [("en", "Passed the gate, but "), ("zh", "已通过，但")])
def test_the_page_says_it_in_both_languages(language: str, said: str) -> None:
    assert Words(language).text("scores.passed_but") == said  # type: ignore[arg-type]


# -------------------------------------------------------------------------------- what the script gets


@pytest.mark.parametrize(
    "settings",
    [
        Scoring(),
        Scoring(repeated="once", weights={"terminology": 2.0, "minor": 0.5}, bands={"good": 90.0, "bad": 0.0}),
        Scoring("calibrated", tolerated={1000: 30.0}, threshold=80.0),
        Scoring("log", "once", tolerated={1000: 30.0, 4000: 60.0}),
    ],
)
def test_the_script_can_compute_the_score_anew(settings: Scoring) -> None:
    """By the formula in `live`, from nothing but the data of the page; below min_severity, too."""
    config = Config(scoring=settings, min_severity="major")
    (whole,) = letter().documents
    made = report(replace(whole, config=config, words=700), config=config).shown()
    tree = data_of(RENDERERS["html"](made))
    live, costs, penalty = tree["documents"][0]["scoring"], dict[int, float](), 0.0
    for finding in tree["findings"]:
        cost = live["severities"][finding["severity"]] * live["types"].get(finding["category"], 1)
        if "repeat" in finding:
            costs[finding["repeat"]] = max(cost, costs.get(finding["repeat"], 0))
        else:
            penalty += cost
    penalty += live["hidden"] + sum(costs.values())
    assert live["once"] is (settings.repeated == "once") and bool(costs) is live["once"]
    score = made.documents[0].score
    assert penalty == score.penalty and live["hidden"] > 0
    assert round(max(0, 100 - live["interval"] * penalty / live["tolerance"]), 2) == score.value
    assert next((name for name, least in live["bands"] if score.value >= least), "") == score.rating
    assert (live["fail_under"], live["fail_on"]) == (90.0, "critical")
