"""What reviewers decided together, as a decisions file again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from mtqa.errors import UsageError
from mtqa.render.json import dumps
from mtqa.review.complaint import shown
from mtqa.review.decisions import Decision, Review
from mtqa.review.file import SCHEMA
from mtqa.review.merging import Case, Merged, Version


def merged_file(merged: Merged, reviews: Sequence[Review]) -> str:
    """The decisions that hold, as a file; what is disputed is undecided in it, with the opinions as its note. Raises
    UsageError where the reviewers saw different states of a file."""
    versions = merged.by_version()
    states: dict[str, str] = {}
    for path, sha256 in versions:
        if states.setdefault(path, sha256) != sha256:
            advice = "merge only decisions about the same state of the file"
            raise UsageError("the reviewers saw different states of this file", where=shown(path), advice=advice)
    reports = {review.report for review in reviews}
    file = {
        "schema": SCHEMA,
        "report": reports.pop() if len(reports) == 1 else "",
        "reviewer": ", ".join(merged.reviewers)[:200],
        "exported": datetime.now(UTC).isoformat(timespec="seconds"),
        "documents": [_document(version, cases) for version, cases in versions.items()],
    }
    return dumps(file, indent=1) + "\n"


def _document(version: Version, cases: Sequence[Case]) -> dict[str, Any]:
    path, sha256 = version
    return {"path": path, "sha256": sha256, "decisions": [_decision(case) for case in cases]}


def _decision(case: Case) -> dict[str, Any]:
    if case.outcome:
        return tree(case.outcome)
    return tree(case.any) | {"decision": None, "replacement": None, "note": f"disputed: {case}"[:10_000]}


def tree(decision: Decision) -> dict[str, Any]:
    """A decision as the schema has it."""
    return {
        "fingerprint": decision.fingerprint,
        "rule": decision.rule,
        "start": decision.span.start,
        "end": decision.span.end,
        "text": decision.text,
        "decision": decision.verdict and decision.verdict.value,
        "replacement": decision.replacement,
        "note": decision.note[:10_000],
        "decided": decision.decided,
    }
