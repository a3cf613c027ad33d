"""Suggestions for words without a rival: wordings that are related to the word and clearly fit better."""

from __future__ import annotations

from mtqa.bench.pages import bitext
from mtqa.engines.fake import FakeLanguageModel
from mtqa.evidence.contrast import Judge
from mtqa.evidence.rivals.roundtrip import changed_words
from mtqa.evidence.signals import Signals
from mtqa.evidence.suggestions import Suggestion, suggest
from mtqa.lexicon import Channel, LacTagger
from mtqa.text import Span

TAGGER = LacTagger()
TEXT = "她在居委会接收电话。"
COSTS = dict.fromkeys(TEXT, 1.0) | {"收": 12.0, "听": 1.0, "来": 1.0}


def found(words: list[str], trips: tuple[str, ...] = (), costs: dict[str, float] = COSTS) -> Suggestion | None:
    parts = bitext(TEXT)
    start = TEXT.index("接收")
    one = Signals(parts.segments[0], Span(start, start + 2), 1.0, None)
    judge = Judge(FakeLanguageModel(costs, default=3.0, words=words), parts.document)
    return suggest([one], judge, Channel(), TAGGER, trips).get(0)


def test_a_continuation_that_shares_a_character_is_offered() -> None:
    suggestion = found(["来到", "接听"])
    assert suggestion is not None
    assert (suggestion.rival.wording, suggestion.rival.proposed_by) == ("接听", "continuation")
    assert suggestion.log_odds >= 8


def test_the_wording_of_the_round_trip_is_offered() -> None:
    suggestion = found([], ("她在居委会接听电话。",))
    assert suggestion is not None
    assert (suggestion.rival.wording, suggestion.rival.proposed_by) == ("接听", "round_trip")


def test_an_unrelated_wording_is_not_offered() -> None:
    assert found(["来到", "苹果"]) is None


def test_a_wording_that_fits_a_little_better_is_not_offered() -> None:
    assert found(["接听"], costs=COSTS | {"收": 4.0}) is None


def test_a_longer_form_of_the_word_is_not_offered() -> None:
    assert found(["接收到"]) is None


def test_without_words_the_model_is_not_asked() -> None:
    parts = bitext(TEXT)
    assert suggest([], Judge(FakeLanguageModel(), parts.document), Channel(), TAGGER) == {}


def test_words_that_the_round_trip_changed() -> None:
    words, others = TAGGER.tag("工人交付了包裹。"), TAGGER.tag("工人派送了包裹。")
    changed = {span.of("工人交付了包裹。"): found for span, found in changed_words(words, others).items()}
    assert changed == {"交付": ["派送"]}
    assert changed_words(words, words) == {}
