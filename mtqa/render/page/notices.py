"""What a document's report says beside its findings: what a reader can act on, and what belongs to the method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from mtqa.checks import Need, Skipped
from mtqa.findings import Status
from mtqa.report import DocumentReport
from mtqa.text import Note

Each = TypeVar("Each")

# What whoever runs mtqa or reads the report can supply: models are an option of the run, a source is a file.
_SUPPLIED = {Need.LANGUAGE_MODEL, Need.SOURCE, Need.PAIR, Need.GLOSSARY}
# Notes on the method, and on a second reader's remarks that were dropped.
_METHOD = {"no_detector", "judge_not_asked", "estimated_some", "read_where_found", "reader_not_weighed", "cut_segments"}


@dataclass(frozen=True, slots=True)
class Notices:
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...]
    suppressed: Mapping[Status, int] = field(default_factory=dict)


def notices(report: DocumentReport) -> tuple[Notices, Notices]:
    """Those in view, and the technical ones that the end of the document has."""
    plain, technical = _parted((line, _is_supplied(line)) for line in report.skipped if _is_of_interest(line))
    notes, method = _parted((note, not _is_method(note)) for note in report.document.notes)
    return Notices(plain, notes, report.suppressed_counts), Notices(technical, method)


def _is_of_interest(line: Skipped) -> bool:
    """Not that a glossary or a second reader is missing that nobody asked for, nor the source: the head says that."""
    return not line.needs or not {Need.GLOSSARY, Need.SOURCE, Need.READER}.issuperset(line.needs)


def _is_supplied(line: Skipped) -> bool:
    return bool(line.needs) and _SUPPLIED.issuperset(line.needs)


def _is_method(note: Note) -> bool:
    return note.kind in _METHOD or note.kind.startswith("reader_dropped_")


def _parted(told: Iterable[tuple[Each, bool]]) -> tuple[tuple[Each, ...], tuple[Each, ...]]:
    known = tuple(told)
    return tuple(each for each, first in known if first), tuple(each for each, first in known if not first)
