"""Units without a number that are another one in the translation: “in milliseconds”, 以微秒为单位.

Only units whose names are nothing else in either language. Beside a number `numbers.changed` compares them, and knows
conversions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mtqa.bilingual.numbers.chinese import NUMERALS
from mtqa.text import Span

# dimension → (English, Chinese); Simplified, with the names of Taiwan.
_UNITS: dict[str, tuple[tuple[str, str], ...]] = {
    "time": (
        (r"milliseconds?|msecs?|ms", "毫秒"),
        (r"microseconds?|usecs?|[uµμ]s", "微秒"),
        (r"nanoseconds?|nsecs?|ns", "[纳奈]秒|毫微秒"),
        (r"seconds|secs", "秒"),
        (r"minutes|mins", "分钟"),
        (r"hours|hrs", "小时"),
    ),
    "length": (
        (r"millimet(?:re|er)s?|mm", "毫米|公厘"),
        (r"centimet(?:re|er)s?|cm", "厘米|公分"),
        (r"kilomet(?:re|er)s?|km", "千米|公里"),
        (r"inch(?:es)?", "英寸|英吋"),
        (r"feet", "英尺"),
        (r"miles?", "英里"),
    ),
    "data": (
        (r"kilobytes?|kibibytes?|ki?b", "千字节|千位元组"),
        (r"megabytes?|mebibytes?|mi?b", "兆字节|兆位元组|百万位元组"),
        (r"gigabytes?|gibibytes?|gi?b", "吉字节|千兆字节|吉位元组|十亿位元组"),
        (r"bytes", "字节|位元组"),
    ),
    "mass": (
        (r"milligrams?|mg", "毫克"),
        (r"kilograms?|kilos?|kg", "千克|公斤"),
        (r"pounds|lbs?", "磅"),
    ),
    "temperature": ((r"celsius|centigrade", "摄氏"), (r"fahrenheit", "华氏"), (r"kelvins?", "开尔文")),
}


def _either(side: int) -> dict[str, re.Pattern[str]]:
    """One expression for each dimension; of two units that begin at a place the longer name counts."""
    found = {}
    for dimension, units in _UNITS.items():
        parts = sorted(enumerate(units), key=lambda unit: -max(map(len, unit[1][side].split("|"))))
        named = "|".join(f"(?P<u{number}>{unit[side]})" for number, unit in parts)
        words = rf"(?<![A-Za-z0-9])(?:{named})(?![A-Za-z0-9])" if side == 0 else named
        found[dimension] = re.compile(words, re.IGNORECASE)
    return found


_ENGLISH, _CHINESE = _either(0), _either(1)
_ANY = re.compile("|".join(unit[1] for units in _UNITS.values() for unit in units))
_COUNTED = re.compile(r"(?:[\d}]|%[a-z]|\b(?:an?|one|two|three|half|few|several|many|some)) ?-?$", re.IGNORECASE)
_COUNTED_HERE = re.compile(rf"(?:[\da-zA-Z}}{''.join(sorted(NUMERALS))}半几数每个] ?)$")


class OtherUnit(NamedTuple):
    """A unit of the target, at `span`, and the source's in its place."""

    span: Span
    source: str


def other_unit(source: str, target: str, *, into_chinese: bool) -> OtherUnit | None:
    """The first unit of the target that is another than the source's.

    >>> other_unit("The delay in milliseconds.", "延迟，以微秒计。", into_chinese=True)
    OtherUnit(span=Span(start=4, end=6), source='milliseconds')
    >>> other_unit("Half an hour.", "30分钟。", into_chinese=True)
    """
    english, chinese = (source, target) if into_chinese else (target, source)
    if not _ANY.search(chinese):
        return None
    for dimension in _UNITS:
        there, here = list(_ENGLISH[dimension].finditer(english)), list(_CHINESE[dimension].finditer(chinese))
        if not (there and here):
            continue
        names = [{match.lastgroup for match in side} for side in (there, here)]
        only_there = [match for match in _bare(there, _COUNTED) if match.lastgroup not in names[1]]
        only_here = [match for match in _bare(here, _COUNTED_HERE) if match.lastgroup not in names[0]]
        if only_there and only_here:
            longest = max(only_here, key=lambda match: len(match[0]))  # 微秒 is in doubt before 秒
            ours, theirs = (longest, only_there[0]) if into_chinese else (only_there[0], longest)
            return OtherUnit(Span(*ours.span()), theirs[0])
    return None


def _bare(found: list[re.Match[str]], counted: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The units that no number counts."""
    return (match for match in found if not counted.search(match.string[max(0, match.start() - 9) : match.start()]))
