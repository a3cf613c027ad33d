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
from mtqa.review.decisions import Added, Comment, Decision, Flagged, Review, Said, Version
from mtqa.review.file import SCHEMA
from mtqa.review.merging import Case, Merged
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
    everyone = _names((*(review.reviewer.strip() for review in reviews), *merged.reviewers))
    reports = {review.report for review in reviews}
    file = {
        "schema": SCHEMA,
        "report": reports.pop() if len(reports) == 1 else "",
        "reviewer": ", ".join(everyone)[:200],
        "exported": datetime.now(UTC).isoformat(timespec="seconds"),
        "documents": [_document(merged, version, *found, everyone) for version, found in versions.items()],
    }
    return dumps(file, indent=1) + "\n"


def _names(several: Iterable[str]) -> tuple[str, ...]:
    """The names, each once; a merged file has those of several reviewers as one."""
    return tuple(dict.fromkeys(name for names in several for name in names.split(", ") if name))


def _document(
    merged: Merged, version: Version, cases: Sequence[Case], additions: Sequence[Addition], everyone: Sequence[str]
) -> dict[str, Any]:
    """The decisions of all cases, then the notes about findings that nobody decided, and the added findings."""
    path, sha256 = version
    made = (replace(case.outcome or case.united, by=_by(case, everyone)) for case in cases)
    found = {"path": path, "sha256": sha256, "decisions": [*map(tree, made), *map(tree, merged.notes.get(version, ()))]}
    return found | ({"added": list(_additions(additions, everyone))} if additions else {})


def _by(found: Case | Addition, everyone: Sequence[str]) -> str:
    """Who decided or added a finding, unless it is all whose names the file has; opinions have names of their own."""
    names = _names(found.reviewers)
    is_open = isinstance(found, Case) and found.outcome is None
    return "" if is_open or set(names) == set(everyone) else ", ".join(names)


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
        **_by_whom(decision),
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
        **_by_whom(added),
    }


def _additions(additions: Iterable[Addition], everyone: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The added findings, each with an id of its own."""
    taken: set[str] = set()
    for addition in additions:
        id = addition.added.id
        while id in taken:
            id = digest(id, *addition.reviewers)
        taken.add(id)
        yield added_tree(replace(addition.added, id=id, by=_by(addition, everyone)))


def _flagged(flagged: Flagged) -> dict[str, Any]:
    return {"start": flagged.span.start, "end": flagged.span.end, "text": flagged.text}


def _by_whom(said: Said) -> dict[str, str]:
    return {"by": said.by[:200]} if said.by else {}


def _said(said: Said) -> dict[str, Any]:
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
