"""Units: a bilingual file → two Documents with the same number of units.

A reader of such a format passes the strings of each unit as pieces, with their place in the file. Here the pieces
become paragraphs: white space is normalised, codes are left out or made opaque, and units without a translation are
counted and not judged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from mtqa.completeness import Completeness, needs_work
from mtqa.read.base import Builder
from mtqa.read.icu import sides
from mtqa.read.lines import Lines
from mtqa.read.pieces import Joined
from mtqa.read.pieces import Piece as Piece
from mtqa.read.pieces import unescaped as unescaped
from mtqa.read.placeholders import Code, codes
from mtqa.read.whitespace import Flow
from mtqa.text import Document, Note, Span, Unit

_HAS_TEXT = re.compile(r"[^\W_]")  # a unit without a letter or digit has no text

#: Kinds of the notes that count units which are not judged.
PASSED_OVER = frozenset(
    {
        *("untranslated_units", "protected_units", "obsolete_units"),
        *("units_without_column", "fuzzy_units", "no_prose"),
    }
)
_UNTRANSLATED = ("untranslated_units", "units_without_column")


Pieces = Sequence[Piece]


class Units:
    """Collects the units of a file, in its order."""

    def __init__(self, path: str, raw: str, format: str) -> None:
        self.target = Builder(path, raw, format)
        self.source = Builder(path, raw, format)
        # kind of the note that says why units are not judged → number of units
        self.passed_over: Counter[str] = Counter()
        self._ids: list[str] = []  # of these units, where they are known
        self._without_text: Counter[bool] = Counter()  # fuzzy? → number of translations that are marks only

    def add(
        self,
        id: str,
        source: Pieces,
        target: Pieces,
        *,
        note: str = "",
        state: str = "",
        wraps: bool = False,
        flags: Sequence[str] = (),
        forms: int = 0,
    ) -> None:
        """Add a unit, or one for each branch of an ICU plural; one without a translation is counted and passed over.

        `wraps` says that white space is layout, as in XML that is indented for reading; otherwise a line feed ends
        a paragraph. `flags` are what the file says of its placeholders (`c-format`), `forms` how many plural forms the
        entry has.
        """
        for branch, original, translation in sides(source, target):
            if any(_HAS_TEXT.search(piece.text) for piece in translation if not piece.code):
                here, there = ("".join(piece.text for piece in side) for side in (original, translation))
                about = Unit(id + branch, Span(0, 0), note=note, state=state, flags=tuple(flags), forms=forms)
                for builder, pieces, beside in ((self.source, original, there), (self.target, translation, here)):
                    builder.units.append(_lay_out(builder, pieces, wraps, beside, about))
            elif any(_HAS_TEXT.search(piece.text) for piece in original):
                self._without_translation(id + branch, translation, state)

    def _without_translation(self, id: str, target: Pieces, state: str) -> None:
        """Count a unit without text, which may be translated all the same: “and” → “、”."""
        if any(not piece.text.isspace() for piece in target if piece.text):
            self._without_text[needs_work(state)] += 1
            self._ids.append(id)
        else:
            self.pass_over("untranslated_units", id)

    def pass_over(self, why: str, id: str) -> None:
        """Count a unit that is not judged; `why` is one of PASSED_OVER."""
        self.passed_over[why] += 1
        self._ids.append(id)

    def comment(self, start: int, end: int) -> None:
        """Add the span of a comment of the file."""
        self.target.comments.append(Span(start, end))

    def build(self) -> Document:
        """The target, with its source if the file has sources."""
        total = len(self.target.units) + sum(self.passed_over.values())
        self.target.notes += [Note.of(why, n=count, total=total) for why, count in self.passed_over.items()]
        target, source = self.target.build(), self.source.build()
        found = self._completeness()
        if source.text or found.fuzzy or found.untranslated:  # else nothing says what is missing
            target = replace(target, completeness=found)
        if not source.text:
            return target
        pairs = zip(target.units, source.units, strict=True)
        units = tuple(replace(unit, source=origin.span.of(source.text)) for unit, origin in pairs)
        return replace(target, units=units, source=source)

    def _completeness(self) -> Completeness:
        fuzzy = sum(needs_work(unit.state) for unit in self.target.units)
        untranslated = sum(self.passed_over[why] for why in _UNTRANSLATED)
        translated = len(self.target.units) - fuzzy + self._without_text[False]
        return Completeness(translated, fuzzy + self._without_text[True], untranslated, tuple(self._ids))


def _lay_out(builder: Builder, pieces: Pieces, wraps: bool, beside: str, about: Unit) -> Unit:
    """Write a unit; return it with its place in the text and its codes. `beside` is what stands on its other side."""
    layout = Flow(builder) if wraps else Lines(builder)
    said = Joined(pieces)
    text = said.text
    inline: list[tuple[Code, Span]] = []
    if any(piece.code for piece in pieces):
        text = "".join(["\0" * len(piece.text) if piece.code else piece.text for piece in pieces])
        offsets = accumulate([len(piece.text) for piece in pieces], initial=0)
        inline = [
            (Code(at, at + len(piece.text), piece.code, bool(piece.text)), Span(piece.start, piece.end))
            for at, piece in zip(offsets, pieces, strict=False)
            if piece.code
        ]
    written = (code._replace(text=said.text[code.start : code.end]) for code in codes(text, beside, about.flags))
    found = sorted([*inline, *((code, said.span(code.start, code.end)) for code in written)])
    begin, done = builder.length, 0
    for code, _ in found:
        if code.start < done:  # `&lt;a href="<x/>"&gt;`: it is inside another code, and is shown or left out with it
            continue
        _emit(layout, said.cut(done, code.start))
        if code.shown:
            _emit(layout, said.cut(code.start, code.end), opaque=not code.is_name)
        if code.breaks:
            layout.end_paragraph()
        done = code.end
    _emit(layout, said.cut(done, len(text)))
    layout.end_paragraph()
    return Unit(
        about.id,
        Span(begin, max(begin, builder.length - 1)),
        note=about.note,
        state=about.state,
        codes=tuple(code.text for code, _ in found),
        places=tuple(place for _, place in found),
        written=said.text.strip() if wraps else said.text,
        flags=about.flags,
        forms=about.forms,
    )


def _emit(layout: Flow | Lines, pieces: Iterable[Piece], *, opaque: bool = False) -> None:
    """Pass on a stretch of the unit's text."""
    for text, start, end, _ in pieces:
        length = len(text)
        # a space that stands for a line end is as long as it
        if length == end - start and (length > 1 or text == layout.builder.raw[start]):
            layout.copy(start, end, opaque=opaque)
        else:
            layout.replace(text, start, end, opaque=opaque)
