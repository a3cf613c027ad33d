"""Plain text: a line is a paragraph.

Machine translation writes each paragraph on one line, and so do most editors for Chinese, which needs no hard
wrapping. White space at the ends of a line and control characters are left out; inside a line everything
stays as it is.
"""

from __future__ import annotations

import re

from mtqa.read.base import Builder
from mtqa.text import Document

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_PRINTABLE = re.compile(r"[^\x00-\x08\x0e-\x1f\x7f-\x9f]+")


def read(path: str, raw: str) -> Document:
    """The prose of a text file; every line that is not blank becomes a paragraph."""
    builder = Builder(path, raw, "plain")
    for line in _LINE.finditer(raw):
        text = line[0]
        start = line.start() + len(text) - len(text.lstrip())
        end = line.end() - len(text) + len(text.rstrip())
        for piece in _PRINTABLE.finditer(raw, start, max(start, end)):
            builder.copy(*piece.span())
        builder.end_paragraph()
    return builder.build()
