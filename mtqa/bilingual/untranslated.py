"""English that was left in a Chinese text, where there is no source to compare it with.

Chinese writers quote English, name things in English, and write for readers of both languages. So a paragraph is taken
for untranslated only if it has no Chinese and a full sentence that none of these habits explains.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from mtqa.bilingual.prose import prose_words
from mtqa.lexicon import language_of
from mtqa.lexicon.language import is_small_word
from mtqa.script import has_han
from mtqa.text import Bitext, Document, Segment, Span

_LEAST_WORDS = 8  # in lower case, of a sentence
_LEAST_SMALL_WORDS = 2
# What a writer keeps: quotations, titles, remarks in brackets.
_KEPT = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]*’|「[^」]*」|《[^》]*》|\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
_SENTENCE = re.compile(r"[^\w]*[A-Z].*[.!?](?:[\"'”’)\]]|\s)*", re.DOTALL)
_LICENCE = re.compile(
    r"\b(?:licen[cs]e[ds]?|copyright(?:ed)?|warrant(?:y|ies)|trademarks?|permission is hereby)\b|©|\(c\) ?\d{4}",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^\W*(?:\[\d{1,3}\]|\d{1,3}[.)\]]\s+[A-Z][\w-]+,)|\bet al\b|\bdoi\b|\barXiv\b|\bpp?\. ?\d|\bISBN\b|\bVol\. ?\d"
    r"|\b[A-Z]\.,? (?:&|and) |\((?:19|20)\d\d[a-z]?\)\.",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(
    r"\W*(?:abstract|key ?words?|summary|english(?: version)?|author|cite|citation)\b", re.IGNORECASE
)
_INTRODUCES = re.compile(r"[:：]\s*$")


class _Paragraph(NamedTuple):
    """A paragraph, whether it has Chinese, and the full sentence of English that it has instead, if any."""

    text: str
    is_chinese: bool
    english: Segment | None


def untranslated_paragraphs(bitext: Bitext) -> Iterator[Segment]:
    """The first full sentence of each run of paragraphs that were left in English."""
    paragraphs = list(_paragraphs(bitext))
    if _is_bilingual(paragraphs):
        return
    before = ""
    for in_english, run in groupby(paragraphs, key=lambda paragraph: paragraph.english is not None):
        found = list(run)
        first = found[0].english
        if in_english and first and not (_INTRODUCES.search(before) or _ABSTRACT.match(before)):
            yield first
        before = found[-1].text


def _paragraphs(bitext: Bitext) -> Iterator[_Paragraph]:
    document = bitext.document
    text = document.text
    for _, segments in groupby(bitext.segments, key=lambda segment: text.rfind("\n", 0, segment.span.start)):
        here = list(segments)
        said = text[here[0].span.start : here[-1].span.end]
        chinese = has_han(said)
        english = None if chinese or _stays(said) else next((one for one in here if _is_prose(document, one)), None)
        yield _Paragraph(said, chinese, english)


def _stays(paragraph: str) -> bool:
    """Is it a text that stays in English in a Chinese document?"""
    return any(pattern.search(paragraph) for pattern in (_LICENCE, _REFERENCE)) or bool(_ABSTRACT.match(paragraph))


def _is_prose(document: Document, segment: Segment) -> bool:
    """Is it a full sentence of English that is no quotation?"""
    if not _SENTENCE.fullmatch(segment.text) or _is_quoted(document, segment):
        return False
    bare = _KEPT.sub(" ", _without_code(document, segment.span))
    plain = [word for word in prose_words(bare) if word.islower()]
    return (
        len(plain) >= _LEAST_WORDS
        and sum(map(is_small_word, plain)) >= _LEAST_SMALL_WORDS
        and language_of(bare) == "en"
    )


def _is_quoted(document: Document, segment: Segment) -> bool:
    """Is it in a block of quotation, as Markdown and mail have them?"""
    start = document.raw_span(segment.span).start
    return document.raw[document.raw.rfind("\n", 0, start) + 1 : start].lstrip().startswith(">")


def _without_code(document: Document, span: Span) -> str:
    """What the span says, without what is shown and no prose."""
    if not document.is_opaque(span):
        return span.of(document.text)
    index = bisect_left(document.opaque, span.start, key=lambda hidden: hidden.end)
    parts, done = [], span.start
    for hidden in document.opaque[index:]:
        if hidden.start >= span.end:
            break
        parts.append(document.text[done : hidden.start])
        done = max(done, hidden.end)
    return " ".join([*parts, document.text[done : span.end]])


def _is_bilingual(paragraphs: Sequence[_Paragraph]) -> bool:
    """Do the languages alternate: does half of the Chinese paragraphs stand beside an English one, here and there?"""
    english = [paragraph.english is not None for paragraph in paragraphs]
    chinese = [index for index, paragraph in enumerate(paragraphs) if paragraph.is_chinese]
    beside = sum(any(english[max(0, index - 1) : index + 2]) for index in chinese)
    runs = sum(key for key, _ in groupby(english))
    return runs > 1 and 2 * beside >= len(chinese)
