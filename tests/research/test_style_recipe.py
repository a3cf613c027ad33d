"""The recipe of the style table, on a toy corpus: what it learns, and that its table reads back."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")

from mtqa.lexicon import LacTagger, Word
from mtqa.lexicon.style import parsed
from research.tables.style import learn, table

TAGGER = LacTagger()
NOUNS = ("老师", "学生", "医生", "工人", "农民", "作家", "记者", "司机", "演员", "律师")


def tagged(pattern: str) -> list[tuple[Word, ...]]:
    return [TAGGER.tag(pattern.format(noun)) for noun in NOUNS]


def test_it_learns_how_sentences_are_put_together_and_not_their_subjects() -> None:
    machine, written = tagged("当他看到{}的时候，他笑了。"), tagged("一见{}就笑了。")
    style = learn(machine, written)
    assert min(map(style.log_odds, machine)) > 0.3 and max(map(style.log_odds, written)) < -0.3
    unseen = TAGGER.tag("当他看到厨师的时候，他笑了。"), TAGGER.tag("一见厨师就笑了。")
    assert style.log_odds(unseen[0]) > 0 > style.log_odds(unseen[1])
    assert not any(noun in gram for gram in style.weights for noun in NOUNS)


def test_the_table_reads_back() -> None:
    style = learn(tagged("当他看到{}的时候，他笑了。"), tagged("一见{}就笑了。"))
    again = parsed(table(style, ["a.txt"]))
    for words in tagged("当他看到{}的时候，他笑了。"):
        assert again.log_odds(words) == pytest.approx(style.log_odds(words), abs=0.05)
    assert again.words == style.words
