"""Running text in markup: white space collapses as a browser collapses it.

HTML and Markdown wrap lines where the author's editor wrapped them, so a line end there is no
paragraph end. A stretch of white space becomes one space; if it has a line end, it is left out
between two Chinese characters (CSS Text 3, 4.1.3, "segment break transformation"), since a space there
would be an error that the author did not make.
"""

from __future__ import annotations

import re

from mtqa.read.base import Builder
from mtqa.script import WIDE

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_SPACE = f" \t{_BREAKS}"
_CONTROL = r"\x00-\x1f\x7f-\x9f"
# Words with single spaces between them are one piece, so that plain prose costs one run, not one per word.
_PIECE = re.compile(rf"(?P<space>[{_SPACE}]+)|[^{_CONTROL}\u2028\u2029 ]+(?: [^{_CONTROL}\u2028\u2029 ]+)*")
_UNPRINTABLE = re.compile(rf"[{_CONTROL}\u2028\u2029]+")

_WIDE = re.compile(f"[{WIDE}]")
_SHARED = frozenset("“”‘’…—·")  # punctuation of Chinese and of English: wide beside a wide character


class Flow:
    """Puts running text into a Builder.

    `source` is the file's text, or a copy of equal length in which everything that is not text (the `> ` of a
    quoted line) is blanked out.
    """

    def __init__(self, builder: Builder, source: str | None = None) -> None:
        self.builder = builder
        self.source = builder.raw if source is None else source
        self._gap: tuple[int, int] | None = None  # white space seen and not yet written
        self._gap_breaks = False
        self._gap_opaque = False

    @property
    def at_start(self) -> bool:
        """Is the current paragraph still empty?"""
        return self.builder.last in ("", "\n")

    def copy(self, start: int, end: int, *, opaque: bool = False) -> None:
        """Take `source[start:end]`; control characters are left out."""
        for piece in _PIECE.finditer(self.source, start, end):
            if piece["space"]:
                self._space(piece[0], *piece.span(), opaque)
                continue
            begin = piece.start()
            if self.at_start:  # an ideographic space indents a paragraph and is not part of it
                begin += len(piece[0]) - len(piece[0].lstrip())
            if begin < piece.end():
                self._close_gap(self.source[begin], opaque)
                self.builder.copy(begin, piece.end(), opaque=opaque)

    def replace(self, text: str, start: int, end: int, *, opaque: bool = False) -> None:
        """Let `text` stand for `raw[start:end]`."""
        if text and not text.strip(_SPACE):
            self._space(text, start, end, opaque)
            return
        text = _UNPRINTABLE.sub("", text)
        if text and not (self.at_start and text.isspace()):
            self._close_gap(text[0], opaque)
            self.builder.replace(text, start, end, opaque=opaque)

    def end_paragraph(self) -> None:
        self._gap = None
        self.builder.end_paragraph()

    def _space(self, text: str, start: int, end: int, opaque: bool) -> None:
        if self._gap is None:
            self._gap, self._gap_breaks, self._gap_opaque = (start, end), False, opaque
        self._gap_breaks |= any(character in _BREAKS for character in text)

    def _close_gap(self, following: str, opaque: bool) -> None:
        if self._gap and not self.at_start and not (self._gap_breaks and _joins(self.builder.last, following)):
            self.builder.replace(" ", *self._gap, opaque=self._gap_opaque and opaque)
        self._gap = None


def _joins(before: str, after: str) -> bool:
    """Is a line end between the two left out?"""
    wide_before, wide_after = _WIDE.match(before), _WIDE.match(after)
    return bool((wide_before and (wide_after or after in _SHARED)) or (wide_after and before in _SHARED))
