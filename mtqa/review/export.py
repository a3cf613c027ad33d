"""What reviewers decided together, as a decisions file again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mtqa.errors import UsageError
from mtqa.render.json import dumps
from mtqa.review.decisions import Decision, Review
from mtqa.review.file import SCHEMA
from mtqa.review.merging import Case, Merged, Version
from mtqa.review.schema_errors import shown


def merged_file(merged: Merged, reviews: Sequence[Review]) -> str:
    """The decisions that hold, as a file; what is disputed is undecided in it, with the opinions as its note. Raises
    UsageError where the reviewers saw different states of a file."""
    versions = merged.by_version()
    for version in (document.version for review in reviews for document in review.documents):
        versions.setdefault(version, [])
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
        "documents": [_document(version, cases, reviews) for version, cases in versions.items()],
    }
    return dumps(file, indent=1) + "\n"


def _document(version: Version, cases: Sequence[Case], reviews: Sequence[Review]) -> dict[str, Any]:
    """The decisions of all cases, and behind them the notes about findings that nobody decided."""
    path, sha256 = version
    known = {case.any.finding for case in cases}
    notes: dict[tuple[str, int, int, int], Decision] = {}
    documents = (document for review in reviews for document in review.documents if document.version == version)
    for one in (decision for document in documents for decision in document.decisions):
        if one.choice is None and one.finding not in known:
            before = notes.get(one.finding)
            notes[one.finding] = replace(one, note=f"{before.note}; {one.note}") if before else one
    decisions = [*map(_decision, cases), *map(tree, notes.values())]
    return {"path": path, "sha256": sha256, "decisions": decisions}


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
        **({"nth": decision.nth} if decision.nth else {}),
        "text": decision.text,
        "decision": decision.choice and decision.choice.value,
        "replacement": decision.replacement,
        "note": decision.note[:10_000],
        "decided": decision.decided,
    }
