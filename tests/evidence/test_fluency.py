"""SLOR by hand, on a language model whose every value is known."""

from __future__ import annotations

import pytest
from handmade import cut, plain

from mtqa.align.segment import segment
from mtqa.calibration.native import Calibration
from mtqa.engines.base import Progress, Token, no_progress
from mtqa.engines.fake import FakeLanguageModel
from mtqa.evidence.fluency import Fluency, measure
from mtqa.lexicon import character_surprisal
from mtqa.read import read_text
from mtqa.text import Bitext, Document, Pair, Span

UNMEASURED = Calibration()


def bitext(document: Document) -> Bitext:
    return Bitext(document, tuple(Pair(part) for part in cut(document)))


def measured(text: str, table: dict[str, float], calibration: Calibration = UNMEASURED) -> list[Fluency]:
    found = measure(bitext(plain(text)), FakeLanguageModel(table, default=2.0), calibration)
    return [one for one in found if one]


class Pieces(FakeLanguageModel):
    """A model with tokens of given lengths, 1 nat a character."""

    def __init__(self, *sizes: int) -> None:
        super().__init__(name="pieces")
        self._sizes = sizes

    def surprisals(self, text: str, context: str = "", progress: Progress = no_progress) -> list[Token]:
        tokens: list[Token] = []
        for size in self._sizes:
            start = tokens[-1].span.end if tokens else 0
            tokens.append(Token(Span(start, start + size), float(size)))
        assert tokens[-1].span.end == len(text)
        return tokens


def test_slor_is_log_probability_less_unigram_by_length() -> None:
    (found,) = measured("春雨停了。", {"雨": 5.0})
    unigrams = [character_surprisal(character) for character in "春雨停了。"]
    assert found.surprisal == pytest.approx((2 + 5 + 2 + 2 + 2) / 5)
    assert found.slor == pytest.approx((sum(unigrams) - 13) / 5)
    assert [token.unigram for token in found.tokens] == pytest.approx(unigrams)
    assert [token.span for token in found.tokens] == [Span(i, i + 1) for i in range(5)]


def test_the_length_is_counted_in_characters_whatever_the_tokens() -> None:
    text = "春雨停了。"
    fine = measure(bitext(plain(text)), Pieces(1, 1, 1, 1, 1), Calibration())[0]
    coarse = measure(bitext(plain(text)), Pieces(2, 3), Calibration())[0]
    assert fine and coarse
    assert coarse.slor == pytest.approx(fine.slor) and coarse.surprisal == pytest.approx(fine.surprisal)


def test_percentiles_in_the_document_and_among_native_text() -> None:
    calibration = Calibration(fluency=((0.0, 0.0), (1.0, 10.0)))
    found = measured("天天天天\n天天天人\n天天人人\n天天天天", {"人": 30.0}, calibration)
    assert [one.document_percentile for one in found] == [100, 50, 25, 100]
    for one in found:
        assert one.native_percentile == pytest.approx(max(0.0, min(100.0, 10 * one.slor)))
    assert [one.native_percentile for one in measured("天人", {})] == [None]


def test_the_more_surprising_the_less_fluent() -> None:
    low, high = (measured("桥很长。", {"长": cost})[0] for cost in (1.0, 9.0))
    assert low.slor > high.slor and low.surprisal < high.surprisal


def test_half_width_marks_have_the_unigram_surprisal_of_full_width_marks() -> None:
    half, full = measured("好,好;好!", {}), measured("好，好；好！", {})
    assert half[0].slor == pytest.approx(full[0].slor)


def test_code_and_addresses_are_left_out() -> None:
    document = read_text("a.md", "先运行 `魑魅魍魉` 再看https://example.org/abc吧。")
    assert document.opaque
    segments = segment(document)
    found = measure(
        Bitext(document, tuple(Pair(part) for part in segments)),
        FakeLanguageModel(dict.fromkeys("魑魅魍魉", 99.0), default=2.0),
        Calibration(token_excess=1.0),
    )[0]
    assert found
    assert "".join(token.span.of(segments[0].text) for token in found.tokens) == "先运行再看吧。"
    assert found.surprisal == pytest.approx(2.0) and found.peaks == ()


def test_a_segment_without_prose_has_no_fluency() -> None:
    document = read_text("a.md", "`alpha`\n\n今天下雨。\n")
    bitext = Bitext(document, tuple(Pair(part) for part in segment(document)))
    assert [one is not None for one in measure(bitext, FakeLanguageModel(), Calibration())] == [False, True]


def test_no_segments_is_no_error() -> None:
    assert measure(Bitext(plain("……"), ()), FakeLanguageModel(), Calibration()) == ()


def test_peaks_are_the_most_surprising_tokens_in_order() -> None:
    calibration = Calibration(token_excess=10.0)
    (found,) = measured("甲天乙天丙天丁天", {"甲": 40.0, "乙": 70.0, "丙": 60.0, "丁": 50.0}, calibration)
    assert found.peaks == (Span(2, 3), Span(4, 5), Span(6, 7))  # three at most; the least of four is left out
    (calm,) = measured("天天天", {}, calibration)
    assert calm.peaks == ()


def test_a_rare_character_is_no_peak_where_the_unigrams_expect_it() -> None:
    table = {"天": character_surprisal("天") + 3, "魑": character_surprisal("魑")}
    (found,) = measured("天魑", table, Calibration(token_excess=2.0))
    assert found.peaks == (Span(0, 1),)


def test_a_token_that_reaches_over_a_sentence_end_stays_in_its_segment() -> None:
    text = "雨停了。\n天晴了。"
    found = measure(bitext(plain(text)), Pieces(3, 3, 3), Calibration())
    assert all(found)
    for one, part in zip(found, cut(plain(text)), strict=True):
        assert one
        assert all(token.span.end <= len(part.text) for token in one.tokens)


def test_progress_is_reported() -> None:
    steps: list[tuple[int, int]] = []
    measure(bitext(plain("好")), FakeLanguageModel(), Calibration(), lambda done, total: steps.append((done, total)))
    assert steps == [(1, 1)]
