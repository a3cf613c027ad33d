"""Text, and the place of each of its characters in the file.

A reader takes the prose out of a file; all later code works on that prose and never searches the file again. A
`Document` holds the file's text (`raw`), the prose (`text`) and the `runs` that map stretches of one to stretches of
the other. All offsets are 0-based, half-open and count code points; lines and columns are 1-based.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from mtqa.completeness import Completeness
from mtqa.spans import Place as Place
from mtqa.spans import Run as Run
from mtqa.spans import Span as Span


def shortened(text: str, longest: int) -> str:
    """The text in at most `longest` characters; “…” stands for what was cut off its end."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


Argument = str | int | float


@dataclass(frozen=True, slots=True)
class Note:
    """A message to the user, as a value: `mtqa.render.sentences` makes a sentence of it, in English or Chinese.

    `kind` names the sentence, `arguments` fill it; `path` is the file, if a note of a whole run is about a file.

    >>> Note.of("encoding_guessed", codec="big5")
    Note(kind='encoding_guessed', arguments=(('codec', 'big5'),), path='')
    """

    kind: str
    arguments: tuple[tuple[str, Argument], ...] = ()
    path: str = ""

    @classmethod
    def of(cls, kind: str, /, **arguments: Argument) -> Self:
        return cls(kind, tuple(arguments.items()))


@dataclass(frozen=True, slots=True)
class Unit:
    """An item of a file, as a translator sees it: an entry of a PO file, a row of a table, a subtitle, a resource key.

    `id` is its name in the file, `span` its place in `Document.text` (line feeds inside where it has several
    paragraphs), `source` the text it translates, empty where the file holds none. `note` is the file's comment for the
    translator, `state` the format's own term ("fuzzy"). `codes` are the placeholders, tags and inline codes in order,
    also those that `text` lacks, at their `places` in the file; `written` is the whole decoded string. `flags` say the
    format (`c-format`), `forms` counts the plural forms.
    """

    id: str
    span: Span
    source: str = ""
    note: str = ""
    state: str = ""
    codes: tuple[str, ...] = ()
    places: tuple[Span, ...] = ()
    written: str = ""
    flags: tuple[str, ...] = ()
    forms: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A named stretch of a file that people find by its name: a slide, a page, a chapter. It begins at `start`
    of `Document.raw` and reaches to the next."""

    name: str
    start: int


@dataclass(frozen=True)
class Document:
    """One file as it was read.

    `path` is the name shown to the user; `raw` the decoded file, without a byte order mark and with its own line ends;
    `text` its prose, in which a line feed ends a paragraph. `opaque` are stretches of `text` that are part of the
    sentence but not prose (inline code, URLs): they are shown, never judged; in order, none overlapping. `furniture`
    are paragraphs that are none of the document's own, but a web page's around it; they are opaque. `comments` are the
    spans of comments in `raw`, where suppressions can be. `notes` tell the user what was left out or changed.
    `sha256` is the hash of the file's bytes, by which a decision checks that the file is still the same; empty without.

    A file made of units has them in `units`, in order. A bilingual file is two documents with as many units and the
    same `raw`: the target, which is judged, and in `source` what it translates. `completeness` says how many units are
    translated, where the file or its source says how many there are. `rows` is the number of rows of a table whose
    units are named by the number of their row, else 0. `language` ("zh_TW") and `forms`, the number of plural forms,
    are what the file says.

    A file that people do not see as lines of text (slides, pages, chapters) has `sections`, in order; lines are counted
    from the beginning of each.
    """

    path: str
    raw: str
    text: str
    runs: tuple[Run, ...]
    opaque: tuple[Span, ...] = ()
    notes: tuple[Note, ...] = ()
    format: str = "plain"
    encoding: str = "utf-8"
    comments: tuple[Span, ...] = ()
    units: tuple[Unit, ...] = ()
    source: Document | None = None
    sha256: str = ""
    completeness: Completeness | None = None
    rows: int = 0
    sections: tuple[Section, ...] = ()
    language: str = ""
    forms: int = 0
    furniture: tuple[Span, ...] = ()

    @cached_property
    def _run_starts(self) -> list[int]:
        return [run.text.start for run in self.runs]

    @cached_property
    def runs_in_file(self) -> tuple[Run, ...]:
        """The runs in the order of the file, where the lines of a table's cells stand between those of others."""
        return tuple(sorted(self.runs, key=lambda run: (run.raw.start, run.raw.end)))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.raw))]

    def raw_span(self, span: Span) -> Span:
        """The stretch of the file behind a stretch of `text`, from the first character's place to the end of the last
        one's, markup in between included. An empty span gives an empty span."""
        if not self.runs:
            return Span(0, 0)
        start = self._raw_of(span.start, end=False)
        end = self._raw_of(span.end - 1, end=True) if span.end > span.start else start
        return Span(start, max(start, end))

    def _raw_of(self, offset: int, *, end: bool) -> int:
        run = self.runs[max(0, bisect_right(self._run_starts, offset) - 1)]
        if offset >= run.text.end:  # a character that the reader added, such as a paragraph break
            return run.raw.end
        if run.copied:
            return run.raw.start + (offset - run.text.start) + (1 if end else 0)
        return run.raw.end if end else run.raw.start

    def place(self, raw_offset: int) -> Place:
        """Line and column of an offset in the file, or in its section."""
        line = bisect_right(self._line_starts, raw_offset)
        section = self._section_at(raw_offset)
        before = bisect_right(self._line_starts, section.start) - 1 if section else 0
        return Place(line - before, raw_offset - self._line_starts[line - 1] + 1)

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    def _section_at(self, raw_offset: int) -> Section | None:
        index = bisect_right(self._section_starts, raw_offset) - 1
        return self.sections[index] if index >= 0 else None

    def section_at(self, raw_offset: int) -> str:
        """The name of the section that an offset in the file is in; empty where the file has no sections."""
        section = self._section_at(raw_offset)
        return section.name if section else ""

    @cached_property
    def _unit_starts(self) -> list[int]:
        return [unit.span.start for unit in self.units]

    def unit_at(self, offset: int) -> Unit | None:
        """The unit that covers an offset of `text`, if one does."""
        index = bisect_right(self._unit_starts, offset) - 1
        return self.units[index] if index >= 0 and offset < self.units[index].span.end else None

    def unit_around(self, span: Span) -> Unit | None:
        """The unit of which a stretch of `text` is but a part, one of several lines; None if it is a whole unit."""
        unit = self.unit_at(span.start)
        return unit if unit and unit.span != span else None

    @property
    def visible(self) -> str:
        """The text without its opaque stretches."""
        starts, ends = (0, *(span.end for span in self.opaque)), (*(span.start for span in self.opaque), len(self.text))
        return " ".join(self.text[start:end] for start, end in zip(starts, ends, strict=True))

    def is_opaque(self, span: Span) -> bool:
        """Does the stretch of `text` overlap anything that is not prose?"""
        index = bisect_left(self.opaque, span.end, key=lambda hidden: hidden.start)
        return index > 0 and self.opaque[index - 1].end > span.start


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence of a document: the unit of scoring and of review.

    `span` lies in `Document.text`, and `text` is the text there. `note` is not empty when the cut is not a sentence
    end, so that nothing is shortened silently.
    """

    index: int
    span: Span
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A target segment and, where there is one, the source segment it translates.

    If two sentences translate one, or one translates two, the segment covers both: a pair is complete.
    """

    target: Segment
    source: Segment | None = None


@dataclass(frozen=True)
class Bitext:
    """A target document cut into segments, each with its source or None.

    Where `source` is a document, a pair without a source segment is an addition, and nothing translates `omitted`.
    """

    document: Document
    pairs: tuple[Pair, ...]
    source: Document | None = None
    omitted: tuple[Segment, ...] = ()

    @property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(pair.target for pair in self.pairs)

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [pair.target.span.start for pair in self.pairs]

    def segment_at(self, offset: int) -> Segment | None:
        """The target segment that covers an offset of `document.text`, if one does."""
        index = bisect_right(self._segment_starts, offset) - 1
        if index < 0:
            return None
        segment = self.pairs[index].target
        return segment if offset < segment.span.end else None
