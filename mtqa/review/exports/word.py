"""A Word document as its reviewers leave it: accepted wordings as tracked changes, other findings as comments."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from mtqa.config import Config
from mtqa.errors import ReadError, UsageError
from mtqa.read import docx
from mtqa.read.files import shown
from mtqa.render.sentences import Language
from mtqa.review.decisions import Choice, Decision
from mtqa.review.exports import rows
from mtqa.review.exports.comments import Author
from mtqa.review.exports.reported import Reported, ReportedDocument
from mtqa.review.exports.rows import Decided
from mtqa.review.exports.tracked import Remark, Tracked, tracked
from mtqa.review.locate import Located
from mtqa.review.merging import Case
from mtqa.review.packages import Packaged
from mtqa.review.writing import write

FORMAT = "docx"
_PROGRAM = "mtqa"


@dataclass(frozen=True)
class Reviewed:
    """The bytes of the document; decisions that cannot be written, with the reason; how many changes and comments it
    has, and how many comments have no place in the main text."""

    data: bytes
    refused: tuple[tuple[Decision, UsageError], ...]
    changes: int
    comments: int
    unplaced: int


def reviewed(document: ReportedDocument, report: Decided, data: bytes, config: Config, language: Language) -> Reviewed:
    """The document of a report with all changes and comments; `data` are its bytes. Raises ReadError where the file has
    changed since it was checked, UsageError where no copy can be written."""
    layout = docx.layout(shown(document.path), data, config)
    packaged = Packaged(layout)
    _refuse_changed(document, report, data, layout.document.raw)
    located = Located(layout.document)
    authors = dict(_accepted(document, report))
    places = {made: located.place(made) for made in authors}
    written = write(layout.document, [(made, place) for made, place in places.items() if place], config, packaged)
    changes = [Tracked(edit, authors[edit.decision]) for edit in written.edits]
    taken = {edit.decision for edit in written.edits}
    remarks = [remark for found in document.findings for remark in _remarks(document, found, report, taken, language)]
    copy, unplaced = tracked(packaged, changes, remarks)
    return Reviewed(copy, written.refused, len(changes), len(remarks) - unplaced, unplaced)


def _accepted(document: ReportedDocument, report: Decided) -> Iterator[tuple[Decision, Author]]:
    """The wordings to write, and whose they are."""
    for found in document.findings:
        case = report.case(document, found)
        made = case.outcome if case else None
        if case and made and made.choice is Choice.ACCEPT and made.replacement is not None:
            yield made, _author(case, made)


def _refuse_changed(document: ReportedDocument, report: Decided, data: bytes, raw: str) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    versions = {case.version[1] for (path, _), case in report.cases.items() if path == document.path}
    same = all(found.finding.span.of(raw) == found.finding.text for found in document.findings)
    if versions - {sha256} or not same:
        advice = "check and review it again"
        raise ReadError("the file has changed since it was checked", where=shown(document.path), advice=advice)


def _remarks(
    document: ReportedDocument, found: Reported, report: Decided, taken: set[Decision], language: Language
) -> Iterator[Remark]:
    """A comment on a finding that is not dismissed: why it was found, what would be better, what reviewers noted. A
    tracked change has one only for a note."""
    case = report.case(document, found)
    made = case.outcome if case else None
    if made in taken:
        lines = [made.note] if made else []
    elif (made and made.choice is Choice.DISMISS) or (not case and not found.finding.is_open):
        return
    else:
        row = rows.of_finding(document, found, case, language)
        lines = [f"{row['severity']} · {row['category']}: {row['reason']}"]
        lines += [f"→ {row[name]}" for name in ("suggestion", "wording") if row[name]]
        lines += [str(row["note"])]
    if text := "\n".join(filter(None, lines)):
        yield Remark(found.finding.span, text, _author(case, made) if case else Author(_PROGRAM))


def _author(case: Case, made: Decision | None) -> Author:
    return Author(", ".join(case.opinions), _time(made.decided) if made else "")


def _time(text: str) -> str:
    """A time as XML Schema has it, in UTC; empty where it is none."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""
