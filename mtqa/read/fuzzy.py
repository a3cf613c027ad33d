"""`--fuzzy skip`: a document without the units whose state says that they need work."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mtqa.completeness import needs_work
from mtqa.text import Document, Note, Run, Span


def without_fuzzy(document: Document) -> Document:
    """The document without its fuzzy units, which a note counts."""
    kept = [index for index, unit in enumerate(document.units) if not needs_work(unit.state)]
    count = len(document.units) - len(kept)
    if not count:
        return document
    source = document.source and _only(document.source, kept)
    note = Note.of("fuzzy_units", n=count, total=len(document.units))
    known = document.completeness
    if known:
        skipped = (unit.id for unit in document.units if needs_work(unit.state))
        known = replace(known, passed_over=(*known.passed_over, *skipped))
    return replace(_only(document, kept), source=source, notes=(*document.notes, note), completeness=known)


def _only(document: Document, kept: Sequence[int]) -> Document:
    """The document with these units only. A unit's stretch of the text ends where the next begins."""
    bounds = list(pairwise([*(unit.span.start for unit in document.units), len(document.text)]))
    stretches = [Span(*bounds[index]) for index in kept]
    moves: list[int] = []
    length = 0
    for stretch in stretches:
        moves.append(length - stretch.start)
        length += len(stretch)
    starts = [stretch.start for stretch in stretches]

    def moved(span: Span) -> Span | None:
        place = bisect_right(starts, span.start) - 1
        inside = place >= 0 and span.end <= stretches[place].end
        return span.shift(moves[place]) if inside else None

    return replace(
        document,
        text="".join(stretch.of(document.text) for stretch in stretches),
        runs=tuple(Run(span, run.raw) for run in document.runs if (span := moved(run.text))),
        opaque=tuple(span for hidden in document.opaque if (span := moved(hidden))),
        units=tuple(
            replace(document.units[index], span=document.units[index].span.shift(move))
            for index, move in zip(kept, moves, strict=True)
        ),
    )
