"""Accepted findings, which no longer fail the gate and are recognised after edits of the text."""

from __future__ import annotations

from mtqa.suppress.baseline.entry import Entry, merged
from mtqa.suppress.baseline.file import NAME, Contents, dumps, load, nearest, relative
from mtqa.suppress.baseline.matching import Matching, match

__all__ = ["NAME", "Contents", "Entry", "Matching", "dumps", "load", "match", "merged", "nearest", "relative"]
