"""HTML as saved from the web: which of its text is the page's furniture, and not what somebody translated.

Navigation, banners, related links, comments and footers are shown and not judged. What they are is read off the
semantics of HTML, as a screen reader does: elements and roles of landmarks, `main` and `article`, articles within
articles (which the standard gives as the place of comments), and lists that hold hardly anything but links. Class
names are not asked: they differ from site to site. A page without any of that is judged whole, and so is one of which
hardly anything would be left.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from mtqa.read.base import merged
from mtqa.text import Document, Note, Span

if TYPE_CHECKING:
    from mtqa.read.whitespace import Flow

_ATTRIBUTE = re.compile(
    r"""(?:^|\s)(?P<name>role|aria-hidden|aria-modal)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE
)
#: Landmarks that are furniture wherever they stand.
_APART = frozenset({"nav", "dialog", "menu"})
_APART_ROLES = frozenset(
    {
        *("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"),
        *("menu", "menubar", "toolbar"),
    }
)
#: Furniture only where they belong to the page, and not to an article or a section of it.
_OF_THE_PAGE = frozenset({"header", "footer", "aside"})
_OWNERS = frozenset({"article", "main", "section", "blockquote", "figure", "td", "li"})
_CONTAINERS = frozenset({"ul", "ol", "dl", "div", "section", "table", "p", "aside"})
_KNOWN = _APART | _OF_THE_PAGE | _OWNERS | _CONTAINERS | {"a", "h1", "title"}
# Measured on pages of documentation in Debian's packages; docs/formats.md says what they keep of their articles.
_LEAST_CORE = 0.3  # share of the text that a `main` or `article` needs, if it is to be the page's content
_LONG_CORE = 500  # letters that suffice, whatever the share is
_LINKED = 0.8  # share of a list's letters that are in links
_LEAST_LINKS = 3
_LONG_LINK = 40  # letters of a link on average; longer ones are sentences
_MOST_HEADINGS = 20  # of a page, in its header
_LEAST_LEFT = 0.1  # share of the text that is judged at the least, or nothing is furniture


@dataclass
class Region:
    """An element and its stretch of the text; `parent` is the nearest region around it, `links` how many it has.

    What is around it is handed down, so that deep nesting takes no time: `owned`, by an article or a section;
    `beside`, within a landmark beside the content, and `headed`, within none but a header; `article` around it.
    """

    name: str
    role: str
    start: int
    parent: Region | None = None
    end: int = 0
    links: int = 0
    owned: bool = False
    beside: bool = False
    headed: bool = True
    article: Region | None = None

    def __post_init__(self) -> None:
        if around := self.parent:
            self.owned = around.owned or around.name in _OWNERS
            self.beside = around.beside or around.is_apart
            self.headed = around.headed and (around.name == "header" or not around.is_apart)
            self.article = around if around.is_article else around.article

    @property
    def is_main(self) -> bool:
        return self.name == "main" or self.role == "main"

    @property
    def is_article(self) -> bool:
        return self.name == "article" or self.role == "article"

    @property
    def is_apart(self) -> bool:
        """Is it a landmark beside the content?"""
        if self.role in _APART_ROLES or (self.name in _APART and self.role not in ("none", "presentation")):
            return True
        return self.name in _OF_THE_PAGE and not self.owned

    @property
    def is_heading_of_the_page(self) -> bool:
        """A title is translated with its page, even where it stands in the page's header."""
        return self.name == "title" or (self.name == "h1" and self.headed)


class Regions:
    """Collects the regions of a page while it is read."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self.all: list[Region] = []
        self._open: Region | None = None
        self._links = 0

    def open(self, name: str, attributes: str) -> Region | None:
        """Note the start of an element, if it can matter."""
        given = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(attributes)}
        role = (given.get("role", "").lower().split() or [""])[0]
        role = "dialog" if "true" in (given.get("aria-modal"), given.get("aria-hidden")) else role
        if name not in _KNOWN and not role:
            return None
        region = Region(name, role, self._flow.builder.length, self._open)
        self._links += name == "a"
        region.links = -self._links
        self.all.append(region)
        self._open = region
        return region

    def close(self, region: Region) -> None:
        region.end = self._flow.builder.length
        region.links += self._links
        self._open = region.parent

    def finish(self) -> None:
        """Close what is still open at the end of the file."""
        while self._open:
            self.close(self._open)


def without_furniture(document: Document, regions: list[Region]) -> Document:
    """The document with its furniture marked, and a note that counts it."""
    page = _Page(document.text, regions)
    lines = [Span(*line.span()) for line in re.finditer(r"[^\n]+", document.text)]
    furniture = [line for line in lines if page.hides(line)]
    judged = sum(page.letters(line) for line in lines) - sum(page.letters(line) for line in furniture)
    if not furniture or judged < max(1, _LEAST_LEFT * page.letters(Span(0, len(document.text)))):
        return document
    note = Note.of("furniture", n=len(furniture), total=len(lines))
    opaque = merged([*document.opaque, *furniture])
    return replace(document, furniture=tuple(furniture), opaque=opaque, notes=(*document.notes, note))


class _Page:
    """What of a page is content."""

    def __init__(self, text: str, regions: list[Region]) -> None:
        self._letters = array("I", accumulate(map(str.isalnum, text), initial=0))
        self._linked = self._in_links(text, regions)
        self._hidden = array("i", bytes(4 * (len(text) + 2)))
        hidden = [region for region in regions if region.is_apart]
        core = self._core(regions, hidden)
        landmarks = bool(hidden or any(region.is_main or region.is_article for region in regions))
        if landmarks:
            hidden += [region for region in regions if self._is_list_of_links(region)]
        if core:
            self._hide([Span(0, core[0].start), Span(core[-1].end, len(text))])
            self._hide(Span(one.end, two.start) for one, two in pairwise(core))
            hidden += self._comments(regions)
        self._hide(Span(region.start, region.end) for region in hidden)
        self._depth = array("i", accumulate(self._hidden))
        self._kept = [region for region in regions if region.is_heading_of_the_page][:_MOST_HEADINGS]

    def letters(self, span: Span) -> int:
        return self._letters[span.end] - self._letters[span.start]

    def hides(self, line: Span) -> bool:
        """Is a paragraph furniture?"""
        return self._depth[line.start] > 0 and not any(one.start <= line.start < one.end for one in self._kept)

    def _hide(self, spans: Iterator[Span] | list[Span]) -> None:
        for span in spans:
            self._hidden[span.start] += 1
            self._hidden[span.end] -= 1

    def _in_links(self, text: str, regions: list[Region]) -> array[int]:
        marks = array("i", bytes(4 * (len(text) + 1)))
        for region in regions:
            if region.name == "a":
                marks[region.start] += 1
                marks[region.end] -= 1
        linked = (depth and character.isalnum() for depth, character in zip(accumulate(marks), text, strict=False))
        return array("I", accumulate(map(bool, linked), initial=0))

    def _core(self, regions: list[Region], apart: list[Region]) -> list[Region]:
        """The regions that are the content; empty where the page does not say, or says it of hardly anything."""
        beside = sum(self.letters(Span(region.start, region.end)) for region in _outermost(apart))
        total = self._letters[-1] - beside
        for found in ([each for each in regions if each.is_main], [each for each in regions if each.is_article]):
            core = _outermost([region for region in found if not region.beside])
            size = sum(self.letters(Span(region.start, region.end)) for region in core)
            if core and size >= min(_LONG_CORE, _LEAST_CORE * total) and size > 0:
                return core
        return []

    def _comments(self, regions: list[Region]) -> list[Region]:
        """The articles within an article, where it has the larger part of the text itself."""
        inner: dict[int, list[Region]] = {}
        for region in regions:
            if region.is_article and region.article:
                inner.setdefault(id(region.article), []).append(region)
        found: list[Region] = []
        for article in regions:
            within = sum(self.letters(Span(one.start, one.end)) for one in inner.get(id(article), ()))
            if 2 * within < self.letters(Span(article.start, article.end)):
                found += inner.get(id(article), ())
        return found

    def _is_list_of_links(self, region: Region) -> bool:
        if region.name not in _CONTAINERS or region.links < _LEAST_LINKS:
            return False
        letters = self.letters(Span(region.start, region.end))
        linked = self._linked[region.end] - self._linked[region.start]
        return linked > 0 and linked >= _LINKED * letters and linked <= _LONG_LINK * region.links


def _outermost(regions: list[Region]) -> list[Region]:
    """The regions that are in no other of them, in order."""
    found: list[Region] = []
    for region in sorted(regions, key=lambda one: (one.start, -one.end)):
        if not found or region.end > found[-1].end:
            found.append(region)
    return [region for region in found if region.end > region.start]
