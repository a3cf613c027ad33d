"""SARIF 2.1.0: findings as GitHub code scanning, Azure DevOps and the SARIF viewers of editors read them.

Specified in https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and what GitHub reads of it in
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support. Of note:

- Columns count code points (`columnKind`), and a lone carriage return also ends a line (`newlineSequences`).
- URIs are relative to the root of the repository.
- `partialFingerprints` has the finding's own fingerprint, which survives edits elsewhere. GitHub's
  `primaryLocationLineHash` is left to its upload action, which warns about any other value.
- Suppressed findings stay in the file with their `suppressions`, so that GitHub closes the alert.
- GitHub refuses more than 25,000 results a run: those of highest severity are kept, and a notification counts the
  others.
- Braces and links have a meaning in a message: document text in it is escaped as the standard requires (§ 3.11).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mtqa.errors import ReadError
from mtqa.findings import Finding
from mtqa.render import scores
from mtqa.render.base import Found, all_findings, not_judged, unjudged, visible, worst_first
from mtqa.render.json import completeness_tree, dumps, unit_tree
from mtqa.render.places import Root, end_of
from mtqa.render.sarif_rules import LEVELS, descriptors
from mtqa.render.sentences import sentence
from mtqa.render.units import told
from mtqa.report import DocumentReport, Report
from mtqa.text import Document, Unit
from mtqa.version import __version__

MOST_RESULTS = 25_000  # in a run; GitHub shows 5,000 of them

_ROOT_ID = "%SRCROOT%"  # GitHub's own name for the root of the repository


def render(report: Report) -> str:
    """A log of one run."""
    return dumps(tree(report), indent=1) + "\n"


def tree(report: Report) -> dict[str, Any]:
    """The log as dicts and lists, in the form of the schema."""
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(report, Root.here())],
    }


def _run(report: Report, root: Root) -> dict[str, Any]:
    found = all_findings(report)
    kept = found if len(found) <= MOST_RESULTS else _in_order(found, worst_first(found)[:MOST_RESULTS])
    rules = descriptors(finding.rule for finding, _ in found)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    places = {found.document.path: _artifact(found.document.path, root) for found in report.documents}
    return {
        "tool": {
            "driver": {
                "name": "mtqa",
                "version": __version__,
                "semanticVersion": __version__,
                "language": "en",
                "shortDescription": {"text": "Finds the errors that machine translation leaves in Chinese text."},
                "rules": rules,
            }
        },
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {
            _ROOT_ID: {"description": {"text": "The root of the repository, or else the working directory."}}
        },
        "invocations": [_invocation(report, len(found) - len(kept), root)],
        "results": [_result(finding, document, index, places) for finding, document in kept],
        "properties": {
            "signature": report.signature,
            "scores": _scores(report, places),
            "machine_translated": _translated(report, places),
            "completeness": _completeness(report, places),
        },
    }


def _in_order(found: Sequence[Found], kept: Sequence[Found]) -> list[Found]:
    """The kept findings in the order of documents and places."""
    wanted = {id(finding) for finding, _ in kept}
    return [pair for pair in found if id(pair[0]) in wanted]


def _result(
    finding: Finding, report: DocumentReport, rules: Mapping[str, int], places: Mapping[str, dict[str, str]]
) -> dict[str, Any]:
    document = report.document
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": rules[finding.rule.id],
        "level": LEVELS[finding.severity],
        "message": {"text": _message(told(finding, report))},
        "locations": [_location(finding, document, places[document.path]) | _logical(report.unit_of(finding))],
        "partialFingerprints": {"mtqa/v1": finding.fingerprint},
        "rank": round(100 * finding.confidence, 1),
        "properties": {"category": finding.category.value, "severity": finding.severity.value},
    }
    if unit := report.unit_of(finding):
        result["properties"]["unit"] = {key: visible(value) for key, value in unit_tree(unit).items()}
    if source := report.source_of(finding):
        result["properties"]["source"] = visible(source)
    if not finding.is_open:
        result["suppressions"] = [_suppression(finding)]
    return result


def _message(text: str) -> str:
    """The text escaped for a message string: braces doubled, and no `[text](1)` that would be a link."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _location(finding: Finding, document: Document, artifact: Mapping[str, str]) -> dict[str, Any]:
    end = end_of(finding, document)
    section = document.section_at(finding.span.start)
    return {
        "physicalLocation": {
            "artifactLocation": artifact,
            "region": {
                "startLine": finding.line,
                "startColumn": finding.column,
                "endLine": end.line,
                "endColumn": end.column,
                "snippet": {"text": visible(finding.text)},
            },
        },
        **({"logicalLocations": [{"fullyQualifiedName": visible(section)}]} if section else {}),
    }


def _logical(unit: Unit | None) -> dict[str, Any]:
    """The unit as a logical location: the key in a resource file."""
    return {"logicalLocations": [{"fullyQualifiedName": visible(unit.id), "kind": "resource"}]} if unit else {}


def _artifact(path: str, root: Root) -> dict[str, str]:
    uri = root.uri(path)
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": _ROOT_ID}


def _translated(report: Report, places: Mapping[str, Mapping[str, str]]) -> dict[str, float]:
    """The probability of each document, by its URI, where there is one."""
    return {
        places[found.document.path]["uri"]: round(found.machine_translated, 6)
        for found in report.documents
        if found.machine_translated is not None
    }


def _scores(report: Report, places: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The score of each document, by its URI, where there is one."""
    return {
        places[found.document.path]["uri"]: {
            "score": found.score.value,
            "verdict": found.verdict.value,
            "words": found.score.words,
            "penalty": found.score.penalty,
            **scores.tree(found.score, found.config.scoring.model),
            "cautions": [visible(sentence(caution)) for caution in found.cautions],
        }
        for found in report.documents
        if found.score.value is not None
    }


def _completeness(report: Report, places: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """How much of each file of units is translated, by its URI."""
    return {
        places[found.document.path]["uri"]: completeness_tree(found.completeness)
        for found in report.documents
        if found.completeness is not None
    }


def _suppression(finding: Finding) -> dict[str, str]:
    """A comment in the file suppresses in source; ignore rules and the baseline are in other files."""
    kind = "inSource" if finding.in_source else "external"
    reason = finding.status_reason or finding.status.meaning
    return {"kind": kind, "status": "accepted", "justification": visible(reason)}


def _invocation(report: Report, left_out: int, root: Root) -> dict[str, Any]:
    return {
        "executionSuccessful": not report.unreadable,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": list(_notifications(report, left_out, root)),
    }


def _notifications(report: Report, left_out: int, root: Root) -> Iterator[dict[str, Any]]:
    if left_out:
        yield _notification("warning", f"{left_out:,} findings are left out: GitHub takes {MOST_RESULTS:,} a run.")
    for error in report.unreadable:
        place = [{"physicalLocation": {"artifactLocation": _artifact(error.where, root)}}] if error.where else []
        yield {**_notification("error", _error_text(error)), "locations": place}
    for document in unjudged(report):
        place = [{"physicalLocation": {"artifactLocation": _artifact(document.document.path, root)}}]
        yield {**_notification("warning", not_judged(document)), "locations": place}
    for note in report.passed_over.notes():
        yield _notification("note", sentence(note))
    for reason in sorted({sentence(skipped) for document in report.documents for skipped in document.skipped}):
        yield _notification("note", f"not checked: {reason}")


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _message(visible(text))}}


def _error_text(error: ReadError) -> str:
    return f"not read: {error.what}" + (f" → {error.advice}" if error.advice else "")
