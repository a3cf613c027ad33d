"""Markdown (CommonMark and GitHub's tables, footnotes, task lists), read by pyromark's events.

Front matter, code blocks, addresses and link titles are not prose. Inline code and autolinks stay in their
sentence as opaque stretches. The description of an image is a paragraph of its own where the image begins
a paragraph, and opaque inside a sentence, which it would otherwise split. HTML, inline or in blocks, is
read by the same `Markup` as an HTML file.

pyromark counts UTF-8 bytes; `_code_points` turns all of its offsets into code points in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mtqa.read.base import Builder
from mtqa.read.html import Markup
from mtqa.read.whitespace import Flow
from mtqa.text import Document

# Front matter by a rule of our own: pyromark takes every paragraph between two `---` lines for it, and
# would lose prose. It comes first in the file, and its first line is a key, a comment or a table.
_FRONT_MATTER = re.compile(
    r"\s*?^(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\r|\n)(?=[\w\"'-]+[ \t]*[:=]|\#|\[)(?s:.*?)"
    r"[\r\n](?:(?P=fence)|\.\.\.)[ \t]*(?=[\r\n]|\Z)",
    re.MULTILINE,
)
_UNENCODABLE = re.compile("[\0\ud800-\udfff]")  # to Markdown a NUL is U+FFFD; surrogates have no UTF-8
_CODE = re.compile(r"(`+)((?s:.*))\1")
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})


class Event(NamedTuple):
    """A pyromark event whose range is in code points of the file."""

    value: object
    start: int
    end: int


def read(path: str, raw: str) -> Document:
    """The prose of a Markdown file."""
    builder = Builder(path, raw, "markdown")
    events = list(events_of(raw))
    walk(events, Flow(builder, _without_line_prefixes(raw, events)))
    return builder.build()


def walk(events: Iterable[Event], flow: Flow) -> None:
    """Put the text of Markdown into a Flow whose source is the Markdown, or a copy of equal length."""
    reader = _Reader(flow)
    for event in events:
        reader.obey(event)
    reader.markup.close()


def front_matter(raw: str) -> int:
    """Where the body of a file begins."""
    front = _FRONT_MATTER.match(raw)
    return front.end() if front else 0


def events_of(raw: str) -> Iterator[Event]:
    """The events of Markdown, with their places."""
    import pyromark

    option = pyromark.Options
    options = (
        option.ENABLE_TABLES
        | option.ENABLE_FOOTNOTES
        | option.ENABLE_STRIKETHROUGH
        | option.ENABLE_TASKLISTS
        | option.ENABLE_GFM
    )
    body = front_matter(raw)
    shown = _UNENCODABLE.sub("\ufffd", raw[body:])
    events = list(pyromark.events_with_range(shown, options=options))
    offsets = {offset for _, span in events for offset in (span["start"], span["end"])}
    place = _code_points(shown.encode(), offsets)
    for value, span in events:
        yield Event(value, body + place[span["start"]], body + place[span["end"]])


def _code_points(data: bytes, offsets: Iterable[int]) -> dict[int, int]:
    """Offsets in UTF-8 bytes → offsets in code points.

    >>> _code_points("a走😀b".encode(), [0, 4, 8])
    {0: 0, 4: 2, 8: 3}
    """
    places, last, count = {}, 0, 0
    for offset in sorted(offsets):
        count += len(data[last:offset].decode())
        places[offset] = count
        last = offset
    return places


def _without_line_prefixes(raw: str, events: list[Event]) -> str:
    """Blank out what is between the lines of an HTML block, such as the `> ` of a quotation.

    It is replaced by line feeds, since Flow may copy a space but never a line feed.
    """
    parts, done = [], 0
    for event in events:
        match event.value:
            case {"Start": "HtmlBlock"}:
                parts.append(raw[done : event.start])
                done = event.start
            case {"Html": _}:
                parts += ["\n" * (event.start - done), raw[event.start : event.end]]
                done = event.end
    return "".join([*parts, raw[done:]])


class _Reader:
    """Walks the events and gives the Flow the text."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.markup = Markup(flow)
        self._code_block = False
        self._opaque: list[bool] = []  # one for each open autolink and image
        self._alone = False  # the image that is open began a paragraph

    def obey(self, event: Event) -> None:
        match event.value:
            case {"Start": element}:
                self._start(element, event)
            case {"End": element}:
                self._end(element)
            case {"Text": str(text)} if not self._code_block:
                self._text(text, event)
            case {"Code": str(text)}:
                self._code(text, event)
            case {"InlineHtml": str(html)}:
                self.markup.tag(html, event.start, event.end)
            case "SoftBreak":
                self.markup.text(event.start, event.end)
            case "HardBreak" | "Rule":
                self.flow.end_paragraph()

    def _start(self, element: object, event: Event) -> None:
        match element:
            case {"Link": {"link_type": "Autolink" | "Email"}}:
                self._opaque.append(True)
            case {"Link": _}:
                self._opaque.append(self._is_opaque)
            case {"Image": _}:
                self._alone = self.flow.at_start
                self._opaque.append(not self._alone)
            case str(name) if name in _INLINE:
                pass
            case _:
                self.flow.end_paragraph()
                self._code_block = isinstance(element, dict) and "CodeBlock" in element
                if element == "HtmlBlock":
                    self.markup.feed(event.start, event.end)

    def _end(self, element: object) -> None:
        match element:
            case "Link" | "Image":
                self._opaque.pop()
                if element == "Image" and self._alone:
                    self.flow.end_paragraph()
                    self._alone = False
            case str(name) if name in _INLINE:
                pass
            case _:
                self.flow.end_paragraph()
                self._code_block = False

    @property
    def _is_opaque(self) -> bool:
        return bool(self._opaque) and self._opaque[-1]

    def _text(self, text: str, event: Event) -> None:
        if text == _UNENCODABLE.sub("\ufffd", self.flow.source[event.start : event.end]):
            self.markup.text(event.start, event.end, opaque=self._is_opaque)
        else:  # an entity
            self.markup.replace(text, event.start, event.end, opaque=self._is_opaque)

    def _code(self, text: str, event: Event) -> None:
        fenced = _CODE.fullmatch(self.flow.source, event.start, event.end)
        if fenced and fenced[2].split() == text.split():
            code = fenced[2].lstrip()
            start = fenced.end(2) - len(code)
            self.markup.text(start, start + len(code.rstrip()), opaque=True)
        else:  # a code span over two quoted lines, or with an escaped | in a table
            self.markup.replace(text, event.start, event.end, opaque=True)
