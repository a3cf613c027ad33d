"""A Word document as its reviewers leave it: accepted wordings as tracked changes, other findings as comments."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from mtqa.config import Config
from mtqa.errors import MtqaError, ReadError, UsageError
from mtqa.patterns import Language
from mtqa.read import docx
from mtqa.read.files import shown
from mtqa.review.archive import refusal
from mtqa.review.decisions import Choice, Said
from mtqa.review.exports import rows
from mtqa.review.exports.comments import Author
from mtqa.review.exports.reported import ReportedDocument
from mtqa.review.exports.rows import Decided, Row
from mtqa.review.exports.tracked import Remark, Tracked, tracked
from mtqa.review.locate import Located
from mtqa.review.packages import Packaged
from mtqa.review.wishes import Carried, carried_out
from mtqa.text import Span

FORMAT = "docx"
_PROGRAM = "mtqa"


@dataclass(frozen=True)
class Reviewed:
    """The bytes of the document; what is left out of it, with the reason; how many changes and comments it has, and how
    many comments have no place in the main text."""

    data: bytes
    left_out: tuple[tuple[Said, MtqaError], ...]
    changes: int
    comments: int
    unplaced: int


def reviewed(document: ReportedDocument, report: Decided, data: bytes, config: Config, language: Language) -> Reviewed:
    """The document of a report with all changes and comments; `data` are its bytes. Raises ReadError where the file has
    changed since it was checked, UsageError where no copy can be written."""
    layout = docx.layout(shown(document.path), data, config)
    _refuse_changed(document, report, data, layout.document.raw)
    if why := refusal(layout.package):
        raise UsageError(why, where=shown(document.path), advice="write xlsx=FILE or csv=FILE instead")
    packaged = Packaged(layout)
    cases = [case for found in document.findings if (case := report.case(document, found))]
    carried = carried_out(Located(layout.document), cases, report.added(document), config, packaged)
    authors = {id(case.outcome): ", ".join(case.reviewers) for case in cases}
    authors |= {id(addition.added): ", ".join(addition.reviewers) for addition in report.added(document)}
    changes = [Tracked(edit, _author(authors[id(edit.wish.said)], edit.wish.said)) for edit in carried.written.edits]
    remarks = list(_remarks(document, report, carried, language))
    copy, unplaced = tracked(packaged, changes, remarks)
    return Reviewed(copy, carried.left_out, len(changes), len(remarks) - unplaced, unplaced)


def _refuse_changed(document: ReportedDocument, report: Decided, data: bytes, raw: str) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    versions = {case.version[1] for (path, _), case in report.cases.items() if path == document.path}
    versions |= {addition.version[1] for addition in report.added(document)}
    same = all(found.finding.span.of(raw) == found.finding.text for found in document.findings)
    if versions - {sha256} or not same:
        advice = "check and review it again"
        raise ReadError("the file has changed since it was checked", where=shown(document.path), advice=advice)


def _remarks(document: ReportedDocument, report: Decided, carried: Carried, language: Language) -> Iterator[Remark]:
    """A comment on each finding that is not dismissed: why it was found, what would be better, what reviewers noted. A
    tracked change has one only for a note."""
    for found in document.findings:
        case = report.case(document, found)
        made = case.outcome if case else None
        dismissed = made is not None and made.choice is Choice.DISMISS
        if not dismissed and (case or found.finding.is_open):
            row = rows.of_finding(document, found, case, language)
            author = _author(", ".join(case.reviewers), made or case.united) if case else Author(_PROGRAM)
            raw = made.target.span if made else found.finding.span
            yield from _remark(raw, row, author, is_written=carried.is_written(made))
    for addition in report.added(document):
        row = rows.of_addition(document, addition, language)
        author = _author(", ".join(addition.reviewers), addition.added)
        yield from _remark(addition.added.span, row, author, is_written=carried.is_written(addition.added))


def _remark(raw: Span, row: Row, author: Author, *, is_written: bool) -> Iterator[Remark]:
    lines = [str(row["note"])]
    if not is_written:
        head = f"{row['severity']} · {row['category']}"
        reason = f"{head}: {row['reason']}" if row["reason"] else head
        lines = [reason, *(f"→ {row[name]}" for name in ("suggestion", "wording") if row[name]), *lines]
    if text := "\n".join(filter(None, lines)):
        yield Remark(raw, text, author)


def _author(name: str, said: Said) -> Author:
    return Author(name, _time(said.decided))


def _time(text: str) -> str:
    """A time as XML Schema has it, in UTC; empty where it is none."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""
