"""The channel through English: what it makes of words, and which way."""

from __future__ import annotations

import pytest

from mtqa.evidence.rivals import collisions
from mtqa.evidence.rivals.collisions import likeliest
from mtqa.lexicon import Channel, LacTagger
from mtqa.lexicon.english import stem
from mtqa.text import Segment, Span


@pytest.fixture(scope="module")
def channel() -> Channel:
    return Channel()


def test_stems_join_the_forms_of_a_word() -> None:
    assert stem("releases") == stem("released") == stem("releasing")


@pytest.mark.parametrize("word", ["走廊", "楼道", "释放", "丈夫", "预告片", "步骤"])
def test_shares_of_english_sum_to_one(channel: Channel, word: str) -> None:
    assert sum(channel.pivots(word).values()) == pytest.approx(1)


@pytest.mark.parametrize("english", ["husband", "releas", "corridor", "step"])
def test_shares_of_renderings_sum_to_one(channel: Channel, english: str) -> None:
    assert sum(channel.renderings(english).values()) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("usual", "native"), [("丈夫", "老公"), ("立即", "立马"), ("拖车", "预告片"), ("走廊", "楼道"), ("妻子", "老婆")]
)
def test_a_machine_says_the_usual_word(channel: Channel, usual: str, native: str) -> None:
    there, back = channel.passage(usual, native), channel.passage(native, usual)
    assert there.probability > 0.2 > back.probability or there.probability > 3 * back.probability
    assert there.english and there.usual > 0.5


def test_unknown_words_have_no_passage(channel: Channel) -> None:
    assert channel.pivots("囗囗") == {} and channel.passage("囗囗", "走廊").probability == 0
    assert channel.passage("走廊", "囗囗").english == "" and list(channel.meant("囗囗")) == []


def test_what_was_meant_is_ranked(channel: Channel) -> None:
    words = [passage.meant for passage in likeliest("走廊", channel)]
    assert "楼道" in words and "走廊" not in words and len(words) <= 14


def test_only_content_words_collide(channel: Channel) -> None:
    text = "他在走廊里打了个电话，然后就回去了。"
    found = list(collisions([(Segment(0, Span(0, len(text)), text), LacTagger().tag(text))], channel))
    places = {one.rival.span.of(text) for one in found}
    assert "走廊" in places and not places & {"他", "在", "里", "，", "然后"}
    assert all(0 < one.passage <= 1 and 0 <= one.kept <= 1 and 0 <= one.usual <= 1 for one in found)
    assert {one.rival.proposed_by for one in found} == {"collisions"}
