"""Handing back: decisions that reviewers made in the report are read, merged, counted and carried out."""

from __future__ import annotations

from mtqa.review.decisions import Choice, Decision, Review, Reviewed
from mtqa.review.file import SCHEMA, load, loads

__all__ = ["SCHEMA", "Decision", "Review", "Reviewed", "Choice", "load", "loads"]
