"""Finds numbers in English text: digits, words, scales, fractions, months, times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from mtqa.bilingual.numbers.base import Kind, Quantity, Value, abridged, dotted, half_of_day, listed, slashed
from mtqa.bilingual.numbers.units import unit_after, unit_before
from mtqa.bilingual.numbers.words import (
    CLOCK,
    IN_MINUTES,
    MONTHS,
    MONTHS_OR_NAMES,
    ONES,
    ORDINALS,
    OTHERS,
    PARTS,
    SCALES,
    TENS,
)
from mtqa.text import Span

_DIGITS = re.compile(
    r"""
    (?<!\d)(?<!\d\.)(?<![^\w.]\.)
    (?: (?P<label>\d+(?:\.\d+){2,}|\d+(?::\d\d)+\.\d+|[0-9a-f]{2}(?::[0-9a-f]{2}){3,})
      | (?P<clock>\d{1,2}[:∶][0-5]\d)(?:[:∶]\d\d)? (?:\s?(?P<half>[ap])\.?m\b)?
      | (?P<oclock>\d{1,2}(?:[.][0-5]\d)?) \s? (?P<half2>[ap])\.?m\b
      | (?<!/)(?P<above>\d{1,2})/(?P<below>\d{1,2})(?!/)
      | (?P<number>[1-9]\d{0,2}(?:,[ ]\d{3})*,[ ]0\d\d(?![\d.,])
        |\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,])|\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+)
        (?: (?P<ordinal>st|nd|rd|th)\b | (?P<decade>'?s)\b
          | \+?[ \-]?(?P<scale>hundred|thousand|million|billion|trillion|lakh|crore)s?\b
          | \s?(?P<short>k|mn?|mln|bn|bln|tn|trn)\b )?
    ) (?!\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIMPLE = "|".join(sorted((*ONES, *TENS), key=len, reverse=True))
_SCALED = "hundred|thousand|million|billion|trillion"
# “and” continues a number only below the scale before it: one hundred and eleven, but two hundred and three hundred.
_MORE = (
    rf"(?:[ -](?:{_SIMPLE}|hundred and(?= (?:{_SIMPLE})\b(?![ -]hundred))"
    rf"|(?:thousand|million|billion|trillion) and(?= (?:{_SIMPLE})(?:[ -](?:{_SIMPLE}))?\b(?![ -](?:{_SCALED})))"
    rf"|{_SCALED}))"
)
_NINTH = "|".join(word for word, value in ORDINALS.items() if value < 10)
_WORDS = re.compile(
    rf"\b(?:(?:{_SIMPLE}){_MORE}*(?:(?<=ty)-(?P<ninth>{_NINTH}))?)\b"
    rf"|\b(?:an? )?(?P<half>half)[ -](?:an? )?(?:{_SCALED}|dozen)\b|\ban?(?= (?:{_SCALED})\b){_MORE}+\b",
    re.IGNORECASE,
)
_TENS = "|".join(f"{word[:-1]}ies" for word in TENS)
_OTHER_WORDS = "|".join(sorted((*ORDINALS, *PARTS, *OTHERS, *CLOCK), key=len, reverse=True))
_WORD = re.compile(rf"\b(?:(?P<fold>{_SIMPLE})fold|(?P<tens>{_TENS})|{_OTHER_WORDS})s?\b", re.IGNORECASE)
_NAMED_MONTH = re.compile(
    r"\b(?P<name>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b(?! [A-Z][a-z]))\b\.?(?P<day>,? ?\d)?"
)
_MONTHS = "|".join(sorted(MONTHS, key=len, reverse=True))
_CAPITAL_MONTH = re.compile(rf"\b(?:{_MONTHS.upper()})\b|\A(?:{_MONTHS})\Z")
_LETTER_BEFORE = re.compile(r"(?:[^\W\d][-/.]?|_|[A-Z]-\d{1,6}-)$")
_AROUND_THE_CLOCK, _LETTER = re.compile(r"24/7|24-7"), re.compile(r"-?[A-Za-z]")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)?,? ?$")
_PREPOSITION = re.compile(
    r"\b(?:in|of|by|until|till|since|from|to|through|last|next|this|early|late|mid|and|during)[ -]$"
)
_FIGURE = re.compile(r"\b(?:fig(?:ure)?|tables?|chapter|sec(?:tion)?|eq(?:uation)?|example|box)s?\.? ?$", re.IGNORECASE)
_ARTICLE = re.compile(r"\ban?\b", re.IGNORECASE)
_TO_THE_HOUR = re.compile(r" to\b")
_MILITARY = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d(?= ?(?:GMT|UTC|hours|hrs|[A-Z]{2,3}T)\b)")
_ROMAN = re.compile(r"\b(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})\b")
_AGES = re.compile(r"[ -](decades?|century|centuries|dozen)\b", re.IGNORECASE)
_RANGE = re.compile(r"[ ]?(?:-|–|—|~|to|and|or)[ ]?\$?")


def english(text: str) -> list[Quantity]:
    """The quantities of an English text, in order.

    >>> found = english("On 5 March, 2.5 million people at 3pm, the 90s; COVID-19")
    >>> [sorted(map(str, quantity.readings)) for quantity in found]
    [['5'], ['3'], ['2500000'], ['180'], ['3'], ['1990', '90'], ['19']]
    """
    found = [*_digits(text), *_months(text)]
    taken = [quantity.span for quantity in found]
    for quantity in (*_spelled(text), *_capitals(text), *_single(text)):
        if not any(quantity.span.overlaps(span) for span in taken):
            found.append(quantity)
            taken.append(quantity.span)
    return sorted(found, key=lambda quantity: quantity.span)


def _digits(text: str) -> Iterator[Quantity]:
    """Numbers in digits."""
    matches = list(_DIGITS.finditer(text))
    for index, match in enumerate(matches):
        span = Span(*match.span())
        if match["clock"]:
            hour, minute = map(int, match["clock"].replace("∶", ":").split(":"))
            half = half_of_day(hour, _half(match["half"]))
            yield Quantity(span, _times(hour, minute), Kind.TIME, sure=hour < 25, parts=_parts(hour, minute), half=half)
            yield from (Quantity(span, frozenset({part}), sure=hour > 24) for part in _parts(hour, minute))
        elif match["oclock"]:
            hour, minute = map(int, f"{match['oclock']}.0".split(".")[:2])
            parts, half = _parts(hour, minute)[: 2 if minute else 1], half_of_day(hour, _half(match["half2"]))
            yield Quantity(span, _times(hour, minute), Kind.TIME, parts=parts, half=half)
            yield from (Quantity(span, frozenset({part}), sure=False) for part in parts)  # as Chinese may write 4 pm
        elif match["label"]:
            yield Quantity(span, frozenset({match["label"]}), Kind.LABEL)
        elif match["above"]:
            sure = not _AROUND_THE_CLOCK.fullmatch(match[0]) and not _LETTER_BEFORE.search(text[: match.start()][-9:])
            yield from slashed(match[0], span.start, sure=sure)
        elif (clock := match["number"]) and _MILITARY.match(text, match.start()):
            hour, minute = int(clock[:2]), int(clock[2:])
            yield Quantity(span, _times(hour, minute), Kind.TIME, sure=False, parts=_parts(hour, minute))
            yield Quantity(span, frozenset({Fraction(clock)}), sure=False)
        else:
            after = matches[index + 1] if index + 1 < len(matches) else None
            quantity = _number(text, match, after)
            quantity = abridged(quantity, text, matches[index - 1].span() if index else None)
            for part in dotted(quantity, text, _FIGURE):
                yield from listed(part, text)


def _number(text: str, match: re.Match[str], after: re.Match[str] | None) -> Quantity:
    value = Fraction(re.sub(r"[,\s]", "", match["number"]))
    scale = (match["scale"] or match["short"] or "").lower()
    unit = unit_before(text, match.start("number"))
    if scale in ("m", "k") and not unit:  # 5m may be metres as well as millions, 14 K carats
        sure = not _LETTER_BEFORE.search(text[: match.start()][-9:])
        return Quantity(Span(*match.span()), frozenset({value, value * SCALES[scale]}), sure=sure)
    if not match["ordinal"] and (aged := _AGES.match(text, match.end())):
        scale = aged[1].lower()
    readings: set[Value] = {value * SCALES.get(scale, 1)}
    if match["decade"] and value >= 10:  # 1980s: 80年代, 1980年代; 1800s: 19世纪
        readings |= {value, value % 100} if value >= 100 else {value, value + 1900}
        readings |= {Fraction(value // 100 + 1)} if value >= 100 and not value % 100 else set()
    if after and not scale and after["number"] and _RANGE.fullmatch(text, match.end(), after.start()):
        # 5 to 10 million, 2 to 3 %
        next_scale = (after["scale"] or after["short"] or "").lower()
        readings.add(value * SCALES.get(next_scale, 1))
    unit = unit or unit_after(text, match.end(), chinese=False)
    # COVID-19, A380, 10p: part of a name, which the other side may leave out
    idiom = _AROUND_THE_CLOCK.match(text, match.start()) or _AROUND_THE_CLOCK.match(text, max(0, match.start() - 3))
    sure = (
        not idiom
        and not _LETTER_BEFORE.search(text[: match.start()][-9:])
        and (bool(unit) or not _LETTER.match(text, match.end()))
    )
    return Quantity(Span(*match.span()), frozenset(readings), unit=unit, sure=sure, exact=not scale)


def _half(letter: str | None) -> str:
    return f"{letter.lower()}m" if letter else ""


def _parts(hour: int, minute: int) -> tuple[Fraction, ...]:
    return Fraction(hour), Fraction(minute)


def _times(hour: int, minute: int) -> frozenset[Value]:
    return frozenset({Fraction(hour % 12 * 60 + minute)})


def _months(text: str) -> Iterator[Quantity]:
    """Names of months. Those that are also words or names (May, June) are sure only beside a day or a preposition."""
    for match in _NAMED_MONTH.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        is_date = match["day"] or _DAY_BEFORE.search(before) or _PREPOSITION.search(before.lower())
        value = Fraction(MONTHS[match["name"].lower()])
        sure = bool(is_date) or match["name"] not in MONTHS_OR_NAMES
        yield Quantity(Span(*match.span("name")), frozenset({value}), Kind.MONTH, sure=sure)


def _capitals(text: str) -> Iterator[Quantity]:
    """Names of months in capitals, or alone, as calendars have them: never sure, since MAY and MAR are also words."""
    for match in _CAPITAL_MONTH.finditer(text):
        value = Fraction(MONTHS[match[0].lower()])
        yield Quantity(Span(*match.span()), frozenset({value}), Kind.MONTH, sure=False)


def _spelled(text: str) -> Iterator[Quantity]:
    """Numbers in words. A single word is not sure: “one of them”, “a million”."""
    for match in _WORDS.finditer(text):
        words = re.split(r"[ -]+", match[0].lower())
        value = Fraction(_value(words)) / (2 if match["half"] else 1)
        single = len([word for word in words if word not in ("half", "a", "an", "and")]) == 1
        unit = unit_after(text, match.end(), chinese=False)
        if not match["ninth"] and (aged := _AGES.match(text, match.end())):
            value *= SCALES[aged[1].lower()]
        readings: set[Value] = {value}
        if value < 60 and _TO_THE_HOUR.match(text, match.end()):  # ten to nine
            readings.add(60 - value)
        if match["ninth"] and match["ninth"].lower() == "second":  # a thirty-second clip
            readings.add(value - 2)
        yield Quantity(Span(*match.span()), frozenset(readings), unit=unit, sure=not single, exact=value < 1000)


def _value(words: list[str]) -> int:
    """The value of a number in words."""
    total = part = 0
    for word in words:
        if word in ("a", "an"):
            part = 1
        elif word in SCALES:
            if word in ("hundred", "dozen"):
                part = max(1, part) * SCALES[word]
            else:
                total += max(1, part) * SCALES[word]
                part = 0
        else:
            part += ONES.get(word, 0) + TENS.get(word, 0) + ORDINALS.get(word, 0)
    return total + part


def _single(text: str) -> Iterator[Quantity]:
    """Roman numerals, ordinals, fractions and multiples: never sure, but the other side may have them in digits."""
    for match in _ROMAN.finditer(text):
        value = sum({"I": 1, "V": 5, "X": 10}[letter] for letter in match[0])
        value -= 2 * (match[0].count("IX") + match[0].count("IV"))
        yield Quantity(Span(*match.span()), frozenset({Fraction(value)}), sure=False)
    for match in _ARTICLE.finditer(text):  # a year: 1年
        yield Quantity(Span(*match.span()), frozenset({Fraction(1)}), sure=False)
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if match["fold"]:  # sevenfold: 7倍, 增长6倍
            times = _value([match["fold"].lower()])
            yield Quantity(Span(*match.span()), frozenset({Fraction(times), Fraction(times - 1)}), sure=False)
            continue
        if match["tens"]:  # the nineties: 90年代
            value = TENS[f"{word.removesuffix('ies')}y"]
            yield Quantity(Span(*match.span()), frozenset({Fraction(value), Fraction(1900 + value)}), sure=False)
            continue
        bare = word if word in ORDINALS or word in PARTS or word in OTHERS else word.removesuffix("s")
        if word in CLOCK:
            yield Quantity(Span(*match.span()), _times(0, 0), Kind.TIME, sure=False)
            yield Quantity(Span(*match.span()), frozenset({Fraction(12)}), sure=False)
            continue
        readings: set[Value] = set()
        if bare in ORDINALS:
            readings.add(Fraction(ORDINALS[bare]))
        if bare in PARTS:
            readings |= {Fraction(1, PARTS[bare]), Fraction(PARTS[bare]), Fraction(100, PARTS[bare])}
            readings |= {Fraction(part, PARTS[bare]) for part in range(1, PARTS[bare])}
        readings |= set(map(Fraction, IN_MINUTES.get(bare, ())))
        if bare in OTHERS:
            readings.add(Fraction(OTHERS[bare]))
        yield Quantity(Span(*match.span()), frozenset(readings), sure=False)
