"""Jupyter notebooks: the Markdown cells, read as Markdown through the escapes of JSON.

Code and its output are not prose, and neither are raw cells, which are for a converter. The source of a cell is a
string or a list of strings (nbformat 4), and in old notebooks within worksheets (nbformat 3).
"""

from __future__ import annotations

from collections import defaultdict

from mtqa.errors import ReadError
from mtqa.read import markdown
from mtqa.read.base import Builder
from mtqa.read.json_text import Path, Value, pieces, strings
from mtqa.read.nested import include
from mtqa.text import Document

_PROSE = frozenset({"markdown", "heading"})


def read(path: str, raw: str) -> Document:
    """The prose of a notebook."""
    kinds: dict[Path, str] = {}
    sources: dict[Path, list[Value]] = defaultdict(list)
    for value in strings(path, raw, 0, len(raw)):
        match value.path:
            case (*head, "cells", int(), "cell_type") if _holds_cells(head):
                kinds[value.path[:-1]] = raw[value.start : value.end]
            case (*head, "cells", int(), "source") if _holds_cells(head):
                sources[value.path[:-1]].append(value)
            case (*head, "cells", int(), "source", int()) if _holds_cells(head):
                sources[value.path[:-2]].append(value)
    if not kinds and raw.strip():
        raise ReadError.of("no_notebook", path)
    builder = Builder(path, raw, "ipynb")
    for cell, values in sources.items():
        if kinds.get(cell) in _PROSE:
            parts = [piece for value in values for piece in pieces(raw, value.start, value.end)]
            text = "".join(piece.text for piece in parts)
            include(builder, markdown.read(path, text), parts)
    return builder.build()


def _holds_cells(head: list[str | int]) -> bool:
    """Is it the notebook itself, or a worksheet of it?"""
    return not head or (len(head) == 2 and head[0] == "worksheets")
