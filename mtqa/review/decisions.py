"""The contents of a decisions file: what reviewers decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mtqa.text import Span


class Choice(StrEnum):
    """ACCEPT: the finding is right; DISMISS: it is a false alarm."""

    ACCEPT = "accept"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision of one reviewer about one finding.

    `span` and `text` are its offsets and characters in the file. `choice` is None where there is only a note;
    `replacement`, of an accepted finding, is the wording to write, "" to delete. `decided` is ISO 8601 or empty;
    `where` is file, line and column of the decision itself, for errors. `nth` distinguishes findings with the same
    fingerprint and span: it counts those before it.
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

    @property
    def finding(self) -> tuple[str, int, int, int]:
        """Identifies the finding in its document: a paragraph that occurs twice has its fingerprints twice."""
        return self.fingerprint, self.span.start, self.span.end, self.nth


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One document and the decisions about its findings. `sha256` is that of its bytes when it was checked."""

    path: str
    sha256: str
    decisions: tuple[Decision, ...]

    @property
    def version(self) -> tuple[str, str]:
        """The version of the file: its path and hash."""
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

    def decided(self) -> Iterator[tuple[Reviewed, Decision]]:
        """The decisions with a choice, without those that are only notes."""
        return (
            (document, decision) for document in self.documents for decision in document.decisions if decision.choice
        )
