"""What the page is made of: links between words, differences, rivals, charts, terms, and words in two languages."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import LATIN, NAMES, checked, find, lacking, letter, plain, report, sample
from packed import whole

from mtqa.bilingual.word_alignment import links
from mtqa.checks import RULES, Need, Skipped
from mtqa.config import Config
from mtqa.evidence.back_translation import BackTranslation
from mtqa.evidence.translationese import Translated
from mtqa.findings import Category, Evidence, Severity
from mtqa.lexicon import Channel
from mtqa.patterns import filled
from mtqa.render.html import render
from mtqa.render.page import back_translation, charts, overview_charts, rivals, words
from mtqa.render.page.data import report_hash
from mtqa.render.page.gate import gate
from mtqa.render.page.offsets import offsets
from mtqa.render.page.prose import Flag
from mtqa.render.page.terms import things
from mtqa.render.page.view import DocumentView, views, worst_first
from mtqa.render.page.words import Words, chrome, own, reason_in_chinese, rule_in_chinese
from mtqa.render.sentences import patterns
from mtqa.text import Document, Run, Section, Segment, Span

REPORT = Path(words.__file__).parent.parent


def view_of(index: int = 0) -> DocumentView:
    return views([*letter().documents, *sample().documents])[index]


# ---------------------------------------------------------------------------------------- beside English


def linked(chinese: str, english: str) -> tuple[set[tuple[str, str]], list[str], list[str]]:
    found = links(chinese, english, Channel())
    pairs = {(one.of(chinese), other.of(english)) for one, other in found.pairs}
    return pairs, [one.of(chinese) for one in found.left_alone], [one.of(english) for one in found.right_alone]


def test_words_are_aligned_and_differences_are_alone() -> None:
    pairs, left, right = linked("所有居民必须在门口领取快递。", "All residents must wait inside the door.")
    assert {("所有", "All"), ("居民", "residents"), ("门口", "door")} <= pairs
    assert "快递" in left and "领取" in left and "inside" in right


def test_numbers_and_latin_words_meet_themselves_once() -> None:
    pairs, left, right = linked("29号和35号", "Nos. 29 and 36")
    assert ("29", "29") in pairs and "35" in left and "36" in right
    pairs, _, right = linked("公司", "company company")
    assert pairs == {("公司", "company")} and right == ["company"]


def test_empty_and_very_long_texts_are_not_aligned() -> None:
    for texts in (("", "x"), ("字", ""), ("字" * 1001, "word"), ("\ud800", "x")):
        assert linked(*texts)[0] == set()


def test_the_marks_of_both_sides_are_the_whole_text() -> None:
    texts = "他打开窗户，29号。", "He opened a window (29)."
    for text, side in zip(texts, back_translation.beside(*texts), strict=True):
        assert "".join(mark.text for mark in side) == text
    left, right = back_translation.beside(*texts)
    assert {one.pair for one in left if one.pair} == {one.pair for one in right if one.pair}


@pytest.mark.parametrize(
    ("before", "after"), [("食物从盒马送来。", "食品是盒马送来的。"), ("", "来"), ("去", ""), ("同", "同")]
)
def test_a_difference_gives_both_texts_back(before: str, after: str) -> None:
    changes = back_translation.difference(before, after)
    assert "".join(one.text for one in changes if one.kind != "come") == before
    assert "".join(one.text for one in changes if one.kind != "gone") == after


def test_back_translations_are_shown_where_they_are_known_to_help() -> None:
    """The embedded translator loses native text, so that only findings that rest on it show what it says."""
    document = plain("食物从Boxma来。")
    plainly = find(document, LATIN, "Boxma")
    resting = replace(plainly, evidence={"pivot": "Food comes from Boxma.", "pivot_chrf": 12.0})
    proposed = replace(plainly, evidence={"rival": "盒马", "proposed_by": "round_trip"})
    for skipped, finding, expected in (
        ((), plainly, True),
        ((lacking("roundtrip.drift", Need.TRANSLATOR),), plainly, False),
        ((lacking("roundtrip.drift", Need.TRANSLATOR),), resting, True),
        ((lacking("roundtrip.drift", Need.TRANSLATOR),), proposed, True),
        ((lacking("roundtrip.drift", Need.PROSE),), plainly, True),
        ((Skipped(("roundtrip.drift", "back-translation.drift")),), plainly, False),
        ((Skipped(("roundtrip.drift",)),), plainly, True),
    ):
        made = checked(document, [finding], skipped=skipped)
        assert back_translation.helps(made, [Flag(1, finding)]) is expected
    back = BackTranslation("Food comes from Boxma.", "食物来自宝马。", 15.0, 12.0)
    hidden = checked(document, [plainly], back=back, skipped=(lacking("roundtrip.drift", Need.TRANSLATOR),))
    assert "Food comes" in whole(render(report(checked(document, [plainly], back=back))))
    page = render(report(hidden))
    for said in (page, whole(page)):  # without scripts, and with them
        assert "Food comes" not in said and "宝马" not in said


# ------------------------------------------------------------------------------------------------ rivals


def test_rivals_come_with_their_odds_best_first() -> None:
    document = plain("惠源很好。")
    evidence: Evidence = {
        "rival": "汇源",
        "log_odds": 2.0,
        "gain": -1.0,
        "proposed_by": "collisions",
        "english": "Huiyuan",
        "counts": {"惠源": 3},
    }
    finding = find(document, NAMES, "惠源", suggestions=("汇源", "会员"), evidence=evidence)
    first, second = rivals.rivals(finding)
    assert (first.wording, first.odds, first.bar, first.gain_bar) == ("汇源", 2.0, (0.0, 25.0), (-12.5, 12.5))
    assert (second.wording, second.odds) == ("会员", None)
    assert rivals.facts(finding) == {"counts": {"惠源": 3}} and rivals.origin(finding) == "collisions"
    for odds, bar in ((-1.0, (-12.5, 12.5)), (99.0, (0.0, 100.0)), (math.nan, (0.0, 0.0))):
        (weighed, _) = rivals.rivals(replace(finding, evidence={"rival": "汇源", "log_odds": odds}))
        assert (weighed.wording, weighed.bar) == ("汇源", bar)
    assert rivals.rivals(find(document, LATIN, "很好", suggestions=("好",))) == []


def test_odds_against_a_rival_are_drawn_and_told_as_such() -> None:
    """Of the news story: 居家观察者 is proposed for all places together, though it is improbable in one of them."""
    document = plain("随着家庭观察者的感谢而消失。")
    for odds, told in ((-1.35, True), (2.5, False)):
        evidence: Evidence = {"rival": "居家观察者", "proposed_by": "variants", "log_odds": odds, "gain": -2.06}
        page = whole(render(report(checked(document, [find(document, NAMES, "家庭观察者", evidence=evidence)]))))
        assert ('class="key-odds less"' in page) is told
        assert ('data-t="finding.against_odds"' in page) is told


def test_what_the_reason_says_is_not_listed_again() -> None:
    said: Evidence = {"fault": "unclosed", "mark": "“", "neighbours": ["甲", "乙"], "suspected_english": "step"}
    assert rivals.facts(find(plain("“三百。"), LATIN, "“", evidence=said)) == {}


def test_the_detector_is_named_before_what_proposed_the_rival() -> None:
    finding = find(plain("三百美元。"), LATIN, "三百", evidence={"source_text": "500 dollars"})
    assert rivals.origin(finding) == "" and rivals.facts(finding) == {"source_text": "500 dollars"}
    doubted = replace(finding, evidence={"detected_by": "embedder", "similarity": 0.1})
    assert rivals.origin(doubted) == "embedder" and rivals.facts(doubted) == {"similarity": 0.1}
    both = replace(finding, evidence={"detected_by": "detector", "rival": "五百", "proposed_by": "round_trip"})
    assert rivals.origin(both) == "detector" and rivals.facts(both) == {"proposed_by": "round_trip"}


# ------------------------------------------------------------------------------------------------ charts


def test_categories_say_how_many_are_expected_to_be_right() -> None:
    rows = charts.categories(letter().documents[0].findings)
    assert [(row.category, row.count, round(row.right, 2)) for row in rows] == [
        (Category.INCONSISTENT_TERM, 3, 2.55), (Category.UNTRANSLATED, 2, 1.0),
        (Category.MARKUP, 1, 1.0), (Category.MISTRANSLATION, 1, 0.3),
    ]  # fmt: skip
    assert rows[0].length == 1.0 and rows[0].solid == pytest.approx(0.85)
    assert charts.categories([]) == []


def test_confidences_fall_into_ten_columns_and_certainty_into_the_last() -> None:
    columns = charts.confidences(letter().documents[0].findings)
    assert [one.total for one in columns] == [0, 0, 0, 1, 0, 2, 0, 0, 3, 1]
    assert sum(sum(one.counts.values()) for one in columns) == 7


def test_a_long_document_is_drawn_in_few_bars_by_its_worst_sentences() -> None:
    document = plain("\n".join(f"第{place}句话。" for place in range(2000)) + "\n食物从Boxma来。\n")
    (view,) = views([checked(document, [find(document, LATIN, "Boxma")])])
    chart = overview_charts.along(view.segments)
    assert len(chart.bars) <= overview_charts.MOST_BARS and chart.bars[-1].segment.flags
    assert all(0 <= bar.height <= 100 for bar in chart.bars) and all(0 <= dot.y <= 100 for dot in chart.dots)
    assert overview_charts.along(()).bars == ()


# ------------------------------------------------------------------------------------------------- terms


def test_terms_have_all_their_wordings_and_what_findings_say_of_them() -> None:
    document = plain("家庭观察者来了。\n家庭观察结束。\n家庭观察开始。\n在家观察。\n")
    evidence: Evidence = {"counts": {"家庭观察": 2, "家庭观察者": 1}}
    finding = find(
        document, replace(NAMES, id="terms.inconsistent"), "在家观察", suggestions=("居家观察",), evidence=evidence
    )
    (thing,) = things(views([checked(document, [finding])])[0])
    assert thing.kind == "term"
    assert [(one.text, [place.line for place in one.places], one.standing) for one in thing.wordings] == [
        ("家庭观察", [2, 3], "other"), ("在家观察", [4], "reported"),
        ("家庭观察者", [1], "other"), ("居家观察", [], "proposed"),
    ]  # fmt: skip
    (names,) = things(view_of())
    assert [(one.text, len(one.places), one.standing) for one in names.wordings] == [
        ("惠源", 3, "reported"), ("汇源", 1, "suggested"),
    ]  # fmt: skip


def test_the_wording_that_is_more_frequent_may_be_the_wrong_one() -> None:
    """In the news story 林峰 stands for 枫林, which only the name of a garment has right."""
    document = plain("林峰地区很大。\n“洪枫林”背心。\n林峰社区。\n我们林峰。\n")
    evidence: Evidence = {"rival": "枫林", "counts": {"林峰": 3, "枫林": 1}}
    finding = find(document, NAMES, "林峰", suggestions=("枫林",), evidence=evidence)
    (thing,) = things(views([checked(document, [finding])])[0])
    assert [(one.text, len(one.places), one.standing) for one in thing.wordings] == [
        ("林峰", 3, "reported"), ("枫林", 1, "suggested"),
    ]  # fmt: skip


def test_a_wording_counts_where_it_overlaps_another_but_not_inside_it() -> None:
    document = plain("送到家里的观察家庭。\n家庭观察者。\n")
    evidence: Evidence = {"counts": {"家里的观察": 1, "观察家庭": 1, "家庭观察者": 1, "家庭观察": 0}}
    finding = find(document, replace(NAMES, id="terms.inconsistent"), "家里的观察", evidence=evidence)
    (thing,) = things(views([checked(document, [finding])])[0])
    assert {one.text: len(one.places) for one in thing.wordings} == evidence["counts"]


# ------------------------------------------------------------------------------------------------- order


def test_the_worst_document_comes_first() -> None:
    ranked = worst_first(views([checked(plain("好。", "good"), []), *sample().documents, *letter().documents]))
    assert [view.report.passed for view in ranked] == [False, False, True]
    first, second = (one.report.score.value for one in ranked[:2])
    assert first is not None and second is not None and first <= second


def test_the_hash_depends_on_findings_and_places() -> None:
    same, other = report_hash(letter()), report_hash(letter(path="other.txt"))
    assert same == report_hash(letter()) != other and len(same) == 64
    (one,) = letter().documents
    assert report_hash(report(replace(one, findings=one.findings[1:]))) != same


# ----------------------------------------------------------------------------------------- two languages


def test_every_rule_and_category_has_its_chinese() -> None:
    document = plain("惠源很好。")
    for rule, _ in RULES.values():
        assert reason_in_chinese(find(document, rule, "惠源")), f"write a sentence for {rule.id} in reasons.toml"
        assert all(rule_in_chinese(rule.id)), f"write its name and a sentence for {rule.id} in rules.toml"
    assert [one for one in Category if f"category.{one}" not in chrome()] == []


def test_both_languages_take_the_same_arguments() -> None:
    for key, said in {**patterns(), **own()}.items():
        slots = [set(re.findall(r"\{([^{}?:]+)", text)) for text in said.values()]
        assert slots[0] == slots[1], key
        assert all(said.values()), key


def test_every_word_that_the_page_asks_for_is_there() -> None:
    files = [*REPORT.glob("templates/*"), *REPORT.glob("scripts/*")]
    asked = {key for file in files for key in re.findall(r'"([a-z]+\.[a-z_]+)"', file.read_text("utf-8"))}
    tables = {key.partition(".")[0] for key in chrome()}
    missing = {
        key for key in asked if key.partition(".")[0] in tables and not key.endswith("_") and key not in chrome()
    }
    assert missing == set() and len(asked) > 100


def test_plurals_and_thousands() -> None:
    assert filled("{n} {n?word:words}", {"n": 1}) == "1 word" and filled("{n} {n?word:words}", {"n": 0}) == "0 words"
    said = Words("en").say("compare.hint", path="<'\u202e\"&>")
    assert "<'" not in said and "\u202e" not in said


def test_the_script_knows_where_everything_stands() -> None:
    """The flat lists of differences lead back to the segments and runs of the document."""
    text = "一。\u200b二。\r三。"
    runs = (Run(Span(0, 2), Span(0, 2)), Run(Span(2, 3), Span(2, 9)), Run(Span(3, 8), Span(12, 17)))
    document = Document("a.html", "一。&#8203;<b>二。\r三。", text, runs, sections=(Section("二", 12),))
    spans = (Span(0, 2), Span(3, 5), Span(6, 8))
    segments = [Segment(place, span, span.of(text)) for place, span in enumerate(spans)]
    made = offsets(checked(document, [], segments=segments, with_fluency=False))
    assert made["segments"] == [0, 2, 1, 2, 1, 2]
    assert made["runs"] == [0, 2, 0, 2, 0, 1, 0, 7, 0, 5, 3, 5]
    assert made["named"] == [2, 1, len("⟨U+200B⟩"), 5, 1, 1] and made["sections"] == [12]


def test_what_decides_in_any_case_is_no_matter_of_findings() -> None:
    document = plain("食物从Boxma送到。")
    found = checked(document, [find(document, LATIN, "Boxma")], words=10)
    assert gate(found)["fails"] is False and gate(found)["score"] == 50.0
    config = replace(Config(), fail_on_translated=0.5)
    read = replace(found, config=config, translated=Translated(0.9, ()))
    assert gate(read)["fails"] is True
    assert gate(found.shown(Severity.CRITICAL))["unseen"] == {"minor": 0, "major": 1, "critical": 0}
