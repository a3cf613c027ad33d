"""Quantities: a number in a text with its possible values, its unit, and whether it is certainly a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from mtqa.text import Span


class Kind(StrEnum):
    """What a number stands for. Quantities are compared with those of the same kind first."""

    NUMBER = "number"
    MONTH = "month"
    TIME = "time"  # minutes after midnight or noon, since 3:00 may be 15:00
    LABEL = "label"  # 1.2.3: compared as text


#: Values are exact: 1.5 million is 3,000,000/2, and a label is itself.
Value = Fraction | str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at its place.

    readings  every value that it may have: 90 and 1990 for “90年代”
    unit      a name in `units.UNITS`, "" if none is known
    sure      is it certainly a number, so that the other side must have it? “三” in 三心二意 is not
    exact     is it written to its last digit? 1.2万 may be 12,345
    parts     hour and minute of a time, both numbers of a fraction: 21:15 may be the score of a match, 9/11 a date,
              and 9.1 of a figure may be 9-1
    half      of a time: "am" or "pm" if the text says which, else ""
    """

    span: Span
    readings: frozenset[Value]
    kind: Kind = Kind.NUMBER
    unit: str = ""
    sure: bool = True
    exact: bool = True
    parts: tuple[Fraction, ...] = ()
    half: str = ""


_DASH = re.compile("[-–—~～]")


def abridged(quantity: Quantity, text: str, before: tuple[int, int] | None) -> Quantity:
    """The quantity; as the second number of a range with the first digits left out (1901–78, pp. 121-5), it has the
    full number as a reading, too. `before` is the place of the number before it.

    >>> end = Quantity(Span(5, 7), frozenset({Fraction(78)}))
    >>> sorted(map(int, abridged(end, "1901–78", (0, 4)).readings))
    [78, 1978]
    """
    digits = quantity.span.of(text)
    first = text[slice(*before)] if before else ""
    if not (before and digits.isdecimal() and first.isdecimal() and len(digits) < len(first)):
        return quantity
    if not _DASH.fullmatch(text, before[1], quantity.span.start):
        return quantity
    return replace(quantity, readings=quantity.readings | {Fraction(first[: -len(digits)] + digits)})


def slashed(written: str, start: int, *, sure: bool) -> Iterator[Quantity]:
    """Two numbers with a slash between them at `start`: 1/3 may be a third or a date, 4/7 four of seven; if the first
    is not the smaller, two numbers."""
    above, below = written.split("/")
    span, parts = Span(start, start + len(written)), (Fraction(above), Fraction(below))
    if 0 < parts[0] < parts[1]:
        yield Quantity(span, frozenset({parts[0] / parts[1]}), sure=sure, parts=parts)
        yield from (Quantity(span, frozenset({part}), sure=False) for part in parts)
    else:
        yield Quantity(Span(start, start + len(above)), frozenset({parts[0]}), sure=sure)
        yield Quantity(Span(span.end - len(below), span.end), frozenset({parts[1]}), sure=sure)


def dotted(quantity: Quantity, text: str, before: re.Pattern[str]) -> Iterator[Quantity]:
    """The quantity; behind a word that matches `before`, also its two parts, since figure 9.1 may become 9-1."""
    chapter, _, number = quantity.span.of(text).partition(".")
    if not (chapter.isdecimal() and number.isdecimal() and before.search(text[: quantity.span.start][-12:])):
        yield quantity
        return
    parts = Fraction(chapter), Fraction(number)
    yield replace(quantity, parts=parts)
    yield from (Quantity(quantity.span, frozenset({part}), sure=False) for part in parts)


def half_of_day(hour: int, said: str) -> str:
    """The half of the day of a time: as `said`, or by an hour after noon; "" if nothing says it, and at twelve, which
    people count to either.

    >>> half_of_day(10, "pm"), half_of_day(22, ""), half_of_day(10, ""), half_of_day(12, "am")
    ('pm', 'pm', '', '')
    """
    if hour % 12 == 0 or hour > 23:
        return ""
    return "pm" if hour > 12 else said


_GROUPS = re.compile("[,，]")


def listed(quantity: Quantity, text: str) -> Iterator[Quantity]:
    """The quantity; where its commas may be those of a list (194,196), its parts, too. If the groups of digits are none
    of a number (25,50,100,250), only the parts.

    >>> [sorted(map(int, q.readings)) for q in listed(Quantity(Span(0, 9), frozenset({Fraction(1)})), "9,250,8,7")]
    [[9], [250], [8], [7]]
    >>> [q.sure for q in listed(Quantity(Span(0, 7), frozenset({Fraction(194196)})), "194,196")]
    [True, False, False]
    """
    written = quantity.span.of(text)
    groups = _GROUPS.split(written)
    if len(groups) == 1 or not all(group.isdecimal() for group in groups) or any(g[0] == "0" for g in groups[1:]):
        yield quantity
        return
    lengths = {len(group) for group in groups[1:-1]}
    is_number = len(groups[-1]) == 3 and len(lengths) <= 1 and (lengths != {2} or len(groups[0]) <= 2)
    if is_number:
        yield replace(quantity, parts=tuple(map(Fraction, groups)))
    start = quantity.span.start
    for group in groups:
        span = Span(start, start + len(group))
        yield Quantity(span, frozenset({Fraction(group)}), sure=quantity.sure and not is_number)
        start = span.end + 1
