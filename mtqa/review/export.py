"""Writing the merged decisions of several reviewers as a decisions file."""

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
    """The merged decisions, as a file; disputed findings are undecided in it, with the opinions as their note. Raises
    UsageError where the reviewers saw different versions of a file."""
    versions = merged.by_version()
    for version in (document.version for review in reviews for document in review.documents):
        versions.setdefault(version, [])
    states: dict[str, str] = {}
    for path, sha256 in versions:
        if states.setdefault(path, sha256) != sha256:
            advice = "merge only decisions about the same version of the file"
            raise UsageError("the reviewers saw different versions of this file", where=shown(path), advice=advice)
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
    """The decisions of all cases, then the notes about findings that nobody decided."""
    path, sha256 = version
    known = {case.any.finding for case in cases}
    notes: dict[tuple[str, int, int, int], Decision] = {}
    documents = (document for review in reviews for document in review.documents if document.version == version)
    for decision in (decision for document in documents for decision in document.decisions):
        if decision.choice is None and decision.finding not in known:
            before = notes.get(decision.finding)
            notes[decision.finding] = replace(decision, note=f"{before.note}; {decision.note}") if before else decision
    decisions = [*map(_decision, cases), *map(tree, notes.values())]
    return {"path": path, "sha256": sha256, "decisions": decisions}


def _decision(case: Case) -> dict[str, Any]:
    if case.outcome:
        return tree(case.outcome)
    return tree(case.any) | {"decision": None, "replacement": None, "note": f"disputed: {case}"[:10_000]}


def tree(decision: Decision) -> dict[str, Any]:
    """A decision in the form of the schema."""
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
