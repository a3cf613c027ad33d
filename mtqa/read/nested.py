"""A text within the strings of another format, such as Markdown in JSON: its document, with the places of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtqa.read.base import Builder
from mtqa.read.pieces import Joined, Piece
from mtqa.text import Document, Note, Run, Span


def include(builder: Builder, inner: Document, pieces: Sequence[Piece]) -> None:
    """Add to the document of a file one whose `raw` is the text of these pieces of the file. It begins a paragraph, as
    what follows does, since a reader ends the last one it writes."""
    places = Joined(pieces)
    builder.comments += [places.span(span.start, span.end) for span in inner.comments]
    builder.notes += [_moved(note, inner.raw, builder.raw, places) for note in inner.notes]
    builder.insert(inner.text, [moved for run in inner.runs for moved in _runs(run, places)], inner.opaque)


def _moved(note: Note, inner: str, raw: str, places: Joined) -> Note:
    """The note with the line of the file instead of that of the text."""
    arguments = dict(note.arguments)
    if isinstance(line := arguments.get("line"), int):
        before = sum(map(len, inner.splitlines(keepends=True)[: line - 1]))
        start = places.span(before, before + 1).start
        arguments["line"] = raw.count("\n", 0, start) + 1
    return Note(note.kind, tuple(arguments.items()))


def _runs(run: Run, places: Joined) -> Iterator[Run]:
    """The runs of the file behind a run of the text."""
    if not run.copied:
        yield Run(run.text, places.span(run.raw.start, run.raw.end))
        return
    at = run.text.start
    for piece in places.cut(run.raw.start, run.raw.end):
        yield Run(Span(at, at + len(piece.text)), Span(piece.start, piece.end))
        at += len(piece.text)
