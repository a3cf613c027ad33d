"""PPTX: the paragraphs of a presentation, slide by slide, each with its notes; a line is a paragraph of the slide.

Read are text boxes, tables, groups and diagrams of the slides in the order of the file, and speaker notes; not masters,
layouts, comments, hidden slides and shapes, slide numbers and dates. python-pptx is not used, since it knows neither
diagrams nor the places of text in the file, which `mtqa review apply` needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from mtqa.config import Config
from mtqa.read.package import Package
from mtqa.read.story import Layout, Part, Story, Walk, collect
from mtqa.read.xml import Event
from mtqa.text import Document, Note

_MAIN = "ppt/presentation.xml"
_PARTS = frozenset({"diagramData", "notesSlide"})
_NO_PROSE = frozenset({"sldNum", "dt", "sldImg"})  # placeholders; a slide's header and footer are prose


def read(path: str, data: bytes, config: Config) -> Document:
    """The paragraphs of a presentation."""
    return layout(path, data, config).document


def layout(path: str, data: bytes, config: Config) -> Layout:
    """The paragraphs of a presentation, with their places in its parts."""
    package = Package(path, data, "a PowerPoint presentation", "PowerPoint")
    story = Story(package, config)
    hidden = 0
    seen: set[str] = set()  # notes and diagrams belong to one slide each
    for number, slide in enumerate(_slides(package), start=1):
        if _is_hidden(package, slide):
            hidden += 1
            continue
        targets = {member: kind for kind, member in package.related(slide).values() if kind in _PARTS}
        related = [(kind, member) for member, kind in targets.items() if member in package and member not in seen]
        seen.update(member for _, member in related)
        story.section(f"slide {number}")
        collect(story, slide, _Walk())
        for kind, member in related:
            if kind == "diagramData":  # PowerPoint draws it from a copy, so nothing is written here
                collect(story, member, _Walk(), fixed=True)
        story.section(f"slide {number} notes")
        for kind, member in related:
            if kind == "notesSlide":
                collect(story, member, _Walk())
    if hidden:
        story.notes.append(Note.of("hidden_slides", n=hidden))
    return story.layout("pptx")


def _slides(package: Package) -> Iterator[str]:
    """The slides in the order of the show, each once."""
    related = package.related(_MAIN)
    seen = set()
    for event in package.events(_MAIN):
        if event.kind == "start" and event.name == "sldId":
            _, member = related.get(event.attributes.get(":id", ""), ("", ""))
            if member not in seen:
                seen.add(member)
                yield member


def _is_hidden(package: Package, slide: str) -> bool:
    root = next(event for event in package.events(slide) if event.kind == "start")
    return root.attributes.get("show") in ("0", "false")


class _Walk(Walk):
    unseen = frozenset({"Fallback", "oMath", "oMathPara"})
    breaks: ClassVar = {"br": " "}

    def __init__(self) -> None:
        super().__init__()
        self._run = False
        self._shape = True  # is its text read?

    @property
    def reads(self) -> bool:
        return super().reads and self._shape and (self.inside == "br" or (self._run and self.inside == "t"))

    def skips(self, event: Event) -> bool:
        kind = event.attributes.get("type", "") if event.name == "fld" else ""
        return event.name in self.unseen or kind == "slidenum" or kind.startswith("datetime")

    def enter(self, event: Event) -> None:
        if event.name in ("sp", "graphicFrame"):
            self._shape = True
        elif _is_unread(event):
            self._shape = False
        elif event.name == "p":
            self.open.append([])
        elif event.name in ("r", "fld"):
            self._run = True

    def leave(self, event: Event) -> list[Part] | None:
        if event.name in ("sp", "graphicFrame"):
            self._shape = True
        elif event.name in ("r", "fld"):
            self._run = False
        elif event.name == "p" and self.open:
            parts = self.open.pop()
            return parts if self._shape else None
        return None


def _is_unread(event: Event) -> bool:
    """Does it say that the shape around it holds no prose, or is hidden?"""
    if event.name == "ph":
        return event.attributes.get("type") in _NO_PROSE
    return event.name == "cNvPr" and event.attributes.get("hidden") in ("1", "true")
