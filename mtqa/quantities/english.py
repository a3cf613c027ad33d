"""Numbers in English text: digits, words, scales, fractions, months, times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from mtqa.quantities.base import Kind, Quantity, Value
from mtqa.quantities.units import unit_after, unit_before
from mtqa.text import Span

_TO_NINETEEN = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen"""
_BY_TEN = "twenty thirty forty fifty sixty seventy eighty ninety"
_IN_ORDER = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
sixteenth seventeenth eighteenth nineteenth twentieth"""
_ONES = {word: value for value, word in enumerate(_TO_NINETEEN.split())}
_TENS = {word: 10 * value for value, word in enumerate(_BY_TEN.split(), start=2)}
_ORDINALS = {word: value for value, word in enumerate(_IN_ORDER.split(), start=1)}
_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "lakh": 10**5,
    "crore": 10**7,
    "decade": 10,
    "decades": 10,
    "century": 100,
    "centuries": 100,
    "score": 20,
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8}
_PARTS["tenth"] = 10
_OTHERS = {"dozen": 12, "twice": 2, "double": 2, "doubled": 2, "triple": 3, "tripled": 3, "both": 2, "pair": 2}
_OTHERS["once"] = 1
_CLOCK = {"midnight": 0, "noon": 0, "midday": 0}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug"),
            *("september sept sep", "october oct", "november nov", "december dec"),
        ),
        start=1,
    )
    for name in names.split()
}
_DIGITS = re.compile(
    r"""
    (?<![\w.,])
    (?: (?P<label>\d+(?:\.\d+){2,}|\d+(?::\d\d)+\.\d+)
      | (?P<clock>\d{1,2}:[0-5]\d)(?::\d\d)? (?:\s?(?P<half>[ap])\.?m\b)?
      | (?P<oclock>\d{1,2}(?:[.][0-5]\d)?) \s? (?P<half2>[ap])\.?m\b
      | (?P<number>\d{1,3}(?:,[ ]\d{3})*,[ ]0\d\d(?![\d.,])
        |\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,])|\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?)
        (?: (?P<ordinal>st|nd|rd|th)\b | (?P<decade>'?s)\b
          | [ \-]?(?P<scale>hundred|thousand|million|billion|trillion|lakh|crore)s?\b
          | \s?(?P<short>k|mn?|mln|bn|bln|tn|trn)\b )?
    ) (?!\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIMPLE = "|".join(sorted((*_ONES, *_TENS), key=len, reverse=True))
_WORDS = re.compile(
    rf"\b(?:(?:{_SIMPLE})(?:[ -](?:{_SIMPLE}|hundred|thousand|million|billion|trillion|and (?={_SIMPLE})))*)\b"
    rf"|\b(?P<half>half )?an? (?P<a>hundred|thousand|million|billion|trillion)\b",
    re.IGNORECASE,
)
_WORD = re.compile(rf"\b(?:{'|'.join((*_ORDINALS, *_PARTS, *_OTHERS, *_CLOCK))})s?\b", re.IGNORECASE)
_NAMED_MONTH = re.compile(
    r"\b(?P<name>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?P<day>,? ?\d)?"
)
_NAMED = re.compile(r"[A-Za-z]-$|[A-Za-z]/$")
_ALWAYS = re.compile(r"24/7|24-7")
_LETTER = re.compile(r"-?[A-Za-z]")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)?,? ?$")
_PREPOSITION = re.compile(
    r"\b(?:in|of|by|until|till|since|from|to|through|last|next|this|early|late|mid|and|during)[ -]$"
)
_NAMES = frozenset(
    (
        "March",
        "May",
        "June",
        "April",
        "August",
        "Jan",
        "Mar",
        "Dec",
        "Oct",
        "Nov",
        "Feb",
        "Apr",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Sept",
    )
)
_MILITARY = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d(?= ?(?:GMT|UTC|hours|hrs|[A-Z]{2,3}T)\b)")
_ROMAN = re.compile(r"\b(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})\b")
_AGES = re.compile(r"[ -](decades?|century|centuries)\b", re.IGNORECASE)
_RANGE = re.compile(r"[ ]?(?:-|–|—|~|to|and|or)[ ]?\$?")


def english(text: str) -> list[Quantity]:
    """The quantities of an English text, in order.

    >>> [sorted(map(str, one.readings)) for one in english("On 5 March, 2.5 million people at 3pm, the 90s; COVID-19")]
    [['5'], ['3'], ['2500000'], ['180'], ['1990', '90'], ['19']]
    """
    found = [*_digits(text), *_months(text)]
    taken = [one.span for one in found]
    for one in (*_spelled(text), *_single(text)):
        if not any(one.span.overlaps(span) for span in taken):
            found.append(one)
            taken.append(one.span)
    return sorted(found, key=lambda one: one.span)


def _digits(text: str) -> Iterator[Quantity]:
    matches = list(_DIGITS.finditer(text))
    for index, match in enumerate(matches):
        span = Span(*match.span())
        if match["clock"]:
            hour, minute = map(int, match["clock"].split(":"))
            yield Quantity(span, _times(hour, minute), Kind.TIME, sure=hour < 25, parts=_parts(hour, minute))
            yield from (Quantity(span, frozenset({part}), sure=hour > 24) for part in _parts(hour, minute))
        elif match["oclock"]:
            hour, minute = map(int, f"{match['oclock']}.0".split(".")[:2])
            yield Quantity(span, _times(hour, minute), Kind.TIME, parts=_parts(hour, minute)[: 2 if minute else 1])
        elif match["label"]:
            yield Quantity(span, frozenset({match["label"]}), Kind.LABEL)
        elif (clock := match["number"]) and _MILITARY.match(text, match.start()):
            hour, minute = int(clock[:2]), int(clock[2:])
            yield Quantity(span, _times(hour, minute), Kind.TIME, sure=False, parts=_parts(hour, minute))
            yield Quantity(span, frozenset({Fraction(clock)}))
        else:
            after = matches[index + 1] if index + 1 < len(matches) else None
            yield _number(text, match, after)


def _number(text: str, match: re.Match[str], after: re.Match[str] | None) -> Quantity:
    value = Fraction(re.sub(r"[,\s]", "", match["number"]))
    scale = (match["scale"] or match["short"] or "").lower()
    unit = unit_before(text, match.start("number"))
    if scale in ("m", "k") and not unit:  # 5m may be metres as well as millions, 14 K carats
        return Quantity(Span(*match.span()), frozenset({value, value * _SCALES[scale]}))
    if not match["ordinal"] and (aged := _AGES.match(text, match.end())):
        scale = aged[1].lower()
    readings: set[Value] = {value * _SCALES.get(scale, 1)}
    if match["decade"] and value >= 10:  # 1980s: 80年代, 1980年代; 1800s: 19世纪
        readings |= {value, value % 100} if value >= 100 else {value, value + 1900}
        readings |= {Fraction(value // 100 + 1)} if value >= 1000 and not value % 100 else set()
    if after and not scale and after["number"] and _RANGE.fullmatch(text, match.end(), after.start()):
        # 5 to 10 million, 2 to 3 %
        outer = (after["scale"] or after["short"] or "").lower()
        readings.add(value * _SCALES.get(outer, 1))
    unit = unit or unit_after(text, match.end(), chinese=False)
    # COVID-19, A380, 10p: a part of a name, which the other side may leave out
    always = _ALWAYS.match(text, match.start()) or _ALWAYS.match(text, max(0, match.start() - 3))
    sure = (
        not always
        and not _NAMED.search(text[: match.start()][-2:])
        and (bool(unit) or not _LETTER.match(text, match.end()))
    )
    return Quantity(Span(*match.span()), frozenset(readings), unit=unit, sure=sure, exact=not scale)


def _parts(hour: int, minute: int) -> tuple[Fraction, ...]:
    return Fraction(hour), Fraction(minute)


def _times(hour: int, minute: int) -> frozenset[Value]:
    return frozenset({Fraction(hour % 12 * 60 + minute)})


def _months(text: str) -> Iterator[Quantity]:
    """Names of months. Those that are words or names of people, too (May, June), beside a day or a preposition."""
    for match in _NAMED_MONTH.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        shown = match["day"] or _DAY_BEFORE.search(before) or _PREPOSITION.search(before.lower())
        value = Fraction(_MONTHS[match["name"].lower()])
        sure = bool(shown) or match["name"] not in _NAMES
        yield Quantity(Span(*match.span("name")), frozenset({value}), Kind.MONTH, sure=sure)


def _spelled(text: str) -> Iterator[Quantity]:
    """Numbers in words. One that is no more than a word is not sure: “one of them”, “a million”."""
    for match in _WORDS.finditer(text):
        words = re.split(r"[ -]+", match[0].lower())
        value = Fraction(_value(words)) / (2 if match["half"] else 1)
        plain = len([word for word in words if word not in ("half", "a", "an", "and")]) == 1
        unit = unit_after(text, match.end(), chinese=False)
        if aged := _AGES.match(text, match.end()):
            value *= _SCALES[aged[1].lower()]
        yield Quantity(Span(*match.span()), frozenset({value}), unit=unit, sure=not plain, exact=value < 1000)


def _value(words: list[str]) -> int:
    total = part = 0
    for word in words:
        if word in ("a", "an"):
            part = 1
        elif word in _SCALES:
            if word == "hundred":
                part = max(1, part) * 100
            else:
                total += max(1, part) * _SCALES[word]
                part = 0
        else:
            part += _ONES.get(word, 0) + _TENS.get(word, 0)
    return total + part


def _single(text: str) -> Iterator[Quantity]:
    """Ordinals, parts and multiples in words: never sure, but they may be what the other side has in digits."""
    for match in _ROMAN.finditer(text):
        value = sum({"I": 1, "V": 5, "X": 10}[one] for one in match[0])
        value -= 2 * (match[0].count("IX") + match[0].count("IV"))
        yield Quantity(Span(*match.span()), frozenset({Fraction(value)}), sure=False)
    for match in _WORD.finditer(text):
        word = match[0].lower()
        bare = word if word in _ORDINALS or word in _PARTS or word in _OTHERS else word.removesuffix("s")
        if word in _CLOCK:
            yield Quantity(Span(*match.span()), _times(0, 0), Kind.TIME, sure=False)
            yield Quantity(Span(*match.span()), frozenset({Fraction(12)}), sure=False)
            continue
        readings: set[Value] = set()
        if bare in _ORDINALS:
            readings.add(Fraction(_ORDINALS[bare]))
        if bare in _PARTS:
            readings |= {Fraction(1, _PARTS[bare]), Fraction(_PARTS[bare]), Fraction(100, _PARTS[bare])}
            readings |= {Fraction(part, _PARTS[bare]) for part in range(1, _PARTS[bare])}
        if bare in _OTHERS:
            readings.add(Fraction(_OTHERS[bare]))
        yield Quantity(Span(*match.span()), frozenset(readings), sure=False)
