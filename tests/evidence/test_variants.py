"""Clusters of wordings: what belongs together, what does not, and which wording all meet."""

from __future__ import annotations

import pytest

from mtqa.align.segment import segment
from mtqa.engines.fake import FakeLanguageModel
from mtqa.evidence.contrast import Judge
from mtqa.evidence.rivals import Cluster, Rival, Variant, centres, clusters, fitted, is_same
from mtqa.lexicon import Dictionary, LacTagger
from mtqa.read import read_text
from mtqa.text import Document, Segment, Span

TAGGER, GRAPH = LacTagger(), Dictionary()


def cut(text: str) -> tuple[Document, list[Segment]]:
    document = read_text("a.txt", text)
    return document, list(segment(document))


def found(text: str) -> list[Cluster]:
    return clusters([(part, TAGGER.tag(part.text)) for part in cut(text)[1]], GRAPH)


def wordings(text: str) -> list[list[str]]:
    return [[variant.text for variant in cluster.variants] for cluster in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("信用课程很多。学分课程要考试。学分课程免费。", [["学分课程", "信用课程"]]),
        ("在家学习的孩子多。家庭学习要有人陪。", [["在家学习", "家庭学习"]]),
        ("“爱心快递”来了。“爱情信使”也来了。", [["爱心快递", "爱情信使"]]),
        ("数字平台上线了，数字站台坏了，数字月台也坏了。", [["数字平台", "数字站台", "数字月台"]]),
        ("大型企业多，中型企业少。", []),
        ("领取证书要排队，接收证书也要排队。", []),
        ("", []),
    ],
    ids=["meeting", "a shared character", "in quotation marks", "three", "a set", "verbs", "nothing"],
)
def test_clusters(text: str, expected: list[list[str]]) -> None:
    assert wordings(text) == expected


def test_a_cluster_knows_places_and_english() -> None:
    (cluster,) = found("信用课程很多。学分课程要考试。学分课程免费。")
    assert cluster.leader.text == "学分课程" and cluster.links == {(0, 1): "credit"}
    assert [(part.index, span) for part, span in cluster.leader.places] == [(1, Span(0, 4)), (2, Span(0, 4))]


def test_kin_ends_in_the_same_word() -> None:
    (cluster,) = found("信用课程很多。学分课程要考试。学分课程免费。基础课程收费。")
    assert [variant.text for variant in cluster.kin] == ["基础课程"]


def test_centres_meet_several_of_the_varying_words() -> None:
    (cluster,) = found("在家学习的孩子多。家庭学习要有人陪。")
    assert "居家学习" in centres(cluster, GRAPH, 12)
    assert len(centres(cluster, GRAPH, 2)) == 2


def test_a_suffix_for_persons_stays() -> None:
    shorter, longer = Variant("在家学习", ("在家", "学习")), Variant("在家学习者", ("在家", "学习者"))
    assert fitted("居家学习", longer, shorter) == "居家学习者"
    assert fitted("居家学习", shorter, shorter) == "居家学习"
    assert fitted("居家学习者", longer, shorter) == "居家学习者"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("观察", "观察者", True),
        ("爱", "爱心", True),
        ("观察", "观点", False),
        ("者", "者", True),
        ("家", "国家", False),
    ],
)
def test_the_same_word(one: str, other: str, same: bool) -> None:
    assert is_same(one, other) is is_same(other, one) is same


def test_the_gain_is_what_the_document_adds() -> None:
    document, segments = cut("学分课程要考试。信用课程免费。")
    rivals = [Rival(segments[1], Span(0, 4), wording, "variants") for wording in ("学分课程", "学费课程")]
    judge = Judge(FakeLanguageModel(default=5.0, discount=4.0), document)
    one, other = judge.weigh([*rivals])
    assert (one.log_odds, one.alone, one.gain) == (8.0, 0.0, 8.0)
    assert (other.log_odds, other.alone) == (4.0, 0.0)
    assert judge.weigh([]) == [] and judge.weigh([rivals[1], rivals[0], rivals[1]]) == [other, one, other]
    assert one.rival.stands == "信用课程"
