"""DOCX: the paragraphs of a Word document. A line is a paragraph, counted from 1; columns count its characters.

Body, footnotes, endnotes, headers and footers are read in this order, tables in theirs, inserted text as if accepted;
not deleted text, field codes, comments or hidden text. python-docx is not used, since it knows neither tracked changes
nor notes, nor the places of text in the file, which `mtqa review apply` needs.
"""

from __future__ import annotations

import re
from typing import ClassVar

from mtqa.config import Config
from mtqa.read.package import Package
from mtqa.read.story import Layout, Part, Story, Walk, collect
from mtqa.read.xml import Event
from mtqa.text import Document

_PARTS = re.compile(r"word/(document|footnotes|endnotes|header|footer)\d*\.xml")  # on the web: document2.xml
_ORDER = ("document", "footnotes", "endnotes", "header", "footer")


def read(path: str, data: bytes, config: Config) -> Document:
    """The paragraphs of a Word document."""
    return layout(path, data, config).document


def layout(path: str, data: bytes, config: Config) -> Layout:
    """The paragraphs of a Word document, with their places in its parts."""
    package = Package(path, data, "a Word document", "Word")
    found = [(_ORDER.index(part[1]), part[0]) for name in package.names if (part := _PARTS.fullmatch(name))]
    if not any(rank == 0 for rank, _ in found):
        package.content("word/document.xml")  # raises the error that it is missing
    story = Story(package, config)
    for rank, name in sorted(found):
        if rank:
            story.section(name.removeprefix("word/").removesuffix(".xml"))
        collect(story, name, _Walk())
    return story.layout("docx")


class _Walk(Walk):
    # rPrChange holds how a run looked before: a text that is no longer hidden is read.
    unseen = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "rt", "rPrChange"})
    breaks: ClassVar = {"br": " ", "cr": " ", "tab": "\t", "noBreakHyphen": "-", "ptab": "\t"}
    native = True

    def __init__(self) -> None:
        super().__init__()
        self._run = False
        self._hidden = False
        self._around: list[tuple[bool, bool]] = []  # the state where a text box began in a run

    @property
    def reads(self) -> bool:
        return super().reads and self._run and not self._hidden and (self.inside == "t" or self.inside in self.breaks)

    def enter(self, event: Event) -> None:
        if event.foreign:
            return
        if event.name == "p":
            self.open.append([])
            self._around.append((self._run, self._hidden))
            self._run = False
        elif event.name == "r":
            self._run, self._hidden = True, False
        elif event.name == "vanish":
            self._hidden = event.attributes.get("val", "true") not in ("0", "false", "off")

    def leave(self, event: Event) -> list[Part] | None:
        if event.name == "r" and not event.foreign:
            self._run = False
        elif event.name == "p" and self.open and not event.foreign:
            self._run, self._hidden = self._around.pop()
            return self.open.pop()
        return None
