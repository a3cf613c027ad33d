"""Inline elements of XLIFF and TMX: text, with the codes of the original file wrapped in elements.

Formatting (`<g>`, `<bpt>`, `<pc>`) leaves the text as it is. An element that stands for text (`<x/>`, `<ph>`) appears
in the sentence as its native code or equivalent text if it has such a text, else as `{id}`; opaque in either case.
"""

from __future__ import annotations

from mtqa.read.units import Piece
from mtqa.read.xml import Event

# XLIFF 1.2, 2.x and TMX 1.4 together; no name has two meanings that matter here.
_NATIVE = frozenset({"bpt", "ept", "it", "ut"})  # their content is code of the original file
_MARKS = frozenset({"g", "bx", "ex", "pc", "sc", "ec", "sm", "em", "hi"})
_STANDING = frozenset({"x", "ph", "cp"})
_PROTECTED = {"mtype": "protected", "translate": "no"}


class Content:
    """Collects the pieces of a `<source>`, `<target>` or `<seg>` from the events between its tags."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._code: tuple[str, str, int] | None = None  # name, text and start of the code that is open
        self._depth = 0  # of elements in it

    def obey(self, event: Event) -> None:
        if event.kind == "text":
            self._text(event)
        elif event.kind == "start":
            self._start(event)
        elif event.kind == "end" and self._code:
            self._depth -= 1
            if self._depth == 0:
                name, text, start = self._code
                self.pieces.append(Piece(text, start, event.end, name))
                self._code = None

    def _text(self, event: Event) -> None:
        if self._code is None:
            self.pieces.append(Piece(event.name, event.start, event.end))
        elif self._shows:
            name, text, start = self._code
            self._code = (name, event.name if self._placeheld else text + event.name, start)
            self._placeheld = False

    def _start(self, event: Event) -> None:
        if self._code:
            self._depth += 1
            return
        attributes = event.attributes
        id = attributes.get("id") or attributes.get("i") or attributes.get("x") or ""
        code = f"<{event.name} {id}>" if id else f"<{event.name}>"
        protected = event.name == "mrk" and any(attributes.get(key) == value for key, value in _PROTECTED.items())
        if event.name in _STANDING or event.name in _NATIVE or protected:
            self._shows = event.name not in _NATIVE
            self._placeheld = self._shows
            shown = attributes.get("equiv-text") or attributes.get("equiv") or attributes.get("disp") or f"{{{id}}}"
            self._code = (code, shown if self._shows else "", event.start)
            self._depth = 1
        elif event.name in _MARKS:
            self.pieces.append(Piece("", event.start, event.end, code))

    _shows = False  # does the open code appear in the sentence?
    _placeheld = False  # is its text only a placeholder?
