"""Reading, merging, counting and carrying out the decisions that reviewers made in the report."""

from __future__ import annotations

from mtqa.review.decisions import Choice, Decision, Review, Reviewed
from mtqa.review.file import SCHEMA, load, loads

__all__ = ["SCHEMA", "Decision", "Review", "Reviewed", "Choice", "load", "loads"]
