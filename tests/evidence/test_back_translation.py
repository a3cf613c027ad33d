"""Round trips: order, reasons, and sacrebleu's own figures."""

from __future__ import annotations

import pytest
from handmade import cut, plain
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from mtqa.engines.fake import FakeTranslator
from mtqa.evidence.back_translation import back_translate
from mtqa.text import Bitext, Pair

LINES = ("雨停了。", "天边出现了一道彩虹。", "大家都出来看。", "没人说话。")
AWAY = {"雨停了。": "The rain stopped.", "天边出现了一道彩虹。": "A rainbow.", "大家都出来看。": "All came out."}
HOME = {"The rain stopped.": "雨停了。", "A rainbow.": "一道彩虹出现在天空。"}


def bitext(*lines: str) -> Bitext:
    document = plain("\n".join(lines))
    return Bitext(document, tuple(Pair(part) for part in cut(document)))


def test_order_is_kept_and_every_gap_has_its_reason() -> None:
    translator = FakeTranslator({("zh", "en"): AWAY, ("en", "zh"): HOME})
    found = back_translate(bitext(*LINES, LINES[0]), translator)
    assert [one.pivot for one in found] == ["The rain stopped.", "A rainbow.", "All came out.", "", "The rain stopped."]
    assert [one.round_trip for one in found] == ["雨停了。", "一道彩虹出现在天空。", "", "", "雨停了。"]
    assert [one.reason for one in found] == [
        "",
        "",
        "no round trip: not in the phrase book",
        "no back-translation: not in the phrase book",
        "",
    ]
    missing = [False, False, True, True, False]
    assert [one.chrf is None for one in found] == [one.bleu is None for one in found] == missing


def test_figures_are_those_of_sacrebleu() -> None:
    found = back_translate(bitext(LINES[1]), FakeTranslator({("zh", "en"): AWAY, ("en", "zh"): HOME}))[0]
    hypothesis, reference = "一道彩虹出现在天空。", LINES[1]
    assert found.chrf == pytest.approx(CHRF().sentence_score(hypothesis, [reference]).score, abs=0.05)
    bleu = BLEU(tokenize="zh", effective_order=True).sentence_score(hypothesis, [reference]).score
    assert found.bleu == pytest.approx(bleu, abs=0.05)
    assert found.chrf is not None and 0 < found.chrf < 100


def test_an_unchanged_round_trip_scores_a_hundred() -> None:
    found = back_translate(bitext(LINES[0]), FakeTranslator({("zh", "en"): AWAY, ("en", "zh"): HOME}))[0]
    assert found.chrf == 100 and found.bleu == 100


def test_another_pivot() -> None:
    translator = FakeTranslator({("zh", "fr"): {"好": "bien"}, ("fr", "zh"): {"bien": "好"}})
    assert back_translate(bitext("好"), translator, "fr")[0].pivot == "bien"


def test_progress_counts_both_directions() -> None:
    steps: list[tuple[int, int]] = []
    translator = FakeTranslator({("zh", "en"): AWAY, ("en", "zh"): HOME})
    back_translate(bitext(*LINES), translator, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (8, 8) and all(done <= total for done, total in steps)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_no_segments_is_no_error() -> None:
    assert back_translate(Bitext(plain("……"), ()), FakeTranslator({})) == ()
