"""HTML: the words between the tags, with the place of each in the file.

The text is found by a tokenizer of our own, a subset of the tokenizer in the HTML standard (WHATWG, 13.2.5),
and not by `html.parser`, which, measured on Python 3.11, needs 178 s for 120 kB of `<a <a <a`, raises
AssertionError on `<![x]>`, stops in the middle of a file at `&#12a`, and differs between patch releases.
This tokenizer is linear, never raises, and gives offsets directly.

Where a browser would hide text because markup is broken, the text is kept: a tag that never ends and
`a<b 那么 c>d` are read as text. `Document.notes` name what is left out.
Attributes (`alt`, `title`) are not prose; what the `hidden` attribute hides is not read. Text with `translate="no"`
stays in its sentence and, like code, is not judged.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import NamedTuple

from mtqa.config import Config
from mtqa.read.base import Builder
from mtqa.read.html_page import Region, Regions, without_furniture
from mtqa.read.whitespace import Flow
from mtqa.text import Document, Note, Span

# Possessive throughout: no stretch is scanned twice. The digits of a reference are bounded, as int() is.
_TOKEN = re.compile(
    r"""
    (?P<entity> &(?:\#[0-9]{1,10}(?![0-9])|\#[xX][0-9a-fA-F]{1,8}(?![0-9a-fA-F])|[A-Za-z][A-Za-z0-9]{0,31});?)
  | (?P<comment> <!--(?:-?>|(?s:.*?)(?:--!?>|\Z)))
  | <!\[CDATA\[(?s:.*?)(?:\]\]>|\Z)
  | <[!?][A-Za-z\[][^>]*+(?:>|\Z)
  | <(?P<slash>/)?(?P<name>[A-Za-z][A-Za-z0-9:_.-]*+)(?=[\s/>]|\Z)
    (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)(?P<end>>?)
    """,
    re.VERBOSE,
)
_UNTRANSLATED = re.compile(r"""(?:^|\s)translate\s*=\s*(?:"no"|'no'|no(?=[\s/]|$))""", re.IGNORECASE)
_VALUE = re.compile(r"""=\s*(?:"[^"]*"|'[^']*'|[^\s>]*)""")


def _elements(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _elements("area base br col embed hr img input link meta param source track wbr")
BLOCK = _elements(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup "
    "option p pre search section select summary table tbody td textarea tfoot th thead title tr ul"
)
NO_PROSE = _elements(
    "audio canvas datalist iframe math noembed noframes noscript object pre rp rt script style svg template video xmp"
)
_RAW_TEXT = _elements("iframe noembed noframes script style xmp")  # no tags inside but their own end
OPAQUE = _elements("code kbd samp tt var")
_OPTIONAL_END = _elements("dd dt li option p rp rt td th tr")  # a sibling closes them
_ENDED_BY_BLOCK = OPAQUE | {"p"}


class _Element(NamedTuple):
    name: str
    start: int
    hides: bool
    opaque: bool
    region: Region | None = None


class Markup:
    """Feeds HTML into a Flow, all at once or piece by piece; what is open stays open between pieces.

    Markdown delivers HTML in pieces with its own text between them, to which the same elements apply.
    """

    def __init__(self, flow: Flow, regions: Regions | None = None) -> None:
        self.flow = flow
        self.regions = regions
        self._open: list[_Element] = []
        self._names: Counter[str] = Counter()  # of the open elements
        self._hiding = 0
        self._opaque = 0
        self._warnings: dict[Note, int] = {}  # what is irregular, and where first

    def feed(self, start: int, end: int) -> None:
        """Read `source[start:end]` as HTML."""
        at = start
        while at < end:
            at = self._after_raw_text(at, end)
            token = _TOKEN.search(self.flow.source, at, end)
            self.text(at, token.start() if token else end)
            at = self._token(token, end) if token else end

    def tag(self, html: str, start: int, end: int) -> None:
        """Apply the tag or comment at `raw[start:end]`."""
        token = _TOKEN.match(html)
        if token and token["name"]:
            self._obey(token, start)
        elif token and token["comment"]:
            self._comment(start, end)

    def text(self, start: int, end: int, *, opaque: bool = False) -> None:
        """Take text, unless an open element hides it."""
        if not self._hiding:
            self.flow.copy(start, end, opaque=opaque or self._opaque > 0)

    def replace(self, text: str, start: int, end: int, *, opaque: bool = False) -> None:
        """Let `text` stand for `raw[start:end]`, unless an open element hides it."""
        if not self._hiding:
            self.flow.replace(text, start, end, opaque=opaque or self._opaque > 0)

    def close(self) -> None:
        """End the file, and note what was left out or is irregular."""
        self.flow.end_paragraph()
        hiding = next((element for element in self._open if element.hides), None)
        if hiding:
            self._warn(Note.of("never_closed", name=hiding.name), hiding.start)
        lines = Document(self.flow.builder.path, self.flow.builder.raw, "", ())
        for what, start in self._warnings.items():
            line = lines.place(start).line
            self.flow.builder.notes.append(Note(what.kind, (("line", line), *what.arguments)))

    def _after_raw_text(self, at: int, end: int) -> int:
        if not self._open or self._open[-1].name not in _RAW_TEXT:
            return at
        closing = re.compile(rf"</{self._open[-1].name}(?=[\s/>])", re.IGNORECASE)
        found = closing.search(self.flow.source, at, end)
        return found.start() if found else end

    def _token(self, token: re.Match[str], end: int) -> int:
        """Apply a token; return the offset to continue at."""
        if token["entity"]:
            self._entity(token)
        elif token["comment"]:
            if not token["comment"].endswith(">"):
                self._warn(Note.of("comment_never_closed"), token.start())
            self._comment(*token.span())
        elif token["name"] and not token["end"]:
            self._warn(Note.of("tag_never_closed", name=token["name"]), token.start())
            self.text(token.start(), end)
            return end
        elif token["name"] and not self._obey(token, token.start()):
            self.text(*token.span())
        return token.end()

    def _comment(self, start: int, end: int) -> None:
        self.flow.builder.comments.append(Span(start, end))

    def _entity(self, token: re.Match[str]) -> None:
        character = unescape(token[0])
        if character == token[0]:  # no such entity: the & is text
            self.text(*token.span())
        else:
            self.replace(character, *token.span())

    def _obey(self, tag: re.Match[str], start: int) -> bool:
        """Open or close an element. False: an attribute's name is not ASCII, so this is no tag."""
        name = tag["name"].lower()
        attributes = _VALUE.sub(" ", tag["attributes"])
        if not attributes.isascii():
            return False
        if name in BLOCK and not self._hiding:
            self.flow.end_paragraph()
        if tag["slash"]:
            if self._names[name]:
                while self._pop().name != name:
                    pass
            return True
        self._end_implied(name)
        if name not in VOID and not tag["attributes"].endswith("/"):
            hides = name in NO_PROSE or "hidden" in attributes.lower().split()
            opaque = name in OPAQUE or _UNTRANSLATED.search(tag["attributes"]) is not None
            region = self.regions.open(name, tag["attributes"]) if self.regions else None
            self._push(_Element(name, start, hides, opaque, region))
        return True

    def _end_implied(self, name: str) -> None:
        while self._open and (
            (self._open[-1].name == name and name in _OPTIONAL_END)
            or (self._open[-1].name in _ENDED_BY_BLOCK and name in BLOCK)
        ):
            self._pop()

    def _push(self, element: _Element) -> None:
        self._open.append(element)
        self._names[element.name] += 1
        self._hiding += element.hides
        self._opaque += element.opaque

    def _pop(self) -> _Element:
        element = self._open.pop()
        self._names[element.name] -= 1
        self._hiding -= element.hides
        self._opaque -= element.opaque
        if self.regions and element.region:
            self.regions.close(element.region)
        return element

    def _warn(self, what: Note, start: int) -> None:
        self._warnings.setdefault(what, start)


def read(path: str, raw: str, config: Config) -> Document:
    """The prose of an HTML file; the furniture of a page is marked, unless it is to be judged as well."""
    builder = Builder(path, raw, "html")
    flow = Flow(builder)
    regions = None if config.furniture else Regions(flow)
    markup = Markup(flow, regions)
    markup.feed(0, len(raw))
    markup.close()
    if regions is None:
        return builder.build()
    regions.finish()
    return without_furniture(builder.build(), regions.all)
