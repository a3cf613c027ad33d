"""Checking a corrected copy: read by the reader of its format, does it differ only in the new wordings?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from mtqa.review.escaping import becomes_formula
from mtqa.text import Document, Span, Unit


def says_as_expected(before: Document, after: Document, wordings: Sequence[tuple[Span, str]]) -> bool:
    """Is `after` the same document except for `wordings`, each at a place in the prose of `before`?"""
    return _paragraphs(after.text) == _paragraphs(_expected(before.text, wordings)) and _same_around(before, after)


def _expected(text: str, wordings: Sequence[tuple[Span, str]]) -> str:
    """The prose with the wordings in their places."""
    parts, done = [], 0
    for place, wording in sorted(wordings):
        parts += [text[done : place.start], wording]
        done = place.end
    return "".join([*parts, text[done:]])


def _paragraphs(text: str) -> list[str]:
    """The paragraphs without white space, since readers change it depending on its neighbours."""
    return [words for line in text.split("\n") if (words := "".join(line.split()))]


def _same_around(before: Document, after: Document) -> bool:
    """Are units, with their sources, and comments unchanged, and their codes unless they were mended, and did no cell
    become a formula?"""

    def about(document: Document) -> list[tuple[object, ...]]:
        return [(unit.id, unit.source, unit.note, unit.state) for unit in document.units]

    sources = before.source.units if before.source else ()
    return (
        about(before) == about(after)
        and all(_keeps_codes(*units) for units in zip_longest(before.units, after.units, sources))
        and len(before.comments) == len(after.comments)
        and not any(
            becomes_formula(before.format, old.span.of(before.text), new.span.of(after.text))
            for old, new in zip(before.units, after.units, strict=True)
        )
    )


def _keeps_codes(before: Unit, after: Unit, source: Unit | None) -> bool:
    """Has a unit the codes that it had, or, as when a lost placeholder is put back, more of those of its source?"""
    if before.codes == after.codes:
        return True
    return source is not None and _differing(after, source) < _differing(before, source)


def _differing(unit: Unit, source: Unit) -> int:
    """How many codes only one of the two has."""
    own, wanted = Counter(unit.codes), Counter(source.codes)
    return ((own - wanted) + (wanted - own)).total()
