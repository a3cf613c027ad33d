"""What reviewers decided: the values that a decisions file is read into."""

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
    """What one reviewer says of one finding.

    `span` and `text` are its offsets and characters in the file. `choice` is None where there is only a note;
    `replacement`, of what was accepted, is the wording to write, "" to delete. `decided` is ISO 8601 or empty; `where`
    is file, line and column of the decision itself, for errors. `nth` tells findings apart that have all but their
    reason in common: it counts those before it.
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
        """Which finding of its document: a paragraph that occurs twice has its fingerprints twice."""
        return self.fingerprint, self.span.start, self.span.end, self.nth


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One document and what was decided about its findings. `sha256` is that of its bytes as they were checked."""

    path: str
    sha256: str
    decisions: tuple[Decision, ...]

    @property
    def version(self) -> tuple[str, str]:
        """Which state of which file."""
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
        """What the reviewer is called: the file's name where nobody gave one."""
        return self.reviewer.strip() or self.file

    def decided(self) -> Iterator[tuple[Reviewed, Decision]]:
        """The decisions proper, without those that are only notes."""
        return ((one, decision) for one in self.documents for decision in one.decisions if decision.choice)
