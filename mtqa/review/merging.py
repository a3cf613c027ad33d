"""Several reviewers: what each says of a finding, and what they say together.

A finding is one place of one state of a file. Who hands in two files is one reviewer, and the later word counts. Where
all agree, that holds; one who accepts and gives a wording agrees with one who accepts and gives none. Else the finding
is disputed: nobody's word holds, unless a reviewer is to be preferred.
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
    """A finding and what every reviewer who decided about it says, by name. `preferred` may have settled it."""

    version: Version
    opinions: Mapping[str, Decision]
    preferred: str = ""

    @property
    def any(self) -> Decision:
        """One of the decisions, for what they have in common: rule, span, text."""
        return next(iter(self.opinions.values()))

    @cached_property
    def outcome(self) -> Decision | None:
        """What holds, None where it is disputed; the notes of all whose word it is stay."""
        if self.preferred in self.opinions:
            return self.opinions[self.preferred]
        verdicts = {one.choice for one in self.opinions.values()}
        wordings = {one.replacement for one in self.opinions.values()} - {None}
        if len(verdicts) > 1 or len(wordings) > 1:
            return None
        notes = dict.fromkeys(one.note for one in self.opinions.values() if one.note)
        return replace(self.any, replacement=next(iter(wordings), None), note="; ".join(notes))

    @property
    def choice(self) -> Choice | None:
        """What all say; None where they do not. They may agree on it and dispute the wording."""
        verdicts = {one.choice for one in ([self.outcome] if self.outcome else self.opinions.values())}
        return next(iter(verdicts)) if len(verdicts) == 1 else None

    def __str__(self) -> str:
        said = "; ".join(f"{name} {_said(one)} ({one.where})" for name, one in self.opinions.items())
        return f"{self.version[0]}  {self.any.rule}  {shown(self.any.text)}: {said}"


@dataclass(frozen=True)
class Merged:
    """All cases, in the order of files and places, and who the reviewers are."""

    reviewers: tuple[str, ...]
    cases: tuple[Case, ...]

    @property
    def disputed(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.outcome is None)

    def by_version(self) -> dict[Version, list[Case]]:
        """The cases of each state of each file."""
        found: dict[Version, list[Case]] = {}
        for case in self.cases:
            found.setdefault(case.version, []).append(case)
        return found


def merge(reviews: Sequence[Review], prefer: str = "") -> Merged:
    """What all reviews say. Raises UsageError where `prefer` is none of the reviewers."""
    reviewers = tuple(dict.fromkeys(review.name for review in reviews))
    if prefer and prefer not in reviewers:
        known = ", ".join(shown(name) for name in reviewers)
        raise UsageError(f"nobody is called {shown(prefer)} here", advice=f"--prefer takes one of {known}")
    opinions: dict[tuple[Version, tuple[str, int, int, int]], dict[str, Decision]] = defaultdict(dict)
    versions: dict[Version, None] = {}
    for review in sorted(reviews, key=lambda one: _instant(one.exported)):
        for document, decision in review.decided():
            versions.setdefault(document.version)
            held = opinions[document.version, decision.finding]
            before = held.get(review.name)
            if before is None or _instant(before.decided) <= _instant(decision.decided):
                held[review.name] = decision
    order = {version: number for number, version in enumerate(versions)}
    keys = sorted(opinions, key=lambda key: (order[key[0]], key[1][1:], key[1][0]))
    return Merged(reviewers, tuple(Case(key[0], _ordered(opinions[key], reviewers), prefer) for key in keys))


def _ordered(opinions: Mapping[str, Decision], reviewers: Iterable[str]) -> dict[str, Decision]:
    return {name: opinions[name] for name in reviewers if name in opinions}


def _instant(said: str) -> datetime:
    """A time of a file; the beginning of time where it is not known or cannot be."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _said(decision: Decision) -> str:
    if decision.choice is Choice.DISMISS:
        return "dismisses it"
    if decision.replacement is None:
        return "accepts it"
    return f"accepts it as {shown(decision.replacement)}" if decision.replacement else "accepts it, to be deleted"
