"""EPUB: the chapters of a book in reading order, each read as HTML; lines count from the beginning of a chapter's file.

`raw` is the chapters' own XHTML, one behind the other, so that comments can suppress findings and `mtqa review apply`
writes into it as into a page. Titles in the head, the table of contents and other attributes are not prose. ebooklib is
AGPL, and has no places.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from urllib.parse import unquote

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import html
from mtqa.read.package import Package
from mtqa.read.story import Layout, Stretch
from mtqa.text import Document, Note, Run, Section, Span

_WHOLE = Config(furniture=True)  # a chapter has no furniture of a page around it
_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_TYPES = frozenset({"application/xhtml+xml", "text/html"})
_BODY = re.compile(r"<body[\s>/]", re.IGNORECASE)
_HEAD = re.compile(r"[^\r\n]")


def read(path: str, data: bytes, config: Config) -> Document:
    """The chapters of a book."""
    return layout(path, data, config).document


def layout(path: str, data: bytes, config: Config) -> Layout:
    """The chapters of a book, with their places in its parts."""
    package = Package(path, data, "an EPUB book", "EPUB")
    chapters, missing = _chapters(package)
    if not chapters:
        raise ReadError.of("no_chapters", path)
    locked = _locked(package) & set(chapters)
    if locked:
        raise ReadError.of("locked_chapters", path, n=len(locked))
    documents, stretches, at = [], [], 0
    for name in chapters:
        text = package.text(name)
        stretches.append(Stretch(at, at + len(text), name, 0, len(text)))
        documents.append(_chapter(path, text))
        at += len(text) + 1
        if at > config.max_file_bytes:
            raise ReadError.of("too_long", path, advice="smaller")
    sections = [Section(name, stretch.start) for name, stretch in zip(chapters, stretches, strict=True)]
    document = _joined(path, documents, sections)
    if missing:
        document = replace(document, notes=(*document.notes, Note.of("missing_chapters", n=missing)))
    return Layout(document, package, tuple(stretches), markup=True)


def _chapters(package: Package) -> tuple[list[str], int]:
    """The members with chapters in the order of reading, each once, and how many are missing."""
    roots = (event for event in package.events(_CONTAINER) if event.kind == "start" and event.name == "rootfile")
    opf = next((unquote(event.attributes.get("full-path", "")) for event in roots), "")
    folder = posixpath.dirname(opf)
    items: dict[str, tuple[str, str, str]] = {}
    spine: list[str] = []
    for event in package.events(opf):
        if event.kind == "start" and event.name == "item":
            about = (event.attributes.get(name, "") for name in ("href", "media-type", "properties"))
            items[event.attributes.get("id", "")] = tuple(about)  # type: ignore[assignment]
        elif event.kind == "start" and event.name == "itemref":
            spine.append(event.attributes.get("idref", ""))
    found: dict[str, None] = {}
    missing = 0
    for idref in dict.fromkeys(spine):
        href, kind, properties = items.get(idref, ("", "", ""))
        name = package.inside(folder, href)
        if not href or (kind in _TYPES and name not in package):
            missing += 1
        elif kind in _TYPES and "nav" not in properties.split():
            found[name] = None
    return list(found), missing


def _locked(package: Package) -> set[str]:
    """The members that are encrypted; mostly fonts, which does not matter."""
    if _ENCRYPTION not in package:
        return set()
    references = (event for event in package.events(_ENCRYPTION) if event.kind == "start")
    uris = (event.attributes.get("URI", "") for event in references if event.name == "CipherReference")
    return {package.inside("", uri) for uri in uris}


def _chapter(path: str, text: str) -> Document:
    """A chapter without its head, whose title readers of books do not show."""
    body = _BODY.search(text)
    head = text[: body.start()] if body else ""
    return html.read(path, _HEAD.sub(" ", head) + text[len(head) :], _WHOLE)


def _joined(path: str, chapters: list[Document], sections: list[Section]) -> Document:
    """The chapters as one document; a line feed stands between the files."""
    runs: list[Run] = []
    opaque: list[Span] = []
    comments: list[Span] = []
    notes: list[Note] = []
    at = 0
    for chapter, section in zip(chapters, sections, strict=True):
        runs += [Run(run.text.shift(at), run.raw.shift(section.start)) for run in chapter.runs]
        opaque += [span.shift(at) for span in chapter.opaque]
        comments += [span.shift(section.start) for span in chapter.comments]
        notes += chapter.notes
        at += len(chapter.text)
    return Document(
        path,
        "\n".join(chapter.raw for chapter in chapters),
        "".join(chapter.text for chapter in chapters),
        tuple(runs),
        tuple(opaque),
        tuple(notes),
        "epub",
        comments=tuple(comments),
        sections=tuple(sections),
    )
