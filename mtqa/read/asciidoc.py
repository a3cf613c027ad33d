"""AsciiDoc: titles, paragraphs, lists, admonitions and tables.

Written after the language's documentation (Asciidoctor's), line by line: what stands between delimiters of listings,
literals, passthroughs and comments is not prose, nor are attributes, the author's line, block macros and literal
paragraphs. The prose in all other blocks is read, whatever they are in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.read import asciidoc_inline
from mtqa.read.asciidoc_tables import cells
from mtqa.read.base import Builder
from mtqa.read.whitespace import Flow
from mtqa.script import WIDE
from mtqa.text import Document, Span

_LINE = re.compile(r"(?P<text>[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_DELIMITER = re.compile(r"(?P<mark>[-.+/=*_])(?P=mark){3,}|--|`{3,}(?P<language>[\w+-]*)")
_HIDING = frozenset("-.+/`")
_TITLE = re.compile(r"(?:={1,6}|#{1,6})[ \t]+")
_WIDE = re.compile(f"[{WIDE}]")
_UNDERLINE = re.compile(r"([-=~^+])\1{2,}")
_ATTRIBUTE = re.compile(r":!?[A-Za-z0-9_][\w-]*!?:(?:[ \t].*)?")
_BLOCK = re.compile(r"\[(?P<style>[^\],.#%=\"]*+)[^\]]*+\]+")
_BLOCK_TITLE = re.compile(r"\.(?=[^\s.])")
_BLOCK_MACRO = re.compile(r"[\w-]+::\S*\[.*\]")
_ITEM = re.compile(
    r"[ \t]*(?:\*{1,6}|-|\.{1,6}|\d{1,4}\.|[A-Za-z]\.|[ivxIVX]{1,5}\)|<(?:\d{1,3}|\.)>)[ \t]+(?:\[[ *x]\][ \t]+)?"
)
_TERM = re.compile(r"[ \t]*(?P<term>[^\s].*?)(?::{2,4}|;;)(?:[ \t]+|\Z)")
_ADMONITION = re.compile(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+")
_TABLE = re.compile(r"[|!,:]={3,}")
_COMMENT = re.compile(r"^//(?!//)[^\r\n]*", re.MULTILINE)
_BREAK = re.compile(r"'{3,}|<{3,}|-[ ]?-[ ]?-|\*[ ]?\*[ ]?\*|\+")
_CODE_STYLES = frozenset(
    {
        *("source", "listing", "literal", "stem", "latexmath", "asciimath", "pass", "comment"),
        *("ditaa", "plantuml", "mermaid", "graphviz"),
    }
)


def read(path: str, raw: str) -> Document:
    """The prose of an AsciiDoc file."""
    reader = _Reader(Builder(path, raw, "asciidoc"))
    reader.walk()
    return reader.builder.build()


class _Reader:
    """Walks the lines. `_open` is the paragraph that is being read, `_style` that of the block that follows."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.flow = Flow(builder, _COMMENT.sub(lambda line: "\n" * len(line[0]), builder.raw))
        self.lines = [found.span("text") for found in _LINE.finditer(builder.raw) if found.start() < len(builder.raw)]
        self._at = 0
        self._open: tuple[int, int] | None = None
        self._rows = 0  # of the open paragraph
        self._style = ""
        self._in_list = False
        self._awaits = False  # the text of a list's item follows

    def walk(self) -> None:
        while self._at < len(self.lines):
            start, end = self.lines[self._at]
            self._at += 1
            text = self.builder.raw[start:end].rstrip()
            if text:
                self._take(start, text)
            else:
                self._close()
        self._close()

    def _take(self, start: int, text: str) -> None:
        """Read a line that is not blank."""
        if text.startswith("//") and not text.startswith("////"):
            self._comment(start, text)
        elif self._open and self._rows == 1 and _underlines(text, self.builder.raw[slice(*self._open)]):
            self._close()
        elif delimiter := _DELIMITER.fullmatch(text):
            self._block(start, text, delimiter)
        elif _TABLE.fullmatch(text):
            self._table(text)
        elif _BREAK.fullmatch(text):
            self._close()
            self._awaits = text == "+"
        elif self._open and not self._ends_paragraph(text):
            self._extend(start, text)
        else:
            self._close()
            self._begin(start, text)

    def _ends_paragraph(self, text: str) -> bool:
        """Does the line end the paragraph above it, though no line is blank between them?"""
        next_item = self._in_list and (_ITEM.match(text) or _TERM.match(text))
        return bool(next_item) or _starts_block(text)

    def _begin(self, start: int, text: str) -> None:
        """Read the first line of a paragraph, or a line that is a block of its own."""
        style = self._style
        if _ATTRIBUTE.fullmatch(text) or _BLOCK_MACRO.fullmatch(text):
            while text.endswith(("\\", " +")) and self._at < len(self.lines):  # the value goes on
                text = self._next()[1]
        elif block := _BLOCK.fullmatch(text):
            self._style = block["style"].strip().lower() or style
        elif style in _CODE_STYLES:
            self._style = ""
            self._skip_paragraph()
        elif title := _TITLE.match(text):
            self._paragraph(start + title.end(), text[title.end() :].rstrip("=# "))
            self._close()
            if text.startswith("= "):
                self._skip_header()
        elif _BLOCK_TITLE.match(text):
            self._paragraph(start + 1, text[1:])
            self._close()
            self._style = style
        else:
            self._style = ""
            self._prose(start, text)

    def _prose(self, start: int, text: str) -> None:
        item, term = _ITEM.match(text), _TERM.match(text)
        self._in_list |= bool(item or term)
        if item:
            self._paragraph(start + item.end(), text[item.end() :])
        elif term:
            self._paragraph(start + term.start("term"), term["term"])
            self._close()
            self._paragraph(start + term.end(), text[term.end() :])
            self._awaits = not text[term.end() :]
            return
        elif text[0] in " \t" and not self._awaits:
            self._skip_paragraph()
        else:
            self._in_list = self._awaits
            label = _ADMONITION.match(text)
            begin = label.end() if label else len(text) - len(text.lstrip())
            self._paragraph(start + begin, text[begin:])
        self._awaits = False

    def _paragraph(self, start: int, text: str) -> None:
        self._open, self._rows = ((start, start + len(text)), 1) if text else (None, 0)

    def _extend(self, start: int, text: str) -> None:
        assert self._open
        self._open = (self._open[0], start + len(text))
        self._rows += 1

    def _close(self) -> None:
        if self._open:
            asciidoc_inline.put(self.flow, *self._open)
            self.flow.end_paragraph()
        self._open = None

    def _next(self) -> tuple[int, str]:
        start, end = self.lines[self._at]
        self._at += 1
        return start, self.builder.raw[start:end].rstrip()

    def _rest(self) -> Iterator[tuple[int, str]]:
        while self._at < len(self.lines):
            yield self._next()

    def _skip_paragraph(self) -> None:
        for _, text in self._rest():
            if not text:
                break

    def _skip_header(self) -> None:
        """Author and revision, on the lines below the document's title."""
        for start, text in self._rest():
            if not text or (_starts_block(text) and not _ATTRIBUTE.fullmatch(text)):
                self._at -= 1
                break
            if text.startswith("//"):
                self._comment(start, text)

    def _comment(self, start: int, text: str) -> None:
        self.builder.comments.append(Span(start + 2, start + len(text)))

    def _block(self, start: int, text: str, delimiter: re.Match[str]) -> None:
        """Pass over a block that is not prose, or over the delimiter of one that is."""
        self._close()
        code = self._style in _CODE_STYLES
        self._style = ""
        if not (code or text[0] in _HIDING) or (text == "--" and not code):
            self._in_list = False
            return
        closing = text[: len(text) - len(delimiter["language"] or "")]
        end = start + len(text)
        for begin, line in self._rest():
            if line == closing:
                break
            end = begin + len(line)
        if text.startswith("////"):
            self.builder.comments.append(Span(start + len(text), end))

    def _table(self, border: str) -> None:
        """The cells of a table; of one in another syntax (`,===`) none."""
        self._close()
        code, self._style = self._style in _CODE_STYLES, ""
        start = self.lines[self._at][0] if self._at < len(self.lines) else len(self.builder.raw)
        end = start
        for begin, text in self._rest():
            if text == border:
                break
            end = begin + len(text)
        if border[0] == "|" and not code:
            for cell in cells(self.builder.raw, start, end):
                asciidoc_inline.put(self.flow, *cell)
                self.flow.end_paragraph()


def _underlines(text: str, title: str) -> bool:
    """Does the line make the one above it a title? It is as long, or as wide, as people draw it below Chinese."""
    wide = len(title) + len(_WIDE.findall(title))
    return _UNDERLINE.fullmatch(text) is not None and any(abs(len(text) - length) <= 1 for length in (len(title), wide))


def _starts_block(text: str) -> bool:
    """Is it a line of attributes, or a macro that is a block?"""
    return bool(_BLOCK.fullmatch(text) or _BLOCK_MACRO.fullmatch(text))
