"""A segment beside its source, back-translation and round trip, with the differences marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from mtqa.bilingual.word_alignment import links
from mtqa.checks import back_translation as drift
from mtqa.checks import roundtrip
from mtqa.checks.needs import Need
from mtqa.lexicon import Channel
from mtqa.render.page.prose import Flag
from mtqa.report import DocumentReport
from mtqa.text import Span

_LONGEST_COMPARED = 1_000  # characters; the time of a comparison grows with the square of the length

_RESTING = {"pivot", "round_trip"}  # evidence of a finding that rests on a back-translation


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text. `pair` is the number that it shares with its counterpart on the other side; `alone` says that
    a counterpart could be expected and was not found."""

    text: str
    pair: int | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a round trip: in both texts (`kept`), only in the segment (`gone`) or in the result (`come`)."""

    text: str
    kind: str


def helps(report: DocumentReport, flags: Iterable[Flag]) -> bool:
    """Does the back-translation of a sentence help to judge it?

    Where the round trips of native text come back as something else, a back-translation misleads. Whether they do is
    measured for each translator, in chrF (mtqa.calibration.native); the checks that rest on them name the translator as
    what they lack. The embedded translator has a median chrF of 15, and gives the meaning of 7 of 25 native sentences
    (models/translators/gemma-3-270m.md): what it says is shown only with the findings that rest on it.
    """
    if any(_RESTING & flag.finding.evidence.keys() for flag in flags):
        return True
    if any(flag.finding.evidence.get("proposed_by") == "round_trip" for flag in flags):
        return True
    if any(Need.TRANSLATOR in skipped.needs for skipped in report.skipped):
        return False
    not_selected = {rule for skipped in report.skipped if not skipped.needs for rule in skipped.rules}
    return not {roundtrip.DRIFT.id, drift.DRIFT.id} <= not_selected


def beside(chinese: str, english: str) -> tuple[list[Mark], list[Mark]]:
    """Both texts with their words aligned."""
    found = links(chinese, english, _channel())
    left = {pair[0]: number for number, pair in enumerate(found.pairs, 1)}
    right = {pair[1]: number for number, pair in enumerate(found.pairs, 1)}
    return list(_marks(chinese, left, found.left_alone)), list(_marks(english, right, found.right_alone))


@cache
def _channel() -> Channel:
    return Channel()


def _marks(text: str, pairs: dict[Span, int], alone: Iterable[Span]) -> Iterator[Mark]:
    at = 0
    without = frozenset(alone)
    for span in sorted([*pairs, *without]):
        if at < span.start:
            yield Mark(text[at : span.start])
        yield Mark(span.of(text), pairs.get(span), span in without)
        at = span.end
    if at < len(text):
        yield Mark(text[at:])


def difference(before: str, after: str) -> list[Change]:
    """What a round trip removed and added, character by character."""
    if max(len(before), len(after)) > _LONGEST_COMPARED:
        return [Change(after, "kept")]
    changes = []
    for tag, start, end, other, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append(Change(before[start:end], "kept"))
            continue
        changes += [Change(before[start:end], "gone")] if end > start else []
        changes += [Change(after[other:last], "come")] if last > other else []
    return changes
