"""What a number in a text says: its possible values, its unit, and how sure it is meant as a number."""

from __future__ import annotations

from dataclasses import dataclass
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
    parts     of a time hour and minute: 21:15 may be the score of a match
    """

    span: Span
    readings: frozenset[Value]
    kind: Kind = Kind.NUMBER
    unit: str = ""
    sure: bool = True
    exact: bool = True
    parts: tuple[Fraction, ...] = ()
