"""Translations of one text side by side: the sentences of each that translate the same part of the source.

Files of units are compared by the ids of their units, others by the sentences of their common source. Without a source,
documents of as many paragraphs are compared paragraph by paragraph.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mtqa.mqm import score
from mtqa.render.page.view import DocumentView, SegmentView


@dataclass(frozen=True)
class Cell:
    """What one translation has for a part of the source, and the penalty points of its findings."""

    segments: tuple[SegmentView, ...]
    penalty: float

    @property
    def text(self) -> str:
        return "".join(segment.report.segment.text for segment in self.segments)


@dataclass(frozen=True)
class Row:
    """A part of the source, empty where there is none, and a cell for each translation."""

    source: str
    cells: tuple[Cell, ...]

    @property
    def is_same(self) -> bool:
        """Do all translations say the same?"""
        return len({cell.text for cell in self.cells}) == 1

    @property
    def is_flagged(self) -> bool:
        return any(cell.penalty for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """Translations and their rows, in the order of the source; `has_source` says whether the rows have one."""

    documents: tuple[DocumentView, ...]
    rows: tuple[Row, ...]

    @property
    def has_source(self) -> bool:
        return any(row.source for row in self.rows)

    @property
    def same(self) -> int:
        return sum(row.is_same for row in self.rows)


def _cell(view: DocumentView, segments: Sequence[SegmentView]) -> Cell:
    findings = (flag.finding for segment in segments for flag in segment.flags)
    return Cell(tuple(segments), score(findings, 1, scoring=view.report.config.scoring).penalty)


_Key = Callable[[SegmentView], Hashable]


def side_by_side(documents: Iterable[DocumentView]) -> Table | None:
    """The judged documents as one table; None where there is only one, or nothing says what belongs together."""
    judged = tuple(view for view in documents if view.is_judged)
    if len(judged) < 2:
        return None
    keys = _keys(judged)
    if keys is None:
        return None
    grouped = [_grouped(view, key) for view, key in zip(judged, keys, strict=True)]
    order = _in_order([list(groups) for groups in grouped])
    rows = (
        tuple(_cell(view, groups.get(key, ())) for view, groups in zip(judged, grouped, strict=True)) for key in order
    )
    return Table(judged, tuple(Row(_source(cells), cells) for cells in rows))


def _keys(views: Sequence[DocumentView]) -> list[_Key] | None:
    """For each document, what the segments of a row have in common."""
    if all(view.report.document.units for view in views):
        return [_unit_of(view) for view in views]
    if all(any(part.source for part in view.report.segments) for view in views):
        return [_block_of(_blocks(views))] * len(views)
    if len({len(_paragraph_starts(view)) for view in views}) == 1:
        return [_paragraph_of(view) for view in views]
    return None


def _unit_of(view: DocumentView) -> _Key:
    def key(segment: SegmentView) -> Hashable:
        unit = view.report.document.unit_at(segment.report.segment.span.start)
        return unit.id if unit else None

    return key


def _blocks(views: Sequence[DocumentView]) -> list[int]:
    """Where the parts of the source begin that no segment of any translation goes beyond."""
    spans = sorted({part.source.span for view in views for part in view.report.segments if part.source})
    starts: list[int] = []
    end = -1
    for span in spans:
        if span.start >= end:
            starts.append(span.start)
        end = max(end, span.end)
    return starts


def _block_of(starts: Sequence[int]) -> _Key:
    def key(segment: SegmentView) -> Hashable:
        source = segment.report.source
        return bisect_right(starts, source.span.start) if source else None

    return key


def _paragraph_starts(view: DocumentView) -> list[int]:
    """Where the paragraphs with a sentence begin."""
    text = view.report.document.text
    begins = {text.rfind("\n", 0, part.segment.span.start) + 1 for part in view.report.segments}
    return sorted(begins)


def _paragraph_of(view: DocumentView) -> _Key:
    starts = _paragraph_starts(view)
    return lambda segment: bisect_right(starts, segment.report.segment.span.start)


def _grouped(view: DocumentView, key: _Key) -> Mapping[Hashable, list[SegmentView]]:
    """The segments by key; one without a key, such as an addition, belongs to what stands before it."""
    groups: dict[Hashable, list[SegmentView]] = defaultdict(list)
    last: Hashable = 0
    for segment in view.segments:
        found = key(segment)
        last = last if found is None else found
        groups[last].append(segment)
    return groups


def _in_order(orders: Sequence[Sequence[Hashable]]) -> list[Hashable]:
    """All keys: in the order of the first document, what only another one has behind what stands before it there."""
    merged: dict[Hashable, None] = dict.fromkeys(orders[0])
    for order in orders[1:]:
        if new := [key for key in order if key not in merged]:
            behind: dict[Hashable, list[Hashable]] = defaultdict(list)
            before: Hashable = None
            fresh = set(new)
            for key in order:
                if key in fresh:
                    behind[before].append(key)
                else:
                    before = key
            merged = dict.fromkeys([*behind[None], *(each for key in merged for each in (key, *behind[key]))])
    return list(merged)


def _source(cells: Iterable[Cell]) -> str:
    """The source of a row, as the first translation has it that has one."""
    for cell in cells:
        if texts := dict.fromkeys(part.report.source.text for part in cell.segments if part.report.source):
            return " ".join(texts)
    return ""
