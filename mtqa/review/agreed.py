"""What several reviewers said of one finding, as one: notes, comments, the worst severity, the last category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from mtqa.findings import Severity
from mtqa.review.decisions import Comment, Said

_T = TypeVar("_T")


def time(text: str) -> datetime:
    """A time in a decisions file; the earliest possible time where it is missing or wrong."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def united_notes(said: Sequence[Said]) -> str:
    """The notes, each once."""
    return "; ".join(dict.fromkeys(each.note for each in said if each.note))


def united_comments(said: Sequence[Said]) -> tuple[Comment, ...]:
    """The comments, each once, oldest first."""
    every = dict.fromkeys(comment for each in said for comment in each.comments)
    return tuple(sorted(every, key=lambda comment: time(comment.at)))


def worst(severities: Iterable[Severity | None]) -> Severity | None:
    """The severity with the highest penalty; None where there is none."""
    return max((one for one in severities if one), key=lambda severity: severity.penalty, default=None)


def latest(values: Iterable[tuple[str, _T | None]]) -> _T | None:
    """The last of the values that are there, each with the time of its decision; None where there is none."""
    there = [(when, value) for when, value in values if value is not None]
    return max(there, key=lambda pair: time(pair[0]))[1] if there else None
