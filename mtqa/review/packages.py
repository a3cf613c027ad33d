"""Writing wordings into packages: which stretches of which members an edit changes.

A wording takes the formatting of the first character it replaces. Characters at its beginning and end that stay the
same are not touched, so a word in bold behind a change stays bold.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.read import docx, epub, odf, ods, pptx, xlsx
from mtqa.read.story import Layout, Stretch
from mtqa.read.xlsx import Pointer, Workbook
from mtqa.review.archive import refusal, replaced
from mtqa.review.edit import Edit
from mtqa.text import Span

LayoutReader = Callable[[str, bytes, Config], Layout]
#: The formats that are packages, by name.
PACKAGES: Mapping[str, LayoutReader] = {
    "docx": docx.layout,
    "pptx": pptx.layout,
    "xlsx": xlsx.layout,
    "ods": ods.layout,
    "odt": odf.layout,
    "odp": odf.layout_slides,
    "epub": epub.layout,
}
_TRIMS = frozenset({"docx", "xlsx"})  # their programs trim a text element unless it says that its spaces count
_BARE_TAG = re.compile(r"<(?:\w+:)?t>")


class Change(NamedTuple):
    """`member[at:to]` becomes `text`."""

    member: str
    at: int
    to: int
    text: str


class Packaged:
    """A package whose text is edited."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._starts = [stretch.start for stretch in layout.stretches]

    def refuse(self, edit: Edit) -> None:
        """Raise UsageError where the edit cannot be made."""
        if why := refusal(self.layout.package):
            raise UsageError(why, advice="correct it with the program that the file belongs to")
        self.changes(edit)

    def changes(self, edit: Edit) -> list[Change]:
        """What the edit changes in the members, one stretch after the other; the wording stands in the first. Raises
        UsageError."""
        return list(self._changes(edit))

    def stretches(self, raw: Span) -> list[Change]:
        """The stretches of the members that say `raw`, as changes that change nothing; empty where none does."""
        covering = self._covering(raw) if raw else self._around(raw.start, raw)
        parts = [(one, Span(max(raw.start, one.start), max(raw.start, min(raw.end, one.end)))) for one in covering]
        places = [(one.member, *_inside(one, part)) for one, part in parts if one.member]
        return [Change(name, at, to, self.layout.package.text(name)[at:to]) for name, at, to in places]

    def copy(self, edits: Sequence[Edit]) -> bytes:
        """The bytes of a copy with the edits. Raises UsageError."""
        changes: dict[str, set[Change]] = defaultdict(set)
        cells: dict[Pointer, set[Change]] = defaultdict(set)
        for edit in edits:
            pointer = self._pointer(edit.raw)
            for change in self._changes(edit):
                (cells[pointer] if pointer else changes[change.member]).update((change, *self._spaced(change)))
        for change in self._repointed(cells):
            changes[change.member].add(change)
        package = self.layout.package
        return replaced(package, {name: _changed(package.text(name), found) for name, found in changes.items()})

    def _pointer(self, raw: Span) -> Pointer | None:
        """The cell there, if its text is a shared string."""
        if not isinstance(self.layout, Workbook):
            return None
        pointers = self.layout.pointers
        index = bisect_right(pointers, raw.start, key=lambda pointer: pointer.raw.start) - 1
        return pointers[index] if index >= 0 and pointers[index].raw.contains(raw) else None

    def _repointed(self, cells: Mapping[Pointer, set[Change]]) -> Iterator[Change]:
        """A new shared string for each cell that changes: other cells may share the old one."""
        if not cells or not isinstance(self.layout, Workbook):
            return
        strings = self.layout.strings
        old = self.layout.package.text(strings.member)
        added: dict[str, int] = {}
        for pointer, changes in cells.items():
            place = strings.places[pointer.shared]
            inside = {change._replace(at=change.at - place.start, to=change.to - place.start) for change in changes}
            number = added.setdefault(_changed(place.of(old), inside), strings.total + len(added))
            yield Change(pointer.sheet, pointer.value.start, pointer.value.end, str(number))
        yield Change(strings.member, strings.end, strings.end, "".join(added))
        if strings.count:
            yield Change(strings.member, *_ends(strings.count), str(strings.total + len(added)))

    def _changes(self, edit: Edit) -> Iterator[Change]:
        if self.layout.markup:
            covering = self._covering(edit.raw) if edit.raw else self._around(edit.raw.start, edit.raw)
            if len(covering) != 1:
                raise UsageError("the place goes over two chapters", advice="correct it by hand")
            yield Change(covering[0].member, *_inside(covering[0], edit.raw), edit.spelt)
            return
        span, wording = _trimmed(self.layout.document.raw, edit.raw, edit.spelt)
        stretches = self._covering(span) if len(span) else self._around(span.start, edit.raw)
        if not stretches or not all(stretch.member for stretch in stretches):
            what = "the place contains a tab, a line break, a drawing, the head of a table or a cell that the file has "
            what += "once for several, which mtqa does not write"
            raise UsageError(what, advice="correct it by hand")
        for index, stretch in enumerate(stretches):
            part = Span(max(span.start, stretch.start), max(span.start, min(span.end, stretch.end)))
            yield Change(stretch.member, *_inside(stretch, part), "" if index else escape(wording, quote=False))

    def _spaced(self, change: Change) -> Iterator[Change]:
        """The attribute that keeps spaces at the ends of the text element of a change, where it is needed."""
        text = self.layout.package.text(change.member)
        start, end = text.rfind("<", 0, change.at), text.find("<", change.to)
        tag = _BARE_TAG.match(text, max(0, start))
        if tag and self.layout.document.format in _TRIMS and re.search(r"\s", text[tag.end() : end] + change.text):
            yield Change(change.member, tag.end() - 1, tag.end() - 1, ' xml:space="preserve"')

    def _covering(self, span: Span) -> list[Stretch]:
        """The stretches with a character of the span, in order."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_right(self._starts, max(span.start, span.end - 1))
        return [one for one in self.layout.stretches[first:last] if one.end > span.start and one.start < span.end]

    def _around(self, at: int, within: Span) -> list[Stretch]:
        """The stretch that an insertion goes into: that of the character before it, or else of that behind it."""
        before = self._covering(Span(at - 1, at)) if at > within.start or (at and not within) else []
        return before or self._covering(Span(at, at + 1))


def _trimmed(raw: str, span: Span, wording: str) -> tuple[Span, str]:
    """The stretch and the wording without what is the same at their beginnings and ends."""
    old = span.of(raw)
    most = min(len(old), len(wording))
    head = next((index for index in range(most) if old[index] != wording[index]), most)
    most -= head
    tail = next((index for index in range(most) if old[-1 - index] != wording[-1 - index]), most)
    return Span(span.start + head, span.end - tail), wording[head : len(wording) - tail]


def _inside(stretch: Stretch, span: Span) -> tuple[int, int]:
    """The place in the member of a part of a stretch; what is longer or shorter there is taken as a whole."""
    if stretch.end - stretch.start == stretch.to - stretch.at:
        return stretch.at + span.start - stretch.start, stretch.at + span.end - stretch.start
    if not span:
        return (stretch.to, stretch.to) if span.start > stretch.start else (stretch.at, stretch.at)
    return stretch.at, stretch.to


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _changed(text: str, changes: set[Change]) -> str:
    parts: list[str] = []
    done = 0
    for change in sorted(changes, key=lambda change: (change.at, change.to)):
        if change.at < done:
            raise UsageError("two wordings change the same place", advice="write one of them by hand")
        parts += [text[done : change.at], change.text]
        done = change.to
    return "".join([*parts, text[done:]])
