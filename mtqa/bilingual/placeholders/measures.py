"""Tells by the words around them that the number and the name of a sentence have changed places.

`%lld tools found by %@` → `%lld 找到了 %@ 个工具`: the types are in the order of the source, so that the program runs,
but the reader sees the name counted and the number named. A measure word is certain evidence of what is counted.
"""

from __future__ import annotations

import re

from mtqa.bilingual.placeholders.base import Difference, Kind, Side
from mtqa.bilingual.placeholders.printf import Argument, arguments

_MEASURE = re.compile(
    r"\s?(?:[个個名位条條项項份张張种種台臺篇页頁行列字枚颗顆辆輛艘栋棟块塊段句封遍趟届屆]|次(?!级|級|要)|件(?!的)"
    r"|[秒天周年](?![前后後])|分[钟鐘]|小[时時])"
)
_PLURAL_NOUN = re.compile(r"\s(?:[a-z]+\s){0,2}?[a-z]{2,}s\b")
_COUNTS = frozenset(("di",))
_NAMES = frozenset(("s", "@"))


def miscounted(source: Side, target: Side) -> Difference | None:
    """The name that a measure word counts, while the source counts the number, and the other way round."""
    theirs, ours = arguments(source.codes), arguments(target.codes)
    if len(theirs) != 2 or len(ours) != 2 or {taken.type for taken in theirs} & _COUNTS == set():
        return None
    number, name = _of(theirs, _COUNTS), _of(theirs, _NAMES)
    number_here, name_here = _of(ours, _COUNTS), _of(ours, _NAMES)
    if not (number and name and number_here and name_here):
        return None
    counted = _PLURAL_NOUN.match(_behind(source, number)) and not _PLURAL_NOUN.match(_behind(source, name))
    swapped = _MEASURE.match(_behind(target, name_here)) and not _MEASURE.match(_behind(target, number_here))
    if not (counted and swapped):
        return None
    return Difference(Kind.COUNTED, (number.code,), (name_here.code,), name_here.at, name_here.at)


def _of(taken: list[Argument], types: frozenset[str]) -> Argument | None:
    return next((argument for argument in taken if argument.type in types), None)


def _behind(side: Side, argument: Argument) -> str:
    """The text behind an argument's code."""
    at = 0
    for code in side.codes[: argument.at]:
        at = max(at, side.text.find(code, at) + len(code))
    found = side.text.find(argument.code, at)
    return side.text[found + len(argument.code) :][:60] if found >= 0 else ""
