"""A word or phrase joined with itself, listed twice, or said again and again.

What it finds
    `repetition.coordinate`: two equal words, or two equal runs of words, on both sides of a conjunction (和, 与, 及,
    以及, 或). `repetition.listed`: one thing twice in a row in a list, 大麦、大麦、椰子. `repetition.loop`: a word
    three times running, 楼梯楼梯楼梯.

Why it matters
    Two different words of the source were translated by the same word, or the machine did not know how to go on. The
    sentence says less than it should, and readers notice.

Example
    这次访问带来了⟦希望和希望⟧。

How to fix it
    Look up the two words in the source and translate each. Without a source, delete the repetition, unless the
    paragraph says what the other word was. Of a loop keep one word, and restore what should follow it.

Known limits
    The pair has to end its clause. In "民营企业和民营企业家" or "国家与国家之间" the second of the two only begins a
    longer phrase, which is good Chinese; so are single characters (人与人). In a list only nouns are compared, and
    between commas only pairs: 广告，广告，广告 is rhetoric. A text may list one thing twice on purpose, as in a
    recipe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon import Word
from mtqa.lexicon.line import FULL_WIDTH, TaggedLine
from mtqa.text import Segment, Span

COORDINATE = Rule(
    "repetition.coordinate",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "A word or phrase is joined with itself; one of the two was another word in the source.",
)

LISTED = Rule(
    "repetition.listed",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "A list names the same thing twice; one of the two was another word in the source.",
)
LOOP = Rule(
    "repetition.loop",
    Category.UNINTELLIGIBLE,
    Severity.MAJOR,
    "The same word again and again: the translation does not go on.",
)

_CONJUNCTIONS = frozenset(("和", "与", "及", "以及", "或", "或者", "并", "并且", "跟", "同"))
_LONGEST_RUN = 4  # words on either side
# `python -m research measure postedits`: 81 % of 31 such pairs in MLQE-PE were changed by the editor.
_CONFIDENCE = 0.8
_SURE = 0.85
_NOUN = r"/(?:n|vn|nz|nw|ORG|PER) "
_HAN_WORD = r"[^\s/A-Za-z0-9_]{2,}"
# What stands before the first is no part of it: not 代省长、省长, nor 中央和地方、地方和企业.
_BARE = r"(?:^|(?<=/[wupfdm] )|(?<=[^\s/]{2}/v ))"
_SAME_IN_LIST = re.compile(
    rf"{_BARE}(?P<item>{_HAN_WORD}){_NOUN}、/w (?P=item){_NOUN}(?!(?:、/w (?P=item)/\S+ )+[。！？]/w )"
    r"(?=、/w (?!再/)|[，。；]/w |(?:和|以及|或|及)/)"
    rf"|(?:^|(?<=[、，]/w ))(?P<other>{_HAN_WORD}){_NOUN}，/w (?P=other){_NOUN}"
    rf"(?=，/w (?!(?P=other)/){_HAN_WORD}{_NOUN}(?:[，、。]/w |(?:和|以及|或)/)|，/w (?:和|以及|或)/)"
)
_LOOP = re.compile(rf"(?:^|(?<= ))(?P<word>{_HAN_WORD})/(?:n|vn|nz|s|LOC|ORG|PER) (?:(?P=word)/\S+ ){{2,}}")
_JOINTS = re.compile("[和与及或并跟同、，]"), re.compile("以及|或者|并且")
_THRICE = re.compile(r"([^A-Za-z0-9_]{2,}?)\1\1")
_ENDS_CLAUSE = re.compile(r"\s*(?:[，。！？；：,.!?;:、…”’」』）)]|$)")


def run(material: Material) -> Iterator[Finding]:
    for segment in material.bitext.segments:
        if not may_repeat(segment.text):  # the words of most need not be known
            continue
        words = material.words_of(segment)
        yield from _again(material, segment, words)
        for index, word in enumerate(words):
            if word.text in _CONJUNCTIONS:
                span = _twins(words, index)
                if span is None or material.bitext.document.is_opaque(span.shift(segment.span.start)):
                    continue
                if _ENDS_CLAUSE.match(segment.text, span.end):
                    twin = Span(words[index + 1].span.start, span.end).of(segment.text)
                    yield material.finding(
                        COORDINATE,
                        segment,
                        span,
                        _CONFIDENCE,
                        message=f"“{twin}” is joined with itself; one of the two was another word in the source.",
                    )


def may_repeat(text: str) -> bool:
    """May the text have what the rules look for? By its characters alone, since to tag words takes time.

    >>> [may_repeat(text) for text in ("希望和希望", "大麦、 大麦、椰子", "楼梯楼梯 楼梯", "保存和关闭", "人与人")]
    [True, True, True, False, False]
    """
    plain = text.translate(FULL_WIDTH)
    if any(_is_doubled(plain, *match.span()) for joints in _JOINTS for match in joints.finditer(plain)):
        return True
    return _THRICE.search("".join(plain.split())) is not None


def _is_doubled(text: str, start: int, end: int) -> bool:
    """Do the same two characters or more end before `start` and begin at `end`, but for white space?"""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    size = after.find(before[-1:], 1) if before else -1
    while size > 0:
        if before.endswith(after[: size + 1]):
            return True
        size = after.find(before[-1:], size + 1)
    return False


def _again(material: Material, segment: Segment, words: Sequence[Word]) -> Iterator[Finding]:
    """What a list names twice, and words three times running."""
    line = TaggedLine(words)
    for rule, pattern in ((LISTED, _SAME_IN_LIST), (LOOP, _LOOP)):
        for match in pattern.finditer(line.text):
            span = line.span_of(match)
            first = line.words_of(match)[0].text
            if segment.text[: span.start].rstrip("、，, ").endswith(first):
                continue  # 广告、广告、广告 ends in a pair, too
            if not material.bitext.document.is_opaque(span.shift(segment.span.start)):
                yield material.finding(rule, segment, span, _SURE)


def _twins(words: Sequence[Word], index: int) -> Span | None:
    """The longest run of words that is on both sides of the conjunction, with at least two characters."""
    for size in range(min(_LONGEST_RUN, index, len(words) - index - 1), 0, -1):
        left, right = words[index - size : index], words[index + 1 : index + 1 + size]
        same = [w.text for w in left] == [w.text for w in right]
        if same and sum(len(w.span) for w in left) >= 2 and all(w.tag not in ("w", "m", "q") for w in left):
            return Span(left[0].span.start, right[-1].span.end)
    return None


CHECK = Check(run, (COORDINATE, LISTED, LOOP))
