"""More of what a small corpus has too little of: names, numbers, dates, placeholders; and sources with errors.

A pair is changed on both sides, so that the translation has what the source has. Noise is added to the source alone:
mtqa reads bad text, and its translation must not be worse than the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from research.train.adapter.names import Names, dictionary_names, person
from research.train.adapter.pairs import Aligned

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,:]\d+)*(?![\w])", re.ASCII)
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]+(?![A-Za-z0-9])")
#: Formats of C, Python, templates, shells, XLIFF and HTML, addresses; WORD stands for a name, 9 for a figure.
_PLACEHOLDERS = (
    *("{WORD}", "{9}", "{}", "%s", "%d", "%9$s", "%9$d", "%(WORD)s", "%(WORD)d", "{{WORD}}", "{{ WORD }}", "${WORD}"),
    *("$WORD", "%{WORD}", "[[WORD]]", '<x id="9"/>', '<g id="9">', "<b>", "</b>", "<br/>", "&lt;", "@WORD"),
    *("https://WORD.com/9", "www.WORD.org", "WORD@WORD.org"),
)
_WORDS = (
    *("name", "user", "count", "total", "value", "title", "file", "date", "price", "item", "path", "size", "email"),
    *("user_name", "itemCount", "firstName", "max_length", "page", "order", "status", "host", "version"),
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

Change = Callable[[Aligned, Random], Aligned | None]


def planted(pair: Aligned, random: Random) -> Aligned | None:
    """The pair with a name, number, date or placeholder replaced on both sides; None if it has none."""
    changes: list[Change] = [_date, _placeholder, _placeholder, _name, _number]
    random.shuffle(changes)
    for change in changes:
        if changed := change(pair, random):
            return changed
    return None


def labelled(pair: Aligned, random: Random) -> Aligned:
    """The pair with a placeholder before it, after it or around it, which is possible with any pair."""
    mark, way = placeholder(random), random.randrange(4)
    if way == 0:
        return Aligned(f"{mark}：{pair.chinese}", f"{mark}: {pair.english}")
    if way == 1:
        return Aligned(f"{pair.chinese}（{mark}）", f"{pair.english} ({mark})")
    if way == 2:
        tag = random.choice(("b", "i", "em", "strong", "p", "span"))
        return Aligned(f"<{tag}>{pair.chinese}</{tag}>", f"<{tag}>{pair.english}</{tag}>")
    return Aligned(f"{mark} {pair.chinese}", f"{mark} {pair.english}")


def dictionary(random: Random, count: int) -> Iterator[Aligned]:
    """Names alone: those of CC-CEDICT, and as many invented people."""
    names = list(dictionary_names().by_chinese.values())
    for name in random.sample(names, min(count, len(names))):
        yield Aligned(name.chinese, name.english)
        made = person(random)
        yield Aligned(made.chinese, made.english)


def noisy(text: str, language: str, random: Random) -> str:
    """The text with one to three errors such as people and converters make."""
    for _ in range(random.choice((1, 1, 2, 3))):
        text = random.choice(_FAULTS[language])(text, random)
    return text


def _name(pair: Aligned, random: Random, names: Names | None = None) -> Aligned | None:
    names = names or dictionary_names()
    name = names.within(pair.chinese, pair.english)
    if name is None or name.kind == "other":  # other names may also be ordinary words
        return None
    other = names.another(name, random)
    english = re.sub(rf"\b{re.escape(name.english)}\b", lambda _: other.english, pair.english)
    return pair._replace(english=english, chinese=pair.chinese.replace(name.chinese, other.chinese))


def _number(pair: Aligned, random: Random) -> Aligned | None:
    """One number of both sides becomes another of as many digits."""
    common = _common(_NUMBER, pair)
    if not common:
        return None
    number = random.choice(common)
    other = re.sub(r"\d", lambda _: str(random.randrange(10)), number)
    other = random.choice([digit for digit in "123456789" if digit != number[0]]) + other[1:]
    return _swapped(_NUMBER, pair, number, other)


def _placeholder(pair: Aligned, random: Random) -> Aligned | None:
    """A number or Latin name of both sides becomes a placeholder of some format."""
    patterns = [_NUMBER, _LATIN]
    random.shuffle(patterns)
    for pattern in patterns:
        if common := _common(pattern, pair):
            return _swapped(pattern, pair, random.choice(common), placeholder(random))
    return None


def placeholder(random: Random) -> str:
    """A placeholder of a random format, with a random name or number."""
    form = random.choice(_PLACEHOLDERS)
    return re.sub(
        "WORD|9", lambda gap: random.choice(_WORDS) if gap[0] == "WORD" else str(random.randrange(1, 10)), form
    )


def _date(pair: Aligned, random: Random) -> Aligned | None:
    chinese, english = _CHINESE_DATE.search(pair.chinese), _ENGLISH_DATE.search(pair.english)
    if not (chinese and english):
        return None
    year, month, day = random.randrange(1800, 2060), random.randrange(12), random.randrange(1, 29)
    form = random.choice(("{month} {day}, {year}", "{day} {month} {year}"))
    dates = f"{year}年{month + 1}月{day}日", form.format(month=_MONTHS[month], day=day, year=year)
    return pair._replace(chinese=_put(pair.chinese, chinese, dates[0]), english=_put(pair.english, english, dates[1]))


def _put(text: str, found: re.Match[str], other: str) -> str:
    return text[: found.start()] + other + text[found.end() :]


def _common(pattern: re.Pattern[str], pair: Aligned) -> list[str]:
    """The matches that occur exactly once on each side."""
    sides = [pattern.findall(text) for text in (pair.english, pair.chinese)]
    return [item for item in dict.fromkeys(sides[0]) if all(side.count(item) == 1 for side in sides)]


def _swapped(pattern: re.Pattern[str], pair: Aligned, item: str, other: str) -> Aligned:
    def swap(match: re.Match[str]) -> str:
        return other if match.group() == item else match.group()

    return pair._replace(english=pattern.sub(swap, pair.english), chinese=pattern.sub(swap, pair.chinese))


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
