"""Finds the quantities that two texts do not share.

Every sure quantity must have an equal one on the other side, sure or not; an unsure one need not. A quantity that is
left over on each side makes a pair: the number was changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mtqa.bilingual.numbers.base import Kind, Quantity
from mtqa.bilingual.numbers.units import are_alike, is_converted

_ROUNDING = Fraction(6, 1000)  # relative error: 12,345 and 1.23万
_SHARE = "%"
_MOST_BETWEEN = 6  # characters between two numbers of a list


@dataclass(frozen=True, slots=True)
class Difference:
    """A quantity of the source and what the target has instead; None on the side that lacks it. `unit` is true if the
    number is the same and the unit differs."""

    source: Quantity | None
    target: Quantity | None
    unit: bool = False


def differences(source: Sequence[Quantity], target: Sequence[Quantity]) -> list[Difference]:
    """The differences: first other units, then changed, lost and new quantities."""
    pairs = _paired(source, target)
    found = [Difference(theirs, ours, True) for theirs, ours in pairs if _is_other_unit(theirs, ours, source, target)]
    unpaired = [number for number in source if number.sure and not any(number is theirs for theirs, _ in pairs)]
    unpaired_target = [number for number in target if number.sure and not any(number is ours for _, ours in pairs)]
    shared_units = {number.unit for number in unpaired} & {number.unit for number in unpaired_target} - {""}
    lost = [number for number in unpaired if not _has(target, number, converted=number.unit not in shared_units)]
    new = [number for number in unpaired_target if not _has(source, number, converted=number.unit not in shared_units)]
    while lost and new:
        gone = lost.pop(0)
        instead = next((number for number in new if number.kind is gone.kind and number.unit == gone.unit), new[0])
        new.remove(instead)
        found.append(Difference(gone, instead))
    found += [Difference(number, None) for number in lost] + [Difference(None, number) for number in new]
    return found


def _paired(source: Sequence[Quantity], target: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Pairs of source and target quantities that may be the same, each used once: those of the same unit first, then
    of the same kind, then the sure ones."""
    left = list(target)
    pairs: list[tuple[Quantity, Quantity]] = []
    for same_unit in (True, False):
        for number in source:
            if any(number is theirs for theirs, _ in pairs):
                continue
            equal = [other for other in left if same(number, other) and (not same_unit or number.unit == other.unit)]
            if equal:
                best = min(equal, key=lambda other: (other.kind is not number.kind, not other.sure))
                left = [other for other in left if other is not best]
                pairs.append((number, best))
    return pairs


def _has(side: Sequence[Quantity], number: Quantity, *, converted: bool) -> bool:
    """Does the side have the number, though it is already in a pair? One text may repeat a number that the other has
    once, or convert a measure; `converted` is false if both sides have numbers of that unit left over."""
    if any(same(number, other) for other in side if converted or not are_alike(number.unit, other.unit)):
        return True
    if number.half and any(
        other.half and other.readings & number.readings for other in side
    ):  # the other half of the day
        return False
    return bool(number.parts) and all(any(part in other.readings for other in side) for part in number.parts)


def same(first: Quantity, second: Quantity) -> bool:
    """May two quantities be equal: by value, rounded, converted, or as a share and a percentage?"""
    if first.half and second.half and first.half != second.half:
        return False
    if first.readings & second.readings and (Kind.TIME not in (first.kind, second.kind) or first.kind is second.kind):
        return True
    numbers = [
        (x, y) for x in first.readings for y in second.readings if isinstance(x, Fraction) and isinstance(y, Fraction)
    ]
    if Kind.TIME in (first.kind, second.kind):
        return False
    return any(
        _is_rounded(x, y, first.exact and second.exact)
        or is_converted(x, first.unit, y, second.unit)
        or _is_share(x, first.unit, y, second.unit)
        for x, y in numbers
    )


def _is_rounded(first: Fraction, second: Fraction, exact: bool) -> bool:
    return not exact and abs(first - second) <= max(first, second) * _ROUNDING


def _is_share(first: Fraction, first_unit: str, second: Fraction, second_unit: str) -> bool:
    """Is one value the other in per cent: 50 % and a half?"""
    if (first_unit == _SHARE) == (second_unit == _SHARE):
        return False
    return first == second * 100 or first * 100 == second


def _is_other_unit(theirs: Quantity, ours: Quantity, source: Sequence[Quantity], target: Sequence[Quantity]) -> bool:
    """Do two equal numbers have different units of one dimension, which nothing else in the texts explains?"""
    if not (theirs.sure and ours.sure) or theirs.unit == ours.unit:
        return False
    if {theirs.unit, ours.unit} == {_SHARE, ""} and Kind.NUMBER is theirs.kind is ours.kind:
        bare, side = (theirs, source) if not theirs.unit else (ours, target)
        return bool(theirs.readings & ours.readings) and not _shares_a_sign(bare, side)
    if not are_alike(theirs.unit, ours.unit):
        return False
    if not theirs.readings & ours.readings:  # converted
        return False
    return _count(source, theirs.unit) > _count(target, theirs.unit) and _count(target, ours.unit) > _count(
        source, ours.unit
    )


def _shares_a_sign(bare: Quantity, side: Sequence[Quantity]) -> bool:
    """Does a % sign of a number close behind serve this number, too (5 to 10 %)?"""
    end = bare.span.end
    for number in sorted(side, key=lambda number: number.span):
        if number.span.start >= end:
            if number.span.start - end > _MOST_BETWEEN:
                return False
            if number.unit == _SHARE:
                return True
            end = number.span.end
    return False


def _count(side: Sequence[Quantity], unit: str) -> int:
    return sum(number.unit == unit for number in side)
