"""Line by line: whatever the text, as many lines come out as went in, and each is the translation of its own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines.base import Progress, Translation, no_progress
from mtqa.engines.fake import FakeTranslator
from mtqa.pipeline.translate import TranslatedLine, translate_lines

BOOK = {
    "你好。": ("Hello.", "Hi."),
    "他走了。": ("He left.", "He went."),
    "天黑了": "It got\ndark",
}


def lines(text: str, n_best: int = 1) -> list[TranslatedLine]:
    return list(translate_lines(text, FakeTranslator({("zh", "en"): BOOK}), "zh", "en", n_best))


def written(text: str) -> str:
    return "".join(line.hypotheses[0].text + line.end for line in lines(text))


class Echo:
    """Says every sentence again, and remembers how many it was asked at once."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.identity = FakeTranslator({}).identity

    def translate(
        self, texts: Sequence[str], source: str, target: str, n_best: int = 1, progress: Progress = no_progress
    ) -> list[list[Translation]]:
        self.asked.append(len(texts))
        return [[Translation(text)] for text in texts]


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("", ""),
        ("\n", "\n"),
        ("你好。\n\n\n他走了。\n", "Hello.\n\n\nHe left.\n"),
        ("你好。\r\n他走了。", "Hello.\r\nHe left."),
        ("  你好。 \n……\n —— \n", "Hello.\n……\n——\n"),
        ("天黑了\n", "It got dark\n"),
        ("你好。他走了。\n你好。", "Hello. He left.\nHello."),
    ],
)
def test_lines_stay_where_they_are(text: str, translation: str) -> None:
    assert written(text) == translation


def test_characters_that_are_no_line_end_are_within_a_line() -> None:
    found = list(translate_lines("一\u2028二\x0c三\x85四\n五", Echo(), "en", "zh"))
    assert [line.hypotheses[0].text for line in found] == ["一 二 三 四", "五"]


def test_a_sentence_without_a_translation_leaves_its_line_empty() -> None:
    found = lines("你好。\n你好。谁知道？他走了。\n他走了。")
    assert [(line.number, line.hypotheses[0].text, line.reason) for line in found] == [
        (1, "Hello.", ""),
        (2, "", "not in the phrase book"),
        (3, "He left.", ""),
    ]


def test_the_best_hypotheses_of_sentences_make_those_of_the_line() -> None:
    [line] = lines("你好。他走了。", n_best=3)
    texts = [one.text for one in line.hypotheses]
    assert texts[0] == "Hello. He left." and len(set(texts)) == len(texts) == 3
    assert set(texts[1:]) <= {"Hi. He left.", "Hello. He went.", "Hi. He went."}
    scores = [one.score for one in line.hypotheses]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(-0.1)  # the mean of two that have -0.1 each


def test_long_texts_come_in_batches() -> None:
    echo = Echo()
    steps: list[tuple[int, int]] = []
    text = "一句。两句。三句。\n" * 100
    found = translate_lines(text, echo, "en", "zh", progress=lambda done, total: steps.append((done, total)))
    first = next(found)
    assert first.hypotheses[0].text == "一句。两句。三句。" and len(echo.asked) == 1 and echo.asked[0] < 70
    assert len(list(found)) == 99 and sum(echo.asked) == 300
    assert steps[-1] == (100, 100) and [done for done, _ in steps] == sorted(done for done, _ in steps)


@given(st.text(alphabet="好。！a.1 \n\r\t…\u2028", max_size=60))
def test_as_many_lines_come_out_as_went_in(text: str) -> None:
    out = "".join(line.hypotheses[0].text + line.end for line in translate_lines(text, Echo(), "en", "zh"))
    for before, after in zip(text.split("\n"), out.split("\n"), strict=True):
        letters = [character for character in before if character.isalnum()]
        assert [character for character in after if character.isalnum()] == letters
