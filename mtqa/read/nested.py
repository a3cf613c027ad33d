"""A text within the strings of another format, such as Markdown in JSON: its document, with the places of the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from mtqa.read.units import Piece
from mtqa.text import Document, Note, Run, Span


class Nested:
    """Puts documents of decoded strings one behind the other into the document of the file."""

    def __init__(self, path: str, raw: str, format: str) -> None:
        self.path, self.raw, self.format = path, raw, format
        self._texts: list[str] = []
        self._runs: list[Run] = []
        self._opaque: list[Span] = []
        self._comments: list[Span] = []
        self._notes: list[Note] = []
        self._length = 0

    def add(self, inner: Document, pieces: Sequence[Piece]) -> None:
        """Add a document whose `raw` is the text of the pieces."""
        places = _Places(pieces)
        for run in inner.runs:
            self._runs += places.of(run, self._length)
        self._opaque += [span.shift(self._length) for span in inner.opaque]
        self._comments += [places.span(span) for span in inner.comments]
        self._notes += [self._moved(note, inner.raw, places) for note in inner.notes]
        self._texts.append(inner.text)
        self._length += len(inner.text)

    def _moved(self, note: Note, inner: str, places: _Places) -> Note:
        """The note with the line of the file instead of that of the text."""
        arguments = dict(note.arguments)
        if isinstance(line := arguments.get("line"), int):
            before = sum(map(len, inner.splitlines(keepends=True)[: line - 1]))
            start = places.span(Span(before, before + 1)).start
            arguments["line"] = self.raw.count("\n", 0, start) + 1
        return Note(note.kind, tuple(arguments.items()))

    def build(self) -> Document:
        """The document; every added one begins a paragraph, since a reader ends the last one it writes."""
        return Document(
            self.path,
            self.raw,
            "".join(self._texts),
            tuple(self._runs),
            tuple(self._opaque),
            tuple(self._notes),
            format=self.format,
            comments=tuple(self._comments),
        )


class _Places:
    """Where in the file each character of a decoded text stands."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = [piece for piece in pieces if piece.text]
        self._starts = list(accumulate((len(piece.text) for piece in self._pieces), initial=0))

    def of(self, run: Run, shift: int) -> Iterator[Run]:
        """The runs of the file behind a run of the text, whose text is shifted."""
        if not run.copied:
            yield Run(run.text.shift(shift), self.span(run.raw))
            return
        at = run.raw.start
        index = bisect_right(self._starts, at) - 1
        while at < run.raw.end:
            piece, begin, end = self._pieces[index], self._starts[index], self._starts[index + 1]
            stop = min(end, run.raw.end)
            text = Span(at, stop).shift(run.text.start - run.raw.start).shift(shift)
            copied = len(piece.text) == piece.end - piece.start
            place = Span(at - begin, stop - begin).shift(piece.start) if copied else Span(piece.start, piece.end)
            yield Run(text, place)
            at, index = stop, index + 1

    def span(self, span: Span) -> Span:
        """The stretch of the file behind a stretch of the text."""
        if not self._pieces or not span:
            return Span(0, 0)
        first, last = (self._index(offset) for offset in (span.start, span.end - 1))
        start = self._place(first, span.start)
        return Span(start.start, max(start.start, self._place(last, span.end - 1).end))

    def _index(self, offset: int) -> int:
        return min(bisect_right(self._starts, offset), len(self._pieces)) - 1

    def _place(self, index: int, offset: int) -> Span:
        piece, begin = self._pieces[index], self._starts[index]
        if len(piece.text) == piece.end - piece.start:
            return Span(offset - begin, offset - begin + 1).shift(piece.start)
        return Span(piece.start, piece.end)
