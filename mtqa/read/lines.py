"""Text in which a line end ends a paragraph; spaces inside a line stay as they are.

The same methods as `Flow`, which is for text that an editor wrapped.
"""

from __future__ import annotations

import re

from mtqa.read.base import Builder

_CONTROL = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
# Words with spaces between them are one piece, so that plain prose costs one run, not one per word.
_PIECE = re.compile(
    r"(?P<break>[\n\r\x0b\x0c\x85\u2028\u2029]+)|(?P<space>[^\S\n\r\x0b\x0c\x85\u2028\u2029\x1c-\x1f]+)"
    rf"|[^\s{_CONTROL}]+(?:[ \u3000\xa0]+[^\s{_CONTROL}]+)*"
)


class Lines:
    """Puts text into a Builder line by line."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self._gap: tuple[str, int, int, bool] | None = None  # white space seen and not yet written

    def copy(self, start: int, end: int, *, opaque: bool = False) -> None:
        """Take `raw[start:end]`; control characters are left out."""
        for piece in _PIECE.finditer(self.builder.raw, start, end):
            self._take(piece, piece[0], *piece.span(), opaque)

    def replace(self, text: str, start: int, end: int, *, opaque: bool = False) -> None:
        """Let `text` stand for `raw[start:end]`."""
        for piece in _PIECE.finditer(text):
            self._take(piece, piece[0], start, end, opaque)

    def end_paragraph(self) -> None:
        self._gap = None
        self.builder.end_paragraph()

    def _take(self, piece: re.Match[str], text: str, start: int, end: int, opaque: bool) -> None:
        if piece["break"]:
            self.end_paragraph()
        elif piece["space"]:
            if self.builder.last not in ("", "\n"):
                self._gap = (text, start, end, opaque)
        else:
            if self._gap:
                gap, begin, close, hidden = self._gap
                self.builder.replace(gap, begin, close, opaque=hidden and opaque)
                self._gap = None
            self.builder.replace(text, start, end, opaque=opaque)
