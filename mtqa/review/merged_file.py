"""Writing the merged decisions of several reviewers as a decisions file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mtqa.errors import UsageError
from mtqa.findings.fingerprint import digest
from mtqa.render.json import dumps
from mtqa.review.additions import Addition
from mtqa.review.agreed import united_comments, united_notes
from mtqa.review.decisions import Added, Comment, Decision, Flagged, Review
from mtqa.review.file import SCHEMA
from mtqa.review.merging import Case, Merged, Version
from mtqa.review.schema_errors import shown

_LONGEST = 10_000  # characters of a note
_MOST = 1_000  # comments


def merged_file(merged: Merged, reviews: Sequence[Review]) -> str:
    """The merged decisions, as a file; disputed findings are undecided in it and have the opinions of all. Raises
    UsageError where the reviewers saw different versions of a file."""
    versions = merged.by_version()
    for version in (document.version for review in reviews for document in review.documents):
        versions.setdefault(version, ([], []))
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
        "documents": [_document(version, *found, reviews) for version, found in versions.items()],
    }
    return dumps(file, indent=1) + "\n"


def _document(
    version: Version, cases: Sequence[Case], additions: Sequence[Addition], reviews: Sequence[Review]
) -> dict[str, Any]:
    """The decisions of all cases, then the notes about findings that nobody decided, and the added findings."""
    path, sha256 = version
    known = {case.any.finding for case in cases}
    notes: dict[tuple[str, int, int, int], Decision] = {}
    documents = (document for review in reviews for document in review.documents if document.version == version)
    for decision in (decision for document in documents for decision in document.decisions):
        if decision.choice is None and decision.finding not in known:
            both = [*filter(None, [notes.get(decision.finding)]), decision]
            notes[decision.finding] = replace(decision, note=united_notes(both), comments=united_comments(both))
    decisions = [*(tree(_attributed(case, reviews)) for case in cases), *map(tree, notes.values())]
    found = {"path": path, "sha256": sha256, "decisions": decisions}
    return found | ({"added": list(_additions(additions))} if additions else {})


def _attributed(case: Case, reviews: Sequence[Review]) -> Decision:
    """What is to be written of a case, with the name of who decided it alone, unless all of the file is theirs."""
    alone = case.outcome is not None and len(case.opinions) == 1
    name = next(iter(case.opinions))
    own = [review.name for review in reviews] == [name]
    return replace(case.outcome or case.united, by=name if alone and not own else "")


def tree(decision: Decision) -> dict[str, Any]:
    """A decision in the form of the schema; what is not said is left out."""
    return {
        "fingerprint": decision.fingerprint,
        "rule": decision.rule,
        **_flagged(Flagged(decision.span, decision.text)),
        **({"nth": decision.nth} if decision.nth else {}),
        "decision": decision.choice and decision.choice.value,
        "replacement": decision.replacement,
        **({"why": decision.why.value} if decision.why else {}),
        **({"severity": decision.severity.value} if decision.severity else {}),
        **({"category": decision.category.value} if decision.category else {}),
        **({"moved": _flagged(decision.moved)} if decision.moved else {}),
        **_said(decision),
        **({"opinions": _opinions(decision)} if decision.opinions else {}),
        **({"by": decision.by[:200]} if decision.by else {}),
    }


def added_tree(added: Added) -> dict[str, Any]:
    """A finding that a reviewer added, in the form of the schema."""
    return {
        "id": added.id,
        **_flagged(added.target),
        "category": added.category.value,
        "severity": added.severity.value,
        "decision": added.choice.value,
        "replacement": added.replacement,
        **_said(added),
        **({"by": added.by} if added.by else {}),
    }


def _additions(additions: Iterable[Addition]) -> Iterator[dict[str, Any]]:
    """The added findings, each with an id of its own. Who added one is only said where it is disputed: else all whose
    names the file has."""
    taken: set[str] = set()
    for addition in additions:
        id, by = addition.added.id, ", ".join(addition.reviewers)[:200]
        while id in taken:
            id = digest(id, by)
        taken.add(id)
        yield added_tree(replace(addition.added, id=id, by=by if addition.disputed else ""))


def _flagged(flagged: Flagged) -> dict[str, Any]:
    return {"start": flagged.span.start, "end": flagged.span.end, "text": flagged.text}


def _said(said: Decision | Added) -> dict[str, Any]:
    """Note, time and comments."""
    comments = {"comments": _comments(said.comments)} if said.comments else {}
    return {"note": said.note[:_LONGEST], "decided": said.decided, **comments}


def _comments(comments: Iterable[Comment]) -> list[dict[str, str]]:
    """The last of the comments, as many as a file may have."""
    return [{"by": comment.by, "at": comment.at, "text": comment.text} for comment in comments][-_MOST:]


def _opinions(decision: Decision) -> list[dict[str, Any]]:
    return [
        {
            "reviewer": opinion.reviewer[:200],
            "decision": opinion.choice.value,
            "replacement": opinion.replacement,
            "decided": opinion.decided,
            **({"moved": _flagged(opinion.moved)} if opinion.moved else {}),
            **({"why": opinion.why.value} if opinion.why else {}),
        }
        for opinion in decision.opinions
    ]
