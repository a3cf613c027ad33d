"""The contents of a decisions file: what reviewers decided, and what they added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from mtqa.findings import Category, Severity
from mtqa.text import Span


class Choice(StrEnum):
    """ACCEPT: the finding is right, and its wording is taken; CONFIRM: it is right, and somebody mends it by hand;
    DISMISS: there is no fault."""

    ACCEPT = "accept"
    CONFIRM = "confirm"
    DISMISS = "dismiss"

    @property
    def is_right(self) -> bool:
        """Does it say that the finding is right?"""
        return self is not Choice.DISMISS


class Why(StrEnum):
    """Why a finding was dismissed: mtqa is wrong, the author means it, or the words are quoted."""

    FALSE_ALARM = "false_alarm"
    INTENDED = "intended"
    QUOTED = "quoted"

    @property
    def in_words(self) -> str:
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True, order=True)
class Comment:
    """A remark in a conversation about a finding: when, by whom, what."""

    at: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """A stretch of the file, and its characters."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one of several reviewers decided who disagree. `moved` is set where that reviewer corrected the span, `why`
    where a reason was given for a dismissal."""

    reviewer: str
    choice: Choice
    replacement: str | None = None
    decided: str = ""
    moved: Flagged | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision of one reviewer about one finding.

    `span` and `text` are its offsets and characters in the file. `choice` is None where there is only a note, or a
    dispute that is open; `replacement`, exactly of an accepted finding, is the wording to write, "" to delete.
    `decided` is ISO 8601 or empty; `where` is file, line and column of the decision itself, for errors. `nth`
    distinguishes findings with the same fingerprint and span: it counts those before it. `why` may be given for a
    dismissal; `severity`, `category` and `moved` where the reviewer changed them. `opinions` are those of a dispute.
    `by` is who decided, where the file of several reviewers says so.
    """

    fingerprint: str
    rule: str
    span: Span
    text: str
    choice: Choice | None
    replacement: str | None = None
    note: str = ""
    decided: str = ""
    where: str = ""
    nth: int = 0
    why: Why | None = None
    severity: Severity | None = None
    category: Category | None = None
    moved: Flagged | None = None
    comments: tuple[Comment, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    by: str = ""

    @property
    def finding(self) -> Key:
        """Identifies the finding in its document: a paragraph that occurs twice has its fingerprints twice."""
        return self.fingerprint, self.span.start, self.span.end, self.nth

    @property
    def regrades(self) -> bool:
        """Does it give the finding another severity or category, without saying that there is no fault?"""
        return self.choice is not Choice.DISMISS and bool(self.severity or self.category)

    @property
    def target(self) -> Flagged:
        """Where the wording is to stand: the place of the finding, as the reviewer corrected it."""
        return self.moved or Flagged(self.span, self.text)

    def opinion_of(self, opinion: Opinion) -> Decision:
        """The decision of one of those who disagree."""
        choice, replacement, moved = opinion.choice, opinion.replacement, opinion.moved or self.moved
        decided, why = opinion.decided, opinion.why
        return replace(self, choice=choice, replacement=replacement, moved=moved, decided=decided, why=why, opinions=())


@dataclass(frozen=True, slots=True)
class Added:
    """A finding that a reviewer added. Where `span` is empty, something is missing there. `choice` is ACCEPT or
    CONFIRM; `by` is who added it, where the file of several reviewers says so."""

    id: str
    span: Span
    text: str
    category: Category
    severity: Severity
    choice: Choice
    replacement: str | None = None
    note: str = ""
    decided: str = ""
    comments: tuple[Comment, ...] = ()
    by: str = ""
    where: str = ""

    @property
    def target(self) -> Flagged:
        """Where the wording is to stand."""
        return Flagged(self.span, self.text)

    @property
    def rule(self) -> str:
        """What stands for the rule in sentences: no rule found it."""
        return f"added, {self.category}"


#: Path and sha256 of the file a decision is about.
Version = tuple[str, str]
#: Identifies a finding in its document: fingerprint, start, end, and which of those that have the same.
Key = tuple[str, int, int, int]

Said = Decision | Added
"""What a reviewer says of one finding."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One document, the decisions about its findings, and those added. `sha256` is that of its bytes when it was
    checked."""

    path: str
    sha256: str
    decisions: tuple[Decision, ...]
    added: tuple[Added, ...] = ()

    @property
    def version(self) -> Version:
        return self.path, self.sha256


@dataclass(frozen=True, slots=True)
class Review:
    """One decisions file. `reviewer` may be empty; `file` is the name of the file."""

    report: str
    reviewer: str
    exported: str
    documents: tuple[Reviewed, ...]
    file: str = ""

    @property
    def name(self) -> str:
        """The name of the reviewer, or of the file where the reviewer gave none."""
        return self.reviewer.strip() or self.file

    def decided(self) -> Iterator[tuple[Reviewed, str, Decision]]:
        """The decisions with a choice and who made them; of an open dispute those of all who disagree."""
        for document in self.documents:
            for decision in document.decisions:
                if decision.choice:
                    yield document, decision.by.strip() or self.name, decision
                else:
                    for opinion in decision.opinions:
                        yield document, opinion.reviewer.strip() or self.name, decision.opinion_of(opinion)

    def noted(self) -> Iterator[tuple[Reviewed, str, Decision]]:
        """What was said of findings without deciding them, and who said it."""
        for document in self.documents:
            for decision in document.decisions:
                if decision.choice is None and not decision.opinions:
                    yield document, decision.by.strip() or self.name, decision
