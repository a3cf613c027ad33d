"""Units: a bilingual file → two Documents with the same number of units.

A reader of such a format passes the strings of each unit as pieces, with their place in the file. Here the pieces
become paragraphs: white space is normalised, codes are left out or made opaque, and units without a translation are
counted and not judged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from mtqa.read.base import Builder
from mtqa.read.lines import Lines
from mtqa.read.placeholders import Code, codes
from mtqa.read.whitespace import Flow
from mtqa.text import Document, Note, Span, Unit

_HAS_TEXT = re.compile(r"[^\W_]")  # a unit without a letter or digit has no text

#: Kinds of the notes that count units which are not judged.
PASSED_OVER = frozenset({"no_prose", "untranslated_units", "protected_units", "obsolete_units", "units_without_column"})


class Piece(NamedTuple):
    """A stretch of a unit: `text` stands for `raw[start:end]`, character by character where the two are equally long.

    `code` names an inline code of the format, `<x 1>`; its text, if it has any, is opaque.
    """

    text: str
    start: int
    end: int
    code: str = ""


def unescaped(
    raw: str, start: int, end: int, escape: re.Pattern[str], meaning: Callable[[re.Match[str]], str]
) -> Iterator[Piece]:
    """`raw[start:end]` in pieces: each escape decoded, the text between them unchanged."""
    done = start
    for match in escape.finditer(raw, start, end):
        if done < match.start():
            yield Piece(raw[done : match.start()], done, match.start())
        yield Piece(meaning(match), *match.span())
        done = match.end()
    if done < end:
        yield Piece(raw[done:end], done, end)


Pieces = Sequence[Piece]


class Units:
    """Collects the units of a file, in its order."""

    def __init__(self, path: str, raw: str, format: str) -> None:
        self.target = Builder(path, raw, format)
        self.source = Builder(path, raw, format)
        self.passed_over: Counter[str] = (
            Counter()
        )  # kind of the note that says why units are not judged → number of units

    def add(
        self,
        id: str,
        source: Pieces,
        target: Pieces,
        *,
        note: str = "",
        state: str = "",
        wraps: bool = False,
    ) -> None:
        """Add a unit; a unit without a translation is counted and passed over.

        `wraps` says that white space is layout, as in XML that is indented for reading; otherwise a line feed ends
        a paragraph.
        """
        if any(_HAS_TEXT.search(piece.text) for piece in target if not piece.code):
            for builder, pieces in ((self.source, source), (self.target, target)):
                span, found = _lay_out(builder, pieces, wraps)
                builder.units.append(Unit(id, span, note=note, state=state, codes=found))
        elif any(_HAS_TEXT.search(piece.text) for piece in source):
            self.passed_over["untranslated_units"] += 1

    def comment(self, start: int, end: int) -> None:
        """Add the span of a comment of the file."""
        self.target.comments.append(Span(start, end))

    def build(self) -> Document:
        """The target, with its source if the file has sources."""
        total = len(self.target.units) + sum(self.passed_over.values())
        self.target.notes += [Note.of(why, n=count, total=total) for why, count in self.passed_over.items()]
        target, source = self.target.build(), self.source.build()
        if not source.text:
            return target
        pairs = zip(target.units, source.units, strict=True)
        units = tuple(replace(unit, source=origin.span.of(source.text)) for unit, origin in pairs)
        return replace(target, units=units, source=source)


def _lay_out(builder: Builder, pieces: Pieces, wraps: bool) -> tuple[Span, tuple[str, ...]]:
    """Write a unit; return its place in the text and its codes."""
    layout = Flow(builder) if wraps else Lines(builder)
    text = "".join("\0" * len(piece.text) if piece.code else piece.text for piece in pieces)
    offsets = list(accumulate((len(piece.text) for piece in pieces), initial=0))
    inline = [
        Code(at, at + len(piece.text), piece.code, bool(piece.text))
        for at, piece in zip(offsets, pieces, strict=False)
        if piece.code
    ]
    shown = "".join(piece.text for piece in pieces)
    written = (code._replace(text=shown[code.start : code.end]) for code in codes(text))
    found = sorted([*inline, *written])
    begin, done = builder.length, 0
    for code in found:
        if code.start < done:  # `&lt;a href="<x/>"&gt;`: it is inside another code, and is shown or left out with it
            continue
        _emit(layout, pieces, offsets, done, code.start)
        if code.shown:
            _emit(layout, pieces, offsets, code.start, code.end, opaque=True)
        if code.breaks:
            layout.end_paragraph()
        done = code.end
    _emit(layout, pieces, offsets, done, len(text))
    layout.end_paragraph()
    return Span(begin, max(begin, builder.length - 1)), tuple(code.text for code in found)


def _emit(
    layout: Flow | Lines, pieces: Pieces, offsets: list[int], start: int, end: int, *, opaque: bool = False
) -> None:
    """Pass on what is between two offsets of the unit's text."""
    index = bisect_right(offsets, start) - 1
    while start < end:
        piece, base = pieces[index], offsets[index]
        stop = min(end, offsets[index + 1])
        length = len(piece.text)
        # a space that stands for a line end is as long as it
        if length == piece.end - piece.start and (length > 1 or piece.text == layout.builder.raw[piece.start]):
            layout.copy(piece.start + start - base, piece.start + stop - base, opaque=opaque)
        else:
            layout.replace(piece.text[start - base : stop - base], piece.start, piece.end, opaque=opaque)
        start, index = stop, index + 1
