"""reStructuredText: paragraphs, titles, lists, tables and the prose in directives.

docutils parses it, but gives lines only, and resolves what it reads; this is a scanner after its specification. It
walks the lines once: indentation decides where a literal block, a comment or a directive without prose ends, and
everything else is prose, however deeply it is nested. What no reader would call prose with certainty is left out: code,
comments, fields with data, directives that are not known, which a note names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from mtqa.read import rst_directives, rst_inline, rst_tables
from mtqa.read import rst_marks as marks
from mtqa.read.base import Builder, cut
from mtqa.read.nested import include
from mtqa.read.pieces import Joined
from mtqa.read.rst_lines import Line, lines
from mtqa.read.rst_tables import is_border
from mtqa.read.whitespace import Flow
from mtqa.text import Document, Note, Span

_MOST_NAMES = 5
_DEEPEST = 10  # lists that begin on one line
_DEEPEST_TABLE = 3  # in a cell of a table, which is read anew for each


def read(path: str, raw: str) -> Document:
    """The prose of a reStructuredText file."""
    reader = _Reader(Builder(path, raw, "rst"))
    reader.walk()
    reader.tell()
    return reader.builder.build()


class _Reader:
    """Walks the lines. `_open` is the open paragraph: its start and end so far, and the indentation of its lines, None
    for any."""

    def __init__(self, builder: Builder, depth: int = 0) -> None:
        self.builder = builder
        self.flow = Flow(builder)
        self.lines = lines(builder.raw)
        self._at = 0
        self._open: tuple[int, int, int | None] | None = None
        self._item: int | None = None  # the indentation of the list item that the open paragraph begins
        self._unknown: Counter[str] = Counter()
        self._lost = 0
        self._depth = depth  # of tables in tables

    def walk(self) -> None:
        while self._at < len(self.lines):
            line = self.lines[self._at]
            self._at += 1
            if line.text:
                self._take(line)
            else:
                self._close()
        self._close()

    def tell(self) -> None:
        """Note what was not read."""
        for name, count in self._unknown.most_common(_MOST_NAMES):
            self.builder.notes.append(Note.of("directive_not_read", n=count, name=cut(name)))
        if self._lost:
            self.builder.notes.append(Note.of("cells_not_read", n=self._lost))

    def _take(self, line: Line) -> None:
        """Read a line that is not blank."""
        if self._open:
            indent = self._open[2]
            if line.is_adornment and not line.text.startswith("::"):
                self._close()
                return
            again = self._item == line.indent and (marks.ITEM.match(line.text) or marks.OPTION.match(line.text))
            # The lines of an item need not stand quite below each other.
            nearly = self._item is not None and indent is not None and self._item < line.indent <= indent
            if (indent is None or line.indent == indent or nearly) and not again:
                self._extend(line)
            else:
                self._at -= 1  # it is read again, unless it belongs to a literal block
                self._close()
            return
        self._begin(line)

    def _begin(self, line: Line) -> None:
        """Read the first line of a block."""
        text = line.text
        if explicit := marks.EXPLICIT.match(text):
            self._explicit(line, line.behind(explicit.end()))
        elif text.rstrip() == "::":
            self._literal(line.indent)
        elif marks.TARGET.fullmatch(text) and text.startswith("__"):
            self._skip(line.indent)
        elif text.startswith(">>> "):
            self._skip_while(lambda other: bool(other.text))
        elif is_border(text):
            self._table(line)
        elif line.is_adornment:
            return
        elif field := marks.FIELD.match(text):
            self._field(line, field)
        elif option := marks.OPTION.match(text):
            self._text(line.behind(option.end()), None)
            self._item = line.indent
        elif marks.LINE_BLOCK.match(text):
            self._text(line.behind(1), -1)
        elif item := marks.ITEM.match(text):
            marker, inner = line, line.behind(item.end())
            for _ in range(_DEEPEST):
                if not (item := marks.ITEM.match(inner.text)):
                    break
                marker, inner = inner, inner.behind(item.end())
            if marks.EXPLICIT.match(inner.text):
                self._begin(inner)
            else:
                self._text(inner, inner.indent)
                self._item = marker.indent
        else:
            self._text(line, line.indent)

    def _text(self, line: Line, indent: int | None) -> None:
        """Begin a paragraph with a line."""
        self._item = None
        if line.text:
            self._open = (line.start, line.start + len(line.text), indent)

    def _extend(self, line: Line) -> None:
        assert self._open
        self._open = (self._open[0], line.start + len(line.text), self._open[2])

    def _close(self) -> None:
        """Write the paragraph; where it ends with `::`, pass over the literal block behind it."""
        if self._open is None:
            return
        (start, end, indent), self._open = self._open, None
        if indent is None or indent < 0:
            indent = self.lines[self._index(start)].indent
        self._item = None
        raw = self.builder.raw
        end = start + len(raw[start:end].rstrip())
        literal = raw.endswith("::", start, end) and not raw.endswith("\\::", start, end)
        rst_inline.put(self.flow, start, end - 2 if literal else end)
        if literal and end - 3 >= start and not raw[end - 3].isspace():
            self.flow.copy(end - 1, end, opaque=True)  # docutils shows one of the colons
        self.flow.end_paragraph()
        if literal:
            self._literal(indent)

    def _index(self, offset: int) -> int:
        """The line at an offset: one that was just read."""
        index = min(self._at, len(self.lines)) - 1
        while index > 0 and self.lines[index].start > offset:
            index -= 1
        return index

    def _literal(self, indent: int) -> None:
        """Pass over a literal block: the lines that are indented, or that all begin with one punctuation mark."""
        self._skip_while(lambda line: not line.text)
        first = self.lines[self._at] if self._at < len(self.lines) else None
        if first and first.indent == indent and marks.ADORNED.match(first.text):
            self._skip_while(lambda line: line.text.startswith(first.text[0]))
        else:
            self._skip(indent)

    def _skip(self, indent: int) -> None:
        """Pass over the lines that are indented more."""
        self._skip_while(lambda line: not line.text or line.indent > indent)

    def _skip_while(self, passes: Callable[[Line], bool]) -> None:
        while self._at < len(self.lines) and passes(self.lines[self._at]):
            self._at += 1

    def _explicit(self, line: Line, inner: Line) -> None:
        """A directive, a footnote, a target, a substitution or a comment."""
        if directive := marks.DIRECTIVE.match(inner.text):
            self._directive(line, directive["name"], inner.behind(directive.end()))
        elif footnote := marks.FOOTNOTE.match(inner.text):
            self._text(inner.behind(footnote.end()), None)
        elif marks.TARGET.fullmatch(inner.text) or marks.SUBSTITUTION.match(inner.text):
            self._skip(line.indent)
        else:
            bare = not inner.text and (self._at == len(self.lines) or not self.lines[self._at].text)
            if not bare:  # an empty comment ends where it begins
                self._skip(line.indent)
            text = self.builder.raw[line.start : self.lines[self._at - 1].end].rstrip()
            self.builder.comments.append(Span(line.start, line.start + len(text)))

    def _directive(self, line: Line, name: str, head: Line) -> None:
        kind = rst_directives.kind(name)
        if kind in ("silent", "unknown"):
            if kind == "unknown":
                self._unknown[name.lower()] += 1
            self._skip(line.indent)
            return
        if kind == "versioned":
            head = head.behind(len(head.text) - len(head.text.partition(" ")[2].lstrip()))
        if kind == "bodied":
            self._skip_while(lambda other: bool(other.text) and other.indent > line.indent)
            return
        if head.text:
            self._text(head, None)
            self._extend_while(
                lambda other: bool(other.text) and other.indent > line.indent and not marks.FIELD.match(other.text)
            )
            self._close()
        self._skip_while(lambda other: other.indent > line.indent and marks.FIELD.match(other.text) is not None)

    def _extend_while(self, passes: Callable[[Line], bool]) -> None:
        while self._at < len(self.lines) and passes(self.lines[self._at]):
            self._extend(self.lines[self._at])
            self._at += 1

    def _field(self, line: Line, field: re.Match[str]) -> None:
        if field["name"].split()[0].lower() not in rst_directives.FIELDS:
            self._skip(line.indent)
            return
        self._text(line.behind(field.end()), None)
        self._extend_while(lambda other: bool(other.text) and other.indent > line.indent)
        self._close()

    def _table(self, first: Line) -> None:
        """A table, from its upper border on."""
        start = self._at - 1
        is_grid = first.text.startswith("+")
        if is_grid:
            self._skip_while(lambda line: line.text[:1] in ("+", "|") and line.indent == first.indent)
        else:
            self._at = rst_tables.simple_end(self.lines, self._at, first.indent)
        for cell in (rst_tables.grid if is_grid else rst_tables.simple)(self.lines[start : self._at]):
            if len(cell) == 1:
                rst_inline.put(self.flow, cell[0].start, cell[0].end)
                self.flow.end_paragraph()
            elif self._depth < _DEEPEST_TABLE:
                self._cell(cell)
            else:
                self._lost += 1

    def _cell(self, cell: rst_tables.Cell) -> None:
        """A cell of several lines, as a text of its own. Its comments would have those of other cells between."""
        pieces = rst_tables.pieces(cell)
        builder = Builder(self.builder.path, Joined(pieces).text, "rst")
        inner = _Reader(builder, self._depth + 1)
        inner.walk()
        self._unknown += inner._unknown
        self._lost += inner._lost
        include(self.builder, replace(builder.build(), comments=()), pieces)
