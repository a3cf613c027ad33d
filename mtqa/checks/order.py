"""Sentences whose word order is no Chinese at all.

What it finds
    `order.broken`: an adverb in …地 at the end of a clause, after its verb (承受该负载无限期地，); a sentence that
    begins with a particle or with 中的, whose noun went elsewhere; 但是 alone between commas after 在实践中 or
    应不是; 谁 for “who” after a noun (一个球员谁…); 不仅…，但…; 而不是 for “instead of” at the beginning;
    是更常见的是; a verb that never stands without an object (成为, 属于, 担任, 旨在) and a preposition (把, 从,
    关于) or 任何 at the end of a clause.

Why it matters
    Such a sentence kept the order of the English one. The reader has to guess what it says, and moving one word
    seldom mends it: it has to be translated anew.

Example
    只要流量不超过这个值，系统可以承受它⟦无限期地⟧，不会出错。

How to fix it
    Translate the sentence anew: first who does what, then time, place, manner and condition before the verb. If the
    source is lost, take the order from what the paragraph says, and ask where it leaves two readings.

Known limits
    Only marks that native text does not have are looked for, so most bad sentences are not found. Wrong tags hide a
    mark. A sentence that begins with a particle is not reported after a line without a mark at its end, which may be
    one sentence broken over lines, nor after code. Titles and list entries without punctuation have no end of a
    clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon.order import FIRST, broken
from mtqa.text import Document, Segment, Span

BROKEN = Rule(
    "order.broken",
    Category.GRAMMAR,
    Severity.MAJOR,
    "The word order is that of another language; translate the sentence anew.",
)

_CONFIDENCE = 0.8
_BLOCK = re.compile(r"</(?:h[1-6]|p|div|li|td|th)>")
_ENDED = re.compile(r"(?:^|[。！？；：…”」』]|\n[ \t]*\n)\s*\Z")


def run(material: Material) -> Iterator[Finding]:
    document = material.bitext.document
    for segment, words in material.sentences:
        found: list[Span] = []
        for name, span in broken(words):
            place = span.shift(segment.span.start)
            hidden = document.is_opaque(place) or (name == FIRST and not _begins(material, segment, span))
            if not hidden and not any(span.overlaps(earlier) for earlier in found):
                found.append(span)
                yield material.finding(
                    BROKEN,
                    segment,
                    span,
                    _CONFIDENCE,
                    evidence={"detected_by": "structures", "structure": name},
                )


def _begins(material: Material, segment: Segment, span: Span) -> bool:
    """Does a sentence surely begin at `span`? Not in the middle of one that is broken over lines or after code."""
    document = material.bitext.document
    start = end = segment.span.start + span.start
    while end and document.text[end - 1].isspace():
        end -= 1
    if end and document.is_opaque(Span(end - 1, end)):
        return False
    return _ENDED.search(document.text[max(0, end - 1) : start]) is not None or _after_heading(document, end, start)


def _after_heading(document: Document, end: int, start: int) -> bool:
    """Does the text before `end` belong to a heading of Markdown, or a closed block of HTML, and not to this line?"""
    raw = document.raw
    last, first = document.raw_span(Span(end - 1, end)).end, document.raw_span(Span(start, start + 1)).start
    line = raw[raw.rfind("\n", 0, last) + 1 : last]
    return "\n" in document.text[end:start] and (line.startswith("#") or _BLOCK.search(raw[last:first]) is not None)


CHECK = Check(run, (BROKEN,), frozenset({Need.CHINESE, Need.PROSE}))
