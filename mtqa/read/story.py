"""The text of a package, paragraph by paragraph, and where each stretch of it stands in the members.

`Document.raw` of a package is its text as a reader sees it, a paragraph a line. A `Stretch` leads from there into the
XML, so that `mtqa.review` can write a wording into the very runs it replaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.base import Builder
from mtqa.read.lines import Lines
from mtqa.read.package import Package
from mtqa.read.units import Piece, Units
from mtqa.read.xml import Event
from mtqa.text import Document, Note, Section, Span

_WHITE = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")


class Stretch(NamedTuple):
    """`raw[start:end]` is what `member[at:to]` says, character by character where both are equally long.

    Without a member it stands for an element: a tab, a line break.
    """

    start: int
    end: int
    member: str
    at: int
    to: int


#: A unit: its id, the indexes of the paragraphs of its source and of its target, if it has them, and a note.
Row = tuple[str, int | None, int | None, str]


class Part(NamedTuple):
    """Text of an open paragraph, and its place in a member."""

    text: str
    member: str
    at: int
    to: int


@dataclass(frozen=True)
class Layout:
    """A document from a package, and the way from its text back into the members.

    `markup` says that `raw` is the members' own markup, as in a book of HTML files, and not what it says.
    """

    document: Document
    package: Package
    stretches: tuple[Stretch, ...]
    markup: bool = False


@dataclass
class Story:
    """Collects paragraphs, in the order in which people read them."""

    package: Package
    config: Config
    sections: list[Section] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _stretches: list[Stretch] = field(default_factory=list)
    _spans: list[tuple[int, int]] = field(default_factory=list)
    _length: int = 0

    def section(self, name: str) -> None:
        """What follows is in a section of that name, which has to be another for each."""
        if self.sections and self.sections[-1].start == self._length:  # the one before is empty
            self.sections.pop()
        self.sections.append(Section(name, self._length))

    def paragraph(self, parts: Iterable[Part], *, breaks: bool = False) -> int:
        """Add a paragraph, even if it is empty, so that people can count them; return its index. With `breaks` its line
        ends count, as in a cell."""
        texts = []
        start = at = self._length
        for part in parts:
            text = part.text if breaks else _WHITE.sub(" ", part.text)
            texts.append(text)
            self._stretches.append(Stretch(at, at + len(text), part.member, part.at, part.to))
            at += len(text)
        self._lines.append("".join(texts))
        self._spans.append((start, at))
        self._length = at + 1
        if self._length > self.config.max_file_bytes:
            raise ReadError.of("too_long", self.package.path, advice="smaller")
        return len(self._lines) - 1

    def span(self, paragraph: int) -> Span:
        """The stretch of the text that a paragraph is."""
        return Span(*self._spans[paragraph])

    def layout(self, format: str) -> Layout:
        """The paragraphs as running text."""
        builder = Builder(self.package.path, "\n".join(self._lines), format, notes=self.notes)
        lines = Lines(builder)
        for start, end in self._spans:
            lines.copy(start, end)
            lines.end_paragraph()
        return self._laid_out(builder.build())

    def in_units(self, format: str, rows: Iterable[Row]) -> Layout:
        """Paragraphs as units."""
        raw = "\n".join(self._lines)
        units = Units(self.package.path, raw, format)
        units.target.notes += self.notes
        for id, source, target, note in rows:
            units.add(id, self._piece(raw, source), self._piece(raw, target), note=note)
        return self._laid_out(units.build())

    def _piece(self, raw: str, index: int | None) -> list[Piece]:
        if index is None:
            return []
        start, end = self._spans[index]
        return [Piece(raw[start:end], start, end)]

    def _laid_out(self, document: Document) -> Layout:
        sections = tuple(section for section in self.sections if section.start < self._length)
        source = document.source and replace(document.source, sections=sections)
        document = replace(document, sections=sections, source=source)
        return Layout(document, self.package, tuple(self._stretches))


class Walk:
    """The state of a walk through a member: open paragraphs, each in the one around it, and what is not read.

    A format says what begins and ends in `enter` and `leave`, and in `reads` whether text is prose where it stands.
    """

    #: Elements whose text nobody reads, or that repeat other text.
    unseen: ClassVar[frozenset[str]] = frozenset()
    #: Elements that stand for characters.
    breaks: ClassVar[Mapping[str, str]] = {}
    #: Are elements of other vocabularies passed over?
    native = False

    def __init__(self) -> None:
        self.open: list[list[Part]] = []
        self.inside = ""
        self._unseen = 0

    @property
    def reads(self) -> bool:
        return bool(self.open) and not self._unseen

    def start(self, event: Event) -> None:
        self.inside = "" if self.native and event.foreign else event.name
        if self._unseen or self.skips(event):
            self._unseen += 1
        elif self.inside in self.breaks and self.reads:
            self.open[-1].append(Part(self.breaks[event.name], "", 0, 0))
        else:
            self.enter(event)

    def end(self, event: Event) -> list[Part] | None:
        """The paragraph that ends here, if any does."""
        self.inside = ""
        if self._unseen:
            self._unseen -= 1
            return None
        return self.leave(event)

    def skips(self, event: Event) -> bool:
        return event.name in self.unseen

    def enter(self, event: Event) -> None:
        raise NotImplementedError

    def leave(self, event: Event) -> list[Part] | None:
        raise NotImplementedError

    def text(self, event: Event, member: str) -> Iterator[Part]:
        """The parts of a stretch of text."""
        yield Part(event.name, member, event.start, event.end)


def collect(story: Story, member: str, walk: Walk, *, fixed: bool = False) -> None:
    """Add every paragraph of a member, even if empty; one within another, as in a text box, comes first. `fixed` says
    that nothing can be written there."""
    for event in story.package.events(member):
        if event.kind == "start":
            walk.start(event)
        elif event.kind == "end":
            if (parts := walk.end(event)) is not None:
                story.paragraph(parts)
        elif event.kind == "text" and walk.reads:
            walk.open[-1] += walk.text(event, "" if fixed else member)
