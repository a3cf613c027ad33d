"""Merging the decisions of several reviewers.

A finding is one place of one version of a file. Two files with the same reviewer's name are one reviewer, and the later
decision counts. Where all reviewers agree, their decision counts: both an accepted and a confirmed finding are right,
so that the wording is taken. Of changed severities the worst counts, of categories the last. Otherwise the finding is
disputed: no decision counts, except that of a preferred reviewer. What others noted who did not decide is kept beside
it. A dispute that is open in a file of several reviewers is opened here with the opinions that the file has.
`mtqa.review.additions` merges what reviewers added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from mtqa.errors import UsageError
from mtqa.review.additions import Addition, additions
from mtqa.review.agreed import latest, time, united_comments, united_notes, worst
from mtqa.review.decisions import Choice, Decision, Key, Opinion, Review, Version
from mtqa.review.schema_errors import shown


@dataclass(frozen=True)
class Case:
    """A finding and the decision of each reviewer who decided it, by name. That of `preferred` overrides the others.
    `noted` is what others said of it."""

    version: Version
    opinions: Mapping[str, Decision]
    preferred: str = ""
    noted: tuple[Decision, ...] = ()

    @property
    def any(self) -> Decision:
        """One of the decisions, for what they have in common: rule, span, text."""
        return next(iter(self.opinions.values()))

    @cached_property
    def outcome(self) -> Decision | None:
        """The decision that counts, with the notes of all who agree and all comments; None where it is disputed."""
        if self.preferred in self.opinions:
            return replace(self.opinions[self.preferred], comments=self.united.comments)
        decisions = list(self.opinions.values())
        accepted = [decision for decision in decisions if decision.choice is Choice.ACCEPT]
        if self._right is None or len({(decision.replacement, decision.target) for decision in accepted}) > 1:
            return None
        return _decided(self.united, accepted or decisions)

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Whose decision counts; all who disagree where it is disputed."""
        return (self.preferred,) if self.preferred in self.opinions else tuple(self.opinions)

    @property
    def united(self) -> Decision:
        """What all reviewers said beside their decision, undecided, with the opinions that they have."""
        opinions = tuple(
            Opinion(name, choice, decision.replacement, decision.decided, decision.moved, decision.why)
            for name, decision in self.opinions.items()
            if (choice := decision.choice)
        )
        return replace(_united((*self.opinions.values(), *self.noted)), moved=None, opinions=opinions)

    @property
    def choice(self) -> Choice | None:
        """The choice of all; None where they disagree. They may agree on the choice and dispute the wording."""
        if self.outcome or self._right is None:
            return self.outcome.choice if self.outcome else None
        return Choice.ACCEPT if self._right else Choice.DISMISS

    @property
    def _right(self) -> bool | None:
        """Whether all say that the finding is right, or all that it is not; None where they disagree."""
        answers = {decision.choice.is_right for decision in self.opinions.values() if decision.choice}
        return answers.pop() if len(answers) == 1 else None

    def __str__(self) -> str:
        opinions = "; ".join(f"{name} {in_words(each)} ({each.where})" for name, each in self.opinions.items())
        return f"{self.version[0]}  {self.any.rule}  {shown(self.any.text)}: {opinions}"


def _united(decisions: Sequence[Decision]) -> Decision:
    """What reviewers said of a finding beside their decisions."""
    return replace(
        decisions[0],
        choice=None,
        replacement=None,
        why=None,
        note=united_notes(decisions),
        comments=united_comments(decisions),
        severity=worst(decision.severity for decision in decisions),
        category=latest((decision.decided, decision.category) for decision in decisions),
        moved=latest((decision.decided, decision.moved) for decision in decisions),
        by="",
    )


def _decided(united: Decision, decisions: Sequence[Decision]) -> Decision:
    """What was said of a finding, with what decisions that agree say of choice, wording and place, and why."""
    return replace(
        united,
        choice=decisions[0].choice,
        replacement=decisions[0].replacement,
        why=latest((decision.decided, decision.why) for decision in decisions),
        moved=latest((decision.decided, decision.moved) for decision in decisions),
        decided=max((decision.decided for decision in decisions), key=time),
        opinions=(),
    )


@dataclass(frozen=True)
class Merged:
    """All cases, in the order of files and places, the findings that reviewers added, and the names of the reviewers.
    `notes` are about findings that nobody decided. `whole` is False where a file has open disputes: of its reviewers it
    has only what they dispute apart."""

    reviewers: tuple[str, ...]
    cases: tuple[Case, ...]
    additions: tuple[Addition, ...] = ()
    notes: Mapping[Version, Sequence[Decision]] = field(default_factory=dict)
    whole: bool = True

    @property
    def disputed(self) -> tuple[Case | Addition, ...]:
        """The findings about which reviewers disagree, also those that they added."""
        cases = [case for case in self.cases if case.outcome is None]
        return (*cases, *(addition for addition in self.additions if addition.disputed))

    def by_version(self) -> dict[Version, tuple[list[Case], list[Addition]]]:
        """The cases and the added findings of each version of each file."""
        found: dict[Version, tuple[list[Case], list[Addition]]] = defaultdict(lambda: ([], []))
        for case in self.cases:
            found[case.version][0].append(case)
        for addition in self.additions:
            found[addition.version][1].append(addition)
        return dict(found)

    def regraded_only(self) -> dict[Version, list[Decision]]:
        """The findings that nobody decided, and of which reviewers changed the severity or category."""
        found = {version: [said for said in notes if said.regrades] for version, notes in self.notes.items()}
        return {version: regraded for version, regraded in found.items() if regraded}


_Said = dict[tuple[Version, Key], dict[str, Decision]]


def merge(reviews: Sequence[Review], prefer: str = "") -> Merged:
    """Merge the decisions of all reviews. Raises UsageError where `prefer` is none of the reviewers."""
    reviewers = _reviewers(reviews)
    reviews = sorted(reviews, key=lambda review: time(review.exported))
    if prefer and prefer not in reviewers:
        known = ", ".join(shown(name) for name in reviewers)
        raise UsageError(f"there is no reviewer {shown(prefer)}", advice=f"--prefer takes one of {known}")
    opinions: _Said = defaultdict(dict)
    noted: _Said = defaultdict(dict)
    versions = dict.fromkeys(document.version for review in reviews for document in review.documents)
    for review in reviews:
        for document, name, decision in review.decided():
            held = opinions[document.version, decision.finding]
            before = held.get(name)
            if before is None or time(before.decided) <= time(decision.decided):
                held[name] = decision
        for document, name, decision in review.noted():
            noted[document.version, decision.finding][name] = decision
    order = {version: number for number, version in enumerate(versions)}
    keys = sorted(opinions, key=lambda key: (order[key[0]], key[1][1:], key[1][0]))
    cases = []
    for key in keys:
        others = tuple(said for name, said in noted.pop(key, {}).items() if name not in opinions[key])
        cases.append(Case(key[0], _ordered(opinions[key], reviewers), prefer, others))
    notes: dict[Version, list[Decision]] = defaultdict(list)
    for (version, _), said in noted.items():
        notes[version].append(_united(list(said.values())))
    whole = not any(map(_has_disputes, reviews))
    return Merged(reviewers, tuple(cases), tuple(additions(reviews, prefer)), notes, whole)


def _has_disputes(review: Review) -> bool:
    every = (decision for document in review.documents for decision in document.decisions)
    return any(decision.opinions and not decision.choice for decision in every)


def _reviewers(reviews: Iterable[Review]) -> tuple[str, ...]:
    """The names of all who decided or added anything, and of those who handed in a file without either."""
    names: dict[str, None] = {}
    for review in reviews:
        inside = [name for _, name, _ in review.decided()]
        inside += [added.by.strip() or review.name for document in review.documents for added in document.added]
        names.update(dict.fromkeys(inside or [review.name]))
    return tuple(names)


def _ordered(opinions: Mapping[str, Decision], reviewers: Iterable[str]) -> dict[str, Decision]:
    return {name: opinions[name] for name in reviewers if name in opinions}


def in_words(decision: Decision) -> str:
    """What a reviewer does with a finding, as a predicate."""
    match decision.choice:
        case Choice.DISMISS:
            return "dismisses it" + (f" ({decision.why.in_words})" if decision.why else "")
        case Choice.CONFIRM:
            return "confirms it"
        case _:
            return f"accepts it as {shown(decision.replacement)}" if decision.replacement else "accepts its deletion"
