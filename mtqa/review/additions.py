"""Merging the findings that reviewers added.

One id is one finding: of a reviewer who hands in twice, the later counts. Findings that several reviewers added at one
place are one if category and wording agree, where confirming it agrees with any wording; the worse severity counts.
Otherwise they are disputed, and all are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mtqa.findings import Category
from mtqa.review.agreed import time, united_comments, united_notes, worst
from mtqa.review.decisions import Added, Choice, Review, Version
from mtqa.review.schema_errors import shown


@dataclass(frozen=True)
class Addition:
    """A finding that reviewers added, and their names; `disputed` where others added another one at its place."""

    version: Version
    added: Added
    reviewers: tuple[str, ...]
    disputed: bool = False

    def __str__(self) -> str:
        added = self.added
        wording = "" if added.replacement is None else f" as {shown(added.replacement)}"
        what = f"{' and '.join(self.reviewers)} added {added.category}{wording} ({added.where})"
        where = shown(added.text) if added.text else f"something missing at offset {added.span.start:,}"
        return f"{self.version[0]}  {where}: {what}"


def additions(reviews: Sequence[Review], prefer: str = "") -> Iterator[Addition]:
    """The added findings of all reviews, which are in the order of their time; where those of `prefer` are disputed,
    the others are left out."""
    for version, found in _by_version(reviews).items():
        places: dict[tuple[int, int], list[tuple[str, Added]]] = defaultdict(list)
        for reviewer, added in found.values():
            places[added.span.start, added.span.end].append((reviewer, added))
        for _, there in sorted(places.items()):
            yield from _settled([Addition(version, *one) for one in _agreed(there)], prefer)


def _by_version(reviews: Sequence[Review]) -> dict[Version, dict[tuple[str, str], tuple[str, Added]]]:
    """The added findings of each version of each file, by reviewer and id."""
    found: dict[Version, dict[tuple[str, str], tuple[str, Added]]] = defaultdict(dict)
    for review in reviews:
        for document in review.documents:
            for added in document.added:
                reviewer = added.by.strip() or review.name
                known = found[document.version].get((reviewer, added.id))
                if known is None or time(known[1].decided) <= time(added.decided):
                    found[document.version][reviewer, added.id] = reviewer, added
    return found


def _agreed(there: Sequence[tuple[str, Added]]) -> Iterator[tuple[Added, tuple[str, ...]]]:
    """The findings at one place: those that agree as one, with the names of all who added it."""
    wordings: dict[Category, str] = {}
    for _, added in there:
        if added.replacement is not None:
            wordings.setdefault(added.category, added.replacement)
    groups: dict[tuple[Category, str | None], list[tuple[str, Added]]] = defaultdict(list)
    for reviewer, added in there:
        wording = wordings.get(added.category) if added.replacement is None else added.replacement
        groups[added.category, wording].append((reviewer, added))
    for group in groups.values():
        every = [added for _, added in group]
        first = next((added for added in every if added.choice is Choice.ACCEPT), every[0])
        severity = worst(added.severity for added in every) or first.severity
        note, comments = united_notes(every), united_comments(every)
        names = tuple(dict.fromkeys(reviewer for reviewer, _ in group))
        yield replace(first, severity=severity, note=note, comments=comments), names


def _settled(there: Sequence[Addition], prefer: str) -> Iterator[Addition]:
    """The findings at one place, with what several reviewers dispute marked or decided."""
    reviewers = {name for addition in there for name in addition.reviewers}
    disputed = len(there) > 1 and len(reviewers) > 1
    if disputed and prefer in reviewers:
        yield from (replace(addition, reviewers=(prefer,)) for addition in there if prefer in addition.reviewers)
    else:
        yield from (replace(addition, disputed=disputed) for addition in there)
