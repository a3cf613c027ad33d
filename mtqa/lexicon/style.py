"""How a sentence is put together: its tags and function words, which differ between Chinese that was translated from
English and Chinese that was written.

The words of the subject do not count: every word that is not among the commonest function words, adverbs and verbs is
its tag. A linear model weighs the n-grams of one to three of these (mtqa/data/style.tsv.xz, by `python -m research
tables style`). It was taught machine translations against human translations of the same English and native text; what
it learned is mostly to tell translation from native text, since people who translate follow the English, too.
"""

from __future__ import annotations

import lzma
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mtqa.data import data_file
from mtqa.lexicon.base import Word

TABLE = data_file("style.tsv.xz")
STEP = 0.01  # nats, the unit of the weights in the table
LONGEST = 3  # tokens in an n-gram
LEAST_CHARACTERS = 6  # of a sentence; a shorter sentence says nothing

#: Tags of the words that may count by themselves: function words, adverbs, verbs, punctuation.
WORD_TAGS = frozenset(("p", "c", "u", "xc", "d", "r", "f", "q", "v", "vd", "w"))
_START, _END = "<", ">"
_FOREIGN = re.compile(r"[0-9A-Za-z<>]")
_FULL_WIDTH = str.maketrans(",.;:!?()", "，。；：！？（）")


@dataclass(frozen=True)
class Style:
    """The linear model. `words` count by themselves; `weights` of n-grams in nats, tokens joined by spaces."""

    words: frozenset[str]
    weights: Mapping[str, float]
    intercept: float

    def log_odds(self, sentence: Sequence[Word]) -> float:
        """The log-odds (nats) that a sentence was translated. The sum of the weights is divided by the root of their
        number: neighbouring n-grams say the same thing."""
        known = [self.weights[gram] for gram in set(ngrams(sentence, self.words)) if gram in self.weights]
        return self.intercept + sum(known) / math.sqrt(max(1, len(known)))


def may_count(word: Word) -> bool:
    """May the word count by itself, if it is common?"""
    return word.tag in WORD_TAGS and not _FOREIGN.search(word.text)


def token(word: Word) -> str:
    """The text of a word as it counts: without spaces, with the marks of Chinese for those of English, whose use is a
    habit of keyboards as well as of machines."""
    return word.text.strip().translate(_FULL_WIDTH)


def ngrams(sentence: Sequence[Word], words: frozenset[str]) -> Iterator[str]:
    """The n-grams of a sentence, with its two ends."""
    tokens = [_START]
    for word in sentence:
        if text := token(word):
            tokens.append(text if text in words else f"_{word.tag}")
    tokens.append(_END)
    for size in range(1, LONGEST + 1):
        for start in range(len(tokens) - size + 1):
            yield " ".join(tokens[start : start + size])


@cache
def shared_style() -> Style:
    """The model that is shipped."""
    return parsed(lzma.decompress(TABLE.read_bytes()).decode("utf-8"))


def parsed(table: str) -> Style:
    """The model in the lines of a table."""
    weights: dict[str, float] = {}
    for line in table.splitlines():
        gram, _, weight = line.rpartition("\t")
        if not line.startswith("#"):
            weights[gram] = int(weight) * STEP
    intercept = weights.pop("")
    words = frozenset(gram for gram in weights if " " not in gram and not gram.startswith("_"))
    return Style(words - {_START, _END}, weights, intercept)
