"""Two words of a document for one English term: what competes, what tells of one term, and what is asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mtqa.align.segment import segment
from mtqa.engines.base import Contest, Progress, no_progress
from mtqa.engines.fake import FakeLanguageModel
from mtqa.evidence.contrast import Judge
from mtqa.evidence.rivals.document import Competing, competing
from mtqa.evidence.wordings import weighed
from mtqa.lexicon import Channel, LacTagger, shared_dictionary
from mtqa.read import read_text
from mtqa.text import Document

TAGGER, CHANNEL = LacTagger(), Channel(shared_dictionary())
POLICIES = "隐私政策说明我们收集什么。请阅读隐私政策。隐私政策可能会改。"
NAMES = ("meant", "said", "rendered", "usual", "overlap", "shared", "near", "habit", "uses", "other", "key", "topic")
ALIKE = dict.fromkeys((*NAMES, "log_odds"), 0.0)


def found(text: str) -> tuple[Document, list[Competing]]:
    document = read_text("a.txt", text)
    tagged = [(part, TAGGER.tag(part.text)) for part in segment(document)]
    return document, competing(tagged, shared_dictionary(), CHANNEL)


def pairs(text: str) -> list[tuple[str, str]]:
    return [(one.rival.stands, one.rival.wording) for one in found(text)[1]]


def test_the_rarer_noun_competes_with_the_usual_one() -> None:
    (one,) = found(POLICIES + "以下是隐私策略的更改。")[1]
    assert (one.rival.stands, one.rival.wording, one.rival.english) == ("策略", "政策", "policy")
    assert one.rival.seen == (1, 3)
    assert one.features["near"] == 1 and one.features["habit"] == pytest.approx(1.386, abs=0.01)  # 隐私, three times


@pytest.mark.parametrize(
    "text",
    [
        POLICIES,
        "隐私政策可能会改。以下是隐私策略的更改。",
        POLICIES + "隐私政策和隐私策略都会改。",
        POLICIES + "以下是隐私桌子的更改。",
        "",
    ],
    ids=["one word", "as many of both", "both in a sentence", "no English in common", "nothing"],
)
def test_what_does_not_compete(text: str) -> None:
    assert pairs(text) == []


def test_a_word_without_the_neighbours_of_the_other() -> None:
    (one,) = found(POLICIES + "他们的策略很好。")[1]
    assert one.features["near"] == one.features["habit"] == 0


class Asked(FakeLanguageModel):
    """Counts the contests of the document."""

    def __init__(self, default: float) -> None:
        super().__init__(dict.fromkeys("政", 1.0), default)
        self.asked = 0

    def log_odds(
        self, text: str, contests: Sequence[Contest], progress: Progress = no_progress
    ) -> list[tuple[float, ...]]:
        self.asked += len(contests)
        return super().log_odds(text, contests, progress)


def test_the_model_decides_where_the_rest_leaves_it_open() -> None:
    document, words = found(POLICIES + "以下是隐私策略的更改。")
    weights = ALIKE | {"": 0.0, "log_odds": 1.0}
    (one,) = weighed(words, Judge(Asked(default=5.0), document), weights, 0.9)
    assert one.log_odds > 2 and one.probability > 0.9
    assert not list(weighed(words, Judge(FakeLanguageModel(dict.fromkeys("策", 1.0), 5.0), document), weights, 0.9))


def test_the_model_is_not_asked_in_vain() -> None:
    document, words = found(POLICIES + "以下是隐私策略的更改。")
    model = Asked(default=5.0)
    assert not list(weighed(words, Judge(model, document), ALIKE | {"": -20.0, "log_odds": 1.0}, 0.9))
    assert model.asked == 0


def test_a_pair_that_is_wrong_once_needs_less_elsewhere() -> None:
    document, words = found(POLICIES + "隐私政策很长。以下是隐私策略的更改。他们的策略很好。")
    weights = ALIKE | {"": 0.5, "near": 3.0}
    judge = Judge(FakeLanguageModel(default=5.0), document)
    assert [one.probability > 0.9 for one in weighed(words, judge, weights, 0.9)] == [True, False]
    assert not list(weighed(words, judge, weights | {"near": 1.0}, 0.9))
    (one,) = weighed(words, judge, weights | {"": -1.0, "near": 4.0}, 0.9)
    assert one.competing.features["near"] == 1
