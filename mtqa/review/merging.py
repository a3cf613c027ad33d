"""Merging the decisions of several reviewers.

A finding is one place of one version of a file. Two files with the same reviewer's name are one reviewer, and the later
decision counts. Where all reviewers agree, their decision counts; an acceptance with a wording agrees with one without.
Otherwise the finding is disputed: no decision counts, except that of a preferred reviewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from mtqa.errors import UsageError
from mtqa.review.decisions import Choice, Decision, Review
from mtqa.review.schema_errors import shown

#: Path and sha256 of the file a decision is about.
Version = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """A finding and the decision of each reviewer who decided it, by name. That of `preferred` overrides the others."""

    version: Version
    opinions: Mapping[str, Decision]
    preferred: str = ""

    @property
    def any(self) -> Decision:
        """One of the decisions, for what they have in common: rule, span, text."""
        return next(iter(self.opinions.values()))

    @cached_property
    def outcome(self) -> Decision | None:
        """The decision that counts, with the notes of all who agree; None where it is disputed."""
        if self.preferred in self.opinions:
            return self.opinions[self.preferred]
        choices = {opinion.choice for opinion in self.opinions.values()}
        wordings = {opinion.replacement for opinion in self.opinions.values()} - {None}
        if len(choices) > 1 or len(wordings) > 1:
            return None
        notes = dict.fromkeys(opinion.note for opinion in self.opinions.values() if opinion.note)
        return replace(self.any, replacement=next(iter(wordings), None), note="; ".join(notes))

    @property
    def choice(self) -> Choice | None:
        """The choice of all; None where they disagree. They may agree on the choice and dispute the wording."""
        choices = {opinion.choice for opinion in ([self.outcome] if self.outcome else self.opinions.values())}
        return next(iter(choices)) if len(choices) == 1 else None

    def __str__(self) -> str:
        opinions = "; ".join(f"{name} {in_words(each)} ({each.where})" for name, each in self.opinions.items())
        return f"{self.version[0]}  {self.any.rule}  {shown(self.any.text)}: {opinions}"


@dataclass(frozen=True)
class Merged:
    """All cases, in the order of files and places, and the names of the reviewers."""

    reviewers: tuple[str, ...]
    cases: tuple[Case, ...]

    @property
    def disputed(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.outcome is None)

    def by_version(self) -> dict[Version, list[Case]]:
        """The cases of each version of each file."""
        found: dict[Version, list[Case]] = {}
        for case in self.cases:
            found.setdefault(case.version, []).append(case)
        return found


def merge(reviews: Sequence[Review], prefer: str = "") -> Merged:
    """Merge the decisions of all reviews. Raises UsageError where `prefer` is none of the reviewers."""
    reviewers = tuple(dict.fromkeys(review.name for review in reviews))
    if prefer and prefer not in reviewers:
        known = ", ".join(shown(name) for name in reviewers)
        raise UsageError(f"there is no reviewer {shown(prefer)}", advice=f"--prefer takes one of {known}")
    opinions: dict[tuple[Version, tuple[str, int, int, int]], dict[str, Decision]] = defaultdict(dict)
    versions: dict[Version, None] = {}
    for review in sorted(reviews, key=lambda review: _time(review.exported)):
        for document, decision in review.decided():
            versions.setdefault(document.version)
            held = opinions[document.version, decision.finding]
            before = held.get(review.name)
            if before is None or _time(before.decided) <= _time(decision.decided):
                held[review.name] = decision
    order = {version: number for number, version in enumerate(versions)}
    keys = sorted(opinions, key=lambda key: (order[key[0]], key[1][1:], key[1][0]))
    return Merged(reviewers, tuple(Case(key[0], _ordered(opinions[key], reviewers), prefer) for key in keys))


def _ordered(opinions: Mapping[str, Decision], reviewers: Iterable[str]) -> dict[str, Decision]:
    return {name: opinions[name] for name in reviewers if name in opinions}


def _time(text: str) -> datetime:
    """A time in a decisions file; the earliest possible time where it is missing or wrong."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_words(decision: Decision) -> str:
    """What a reviewer decided, as the predicate of a sentence."""
    if decision.choice is Choice.DISMISS:
        return "dismisses it"
    if decision.replacement is None:
        return "accepts it"
    return f"accepts it as {shown(decision.replacement)}" if decision.replacement else "accepts it, to be deleted"
