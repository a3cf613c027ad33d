"""Numbers in Chinese text: digits, numerals, 万 and 亿, 百分之 and 分之, months, times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from mtqa.bilingual.numbers.base import Kind, Quantity, Value, abridged, dotted, slashed
from mtqa.bilingual.numbers.units import unit_of
from mtqa.text import Span

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "兩": 2,
    "俩": 2,
    "仨": 3,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
NUMERALS = frozenset((*_DIGITS, *_TENS, *_SCALES))
_D, _T, _S = "".join(_DIGITS), "".join(_TENS), "".join(_SCALES)
_ARABIC = (
    r"\d{1,3}(?:,[ ]\d{3})*,[ ]0\d\d(?![\d.,])|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,])"
    r"|\d{1,3}(?:[,，]\d{2,3})*[,，]\d{3}(?:\.\d+)?|\d+(?:\.\d+)?"
)
_NUMERAL = rf"[{_D}{_T}{_S}]+(?:点[{_D}]+)?"
_REST = r"(?:(?<=[万亿])(?P<rest>\d{1,4}(?:[千百]万?|万)))?"  # of 2万3千, 1亿2千万
_VAGUE = rf"[多余来][{_S}]+"  # 三百多万
_NUMBER = re.compile(
    rf"""
      (?P<label>\d+(?:\.\d+){{2,}}|\d+(?:[:：]\d\d)+\.\d+)
    | (?P<clock>(?<![\d.:：])\d{{1,2}}[:：][0-5]\d)(?:[:：]\d\d)?(?!\d)
    | (?<![\d/])(?P<slashed>\d{{1,2}}/\d{{1,2}})(?![\d/])
    | (?P<part>(?P<below>{_ARABIC}|{_NUMERAL})分之(?P<above>{_ARABIC}|{_NUMERAL}))
    | (?P<hour>\d{{1,2}}|[{_D}十]{{1,3}})[ ]?(?:点钟?|时(?![代期间候刻而常尚装]))[ ]?
      (?: (?P<minute>\d{{1,2}}|[{_D}十]{{1,3}})分? | (?P<half>半) | (?P<quarter>[一三])刻 )?(?![\d%％点])
    | (?<![这那每某近])(?P<month>\d{{1,2}}|[{_D}十]{{1,3}})[ ]?月(?![亮光球饼度票薪])
    | (?P<arabic>{_ARABIC}) (?: [ ]?(?P<vague>[多余来几]?)(?P<scale>[十百千]?[{_S}]+{_REST}|[百千](?![分克米瓦赫卡])) )?
    | (?P<numeral>{_NUMERAL}(?:(?<=[{_T}{_S}]){_VAGUE})?)
    """,
    re.VERBOSE,
)
_LATIN_BEFORE = re.compile("(?:[A-Za-zͰ-Ͽ][-/.]?|_)$")
_LATIN_AFTER = re.compile(r"(?!(?:km|cm|mm|kg|mg|m|g|k|K|GB|MB|TB|KB|fps|dpi|px|am|pm|AM|PM)\b)-?[A-Za-z]")
_TENTHS = re.compile("成(?![为立功员长就本年人果熟语分都品]|交)")
_OF_CENTURY = re.compile("(\\d\\d)[ ]?世纪[ ]?$")
_CENTURY = re.compile("[ ]?世纪[ ]?(?=[0-9一二三四五六七八九])")  # of a decade: 19 世纪 80 年代
_DECADE = re.compile("[ ]?(?:年代|后)")
_OFF = re.compile("折(?![叠扣旧射腾磨断线纸返])")  # 八折: 20 % off, 80 % of the price
_FIGURE = re.compile("[图表式例框节章第] ?$")
_BASE = re.compile("进制")
_RANGE = re.compile(r"[ ]?(?:-|–|—|~|～|至|到|、|或)[ ]?")
_SHARES = {"一半": (Fraction(1, 2), Fraction(50)), "半": (Fraction(1, 2), Fraction(50), Fraction(30))}
_HALF_YEAR = re.compile(rf"(?:(?P<years>\d+|[{_D}十]+)[ ]?年)?(?P<half>半)(?:年|(?<=年半))")
_AND_HALF = re.compile("[ ]?年半")
_HALF = re.compile("一?半|对半|减半")
_WEEK = re.compile("(?:星期|周|礼拜)$")


def chinese(text: str) -> list[Quantity]:
    """The quantities of a Chinese text, in order.

    >>> [sorted(map(str, one.readings)) for one in chinese("3月5日，250万人，下午3点，90年代")]
    [['3'], ['5'], ['2500000'], ['180'], ['3'], ['1990', '90']]
    >>> [sorted(map(str, one.readings)) for one in chinese("百分之三十五，三分之一，一百二十") if one.sure or one.parts]
    [['35'], ['1/3'], ['120']]
    """
    matches = list(_NUMBER.finditer(text))
    found: list[Quantity] = []
    for index, match in enumerate(matches):
        after = matches[index + 1] if index + 1 < len(matches) else None
        before = matches[index - 1].span("arabic") if index and matches[index - 1]["arabic"] else None
        for one in _of(text, match, after):
            found += dotted(abridged(one, text, before), text, _FIGURE)
    taken = [one.span for one in found if one.sure]
    halves = [Quantity(Span(*m.span()), frozenset(_SHARES["半"]), sure=False) for m in _HALF.finditer(text)]
    halves += map(_months, _HALF_YEAR.finditer(text))
    return sorted([*found, *(one for one in halves if not any(one.span.overlaps(span) for span in taken))], key=_place)


def _place(one: Quantity) -> Span:
    return one.span


def _months(match: re.Match[str]) -> Quantity:
    """Years and a half, and in months: 半年, 一年半."""
    years = (_plain(match["years"]) if match["years"] else 0) + Fraction(1, 2)
    return Quantity(Span(*match.span("half")), frozenset({years, years * 12}), sure=False)


def _of(text: str, match: re.Match[str], after: re.Match[str] | None) -> Iterator[Quantity]:
    span = Span(*match.span())
    if match["clock"]:
        hour, minute = map(int, re.split("[:：]", match["clock"]))
        parts = Fraction(hour), Fraction(minute)
        yield Quantity(span, _times(hour, minute), Kind.TIME, sure=hour < 25, parts=parts)
        yield from (Quantity(span, frozenset({part}), sure=hour > 24) for part in parts)
    elif match["label"]:
        yield Quantity(span, frozenset({match["label"]}), Kind.LABEL)
    elif match["slashed"]:
        yield from slashed(match[0], span.start, sure=not _LATIN_BEFORE.search(text[: span.start][-2:]))
    elif match["part"]:
        above, below = (_plain(match[name]) for name in ("above", "below"))
        share = below == 100
        ratio = above if share else above / (below or 1)
        yield Quantity(span, frozenset({ratio}), unit="%" if share else "", sure=share, parts=(above, below))
        yield from (Quantity(span, frozenset({part}), sure=False) for part in (above, below))  # 1 in 100
    elif match["hour"]:
        yield from _hour(text, match)
    elif match["month"]:
        value = _plain(match["month"])
        sure = 1 <= value <= 12
        yield Quantity(Span(*match.span("month")), frozenset({value}), Kind.MONTH, sure=sure)
    elif match["arabic"]:
        yield from _arabic(text, match, after)
    else:
        yield from _numeral(text, match, after)


def _times(hour: int, minute: int) -> frozenset[Value]:
    return frozenset({Fraction(hour % 12 * 60 + minute)})


def _hour(text: str, match: re.Match[str]) -> Iterator[Quantity]:
    """A time of day, or a number before 点 (百分点 is no time; 三点 may be three points)."""
    hour = _plain(match["hour"])
    minute = _plain(match["minute"]) if match["minute"] else Fraction(30 if match["half"] else 0)
    if match["quarter"]:
        minute = 15 * _plain(match["quarter"])
    sure = match["hour"].isdecimal() and hour <= 24 and minute < 60
    parts = (hour, minute) if minute else (hour,)
    yield Quantity(Span(*match.span()), _times(int(hour), int(minute)), Kind.TIME, sure=sure, parts=parts)
    yield from (Quantity(Span(*match.span()), frozenset({part}), sure=False) for part in parts)


def _arabic(text: str, match: re.Match[str], after: re.Match[str] | None) -> Iterator[Quantity]:
    start, end = match.start("arabic"), match.end()
    named: object = _LATIN_BEFORE.search(text[max(0, start - 2) : start]) or _LATIN_AFTER.match(text, end)
    value = Fraction(re.sub(r"[,，\s]", "", match["arabic"]))
    rest = match["rest"] or ""
    scale = _scale((match["scale"] or "").removesuffix(rest))
    readings: set[Value] = {value * scale + (Fraction(rest.rstrip("百千万")) * _scale(rest) if rest else 0)}
    if _TENTHS.match(text, end) and value < 10:
        readings |= {value * 10, value / 10}
    if _DECADE.match(text, end) and value < 100:
        readings.add(value + 1900)
    readings |= _outer(text, match, after, value)
    named = named or _CENTURY.match(text, end) or match["arabic"] == "911"
    if _DECADE.match(text, end) and (century := _OF_CENTURY.search(text[:start])):
        readings.add((int(century[1]) - 1) * 100 + value)
    named = named or _BASE.match(text, end)
    off = _off(text, end, value)
    readings |= off
    unit = "%" if off else unit_of(text, start, end)
    if _AND_HALF.match(text, end):  # of any unit of time: 2年半, 30 months
        readings, unit = readings | {value + Fraction(1, 2), 12 * value + 6}, ""
    yield Quantity(Span(start, end), frozenset(readings), unit=unit, sure=not named, exact=scale == 1)
    if match["arabic"] == "911":  # 9/11, September 11
        yield Quantity(Span(start, end), frozenset({Fraction(9)}), Kind.MONTH, sure=False)
        yield Quantity(Span(start, end), frozenset({Fraction(9), Fraction(11)}), sure=False)


def _numeral(text: str, match: re.Match[str], after: re.Match[str] | None) -> Iterator[Quantity]:
    """Chinese numerals. Those of one character, and scales without a number (千万), may be words or parts of one."""
    said = re.sub("[多余来]", "", match["numeral"])
    if _WEEK.search(text[: match.start()][-2:]):
        return
    value = _number(said)
    end = match.end()
    readings: set[Value] = {value}
    if _TENTHS.match(text, end):
        readings.add(value * 10)
    if _DECADE.match(text, end) and value < 100:
        readings.add(value + 1900)
    readings |= _outer(text, match, after, value) | _off(text, end, value)
    sure = len(said) > 1 and any(c in _DIGITS for c in said) and any(c in _TENS or c in _SCALES for c in said)
    sure = sure and said not in ("万一", "一百", "一千", "一万", "一亿", "十一", "百十", "千百")
    sure = sure and not _BASE.match(text, end)
    unit = unit_of(text, match.start(), end)
    yield Quantity(Span(match.start(), end), frozenset(readings), unit=unit, sure=sure, exact=not set(said) & set(_S))


def _off(text: str, end: int, value: Fraction) -> set[Value]:
    """What 八折 and 85折 are in per cent: of the price, and off it."""
    share = value * 10 if value < 10 else value
    return {share, 100 - share} if share < 100 and _OFF.match(text, end) else set()


def _outer(text: str, match: re.Match[str], after: re.Match[str] | None, value: Fraction) -> set[Value]:
    """The first of 5到10万 may be 50,000."""
    if after is None or match["scale"] or not _RANGE.fullmatch(text, match.end(), after.start()):
        return set()
    if after["arabic"] and after["scale"]:
        return {value * _scale(after["scale"])}
    if after["arabic"] and len(after["arabic"]) == 2 and value < 10:  # 6、70 年代
        return {value * 10}
    if after["numeral"] and len(after["numeral"]) > 1 and after["numeral"][-1] in _SCALES | _TENS:
        return {value * _scale(after["numeral"].lstrip(_D))}
    return set()


def _scale(characters: str) -> int:
    scale = 1
    for character in characters:
        scale *= _TENS.get(character) or _SCALES.get(character) or 1
    return scale


def _plain(said: str) -> Fraction:
    bare = re.sub(r"[,，\s]", "", said)
    return Fraction(bare) if bare[0].isdecimal() else _number(said)


def _number(said: str) -> Fraction:
    """The number that numerals say, as a number or digit by digit (二〇二〇)."""
    whole, _, decimals = said.partition("点")
    if len(whole) > 1 and all(character in _DIGITS for character in whole):
        return Fraction(int("".join(str(_DIGITS[character]) for character in whole)))
    total, section, part, last = 0, 0, 0, 1
    for character in whole:
        if character in _DIGITS:
            part, last = _DIGITS[character], (10 if character in "零〇" else last)
        elif character in _TENS:
            section += (part or 1) * _TENS[character]
            part, last = 0, _TENS[character]
        else:
            total = (
                (total + section + part or 1) * _SCALES[character]
                if character in "亿億兆"
                else total + ((section + part or 1) * _SCALES[character])
            )
            section, part, last = 0, 0, _SCALES[character]
    if part and last >= 100:  # 两万五 is 25,000
        part *= last // 10
    value = Fraction(total + section + part)
    if decimals:
        value += Fraction(int("".join(str(_DIGITS[one]) for one in decimals)), 10 ** len(decimals))
    return value
