"""Which findings are one error, repeated.

A finding repeats another where both have the same rule, words and wordings to put there. Of rules about inconsistent
terms and names the words differ by nature: there the same rule and the same first wording are enough, since that is
what the thing is called elsewhere. A finding without words (something is missing there) repeats none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtqa.findings import Category, Finding
from mtqa.findings.fingerprint import normalised


def repeats(findings: Iterable[Finding]) -> list[int | None]:
    """A number for each finding, the same for one error; None for a finding that repeats nothing by nature."""
    known: dict[tuple[str, ...], int] = {}
    return [None if (key := _key(finding)) is None else known.setdefault(key, len(known)) for finding in findings]


def repeated(findings: Sequence[Finding], points: Sequence[float]) -> frozenset[int]:
    """The places of the findings that repeat another: of one error, all but the most costly, the first of equals."""
    numbers = repeats(findings)
    kept: dict[int, int] = {}
    for place, number in enumerate(numbers):
        if number is not None and (number not in kept or points[place] > points[kept[number]]):
            kept[number] = place
    return frozenset(place for place, number in enumerate(numbers) if number is not None and kept[number] != place)


def _key(finding: Finding) -> tuple[str, ...] | None:
    words = normalised(finding.text)
    if not words:
        return None
    if finding.category is Category.INCONSISTENT_TERM and finding.suggestions:
        return finding.rule.id, "", finding.suggestions[0]
    return finding.rule.id, words, *finding.suggestions
