"""A word or phrase joined with itself.

What it finds
    Two equal words, or two equal runs of words, on both sides of a conjunction (和, 与, 及, 以及, 或).

Why it matters
    Two different words of the source were translated by the same word. The sentence says less than it should, and
    readers notice.

Example
    这次访问带来了⟦希望和希望⟧。

Known limits
    The pair has to end its clause. In "民营企业和民营企业家" or "国家与国家之间" the second of the two only begins
    a longer phrase, which is good Chinese; so are single characters (人与人).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon import Word
from mtqa.text import Span

COORDINATE = Rule(
    "repetition.coordinate",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "A word or phrase is joined with itself; one of the two was another word in the source.",
)

_CONJUNCTIONS = frozenset(("和", "与", "及", "以及", "或", "或者", "并", "并且", "跟", "同"))
_LONGEST_RUN = 4  # words on either side
# `python -m research measure postedits`: 81 % of 31 such pairs in MLQE-PE were changed by the editor.
_CONFIDENCE = 0.8
_ENDS_CLAUSE = re.compile(r"\s*(?:[，。！？；：,.!?;:、…”’」』）)]|$)")


def run(material: Material) -> Iterator[Finding]:
    for segment, words in material.sentences:
        for index, word in enumerate(words):
            if word.text in _CONJUNCTIONS:
                span = _twins(words, index)
                if span and _ENDS_CLAUSE.match(segment.text, span.end):
                    twin = Span(words[index + 1].span.start, span.end).of(segment.text)
                    yield material.finding(
                        COORDINATE,
                        segment,
                        span,
                        _CONFIDENCE,
                        message=f"“{twin}” is joined with itself; one of the two was another word in the source.",
                    )


def _twins(words: Sequence[Word], index: int) -> Span | None:
    """The longest run of words that is on both sides of the conjunction, with at least two characters."""
    for size in range(min(_LONGEST_RUN, index, len(words) - index - 1), 0, -1):
        left, right = words[index - size : index], words[index + 1 : index + 1 + size]
        same = [w.text for w in left] == [w.text for w in right]
        if same and sum(len(w.span) for w in left) >= 2 and all(w.tag not in ("w", "m", "q") for w in left):
            return Span(left[0].span.start, right[-1].span.end)
    return None


CHECK = Check(run, (COORDINATE,))
