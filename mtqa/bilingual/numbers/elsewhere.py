"""Numbers that stand elsewhere in a unit: in another of its sentences, or in a code that the text leaves out.

Translators move a number from one sentence of a unit to the next, and keep `<name2>` as 名称2: neither is a fault.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from mtqa.bilingual.numbers.base import Quantity
from mtqa.bilingual.numbers.chinese import chinese
from mtqa.bilingual.numbers.compare import Difference, same
from mtqa.bilingual.numbers.english import english
from mtqa.bilingual.plurals import is_singular
from mtqa.text import Bitext, Document, Pair, Segment, Unit

Read = Callable[[str], Sequence[Quantity]]

_MASK = "\ufffc"  # object replacement character
_CACHED = 64  # units: sentences of one follow each other
_LONGEST = 20_000  # characters of a unit that is searched


class Elsewhere:
    """Looks for a number in the whole unit of a sentence."""

    def __init__(self, bitext: Bitext, *, into_chinese: bool) -> None:
        self._bitext = bitext
        self._source = lru_cache(_CACHED)(english if into_chinese else chinese)
        self._target = lru_cache(_CACHED)(chinese if into_chinese else english)

    def is_singular(self, segment: Segment) -> bool:
        unit = self._bitext.document.unit_at(segment.span.start)
        return unit is not None and is_singular(unit)

    def unexplained(self, found: Iterable[Difference], pair: Pair, source: Segment) -> Iterator[Difference]:
        """The differences without the numbers that stand elsewhere."""
        ours = self._bitext.document.unit_at(pair.target.span.start)
        theirs = self._bitext.source.unit_at(source.span.start) if self._bitext.source else None
        for difference in found:
            lost, new = difference.source, difference.target
            if not difference.unit and ours and theirs:
                if lost and self._has(self._target, self._bitext.document, ours, lost, source, pair.target):
                    lost = None
                if new and self._has(self._source, self._bitext.source, theirs, new, pair.target, source):
                    new = None
            if lost or new:
                yield replace(difference, source=lost, target=new)

    def _has(
        self, read: Read, document: Document | None, unit: Unit, number: Quantity, at: Segment, beside: Segment
    ) -> bool:
        """Does the unit have the number outside the sentence that was compared?"""
        written = number.span.of(at.text).strip()
        hidden = written.isdecimal() and _count(written, unit.written) > _count(written, beside.text)
        if hidden or document is None or len(unit.span) <= len(beside.span) or len(unit.span) > _LONGEST:
            return hidden
        return any(same(number, other) for other in read(unit.span.of(document.text)))


def _count(number: str, text: str) -> int:
    """How often the number stands there by itself: 5 does not stand in 2015."""
    return len(re.findall(rf"(?<![\d.,]){number}(?![\d]|[.,]\d)", text))


def masked(segment: Segment, document: Document | None) -> str:
    """The text with a sign in place of each character that is no prose: the % of %d is no share, and no 0 stands in
    %0点."""
    if document is None:
        return segment.text
    parts, done = [], 0
    first = bisect_right(document.opaque, segment.span.start, key=lambda hidden: hidden.end)
    last = bisect_left(document.opaque, segment.span.end, key=lambda hidden: hidden.start)
    for hidden in document.opaque[first:last]:
        start, end = (max(0, edge - segment.span.start) for edge in (hidden.start, hidden.end))
        parts += [segment.text[done:start], _MASK * (min(end, len(segment.text)) - start)]
        done = end
    return "".join([*parts, segment.text[done:]])
