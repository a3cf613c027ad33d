"""Finds numbers in Chinese text: digits, numerals, 万 and 亿, 百分之 and 分之, months, times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from mtqa.bilingual.numbers.base import Kind, Quantity, Value, abridged, dotted, half_of_day, listed, slashed
from mtqa.bilingual.numbers.units import PREFIXED, unit_of
from mtqa.text import Span

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= dict(zip("〇○两兩俩仨壹贰叁肆伍陆柒捌玖", (0, 0, 2, 2, 2, 3, *range(1, 10)), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
NUMERALS = frozenset((*_DIGITS, *_TENS, *_SCALES))
_DIGIT, _TEN, _SCALE = "".join(_DIGITS), "".join(_TENS), "".join(_SCALES)  # for character classes
_ARABIC = (
    r"[1-9]\d{0,2}(?:,[ ]\d{3})*,[ ]0\d\d(?![\d.,])|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,])"
    r"|\d{1,3}(?:[,，]\d{2,3})*[,，]\d{3}(?:\.\d+)?|\d+(?:\.\d+)?|(?<![A-Za-z0-9_.])\.\d+"
)
_NUMERAL = rf"[{_DIGIT}{_TEN}{_SCALE}]+(?:点[{_DIGIT}]+)?"
_REST = r"(?:(?<=[万亿])(?P<rest>\d{1,4}(?:[千百]万?|万)))?"  # of 2万3千, 1亿2千万
_VAGUE = rf"[多余来][{_SCALE}]+"  # 三百多万
_NUMBER = re.compile(
    rf"""
      (?P<label>\d+(?:\.\d+){{2,}}|\d+(?:[:：]\d\d)+\.\d+|[0-9a-fA-F]{{2}}(?::[0-9a-fA-F]{{2}}){{3,}})
    | (?P<clock>(?<![\d.:：∶])\d{{1,2}}[:：∶][0-5]\d)(?:[:：∶]\d\d)?(?!\d)
    | (?<![\d/])(?P<slashed>\d{{1,2}}/\d{{1,2}})(?![\d/])
    | (?P<part>(?P<below>{_ARABIC}|{_NUMERAL})分之(?P<above>{_ARABIC}|{_NUMERAL}))
    | (?P<hour>\d{{1,2}}|[{_DIGIT}十]{{1,3}})[ ]?(?:点钟?|时(?![代期间候刻而常尚装]))[ ]?
      (?: (?P<minute>\d{{1,2}}|[{_DIGIT}十]{{1,3}})分? | (?P<half>半) | (?P<quarter>[一三])刻 )?(?![\d%％点])
    | (?<![这那每某近前上下本])(?P<month>\d{{1,2}}|[{_DIGIT}十]{{1,3}})[ ]?月(?![亮光球饼度票薪])
    | (?P<arabic>{_ARABIC}) (?: [ ]?(?P<vague>[多余来几]?)
      (?P<scale>[十百千]?[{_SCALE}]+{_REST}|[百千](?!{PREFIXED})) )?
    | (?P<numeral>{_NUMERAL}(?:(?<=[{_TEN}{_SCALE}]){_VAGUE})?)
    """,
    re.VERBOSE,
)
_LATIN_BEFORE = re.compile(r"(?:[A-Za-zͰ-Ͽ][-/.]?|_|[A-Z]-\d{1,6}-)$")
_LATIN_AFTER = re.compile(r"(?!(?:km|cm|mm|kg|mg|m|g|k|K|GB|MB|TB|KB|fps|dpi|px|am|pm|AM|PM)\b)-?[A-Za-z]")
_TENTHS = re.compile("成(?![为立功员长就本年人果熟语分都品]|交)")
_OF_CENTURY = re.compile("(\\d\\d)[ ]?世纪[ ]?$")
_CENTURY = re.compile("[ ]?世纪[ ]?(?=[0-9一二三四五六七八九])")  # of a decade: 19 世纪 80 年代
_DECADE = re.compile("[ ]?(?:年代|后)")
_OFF = re.compile("折(?![叠扣旧射腾磨断线纸返])")  # 八折: 20 % off, 80 % of the price
_FIGURE = re.compile("[图表式例框节章第] ?$")
_BASE = re.compile(" ?进[制位]")
_HALF_OF_DAY = re.compile("(?:(?P<am>凌晨|清晨|早上|早晨|清早|上午)|下午|午后|傍晚|晚上|晚间|夜晚)[ 的约]?$")
_RANGE = re.compile(r"[ ]?(?:-|–|—|~|～|至|到|、|或)[ ]?")
_SHARES = {"一半": (Fraction(1, 2), Fraction(50)), "半": (Fraction(1, 2), Fraction(50), Fraction(30))}
_HALF_YEAR = re.compile(rf"(?:(?P<years>\d+|[{_DIGIT}十]+)[ ]?年)?(?P<half>半)(?:年|(?<=年半))")
_AND_HALF = re.compile("[ ]?年半")
_HALF = re.compile("一?半|对半|减半")
_FIRST = re.compile("首(?=[个次位批轮届期家列条])")
_WEEK = re.compile("(?:星期|周|礼拜)$")


def chinese(text: str) -> list[Quantity]:
    """The quantities of a Chinese text, in order.

    >>> [sorted(map(str, quantity.readings)) for quantity in chinese("3月5日，250万人，下午3点，90年代")]
    [['3'], ['5'], ['2500000'], ['180'], ['3'], ['1990', '90']]
    >>> found = chinese("百分之三十五，三分之一，一百二十")
    >>> [sorted(map(str, quantity.readings)) for quantity in found if quantity.sure or quantity.parts]
    [['35'], ['1/3'], ['120']]
    """
    matches = list(_NUMBER.finditer(text))
    found: list[Quantity] = []
    for index, match in enumerate(matches):
        after = matches[index + 1] if index + 1 < len(matches) else None
        before = matches[index - 1].span("arabic") if index and matches[index - 1]["arabic"] else None
        for quantity in _quantities(text, match, after):
            for part in dotted(abridged(quantity, text, before), text, _FIGURE):
                found += listed(part, text)
    taken = [quantity.span for quantity in found if quantity.sure]
    halves = [Quantity(Span(*m.span()), frozenset(_SHARES["半"]), sure=False) for m in _HALF.finditer(text)]
    halves += map(_months, _HALF_YEAR.finditer(text))
    halves += [Quantity(Span(*m.span()), frozenset({Fraction(1)}), sure=False) for m in _FIRST.finditer(text)]
    found += [half for half in halves if not any(half.span.overlaps(span) for span in taken)]
    return sorted(found, key=lambda quantity: quantity.span)


def _months(match: re.Match[str]) -> Quantity:
    """Half a year, or years and a half (半年, 一年半): in years and in months."""
    years = (_plain(match["years"]) if match["years"] else 0) + Fraction(1, 2)
    return Quantity(Span(*match.span("half")), frozenset({years, years * 12}), sure=False)


def _quantities(text: str, match: re.Match[str], after: re.Match[str] | None) -> Iterator[Quantity]:
    """The quantities of one match of `_NUMBER`; `after` is the next match."""
    span = Span(*match.span())
    if match["clock"]:
        hour, minute = map(int, re.split("[:：∶]", match["clock"]))
        parts = Fraction(hour), Fraction(minute)
        half = _half(text, span.start, hour)
        yield Quantity(span, _times(hour, minute), Kind.TIME, sure=hour < 25, parts=parts, half=half)
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


def _half(text: str, start: int, hour: int) -> str:
    """The half of the day, as the word before a time says it."""
    said = _HALF_OF_DAY.search(text[max(0, start - 5) : start])
    return half_of_day(hour, ("am" if said["am"] else "pm") if said else "")


def _hour(text: str, match: re.Match[str]) -> Iterator[Quantity]:
    """A time of day, or a number before 点: 三点 may be three points, so that only digits are sure."""
    hour = _plain(match["hour"])
    minute = _plain(match["minute"]) if match["minute"] else Fraction(30 if match["half"] else 0)
    if match["quarter"]:
        minute = 15 * _plain(match["quarter"])
    sure = match["hour"].isdecimal() and hour <= 24 and minute < 60
    parts = (hour, minute) if minute else (hour,)
    half = _half(text, match.start(), int(hour))
    yield Quantity(Span(*match.span()), _times(int(hour), int(minute)), Kind.TIME, sure=sure, parts=parts, half=half)
    yield from (Quantity(Span(*match.span()), frozenset({part}), sure=False) for part in parts)


def _arabic(text: str, match: re.Match[str], after: re.Match[str] | None) -> Iterator[Quantity]:
    start, end = match.start("arabic"), match.end()
    in_name: object = _LATIN_BEFORE.search(text[max(0, start - 9) : start]) or _LATIN_AFTER.match(text, end)
    value = Fraction(re.sub(r"[,，\s]", "", match["arabic"]))
    rest = match["rest"] or ""
    scale = _scale((match["scale"] or "").removesuffix(rest))
    readings: set[Value] = {value * scale + (Fraction(rest.rstrip("百千万")) * _scale(rest) if rest else 0)}
    if _TENTHS.match(text, end) and value < 10:
        readings |= {value * 10, value / 10}
    if _DECADE.match(text, end) and value < 100:
        readings.add(value + 1900)
    readings |= _scaled_by_next(text, match, after, value)
    in_name = in_name or _CENTURY.match(text, end) or match["arabic"] == "911"
    if _DECADE.match(text, end) and (century := _OF_CENTURY.search(text[:start])):
        readings.add((int(century[1]) - 1) * 100 + value)
    in_name = in_name or _BASE.match(text, end)
    off = _off(text, end, value)
    readings |= off
    unit = "%" if off else unit_of(text, start, end)
    if _AND_HALF.match(text, end):  # of any unit of time: 2年半, 30 months
        readings, unit = readings | {value + Fraction(1, 2), 12 * value + 6}, ""
    yield Quantity(Span(start, end), frozenset(readings), unit=unit, sure=not in_name, exact=scale == 1)
    if match["arabic"] == "911":  # 9/11, September 11
        yield Quantity(Span(start, end), frozenset({Fraction(9)}), Kind.MONTH, sure=False)
        yield Quantity(Span(start, end), frozenset({Fraction(9), Fraction(11)}), sure=False)


def _numeral(text: str, match: re.Match[str], after: re.Match[str] | None) -> Iterator[Quantity]:
    """Chinese numerals. Single characters and scales without a digit (千万) are not sure: they may be words."""
    written = re.sub("[多余来]", "", match["numeral"])
    if _WEEK.search(text[: match.start()][-2:]):
        return
    value = _number(written)
    end = match.end()
    readings: set[Value] = {value}
    if _TENTHS.match(text, end):
        readings.add(value * 10)
    if _DECADE.match(text, end) and value < 100:
        readings.add(value + 1900)
    readings |= _scaled_by_next(text, match, after, value) | _off(text, end, value)
    sure = len(written) > 1 and any(c in _DIGITS for c in written) and any(c in _TENS or c in _SCALES for c in written)
    sure = sure and written not in ("万一", "一百", "一千", "一万", "一亿", "十一", "百十", "千百")
    sure = sure and not _BASE.match(text, end)
    unit = unit_of(text, match.start(), end)
    yield Quantity(
        Span(match.start(), end), frozenset(readings), unit=unit, sure=sure, exact=not set(written) & set(_SCALE)
    )


def _off(text: str, end: int, value: Fraction) -> set[Value]:
    """A discount, 八折 or 85折, in per cent: of the price, and off the price."""
    share = value * 10 if value < 10 else value
    return {share, 100 - share} if share < 100 and _OFF.match(text, end) else set()


def _scaled_by_next(text: str, match: re.Match[str], after: re.Match[str] | None, value: Fraction) -> set[Value]:
    """The first number of a range with the scale of the second: 5 in 5到10万 may be 50,000."""
    if after is None or match["scale"] or not _RANGE.fullmatch(text, match.end(), after.start()):
        return set()
    if after["arabic"] and after["scale"]:
        return {value * _scale(after["scale"])}
    if after["arabic"] and len(after["arabic"]) == 2 and value < 10:  # 6、70 年代
        return {value * 10}
    if after["numeral"] and len(after["numeral"]) > 1 and after["numeral"][-1] in _SCALES | _TENS:
        return {value * _scale(after["numeral"].lstrip(_DIGIT))}
    return set()


def _scale(characters: str) -> int:
    scale = 1
    for character in characters:
        scale *= _TENS.get(character) or _SCALES.get(character) or 1
    return scale


def _plain(written: str) -> Fraction:
    """The value of digits or numerals."""
    bare = re.sub(r"[,，\s]", "", written)
    return Fraction(bare) if bare[0].isdecimal() else _number(written)


def _number(numerals: str) -> Fraction:
    """The value of numerals, also written digit by digit (二〇二〇)."""
    whole, _, decimals = numerals.partition("点")
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
        value += Fraction(int("".join(str(_DIGITS[digit]) for digit in decimals)), 10 ** len(decimals))
    return value
