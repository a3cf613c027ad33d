"""Content of the translation that the source does not have.

What it finds
    A passage that the translation has twice and the source once; a run of words that have no counterpart in the source,
    according to the dictionary, where the translation is longer by about as much; and a sentence without a source,
    where the other sentences have one.

Why it matters
    Machine translation repeats itself, and continues after the source has ended. What it adds is fluent and false.

Example
    The office is closed today. → 办公室今天不开门，⟦请大家带上身份证到前台登记领取午餐券。⟧

How to fix it
    Read the source beside it and delete what it does not say. If readers need an explanation, keep it and mark it as a
    note (译注). If the sentence translates a neighbour of its source, dismiss the finding.

Known limits
    The dictionary accounts for about three of five Chinese and four of five English words of a good translation, so an
    addition of fewer than six words is not found, nor one of a few clauses in the strings of a program. An explanation
    by the translator is reported too, unless it is marked as a note (译注). A name or a phrase that occurs again
    elsewhere in the sentence is not reported. Where sentences are joined and split freely, the alignment may leave a
    sentence without its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.bilingual.credits import asks_for_reports, is_of_its_own
from mtqa.bilingual.translator_notes import asides, is_aside
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.checks.software import has_labels
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.script import han_count
from mtqa.text import Pair, Segment, Span

SEGMENT = Rule(
    "addition.segment",
    Category.ADDITION,
    Severity.MAJOR,
    "The translation adds something that the source does not say.",
)

_LEAST_GAP_LOG_ODDS = 2.5  # nats; high, since translators explain
# Of the strings of a program: translators explain most labels, and of 51 lower ones 6 were right when read.
_LEAST_LABEL_LOG_ODDS = 10.0
# Characters of the shortest repetition that is not a figure of speech, in Chinese (True) and in English (False).
_LEAST_REPEATED = {True: 10, False: 30}
_APART_FACTOR = 2  # a repetition with text between has to be so much longer: names and phrases occur again
_JOINT = re.compile(r"[\W_]*(?:and|or|以?及|和|与|或|并且?)?[\W_]*")
_WORD = re.compile(r"(?<![%$:@{\w])[A-Za-z]{3,}")
# Characters of a text whose halves are equal, Han characters of a half, characters between: lists have columns.
_LEAST_HALVED, _LEAST_HAN, _MOST_BETWEEN = 8, 2, 3
_MARKS = " ,.!?;，。！？；、"
_LEAST_CHARACTERS = 8  # of a sentence without a source


def run(material: Material) -> Iterator[Finding]:
    for pair in material.translated:
        if pair.source and not is_of_its_own(pair.source.text) and (finding := _in_pair(material, pair, pair.source)):
            yield finding
    yield from _without_source(material)


def _in_pair(material: Material, pair: Pair, source: Segment) -> Finding | None:
    text, into_chinese = pair.target.text, material.into_chinese
    again = again_in(text, chinese=into_chinese)
    if again and source.text != text and not _is_repeated(source.text, again.of(text), into_chinese):
        message = f"“{again.of(text)}” appears twice here, but only once in the source."
        evidence: Evidence = {"fault": "twice"}
        return material.finding(SEGMENT, pair.target, again, 0.9, message=message, suggestions=[""], evidence=evidence)
    found = material.comparisons.of(source.text, text).added  # nothing where omission.segment reports them as unrelated
    least = _LEAST_LABEL_LOG_ODDS if has_labels(material.bitext.document) else _LEAST_GAP_LOG_ODDS
    if found.score < least or is_aside(found.span, asides(text)) or asks_for_reports(source.text):
        return None
    if _is_of_another_line(material, pair, found.span.of(text)):
        return None
    message = f"“{found.span.of(text)}” has no counterpart in the source."
    evidence = {"fault": "part", "gap_log_odds": round(found.score, 1)}
    return material.finding(SEGMENT, pair.target, found.span, 0.6, message=message, evidence=evidence)


def _is_of_another_line(material: Material, pair: Pair, added: str) -> bool:
    """Does another line of the unit's source say what is added in this one?"""
    unit = material.bitext.document.unit_around(pair.target.span)
    if unit is None or not unit.source:
        return False
    return material.coverage.says(unit.source, added, chinese=material.into_chinese)


def again_in(text: str, *, chinese: bool) -> Span | None:
    """The second of two equal stretches that do not overlap: two long ones, or the two halves of the text."""
    bare = text.rstrip(_MARKS)
    middle = len(bare) - len(bare) // 2
    first, second = (half.strip(_MARKS).casefold() for half in (bare[: len(bare) // 2], bare[middle:]))
    are_joined = first == second and len(bare) - 2 * len(first) <= _MOST_BETWEEN
    if len(bare) >= _LEAST_HALVED and are_joined and _says_something(first):
        return Span(len(bare) - len(bare[middle:].lstrip(_MARKS)), len(bare))
    least = _LEAST_REPEATED[chinese]
    return next((span for gap, span in _repeats(text, least, chinese) if _is_repetition(gap, span, least)), None)


def _says_something(half: str) -> bool:
    """Is it more than a placeholder?"""
    return han_count(half) >= _LEAST_HAN or _WORD.search(half) is not None


def _is_repetition(gap: str, span: Span, least: int) -> bool:
    """Does the repetition follow at once, or is it much longer than names and phrases that occur again?"""
    return _JOINT.fullmatch(gap) is not None or len(span) >= _APART_FACTOR * least


def _repeats(text: str, least: int, chinese: bool) -> Iterator[tuple[str, Span]]:
    """Every stretch that occurred before, with the text between the two."""
    seen: dict[str, int] = {}
    at = 0
    while at <= len(text) - least:
        piece = text[at : at + least]
        first = seen.setdefault(piece, at)
        if first + least <= at and (not chinese or han_count(piece) >= least - 2):
            end = at + least
            while end < len(text) and first + (end - at) < at and text[end] == text[first + end - at]:
                end += 1
            yield text[first + end - at : at], Span(at, end)
            seen[piece] = at
        at += 1


def _is_repeated(source: str, again: str, into_chinese: bool) -> bool:
    """Does the source repeat as much itself? 3.5 letters count as one Han character; placeholders are equally long."""
    han = han_count(again)
    least = max(4, round(2 * han + (len(again) - han) if into_chinese else len(again) / 6))
    return any(True for _ in _repeats(source.casefold(), least, False))


def _without_source(material: Material) -> Iterator[Finding]:
    """Sentences without a source, in a text that was aligned with its source."""
    if material.bitext.document.units:  # whole units were compared
        return
    for pair in material.bitext.pairs:
        if pair.source is None and material.translated and len(pair.target.text) >= _LEAST_CHARACTERS:
            message = "This sentence has no counterpart in the source."
            span = Span(0, len(pair.target.text))
            yield material.finding(SEGMENT, pair.target, span, 0.6, message=message, evidence={"fault": "sentence"})


CHECK = Check(run, (SEGMENT,), frozenset({Need.PAIR}))
