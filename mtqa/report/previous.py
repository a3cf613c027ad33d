"""A previous run, as its JSON report has it, and what became of its findings: fixed, unchanged; and which are new.

Findings are the same where their fingerprints are. One whose sentence was edited close by has another fingerprint; it
is taken for the same where rule and words agree and nothing nearer is left to be it.

Reports of all schemas are read: what is compared has not changed since the first.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.errors import UsageError
from mtqa.findings import Finding
from mtqa.findings.fingerprint import normalised

_FAMILY = "mtqa-report/"
_SCHEMAS = (f"{_FAMILY}1", f"{_FAMILY}2")
_MOST_BYTES = 500_000_000
_MOST_SHOWN = 30  # characters of a schema that is not known


@dataclass(frozen=True, slots=True)
class PreviousFinding:
    """An open finding of the previous run, as far as people are told of it."""

    fingerprint: str
    rule: str
    severity: str
    line: int
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class PreviousDocument:
    """`score` is None where the document was not judged."""

    path: str
    score: float | None
    findings: tuple[PreviousFinding, ...]


@dataclass(frozen=True, slots=True)
class PreviousRun:
    """A whole previous run; `documents` by their path as it was shown."""

    path: str
    signature: str
    documents: Mapping[str, PreviousDocument]


@dataclass(frozen=True)
class Comparison:
    """What became of a document. `unchanged` are the places, among the findings there are now, of those that were there
    before; all others are new."""

    before: PreviousDocument
    fixed: tuple[PreviousFinding, ...]
    unchanged: frozenset[int] = field(default_factory=frozenset)


def compare(before: PreviousDocument, findings: Sequence[Finding]) -> Comparison:
    """What became of the earlier findings of a document, given the open ones of now."""
    left = {place: (one.fingerprint, (one.rule, normalised(one.text))) for place, one in enumerate(before.findings)}
    now = {place: (one.fingerprint, (one.rule.id, normalised(one.text))) for place, one in enumerate(findings)}
    unchanged = [*_meet(left, now, 0), *_meet(left, now, 1)]
    return Comparison(before, tuple(before.findings[place] for place in left), frozenset(unchanged))


_Keys = dict[int, tuple[str, tuple[str, str]]]


def _meet(left: _Keys, now: _Keys, key: int) -> list[int]:
    """The places of now that have a partner before, by one of their keys; both are taken from their lists."""
    waiting: dict[object, list[int]] = defaultdict(list)
    for place, keys in left.items():
        waiting[keys[key]].append(place)
    met = [place for place, keys in now.items() if waiting[keys[key]] and left.pop(waiting[keys[key]].pop(0))]
    for place in met:
        del now[place]
    return met


def load(path: str) -> PreviousRun:
    """The previous run of a JSON report. Raises UsageError where it is none."""
    tree = _tree(path)
    try:
        documents = [_document(one) for one in tree["documents"]]
        return PreviousRun(path, str(tree["signature"]), {one.path: one for one in documents})
    except (KeyError, TypeError, ValueError) as error:
        raise _refused(path, f"the report is damaged: {error}") from error


def _tree(path: str) -> dict[str, Any]:
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(path, f"the earlier report cannot be read: {reason.lower()}") from error
    if len(data) > _MOST_BYTES:
        raise _refused(path, f"the earlier report is larger than {_MOST_BYTES // 1_000_000} MB")
    try:
        tree = json.loads(data)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _refused(path, "this is no JSON") from error
    schema = tree.get("schema") if isinstance(tree, dict) else None
    if not isinstance(schema, str) or not schema.startswith(_FAMILY):
        raise _refused(path, "this is no report of mtqa")
    if schema not in _SCHEMAS:
        known = " and ".join(_SCHEMAS)
        raise _refused(path, f"the report’s schema is {schema[:_MOST_SHOWN]}, and this mtqa reads {known}")
    return dict(tree)


def _document(tree: Mapping[str, Any]) -> PreviousDocument:
    findings = [_finding(one) for one in tree["findings"] if one["status"] == "open"]
    score = None if tree["score"] is None else float(tree["score"])
    return PreviousDocument(str(tree["path"]), score, tuple(findings))


def _finding(tree: Mapping[str, Any]) -> PreviousFinding:
    fingerprint, rule, severity, text, message = (
        str(tree[name]) for name in ("fingerprint", "rule", "severity", "text", "message")
    )
    return PreviousFinding(fingerprint, rule, severity, int(tree["line"]), text, message)


def _refused(path: str, what: str) -> UsageError:
    return UsageError(what, where=path, advice="name what a previous run left with --output json=PATH")
