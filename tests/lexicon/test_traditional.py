"""Traditional characters: told apart, converted without moving an offset, and converted back."""

from __future__ import annotations

from pathlib import Path

import pytest
from shell import NATIVE, TRANSLATED

import mtqa
from mtqa.config import Config
from mtqa.lexicon import LacTagger
from mtqa.lexicon.traditional import is_traditional, to_simplified, to_traditional
from mtqa.pipeline.document import Examination, examine
from mtqa.read import read_text

TAIWAN = "下午雨停了，他們在院子裡踢足球，奶奶在門口喊他們回來吃飯。"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (TAIWAN, True),
        ("下午雨停了，他们在院子里踢足球。", False),
        ("他在台北住了三年，最喜欢的一家书店叫「誠品書店」，每个周末都要去那里看一下午的书。", False),
        ("The rain has stopped.", False),
        ("", False),
    ],
)
def test_what_is_traditional(text: str, answer: bool) -> None:
    assert is_traditional(text) is answer


def test_every_offset_stays() -> None:
    text = f"{TAIWAN}\n乾隆皇帝著名的頭髮，後來只有一隻　“麵條”…"
    assert to_simplified(text) == (
        "下午雨停了，他们在院子里踢足球，奶奶在门口喊他们回来吃饭。\n乾隆皇帝著名的头发，后来只有一只　“面条”…"
    )
    assert to_traditional("头发、皇后和面条") == "頭髮、皇后和麵條"


def found(text: str) -> Examination:
    return examine(read_text("a.txt", text), Config(), None, LacTagger())


@pytest.mark.parametrize("path", [TRANSLATED, NATIVE])
def test_the_same_is_found_in_traditional_characters(path: str) -> None:
    simplified = Path(path).read_text(encoding="utf-8")
    traditional = to_traditional(simplified)
    assert len(traditional) == len(simplified) and to_simplified(traditional) != traditional
    one, other = found(simplified), found(traditional)
    places = [
        [(finding.rule.id, finding.span, finding.confidence) for finding in each.findings] for each in (one, other)
    ]
    assert places[0] == places[1]
    # A few characters do not come back as they were, 著 and 着 among them.
    assert other.translated_probability == pytest.approx(one.translated_probability, abs=0.05)
    for finding, simple in zip(other.findings, one.findings, strict=True):
        assert finding.text == finding.span.of(traditional)
        assert [*map(to_traditional, simple.context)] == [*finding.context]
        for wording in finding.suggestions:
            assert to_traditional(wording) == wording
    assert [to_traditional(part.segment.text) for part in one.segments] == [
        part.segment.text for part in other.segments
    ]


def test_what_is_said_has_the_characters_of_the_file() -> None:
    (finding,) = found("孩子們都有責任和責任，應該把教室裡的書桌整理好。").findings
    assert finding.text == "責任和責任"
    assert "责" not in finding.message and not any("责" in key for key in finding.evidence)


def test_simplified_text_put_into_traditional_characters_is_no_copy(tmp_path: Path) -> None:
    table = tmp_path / "pairs.tsv"
    table.write_text(f"source\ttarget\n{to_simplified(TAIWAN)}\t{TAIWAN}\n", encoding="utf-8")
    assert mtqa.check(str(table), models=False).documents[0].findings == ()
    table.write_text(f"source\ttarget\n{TAIWAN}\t{TAIWAN}\n", encoding="utf-8")
    (copy,) = mtqa.check(str(table), models=False).documents[0].findings
    assert copy.rule.id == "untranslated.copy" and copy.text == TAIWAN
