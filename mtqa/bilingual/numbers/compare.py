"""Which quantities two texts do not share.

Every sure quantity has to have its like on the other side, sure or not; what is not sure has to have none. Left over
on both sides, two are taken for one that was changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mtqa.bilingual.numbers.base import Kind, Quantity
from mtqa.bilingual.numbers.units import are_alike, is_converted

_ROUNDED = Fraction(6, 1000)  # 12,345 and 1.23万
_SHARE = "%"
_NEAR = 6  # characters between numbers of one list


@dataclass(frozen=True, slots=True)
class Difference:
    """What the source has and what the target has instead; None where that is nothing. `unit` says that the number
    is the same and its unit is not."""

    source: Quantity | None
    target: Quantity | None
    unit: bool = False


def differences(source: Sequence[Quantity], target: Sequence[Quantity]) -> list[Difference]:
    """The quantities of two texts that are not the same, in the order of the target."""
    pairs = _paired(source, target)
    found = [Difference(one, other, True) for one, other in pairs if _other_unit(one, other, source, target)]
    left = [one for one in source if one.sure and not any(one is mine for mine, _ in pairs)]
    over = [one for one in target if one.sure and not any(one is yours for _, yours in pairs)]
    rivals = {one.unit for one in left} & {one.unit for one in over} - {""}
    lost = [one for one in left if not _has(target, one, converted=one.unit not in rivals)]
    new = [one for one in over if not _has(source, one, converted=one.unit not in rivals)]
    while lost and new:
        mine = lost.pop(0)
        like = next((one for one in new if one.kind is mine.kind and one.unit == mine.unit), new[0])
        new.remove(like)
        found.append(Difference(mine, like))
    found += [Difference(one, None) for one in lost] + [Difference(None, one) for one in new]
    return found


def _paired(source: Sequence[Quantity], target: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Each quantity with one of the other side that says the same; the same unit goes before any, the sure before the
    unsure."""
    left = list(target)
    pairs: list[tuple[Quantity, Quantity]] = []
    for same_unit in (True, False):
        for one in source:
            if any(one is mine for mine, _ in pairs):
                continue
            likes = [other for other in left if same(one, other) and (not same_unit or one.unit == other.unit)]
            if likes:
                best = min(likes, key=lambda other: (other.kind is not one.kind, not other.sure))
                left = [other for other in left if other is not best]
                pairs.append((one, best))
    return pairs


def _has(side: Sequence[Quantity], one: Quantity, *, converted: bool) -> bool:
    """Is it there, though it was taken for another one? What one text says twice the other may say once, and a measure
    that is beside its conversion may stand alone; but not where both have one left over in the same unit."""
    if any(same(one, other) for other in side if converted or not are_alike(one.unit, other.unit)):
        return True
    return bool(one.parts) and all(any(part in other.readings for other in side) for part in one.parts)


def same(one: Quantity, other: Quantity) -> bool:
    """May two quantities say the same?"""
    if one.readings & other.readings and (Kind.TIME not in (one.kind, other.kind) or one.kind is other.kind):
        return True
    numbers = [
        (x, y) for x in one.readings for y in other.readings if isinstance(x, Fraction) and isinstance(y, Fraction)
    ]
    if Kind.TIME in (one.kind, other.kind):
        return False
    return any(
        _is_rounded(x, y, one.exact and other.exact)
        or is_converted(x, one.unit, y, other.unit)
        or _is_share(x, one.unit, y, other.unit)
        for x, y in numbers
    )


def _is_rounded(one: Fraction, other: Fraction, exact: bool) -> bool:
    return not exact and abs(one - other) <= max(one, other) * _ROUNDED


def _is_share(one: Fraction, one_unit: str, other: Fraction, other_unit: str) -> bool:
    """50 % and a half."""
    if (one_unit == _SHARE) == (other_unit == _SHARE):
        return False
    return one == other * 100 or one * 100 == other


def _other_unit(one: Quantity, other: Quantity, source: Sequence[Quantity], target: Sequence[Quantity]) -> bool:
    """Do two equal numbers measure the same in different units, which the rest of the texts does not explain?"""
    if not (one.sure and other.sure) or one.unit == other.unit:
        return False
    if {one.unit, other.unit} == {_SHARE, ""} and Kind.NUMBER is one.kind is other.kind:
        bare, side = (one, source) if not one.unit else (other, target)
        return bool(one.readings & other.readings) and not _shares_a_sign(bare, side)
    if not are_alike(one.unit, other.unit):
        return False
    if not one.readings & other.readings:  # converted
        return False
    return _count(source, one.unit) > _count(target, one.unit) and _count(target, other.unit) > _count(
        source, other.unit
    )


def _shares_a_sign(bare: Quantity, side: Sequence[Quantity]) -> bool:
    """5 to 10 %: one sign may do for all numbers that stand close together."""
    end = bare.span.end
    for one in sorted(side, key=lambda one: one.span):
        if one.span.start >= end:
            if one.span.start - end > _NEAR:
                return False
            if one.unit == _SHARE:
                return True
            end = one.span.end
    return False


def _count(side: Sequence[Quantity], unit: str) -> int:
    return sum(one.unit == unit for one in side)
