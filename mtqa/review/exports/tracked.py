"""Tracked changes and comments in a copy of a Word document: what reviewers accepted, and what else was found.

Each change is a deletion and an insertion (`w:del` and `w:ins`, ECMA-376 part 1, 17.13.5) in the very runs it concerns,
with their formatting; everything else of the document is copied. Comments stand in the main text only, since headers
and footers can have none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from mtqa.errors import UsageError
from mtqa.read.package import Package
from mtqa.render.base import visible
from mtqa.review.archive import replaced
from mtqa.review.edit import Edit
from mtqa.review.exports.comments import Author, Comment, with_comments
from mtqa.review.packages import Change, Packaged
from mtqa.text import Span

_TEXT_TAG = re.compile(r"<((?:[^\s<>/:]+:)?)t(?=[\s/>])")
_CHANGED_PROPERTIES = re.compile(r"<((?:[^\s<>/:]+:)?)rPrChange\b.*?</\1rPrChange>", re.DOTALL)
_ID = re.compile(r"""\bid=["'](\d{1,9})["']""")
_BEGIN, _CHANGE, _END = range(3)  # the order of what stands at one place


@dataclass(frozen=True)
class Tracked:
    """An edit, and who wants it."""

    edit: Edit
    author: Author


@dataclass(frozen=True)
class Remark:
    """A comment on a stretch of the text."""

    raw: Span
    text: str
    author: Author


class _Element(NamedTuple):
    """The text of one `w:t`: its place in the member, and how its run is closed and opened again."""

    start: int
    end: int
    tag: int  # where its start tag begins
    prefix: str
    properties: str

    def closed(self, name: str = "t") -> str:
        return f"</{self.prefix}{name}></{self.prefix}r>"

    def opened(self, name: str = "t") -> str:
        """The beginning of a run of the same formatting, with a text element of that name."""
        return f'<{self.prefix}r>{self.properties}<{self.prefix}{name} xml:space="preserve">'

    def run(self, name: str, text: str) -> str:
        return self.opened(name) + text + self.closed(name)


class _Splice(NamedTuple):
    """`xml` stands in place of `member[at:to]`; splices at one place stand by `order`."""

    at: int
    order: int
    to: int
    xml: str


def tracked(packaged: Packaged, edits: Sequence[Tracked], remarks: Sequence[Remark]) -> tuple[bytes, int]:
    """The bytes of a copy with all edits as tracked changes and all remarks as comments, and how many remarks found no
    place. Raises UsageError where an edit cannot be written."""
    work = _Work(packaged)
    for one in edits:
        work.change(one)
    placed = [comment for remark in remarks if (comment := work.comment(remark))]
    package = packaged.layout.package
    data = replaced(package, dict(work.texts()))
    return with_comments(package, data, placed, work.main) if placed else data, len(remarks) - len(placed)


class _Work:
    """Collects the splices of each member."""

    def __init__(self, packaged: Packaged) -> None:
        self.packaged = packaged
        self.package = packaged.layout.package
        self.splices: dict[str, set[_Splice]] = defaultdict(set)
        self.empty: dict[str, set[str]] = defaultdict(set)  # what is left of a run between two splices
        members = {stretch.member for stretch in packaged.layout.stretches if stretch.member}
        self.main = next((name for name in sorted(members) if name.startswith("word/document")), "")
        numbers = (int(match[1]) for name in sorted(members) for match in _ID.finditer(self.package.text(name)))
        self._next = max(numbers, default=0) + 1
        self._elements = {name: list(_elements(self.package, name)) for name in members}

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each member that changes, and its text with all splices."""
        for member, splices in self.splices.items():
            text = _spliced(self.package.text(member), splices)
            for empty in self.empty[member]:
                text = text.replace(empty, "")
            yield member, text

    def number(self) -> int:
        """A number that no change and no comment of the document has."""
        self._next += 1
        return self._next - 1

    def change(self, tracked: Tracked) -> None:
        """Delete what the edit replaces, and insert its wording."""
        for change in self.packaged.changes(tracked.edit):
            element = self._element(change)
            text = self.package.text(change.member)
            old, xml = text[change.at : change.to], ""
            if old:
                xml += self._marked("del", element, element.run("delText", old), tracked.author)
            if change.text:
                xml += self._marked("ins", element, element.run("t", change.text), tracked.author)
            if xml:
                self._splice(change, element, _CHANGE, xml, change.to)

    def comment(self, remark: Remark) -> Comment | None:
        """Open and close a comment; None where its place is not in the main text."""
        stretches = [one for one in self.packaged.stretches(remark.raw) if one.member == self.main]
        if not stretches:
            return None
        first, last = stretches[0], stretches[-1]
        at = last.at if remark.raw.start == remark.raw.end else last.to
        number, p = self.number(), self._element(first).prefix
        self._splice(first, self._element(first), _BEGIN, f'<{p}commentRangeStart {p}id="{number}"/>', first.at)
        reference = f'<{p}r><{p}commentReference {p}id="{number}"/></{p}r>'
        behind = last._replace(at=at, to=at)
        self._splice(behind, self._element(last), _END, f'<{p}commentRangeEnd {p}id="{number}"/>{reference}', at)
        return Comment(number, remark.text, remark.author)

    def _marked(self, name: str, element: _Element, run: str, author: Author) -> str:
        p = element.prefix
        time = f" {p}date={quoteattr(author.time)}" if author.time else ""
        who = quoteattr(visible(author.name))
        return f'<{p}{name} {p}id="{self.number()}" {p}author={who}{time}>{run}</{p}{name}>'

    def _element(self, change: Change) -> _Element:
        elements = self._elements[change.member]
        index = bisect_right(elements, change.at, key=lambda element: element.start) - 1
        if index < 0 or change.to > elements[index].end:
            raise UsageError("the place is not in a run of the document", advice="correct it by hand")
        return elements[index]

    def _splice(self, change: Change, element: _Element, order: int, xml: str, to: int) -> None:
        """Put XML between the two halves of a run; spaces at their ends count."""
        splices = self.splices[change.member]
        self.empty[change.member].add(element.run("t", ""))
        splices.add(_Splice(change.at, order, to, f"{element.closed()}{xml}{element.opened()}"))
        tag = _TEXT_TAG.match(self.package.text(change.member), element.tag)
        if tag and self.package.text(change.member)[tag.end()] == ">":
            splices.add(_Splice(tag.end(), _BEGIN, tag.end(), ' xml:space="preserve"'))


def _elements(package: Package, member: str) -> Iterator[_Element]:
    """The text elements of a member that hold something, in order."""
    text = package.text(member)
    runs: list[str] = []  # the formatting of the open runs
    depth = begun = tag = 0
    for event in package.events(member):
        if event.kind == "start" and not event.foreign:
            if event.name == "r":
                runs.append("")
            elif event.name == "rPr":
                depth += 1
                begun = event.start if depth == 1 else begun
            tag = event.start if event.name == "t" else tag
        elif event.kind == "end" and not event.foreign:
            if event.name == "r" and runs:
                runs.pop()
            elif event.name == "rPr":
                depth -= 1
                if depth == 0 and runs:
                    runs[-1] = _CHANGED_PROPERTIES.sub("", text[begun : event.end])
        elif event.kind == "text" and runs and (found := _TEXT_TAG.match(text, tag)):
            yield _Element(event.start, event.end, tag, found[1], runs[-1])


def _spliced(text: str, splices: set[_Splice]) -> str:
    """The member with its splices; what would begin within a stretch that is replaced stands behind it."""
    parts: list[str] = []
    done = 0
    for splice in sorted(splices):
        parts += [text[done : splice.at], splice.xml]
        done = max(done, splice.to)
    return "".join([*parts, text[done:]])
