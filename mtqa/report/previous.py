"""A previous run, read from its JSON report, and the comparison with this run: fixed, unchanged and new findings.

Findings with the same fingerprint are the same. An edit close to a finding changes its fingerprint; then it is matched
by rule and text to a finding that has no match by fingerprint.

A corrected copy is compared with the document that it is a copy of, where that is the one of the previous run: the
baseline knows the copies that `mtqa review apply` wrote, and `article.corrected.md` says it by its name.

Reports of all schemas are read: the compared fields have not changed since the first.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mtqa.errors import UsageError
from mtqa.evidence.bands import Band
from mtqa.findings import Finding
from mtqa.findings.fingerprint import normalised
from mtqa.text import Note

#: What stands before the suffix in the name of a corrected copy.
CORRECTED = ".corrected"
_FAMILY = "mtqa-report/"
_SCHEMAS = (f"{_FAMILY}1", f"{_FAMILY}2")
_MOST_BYTES = 500_000_000
_LONGEST_SCHEMA = 30  # characters of an unknown schema that an error shows


@dataclass(frozen=True, slots=True)
class PreviousFinding:
    """An open finding of the previous run: the fields that are compared or shown."""

    fingerprint: str
    rule: str
    severity: str
    line: int
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class PreviousDocument:
    """A document of the previous run; `score` is None where it was not judged, `band` where it has none."""

    path: str
    score: float | None
    findings: tuple[PreviousFinding, ...]
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class PreviousRun:
    """A previous run; `documents` by the path that its report shows."""

    path: str
    signature: str
    documents: Mapping[str, PreviousDocument]

    def band_of(self, path: str) -> Band | None:
        """The band of a document, by the path that its report shows."""
        return self.documents[path].band if path in self.documents else None

    def beside(self, paths: Iterable[str], copy_of: Callable[[str], str | None]) -> PreviousRun:
        """The run with its documents under the paths of now; `copy_of` returns the file that a file is a copy of, where
        that is known."""
        known = {os.path.realpath(name): name for name in self.documents}
        found = {path: name for path in paths if (name := _previous_name(path, known, copy_of)) is not None}
        others = {name: found_ for name, found_ in self.documents.items() if name not in found.values()}
        return replace(self, documents=others | {path: self.documents[name] for path, name in found.items()})

    def notes(self, path: str) -> tuple[Note, ...]:
        """A note where a document is compared with that of another file."""
        before = self.documents.get(path)
        is_copy = before is not None and os.path.realpath(before.path) != os.path.realpath(path)
        return (Note.of("compared_copy", file=before.path),) if before is not None and is_copy else ()


def _previous_name(path: str, known: Mapping[str, str], copy_of: Callable[[str], str | None]) -> str | None:
    """The name in the previous run of a document, or of the one that it is a copy of; None where there is neither.
    `known` has the names by their real paths."""
    tried: set[str] = set()
    while path and path not in tried and "\0" not in path:
        if os.path.realpath(path) in known:
            return known[os.path.realpath(path)]
        tried.add(path)
        path = copy_of(path) or _uncorrected(path)
    return None


def _uncorrected(path: str) -> str:
    """The name of the file of which this seems to be a corrected copy; empty where it has no such name.

    >>> _uncorrected("docs/article.corrected.md"), _uncorrected("article.md")
    ('docs/article.md', '')
    """
    file = Path(path)
    stem = file.stem.removesuffix(CORRECTED)
    return str(file.with_name(stem + file.suffix)) if stem and stem != file.stem else ""


@dataclass(frozen=True)
class Comparison:
    """A document compared with the previous run. `unchanged` are the indices, in the findings of now, of those that the
    previous run had too; all others are new."""

    before: PreviousDocument
    fixed: tuple[PreviousFinding, ...]
    unchanged: frozenset[int] = field(default_factory=frozenset)


def compare(before: PreviousDocument, findings: Sequence[Finding]) -> Comparison:
    """Compare a document of the previous run with the open findings of now."""
    earlier = [(old.fingerprint, (old.rule, normalised(old.text))) for old in before.findings]
    current = [(new.fingerprint, (new.rule.id, normalised(new.text))) for new in findings]
    left, now = dict(enumerate(earlier)), dict(enumerate(current))
    unchanged = [*_take_matches(left, now, 0), *_take_matches(left, now, 1)]
    return Comparison(before, tuple(before.findings[place] for place in left), frozenset(unchanged))


_Keys = dict[int, tuple[str, tuple[str, str]]]


def _take_matches(left: _Keys, now: _Keys, key: int) -> list[int]:
    """Match findings by one of their keys, and take the pairs out of both; returns the indices of now."""
    waiting: dict[object, list[int]] = defaultdict(list)
    for place, keys in left.items():
        waiting[keys[key]].append(place)
    matched = [place for place, keys in now.items() if waiting[keys[key]] and left.pop(waiting[keys[key]].pop(0))]
    for place in matched:
        del now[place]
    return matched


def load(path: str) -> PreviousRun:
    """Read the previous run from a JSON report. Raises UsageError where the file is not one."""
    found = tree(path)
    try:
        documents = [_document(branch) for branch in found["documents"]]
        return PreviousRun(path, str(found["signature"]), {document.path: document for document in documents})
    except (KeyError, TypeError, ValueError) as error:
        raise refused(path, f"the report is damaged: {error}") from error


def tree(path: str) -> dict[str, Any]:
    """A JSON report as dicts and lists. Raises UsageError where the file is not one."""
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refused(path, f"the report cannot be read: {reason.lower()}") from error
    if len(data) > _MOST_BYTES:
        raise refused(path, f"the report is larger than {_MOST_BYTES // 1_000_000} MB")
    try:
        found = json.loads(data)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise refused(path, "this is not JSON") from error
    schema = found.get("schema") if isinstance(found, dict) else None
    if not isinstance(schema, str) or not schema.startswith(_FAMILY):
        raise refused(path, "this is not a report of mtqa")
    if schema not in _SCHEMAS:
        known = " and ".join(_SCHEMAS)
        raise refused(path, f"the report’s schema is {schema[:_LONGEST_SCHEMA]}, and this mtqa reads {known}")
    return dict(found)


def _document(tree: Mapping[str, Any]) -> PreviousDocument:
    findings = [_finding(branch) for branch in tree["findings"] if branch["status"] == "open"]
    score = None if tree["score"] is None else float(tree["score"])
    band = tree.get("band")  # reports of mtqa 0.1.0 have none
    return PreviousDocument(str(tree["path"]), score, tuple(findings), None if band is None else Band(band))


def _finding(tree: Mapping[str, Any]) -> PreviousFinding:
    fingerprint, rule, severity, text, message = (
        str(tree[name]) for name in ("fingerprint", "rule", "severity", "text", "message")
    )
    return PreviousFinding(fingerprint, rule, severity, int(tree["line"]), text, message)


def refused(path: str, what: str) -> UsageError:
    """The error that a report cannot be used."""
    return UsageError(what, where=path, advice="name a report that a previous run wrote with --output json=PATH")
