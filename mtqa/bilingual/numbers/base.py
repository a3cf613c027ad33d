"""What a number in a text says: its possible values, its unit, and how sure it is meant as a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from mtqa.text import Span


class Kind(StrEnum):
    """What is counted. Kinds other than NUMBER are compared with their own first."""

    NUMBER = "number"
    MONTH = "month"
    TIME = "time"  # minutes after midnight, of which twelve hours more or less are the same hand of a clock
    LABEL = "label"  # 1.2.3: compared letter by letter


#: Values are exact: 1.5 million is 3,000,000/2, and a label is itself.
Value = Fraction | str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at its place.

    readings  every value that it may have: 90 and 1990 of “90年代”
    unit      of `units.UNITS`, "" where none is known
    sure      is it surely a number, so that the other side has to have it? “三” in 三心二意 is not
    exact     was it written to its last digit? 1.2万 may be 12,345
    parts     of a time hour and minute, of a fraction both numbers: 21:15 may be the score of a match, 9/11 a date, and
              9.1 of a figure may be 9-1
    """

    span: Span
    readings: frozenset[Value]
    kind: Kind = Kind.NUMBER
    unit: str = ""
    sure: bool = True
    exact: bool = True
    parts: tuple[Fraction, ...] = ()


_DASH = re.compile("[-–—~～]")


def abridged(one: Quantity, text: str, before: tuple[int, int] | None) -> Quantity:
    """The second number of a range, which may leave out the digits that both have: 1901–78, pp. 121-5.

    >>> end = Quantity(Span(5, 7), frozenset({Fraction(78)}))
    >>> sorted(map(int, abridged(end, "1901–78", (0, 4)).readings))
    [78, 1978]
    """
    said = one.span.of(text)
    first = text[slice(*before)] if before else ""
    if not (before and said.isdecimal() and first.isdecimal() and len(said) < len(first)):
        return one
    if not _DASH.fullmatch(text, before[1], one.span.start):
        return one
    return replace(one, readings=one.readings | {Fraction(first[: -len(said)] + said)})


def slashed(said: str, start: int, *, sure: bool) -> Iterator[Quantity]:
    """Two numbers with a slash between them: 1/3 is a third, or the third of January, 4/7 four of seven; else both."""
    above, below = said.split("/")
    span, parts = Span(start, start + len(said)), (Fraction(above), Fraction(below))
    if 0 < parts[0] < parts[1]:
        yield Quantity(span, frozenset({parts[0] / parts[1]}), sure=sure, parts=parts)
        yield from (Quantity(span, frozenset({part}), sure=False) for part in parts)
    else:
        yield Quantity(Span(start, start + len(above)), frozenset({parts[0]}), sure=sure)
        yield Quantity(Span(span.end - len(below), span.end), frozenset({parts[1]}), sure=sure)


def dotted(one: Quantity, text: str, before: re.Pattern[str]) -> Iterator[Quantity]:
    """The number of a figure or section, 9.1, may be 9-1 on the other side: as `before` tells, also its two parts."""
    chapter, _, number = one.span.of(text).partition(".")
    if not (chapter.isdecimal() and number.isdecimal() and before.search(text[: one.span.start][-12:])):
        yield one
        return
    parts = Fraction(chapter), Fraction(number)
    yield replace(one, parts=parts)
    yield from (Quantity(one.span, frozenset({part}), sure=False) for part in parts)
