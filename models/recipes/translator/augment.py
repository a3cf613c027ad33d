"""More of what a small corpus has too little of: names, numbers, dates, placeholders; and sources with faults.

A pair is changed on both sides at once, so that what stands in the source is what has to come out. Noise is put on
the source alone: a checker reads bad text, and its translation must not be worse than the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from translator.names import Names, dictionary_names, person
from translator.pairs import Pair

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,:]\d+)*(?![\w])", re.ASCII)
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]+(?![A-Za-z0-9])")
_PLACEHOLDERS = (
    *(
        "{name}",
        "{0}",
        "{1}",
        "{count}",
        "%s",
        "%d",
        "%1$s",
        "%2$d",
        "%(name)s",
        "%(count)d",
        "{{name}}",
        "{{ total }}",
    ),
    *("${value}", "$name", "%{user}", "[[name]]", '<x id="1"/>', '<x id="2"/>', "<b>", "</b>", "&lt;", "@username"),
)
_MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_CHINESE_DATE = re.compile(r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_ENGLISH_DATE = re.compile(
    rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})|"
    rf"(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{'|'.join(_MONTHS)}) (?P<year2>\d{{4}})"
)
_HALF_WIDTH = str.maketrans("，。！？：；（）“”", ',.!?:;()""')
_ARTICLE = re.compile(r"\b(?:the|a|an) ", re.IGNORECASE)

Change = Callable[[Pair, Random], Pair | None]


def planted(pair: Pair, random: Random) -> Pair | None:
    """The pair with one thing in it put in place of another on both sides; None where nothing can be."""
    changes: list[Change] = [_date, _placeholder, _name, _number]
    random.shuffle(changes)
    for change in changes:
        if changed := change(pair, random):
            return replace(changed, source="planted")
    return None


def dictionary(random: Random, count: int) -> Iterator[Pair]:
    """Names by themselves: those of CC-CEDICT and as many people made up."""
    names = list(dictionary_names().by_chinese.values())
    for name in random.sample(names, min(count, len(names))):
        yield Pair("dictionary", name.english, name.chinese)
        made = person(random)
        yield Pair("dictionary", made.english, made.chinese)


def noisy(text: str, language: str, random: Random) -> str:
    """The text with faults as people and converters make them, one to three of them."""
    for _ in range(random.choice((1, 1, 2, 3))):
        text = random.choice(_FAULTS[language])(text, random)
    return text


def _name(pair: Pair, random: Random, names: Names | None = None) -> Pair | None:
    names = names or dictionary_names()
    name = names.within(pair.chinese, pair.english)
    if name is None:
        return None
    other = names.another(name, random)
    english = re.sub(rf"\b{re.escape(name.english)}\b", lambda _: other.english, pair.english)
    return replace(pair, english=english, chinese=pair.chinese.replace(name.chinese, other.chinese))


def _number(pair: Pair, random: Random) -> Pair | None:
    """One number of both sides becomes another of as many digits."""
    common = _common(_NUMBER, pair)
    if not common:
        return None
    number = random.choice(common)
    other = re.sub(r"\d", lambda _: str(random.randrange(10)), number)
    other = str(random.randrange(1, 10)) + other[1:]
    return _swapped(_NUMBER, pair, number, other)


def _placeholder(pair: Pair, random: Random) -> Pair | None:
    """A number or Latin name of both sides becomes a placeholder of some format."""
    patterns = [_NUMBER, _LATIN]
    random.shuffle(patterns)
    for pattern in patterns:
        if common := _common(pattern, pair):
            return _swapped(pattern, pair, random.choice(common), random.choice(_PLACEHOLDERS))
    return None


def _date(pair: Pair, random: Random) -> Pair | None:
    chinese, english = _CHINESE_DATE.search(pair.chinese), _ENGLISH_DATE.search(pair.english)
    if not (chinese and english):
        return None
    year, month, day = random.randrange(1800, 2060), random.randrange(12), random.randrange(1, 29)
    form = random.choice(("{month} {day}, {year}", "{day} {month} {year}"))
    dates = f"{year}年{month + 1}月{day}日", form.format(month=_MONTHS[month], day=day, year=year)
    return replace(pair, chinese=_put(pair.chinese, chinese, dates[0]), english=_put(pair.english, english, dates[1]))


def _put(text: str, found: re.Match[str], other: str) -> str:
    return text[: found.start()] + other + text[found.end() :]


def _common(pattern: re.Pattern[str], pair: Pair) -> list[str]:
    """What stands exactly once on either side."""
    sides = [pattern.findall(text) for text in (pair.english, pair.chinese)]
    return [item for item in dict.fromkeys(sides[0]) if all(side.count(item) == 1 for side in sides)]


def _swapped(pattern: re.Pattern[str], pair: Pair, item: str, other: str) -> Pair:
    def swap(match: re.Match[str]) -> str:
        return other if match.group() == item else match.group()

    return replace(pair, english=pattern.sub(swap, pair.english), chinese=pattern.sub(swap, pair.chinese))


def _dropped(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    return text[:at] + text[at + 1 :] if len(text) > 4 and not text[at].isdigit() else text


def _doubled(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    return text[: at + 1] + text[at:] if not text[at].isdigit() else text


def _exchanged(text: str, random: Random) -> str:
    at = random.randrange(max(1, len(text) - 1))
    pair = text[at : at + 2]
    return text[:at] + pair[::-1] + text[at + 2 :] if pair.isalpha() else text


def _half_width(text: str, random: Random) -> str:
    return text.translate(_HALF_WIDTH)


def _spaced(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    return text[:at] + " " + text[at:]


def _unended(text: str, random: Random) -> str:
    return text.rstrip("。.!！?？") if len(text) > 6 else text


def _lower(text: str, random: Random) -> str:
    return text.lower()


def _without_article(text: str, random: Random) -> str:
    return _ARTICLE.sub("", text, count=1)


_FAULTS: dict[str, tuple[Callable[[str, Random], str], ...]] = {
    "zh": (_half_width, _half_width, _dropped, _doubled, _exchanged, _spaced, _unended),
    "en": (_dropped, _doubled, _exchanged, _unended, _lower, _without_article),
}
