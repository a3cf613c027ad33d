"""Inline markup of reStructuredText: what of a paragraph is prose, what only stands in it.

Literals, roles that name code, and substitutions are opaque; the targets of links and the marks of footnotes are left
out. Emphasis is recognised between Chinese characters as well, where docutils asks for an escaped space; a mark that
is shown by mistake is no fault of the translation.
"""

from __future__ import annotations

import re

from mtqa.read.whitespace import Flow
from mtqa.script import HAN

_MARKUP = re.compile(
    r"""
    \\(?P<escaped>(?s:.))
  | ``(?P<literal>[^`]++(?:`[^`]++)*+)``
  | (?::(?P<role>[A-Za-z][\w:+.-]{0,40}):)? (?P<target>(?<![\w`])_)? `(?P<text>[^`]++)` (?P<link>__?)?
  | \*\*(?P<strong>[^\s*](?:[^*]*[^\s*])?)\*\*
  | \*(?P<emphasis>[^\s*](?:[^*]*[^\s*])?)\*
  | \|(?P<substitution>[^\s|](?:[^|\r\n]{0,80}[^\s|])?)\|_{0,2}
  | (?P<note>\[(?:\d{1,5}|\#[\w-]{0,40}|\*|[A-Za-z][\w.-]{0,40})\]_)
  | (?<![\w])(?P<name>[A-Za-z0-9]{1,40}(?:[-.+][A-Za-z0-9]{1,40}){0,5})__?(?!\w)
    """,
    re.VERBOSE | re.ASCII,
)
_TITLED = re.compile(r"(?P<title>[^<]*\S)\s*<[^<>]*>\s*")
_HAN = re.compile(f"[{HAN}]")
# Roles whose text is prose; that of every other is code or the name of something, unless it has a title of its own.
_PROSE_ROLES = frozenset(
    {
        *("abbr", "dfn", "emphasis", "guilabel", "index", "menuselection", "strong", "sub", "subscript", "sup"),
        *("superscript", "t", "term", "title", "title-reference", "underline"),
    }
)


def put(flow: Flow, start: int, end: int) -> None:
    """Put a paragraph, or a line of a table's cell, into the Flow."""
    at = start
    for found in _MARKUP.finditer(flow.source, start, end):
        flow.copy(at, found.start())
        at = found.end()
        kind = found.lastgroup if found.lastgroup != "link" else "text"
        if found["text"] is not None:
            _interpreted(flow, found)
        elif kind == "escaped":
            if not found["escaped"].isspace():
                flow.replace(found["escaped"], *found.span())
        elif kind in ("literal", "substitution"):
            flow.copy(*found.span(kind if kind == "literal" else 0), opaque=True)
        elif kind in ("strong", "emphasis", "name"):
            flow.copy(*found.span(kind))
    flow.copy(at, end)


def _interpreted(flow: Flow, found: re.Match[str]) -> None:
    """Interpreted text and links. `code` in single backticks, which many write, is taken for code where nothing of it
    is Chinese."""
    start, end = found.span("text")
    titled = _TITLED.fullmatch(flow.source, start, end)
    if titled:
        flow.copy(*titled.span("title"))
    elif found["role"]:
        flow.copy(start, end, opaque=found["role"] not in _PROSE_ROLES)
    else:
        prose = bool(found["link"] or found["target"] or _HAN.search(found["text"]))
        flow.copy(start, end, opaque=not prose)
