"""ODT and ODP: the paragraphs of a text or a presentation of OpenDocument; a line is a paragraph.

Read are body, notes, tables and text boxes in the order of the file, headers and footers after them, and of a
presentation each slide with its notes; not deleted text, comments, hidden text, hidden slides, page numbers and tables
of contents. odfdo is not used, since it has no places of text in the file, which `mtqa review apply` needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.package import Package
from mtqa.read.story import Layout, Part, Story, Walk, collect
from mtqa.read.xml import Event
from mtqa.text import Document, Note

CONTENT = "content.xml"
_STYLES, _MANIFEST = "styles.xml", "META-INF/manifest.xml"
_MOST_SPACES = 100  # that text:s may stand for
_WHITE = re.compile(r"[ \t\r\n]+")
_UNSEEN = frozenset(
    {
        *(
            "tracked-changes",
            "annotation",
            "note-citation",
            "hidden-text",
            "hidden-paragraph",
            "ruby-text",
        ),
        *("table-of-content", "alphabetical-index", "table-index", "illustration-index", "object-index", "user-index"),
        *("bibliography", "sequence-decls", "variable-decls", "user-field-decls", "date-time-decl", "desc", "title"),
        *("page-number", "script"),
    }
)
_PARAGRAPHS = frozenset({"p", "h"})
_HEADERS = frozenset({"header", "footer", "header-left", "footer-left", "header-first", "footer-first"})


def read(path: str, data: bytes, config: Config) -> Document:
    """The paragraphs of a text document."""
    return layout(path, data, config).document


def read_slides(path: str, data: bytes, config: Config) -> Document:
    """The paragraphs of a presentation."""
    return layout_slides(path, data, config).document


def layout(path: str, data: bytes, config: Config) -> Layout:
    """The paragraphs of a text document, with their places in its parts."""
    package = opened(path, data, "an OpenDocument text")
    story = Story(package, config)
    collect(story, CONTENT, Paragraphs())
    if _STYLES in package:
        story.section("headers and footers")
        collect(story, _STYLES, _Headers())
    return story.layout("odt")


def layout_slides(path: str, data: bytes, config: Config) -> Layout:
    """The paragraphs of a presentation, with their places in its parts."""
    story = Story(opened(path, data, "an OpenDocument presentation"), config)
    walk = _Slides(story)
    collect(story, CONTENT, walk)
    if walk.hidden:
        story.notes.append(Note.of("hidden_slides", n=walk.hidden))
    return story.layout("odp")


def opened(path: str, data: bytes, kind: str) -> Package:
    """The archive, if it is not encrypted; `kind` names it in errors."""
    package = Package(path, data, kind, "OpenDocument")
    if _MANIFEST in package and any(event.name == "encryption-data" for event in package.events(_MANIFEST)):
        raise ReadError.of("encrypted", path)
    return package


class Paragraphs(Walk):
    """A walk through the body of a document."""

    unseen = _UNSEEN
    breaks: ClassVar = {"tab": "\t", "line-break": " "}

    def __init__(self) -> None:
        super().__init__()
        self._body = False
        self.style = ""  # the last that is defined
        self._hidden: set[str] = set()  # styles of text that is not displayed
        self._spaced = True  # does white space stand for nothing here, since white space comes before?

    def skips(self, event: Event) -> bool:
        return event.name in self.unseen or (
            event.name in ("span", "section", *_PARAGRAPHS)
            and (event.attributes.get("style-name") in self._hidden or event.attributes.get("display") == "none")
        )

    def enter(self, event: Event) -> None:
        if event.name in _PARAGRAPHS and self._body:
            self.open.append([])
            self._spaced = True
        elif event.name == "s" and self.reads:
            count = event.attributes.get("c", "1")
            spaces = min(_MOST_SPACES, int(count)) if count.isdecimal() and len(count) < 9 else 1
            self.open[-1].append(Part(" " * spaces, "", 0, 0))
            self._spaced = False
        else:
            self.place(event)

    def place(self, event: Event) -> None:
        """Where in the file are we?"""
        if event.name == "body":
            self._body = True
        elif event.name == "style":
            self.style = event.attributes.get("name", "")
        elif event.name == "text-properties" and event.attributes.get("display") == "none":
            self._hidden.add(self.style)

    def leave(self, event: Event) -> list[Part] | None:
        if event.name not in _PARAGRAPHS or not self.open:
            return None
        self._spaced = False  # in the paragraph around a note
        return self.open.pop()

    def text(self, event: Event, member: str) -> Iterator[Part]:
        """White space collapses; at the beginning of a paragraph it stands for nothing (ODF 1.3, part 3, 6.1.2)."""
        done = 0
        for white in _WHITE.finditer(event.name):
            if done < white.start():
                yield self._part(event, member, done, white.start())
                self._spaced = False
            if not self._spaced:
                yield Part(" ", member, event.start + white.start(), event.start + white.end())
                self._spaced = True
            done = white.end()
        if done < len(event.name):
            self._spaced = False
            yield self._part(event, member, done, len(event.name))

    @staticmethod
    def _part(event: Event, member: str, start: int, end: int) -> Part:
        """A stretch of a text event; an entity is a character that is longer in the file."""
        if event.end - event.start != len(event.name):
            return Part(event.name[start:end], member, event.start, event.end)
        return Part(event.name[start:end], member, event.start + start, event.start + end)


class _Headers(Paragraphs):
    """A walk through the styles, where only headers and footers have prose."""

    def place(self, event: Event) -> None:
        super().place(event)
        self._body = self._body or event.name in _HEADERS

    def leave(self, event: Event) -> list[Part] | None:
        if event.name in _HEADERS:
            self._body = False
        return super().leave(event)


class _Slides(Paragraphs):
    """A walk through a presentation: each slide and its notes are a section."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self.story = story
        self.hidden = 0
        self._number = 0
        self._invisible: set[str] = set()  # styles of slides that are not shown

    def skips(self, event: Event) -> bool:
        if event.name == "page":
            self._number += 1
            if event.attributes.get("style-name") in self._invisible:
                self.hidden += 1
                return True
        return event.attributes.get("class") in ("page-number", "date-time") or super().skips(event)

    def place(self, event: Event) -> None:
        super().place(event)
        if event.name == "drawing-page-properties" and event.attributes.get("visibility") == "hidden":
            self._invisible.add(self.style)
        elif event.name == "page":
            self.story.section(f"slide {self._number}")
        elif event.name == "notes":
            self.story.section(f"slide {self._number} notes")
