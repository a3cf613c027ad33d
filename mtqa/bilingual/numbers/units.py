"""Units of measure and currencies in English and Chinese, with their dimensions and sizes.

Sizes are those of the SI and of NIST Special Publication 811, appendix B; currencies have none, since rates change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from mtqa.script import HAN


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and its patterns. `size` is in the dimension's base unit; 0 if it cannot be converted."""

    name: str
    dimension: str
    size: Fraction
    english: str
    chinese: str


def _unit(name: str, dimension: str, size: str, english: str, chinese: str) -> Unit:
    return Unit(name, dimension, Fraction(size), english, chinese)


# The forms are regular expressions, tried in this order behind a number.
_ALL = (
    _unit("pp", "points", "1/100", r"per ?cent(?:age)? points?\b", "个?百分点"),  # which English may call points, or %
    _unit("%", "share", "1/100", r"%|％|per ?cent\b|pct\b", "%|％"),
    _unit("USD", "money", "0", r"(?:U\.?S\.? )?dollars?\b|USD\b|bucks?\b", "美元|美金"),
    _unit("EUR", "money", "0", r"euros?\b|EUR\b", "欧元"),
    _unit("GBP", "money", "0", r"pounds? sterling\b|GBP\b|quid\b", "英镑"),
    _unit("CNY", "money", "0", r"(?:Chinese )?yuan\b|RMB\b|CNY\b|renminbi\b", "人民币|元人民币"),
    _unit("JPY", "money", "0", r"(?:Japanese )?yen\b|JPY\b", "日元|日圆"),
    _unit("ac", "area", "4046.8564224", r"acres?\b", "英亩"),
    _unit("ha", "area", "10000", r"ha\b|hectares?\b", "公顷"),
    _unit("sqft", "area", "0.09290304", r"sq\.? f(?:ee)?t\b|square f(?:oo|ee)t\b", "平方英尺"),
    _unit("sqm", "area", "1", r"sq\.? m\b|square met(?:re|er)s?\b", "平方米|平米"),
    _unit("sqmi", "area", "2589988.110336", r"sq\.? miles?\b|square miles?\b", "平方英里"),
    _unit("sqkm", "area", "1000000", r"sq\.? ?km\b|square kilomet(?:re|er)s?\b", "平方公里|平方千米"),
    _unit("mph", "speed", "1.609344", r"mph\b|miles (?:per|an) hour\b", "英里(?:每|/)小?时|英里时速"),
    _unit("kmh", "speed", "1", r"km/h\b|kph\b|kilomet(?:re|er)s (?:per|an) hour\b", "(?:公里|千米)(?:每小时|/小?时)"),
    _unit("°C", "temperature", "0", r"°\s?C\b|℃|degrees? (?:Celsius|centigrade|C\b)", "°C|℃|摄氏度"),
    _unit("°F", "temperature", "0", r"°\s?F\b|℉|degrees? (?:Fahrenheit|F\b)", "°F|℉|华氏度"),
    _unit("°", "degrees", "0", r"°|degrees?\b", "°|度"),  # of an angle, or of heat on any scale
    _unit("km", "length", "1000", r"km\b|kilomet(?:re|er)s?\b", "公里|千米"),
    _unit("m", "length", "1", r"m\b|met(?:re|er)s?\b", "米|公尺"),
    _unit("cm", "length", "0.01", r"cm\b|centimet(?:re|er)s?\b", "厘米|公分"),
    _unit("mm", "length", "0.001", r"mm\b|millimet(?:re|er)s?\b", "毫米"),
    _unit("mi", "length", "1609.344", r"miles?\b|mi\b", "英里"),
    _unit("ft", "length", "0.3048", r"f(?:oot|eet)\b|ft\b", "英尺"),
    _unit("in", "length", "0.0254", r"inch(?:es)?\b", "英寸"),
    _unit("kg", "mass", "1", r"kg\b|kilograms?\b|kilos?\b", "公斤|千克"),
    _unit("g", "mass", "0.001", r"g\b|grams?\b", "克"),
    _unit("mg", "mass", "0.000001", r"mg\b|milligrams?\b", "毫克"),
    _unit("t", "mass", "1000", r"tonn?es?\b|tons?\b", "吨"),
    _unit("lb", "mass", "0.45359237", r"lbs?\b", "磅"),
    _unit("oz", "mass", "0.028349523125", r"ounces?\b|oz\b", "盎司"),
    _unit("h", "time", "3600", r"h\b|hrs?\b|hours?\b", "个?小时|个?钟头"),
    _unit("min", "time", "60", r"min\b|mins\b|minutes?\b", "分钟"),
    _unit("s", "time", "1", r"s\b|secs?\b|seconds?\b", "秒钟?"),
    _unit("wk", "time", "604800", r"weeks?\b", "周(?![年岁])|个?星期|个?礼拜"),
    _unit("d", "time", "86400", r"days?\b", "天"),
    _unit("mo", "time", "2629746", r"months?\b", "个月"),
    _unit("yr", "time", "31556952", r"years?\b", "周?年|载"),
)

UNITS = {unit.name: unit for unit in _ALL}
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}  # ¥ is both yuan and yen
_ENGLISH = re.compile(r"[ \-\u00a0]?(?:" + "|".join(f"(?P<u{i}>{unit.english})" for i, unit in enumerate(_ALL)) + ")")
_CHINESE = re.compile(r"[ \u00a0]?(?:" + "|".join(f"(?P<u{i}>{unit.chinese})" for i, unit in enumerate(_ALL)) + ")")
#: What makes 千 and 百 before it a prefix and no thousand: 115 千位 is 115 kbit, and 5千位客人 are 5,000 guests.
PREFIXED = f"[分克米瓦赫卡伏帕焦]|字[节節]|比特|位[元组組]|位(?=[的每/]|[^{HAN}]|$)"
# Latin abbreviations occur in Chinese text as well.
_LATIN = re.compile(r"[ \u00a0]?(?P<unit>km|cm|mm|kg|mg|m|g)(?![A-Za-z²³/])")


_SPEEDS = {"km": "kmh", "mi": "mph"}
_AN_HOUR = re.compile(r"(?:每小?时|时速)[^，。；！？\d]{0,6}$")


def unit_of(text: str, start: int, end: int) -> str:
    """The unit of a number in a Chinese text, before or behind the number.

    >>> unit_of("时速约80公里", 3, 5), unit_of("80公里", 0, 2), unit_of("£80", 1, 3)
    ('kmh', 'km', 'GBP')
    """
    unit = unit_before(text, start) or unit_after(text, end, chinese=True)
    return _SPEEDS[unit] if unit in _SPEEDS and _AN_HOUR.search(text[max(0, start - 9) : start]) else unit


def unit_after(text: str, end: int, *, chinese: bool) -> str:
    """The unit that follows a number; "" if none is known.

    >>> unit_after("3 miles", 1, chinese=False), unit_after("3公里", 1, chinese=True), unit_after("3 men", 1, chinese=False)
    ('mi', 'km', '')
    """  # noqa: E501
    if match := (_CHINESE if chinese else _ENGLISH).match(text, end):
        found = match.lastgroup or "u0"
        return _ALL[int(found[1:])].name
    if chinese and (match := _LATIN.match(text, end)):
        return match["unit"]
    return ""


def unit_end(text: str, end: int, unit: str) -> int:
    """The end of the unit if it follows the number, in either language; else the end of the number.

    >>> unit_end("a 12-month plan", 4, "mo"), unit_end("1997年3月", 4, "yr"), unit_end("$5", 2, "USD")
    (10, 5, 2)
    """
    for forms in (_CHINESE, _ENGLISH):
        if (match := forms.match(text, end)) and _ALL[int((match.lastgroup or "u0")[1:])].name == unit:
            return match.end()
    return match.end() if (match := _LATIN.match(text, end)) and match["unit"] == unit else end


def unit_before(text: str, start: int) -> str:
    """The currency whose sign precedes a number: $ of “US$5”; "" for dollars of other countries than the United States.

    >>> unit_before("US$5", 3), unit_before("HK$5", 3), unit_before("5", 0)
    ('USD', '', '')
    """
    sign = text[start - 1] if start else ""
    before = text[max(0, start - 2) : start - 1]
    return _SIGNS.get(sign, "") if not before.isalpha() or text[max(0, start - 3) : start - 1] == "US" else ""


def are_alike(unit: str, other: str) -> bool:
    """Do two units have the same dimension, so that one may replace the other by mistake?"""
    return unit in UNITS and other in UNITS and UNITS[unit].dimension == UNITS[other].dimension


def is_converted(value: Fraction, unit: str, other: Fraction, other_unit: str) -> bool:
    """Are the two the same measure in different units, up to 6 % of rounding (5 miles, 8 km)?"""
    if {unit, other_unit} <= {"°C", "°F", "°"}:
        ways = [(value, unit, other, other_unit), (other, other_unit, value, unit)]
        return any(
            first != "°F" and second != "°C" and abs(celsius * Fraction(9, 5) + 32 - fahrenheit) <= 2
            for celsius, first, fahrenheit, second in ways
        )
    if unit == other_unit or not are_alike(unit, other_unit):
        return False
    sizes = UNITS[unit].size * value, UNITS[other_unit].size * other
    return bool(sizes[0]) and bool(sizes[1]) and abs(sizes[0] - sizes[1]) <= max(sizes) * Fraction(6, 100)
