"""Numbers that differ from the source.

What it finds
    A number, share, sum, date or time of the source that the translation does not have, and one that only the
    translation has; if one is left over on each side, the two are taken for one number that was changed. Digits,
    English words and Chinese numerals are compared by value: 万 and 亿 with thousand, million and billion, 3 p.m. with
    下午3点 and 15:00, months with their names, the 1980s with 80年代, and a measure with its conversion. If number and
    dimension agree and the unit does not (5 km, 5英里), that is reported, too, and so is the other half of the day
    (10 pm, 凌晨10点). `numbers.unit`: a unit without a number that became another one (milliseconds, 微秒).

Why it matters
    A wrong number reads as well as a right one. Nobody notices, and metrics that compare meanings do not either
    (arXiv 2202.05148).

Example
    It cost $2.5 million. → 耗资⟦25万⟧美元。

How to fix it
    Compare the figure with the source and correct the number, its unit or the half of the day; between million and 万
    count the zeros. If the source is wrong, correct it there, or dismiss the finding with that reason.

Known limits
    A numeral of one word (three, 三) is never reported as missing, since both languages often leave it out; it only
    counts as a match for digits on the other side. Numbers inside names (COVID-19, A380) may be left out, and so may a
    list number at the start of one side (52., (7)). The second year of a range may be abridged (1901–78), and degrees
    without a scale match any scale. Numbers in an explanation by the translator, and conversions that are rounded by
    more than 6 %, are reported. “Two and a half million” is not read. 元 matches any currency of that name. In a
    singular form, and in a branch of a plural that Chinese has not, a number may be left out. In a unit of several
    sentences a number may stand in any of them. The list of translators may hold any year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from mtqa.bilingual.credits import is_credits
from mtqa.bilingual.numbers import Difference, Quantity, chinese, differences, english
from mtqa.bilingual.numbers.bare_units import OtherUnit, other_unit
from mtqa.bilingual.numbers.chinese import NUMERALS
from mtqa.bilingual.numbers.elsewhere import Elsewhere, masked
from mtqa.bilingual.numbers.units import unit_before, unit_end
from mtqa.bilingual.numbers.words import MONTHS, ONES, ORDINALS, SCALES, TENS
from mtqa.bilingual.translator_notes import asides, is_aside
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.lexicon import Dictionary
from mtqa.text import Document, Pair, Segment, Span

CHANGED = Rule(
    "numbers.changed",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "A number differs from the source.",
)

UNIT = Rule(
    "numbers.unit",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "A unit differs from the source.",
)

# Set by hand after the false alarms in human translations (`python -m research measure adequacy`): most are
# explanations that a translator added, or sums in words.
_CONFIDENCE_CHANGED, _CONFIDENCE_LOST, _CONFIDENCE_NEW = 0.9, 0.75, 0.7
_CONFIDENCE_UNIT = 0.8

_LONGEST_REST = 3  # characters of a word after its number
_NUMBER_WORDS = frozenset((*ONES, *TENS, *ORDINALS, *SCALES))

_ONE = frozenset({Fraction(1)})
# Without one of these on either side no number is certain, and none can differ.
_NUMERAL = "".join(sorted(NUMERALS))
_COUNTING = "|".join(word for word in ("half", *TENS, *SCALES, *MONTHS) if len(word) > 2)  # the others follow digits
_MAY_COUNT = re.compile(rf"\d|[{_NUMERAL}]{{2}}|[{_NUMERAL}] ?[月成折]|分之|\b(?:{_COUNTING})", re.IGNORECASE)
# =1{1 item} and one {1 item}: Chinese has only “other”.
_BRANCH = re.compile(r"(?:=\d{1,3}|\b(?:zero|one|two))\s*\{[^{}]{0,400}\}")
# 1 item | {count} items: the singular form, which Chinese lacks
_ONE_OF_FORMS = re.compile(r"\s*(?:1|one|an?)\s[^|]{1,80}\|", re.IGNORECASE)
# The last hour: 过去 1 小时
_ONE_UNIT = re.compile(
    r"\b(?:last|past|previous|next|every|each|per|this|a|an)\s+(?:second|minute|hour|day|week|month|quarter|year)\b",
    re.IGNORECASE,
)
# 每月月初: 1 month start frequency
_EACH = re.compile("每个?(?:[秒分时天日周月季年]|小时)")
# 100%: full colour, fully charged
_WHOLE = re.compile(r"\b(?:fully?|whole|wholly|(?:entire|complete)(?:ly)?)\b", re.IGNORECASE)
_ALL_OF_IT = Fraction(100)
# ％1 for %1, which `placeholders.lost` reports
_WIDE_CODE = re.compile(r"(?<!\d)％$")
# 副本 2: another copy
_ANOTHER, _TWO = re.compile(r"\banother\b", re.IGNORECASE), frozenset({Fraction(2)})
# 12 小时制: AM/PM; 小十二面体: a dodecahedron
_FORM = re.compile(" ?(?:小[时時]制|(?:面[体體]|[边邊角]形)(?![积數数]))")
# 10的18次方: a quintillion
_POWER = re.compile(r"\d+\s?的\s?[\d一二三四五六七八九十百]+\s?次方")
# 52. (7) 3、 #6:
_IN_LIST = re.compile(r"\s*(?:[(（]?(\d{1,3})(?:\\?\.(?!\d)|[)）、．])|#(\d{1,3})[:：.])(?=\s|[^\W\d])")


def run(material: Material) -> Iterator[Finding]:
    elsewhere = Elsewhere(material.bitext, into_chinese=material.into_chinese)
    for pair in material.translated:
        if pair.source is None or is_credits(pair.source.text):
            continue
        yield from _of_pair(material, pair, pair.source, elsewhere)
        if unit := other_unit(pair.source.text, pair.target.text, into_chinese=material.into_chinese):
            yield _of_unit(material, pair, unit)


def _of_pair(material: Material, pair: Pair, source: Segment, elsewhere: Elsewhere) -> Iterator[Finding]:
    if source.text == pair.target.text or not any(map(_MAY_COUNT.search, (source.text, pair.target.text))):
        return
    read = (english, chinese) if material.into_chinese else (chinese, english)
    english_text = source.text if material.into_chinese else pair.target.text
    chinese_text = pair.target.text if material.into_chinese else source.text
    in_english = _ONE_OF_FORMS.match(english_text) or _ONE_UNIT.search(english_text)
    one = elsewhere.is_singular(pair.target) or bool(in_english or _EACH.search(chinese_text))
    theirs = _in_prose(read[0], source, material.bitext.source, material.dictionary, one)
    ours = _in_prose(read[1], pair.target, material.bitext.document, material.dictionary, one)
    found = differences(*_without_list_number(theirs, source.text, ours, pair.target.text))
    found = [each for each in found if each.source or not _is_said(each.target, english_text, pair.target.text)]
    for difference in elsewhere.unexplained(found, pair, source):
        yield _finding(material, pair, source, difference)


def _is_said(new: Quantity | None, english_text: str, target: str) -> bool:
    """Does the source say the new number in another way, or is it none?"""
    if new is None:
        return False
    if _WIDE_CODE.search(target, 0, new.span.start):
        return True
    is_all = new.unit == "%" and _ALL_OF_IT in new.readings
    return bool((new.readings == _TWO and _ANOTHER.search(english_text)) or (is_all and _WHOLE.search(english_text)))


def _in_prose(
    read: Callable[[str], Sequence[Quantity]],
    segment: Segment,
    document: Document | None,
    dictionary: Dictionary,
    one: bool,
) -> list[Quantity]:
    """The numbers outside addresses and code, which `placeholders.lost` compares, and outside translator's notes. In
    the branches of a plural that Chinese lacks, and in a singular form (`one`), a number may be left out."""
    text, notes = masked(segment, document), asides(segment.text)
    powers = [Span(*match.span()) for match in _POWER.finditer(segment.text)]
    branches = [Span(*match.span()) for match in _BRANCH.finditer(segment.text)] if "{" in segment.text else []
    return [
        replace(
            number,
            sure=number.sure
            and not (one and number.readings == _ONE)
            and not any(branch.contains(number.span) for branch in branches)
            and not any(power.contains(number.span) for power in powers)
            and not _FORM.match(segment.text, number.span.end)
            and not _is_in_word(number, segment.text, dictionary),
        )
        for number in read(text)
        if not is_aside(number.span, notes)
    ]


def _is_in_word(number: Quantity, text: str, dictionary: Dictionary) -> bool:
    """Does a Chinese word begin with a number that its English lacks: 十四行诗, a sonnet?"""
    span, numeral = number.span, number.span.of(text)
    if (
        number.unit
        or numeral[:1] not in NUMERALS
        or text[span.end : span.end + 1] in ("年", "月", "日", "世", "点", "岁")
    ):
        return False
    words = (text[span.start : span.end + more] for more in range(1, _LONGEST_REST + 1))
    senses = [sense for word in words if len(word) > len(numeral) for sense in dictionary.senses(word)]
    return bool(senses) and all(_NUMBER_WORDS.isdisjoint(sense) for sense in senses)


def _without_list_number(
    source: list[Quantity], source_text: str, target: list[Quantity], target_text: str
) -> tuple[list[Quantity], list[Quantity]]:
    """The numbers without a list number at the start of one text only, which is layout."""
    here, there = (_IN_LIST.match(text) for text in (source_text, target_text))
    if here and not there and not _begins_with(target_text, here[1] or here[2]):
        source = [number for number in source if number.span.start >= here.end()]
    if there and not here and not _begins_with(source_text, there[1] or there[2]):
        target = [number for number in target if number.span.start >= there.end()]
    return source, target


def _begins_with(text: str, number: str) -> bool:
    return re.match(rf"\W*{number}(?!\d)", text) is not None


def _finding(material: Material, pair: Pair, source: Segment, found: Difference) -> Finding:
    there = found.source and f"“{_as_written(source.text, found.source)}”"
    here = found.target and f"“{_as_written(pair.target.text, found.target)}”"
    if found.unit:
        fault, confidence = "other_unit", _CONFIDENCE_CHANGED
        message = f"{there} in the source is {here} here: same number, another unit."
    elif there and here:
        fault, message, confidence = "changed", f"{there} in the source is {here} here.", _CONFIDENCE_CHANGED
    elif there:
        fault, message, confidence = "lost", f"{there} in the source is missing here.", _CONFIDENCE_LOST
    else:
        fault, message, confidence = "added", f"{here} is not in the source.", _CONFIDENCE_NEW
    span = found.target.span if found.target else Span(0, len(pair.target.text))
    evidence: Evidence = {"fault": fault}
    if found.source:
        evidence["source_text"] = _as_written(source.text, found.source)
    if found.target:
        evidence["target_text"] = _as_written(pair.target.text, found.target)
    return material.finding(CHANGED, pair.target, span, confidence, message=message, evidence=evidence)


def _of_unit(material: Material, pair: Pair, unit: OtherUnit) -> Finding:
    message = f"“{unit.source}” in the source is “{unit.span.of(pair.target.text)}” here."
    evidence: Evidence = {"source_text": unit.source}
    return material.finding(UNIT, pair.target, unit.span, _CONFIDENCE_UNIT, message=message, evidence=evidence)


def _as_written(text: str, number: Quantity) -> str:
    """The number as it is written, with a unit beside it."""
    start, end = number.span.start, number.span.end
    if unit_before(text, start) == number.unit != "":
        return text[start - 1 : end].strip(" ,.，。")
    return text[start : unit_end(text, end, number.unit)].strip(" ,.，。")


CHECK = Check(run, (CHANGED, UNIT), frozenset({Need.PAIR}))
