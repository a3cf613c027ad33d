"""Known findings, which no longer fail the gate and are recognised after edits of the text; and what reviewers decided
about places in it."""

from __future__ import annotations

from mtqa.suppress.baseline.entry import Entry, merged
from mtqa.suppress.baseline.file import NAME, Contents, dumps, load, nearest, relative
from mtqa.suppress.baseline.matching import Matching, match
from mtqa.suppress.baseline.reviewed import ADDED, WORDING, Confirmed, Regraded, entry_at, gathered, occurrences

__all__ = [
    "ADDED",
    "NAME",
    "WORDING",
    "Confirmed",
    "Contents",
    "Entry",
    "Matching",
    "Regraded",
    "dumps",
    "entry_at",
    "gathered",
    "load",
    "match",
    "merged",
    "nearest",
    "occurrences",
    "relative",
]
