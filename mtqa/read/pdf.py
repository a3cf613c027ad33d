"""PDF: the text of each page, its lines joined into paragraphs; lines count from the top of a page. Read only.

A PDF has glyphs at places, so paragraphs are inferred (`mtqa.read.pdf_lines`). PDFium finds the text; of the permissive
libraries it is the soundest in Chinese and the fastest: of Debian's reference in Chinese 40 pages take 0.25 s, with
pypdf 4.3 s and some lost spaces, with pdfminer.six 51 s. It comes with the extra `pdf`.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.base import Builder, cut
from mtqa.read.pdf_lines import Line, furniture, paragraphs
from mtqa.read.whitespace import Flow
from mtqa.script import COMPATIBLE
from mtqa.text import Document, Note, Section

_MOST_PAGES = 10_000
_HYPHEN = "\x02"  # how PDFium marks a hyphen that divides a word at the end of a line
# What fonts without a proper table give for ordinary characters: ⽤ for 用, ﬁ for fi.
_COMPATIBLE = re.compile(f"[{COMPATIBLE}\ufb00-\ufb06]")


def read(path: str, data: bytes, config: Config) -> Document:
    """The paragraphs of all pages."""
    pages, scanned = _pages(path, data, config)
    places: dict[tuple[int, int], int] = {}  # where each line begins in the text
    sections: list[Section] = []
    at = 0
    for number, page in enumerate(pages, start=1):
        sections += [Section(f"page {number}", at)] if page else []
        for line in page:
            places[line.page, line.number] = at
            at += len(line.text) + 1
    if not places:
        raise ReadError.of("only_pictures", path)
    builder = Builder(path, "\n".join(line.text for page in pages for line in page), "pdf")
    hidden = furniture(pages)
    shown = [line for page in pages for line in page if (line.page, line.number) not in hidden]
    for paragraph in paragraphs(shown):
        _lay_out(Flow(builder), paragraph, places)
    if scanned:
        builder.notes.append(Note.of("pages_without_text", n=scanned, total=len(pages)))
    return replace(builder.build(), sections=tuple(sections))


def _lay_out(flow: Flow, paragraph: list[Line], places: dict[tuple[int, int], int]) -> None:
    for line in paragraph:
        start = places[line.page, line.number]
        end = start + len(line.text)
        goes_on = line is not paragraph[-1]
        if goes_on and line.divided:
            flow.copy(start, end - 1)  # without the hyphen and the end of the line
        else:
            flow.copy(start, end + goes_on)
    flow.end_paragraph()


def _pages(path: str, data: bytes, config: Config) -> tuple[list[list[Line]], int]:
    """The lines of each page, and how many pages have pictures but no text."""
    try:
        import pypdfium2
    except ImportError as error:
        raise ReadError.of("no_pypdfium2", path) from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError.of("password", path, advice="encrypted") from error
        raise ReadError.of("no_pdf", path, advice="pdf") from error
    try:
        count = len(document)
        if count > _MOST_PAGES:
            raise ReadError.of("too_many_pages", path, advice="split", most=_MOST_PAGES)
        pages: list[list[Line]] = []
        scanned = length = 0
        for index in range(count):
            lines, pictures = _page(document, index)
            pages.append(lines)
            scanned += pictures and not lines
            length += sum(len(line.text) + 1 for line in lines)
            if length > config.max_file_bytes:
                raise ReadError.of("too_long", path, advice="smaller")
        return pages, scanned
    except pypdfium2.PdfiumError as error:
        number, detail = len(pages) + 1, cut(str(error))
        raise ReadError.of("broken_page", path, advice="pdf", page=number, detail=detail) from error
    finally:
        document.close()


def _page(document: Any, index: int) -> tuple[list[Line], bool]:
    """The lines of a page; whether it has pictures, where it has no lines."""
    from pypdfium2 import raw

    page = document[index]
    text = page.get_textpage()
    try:
        lines = list(_lines(raw, text.raw, text.count_chars(), index))
        pictures = not lines and any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return lines, pictures
    finally:
        text.close()
        page.close()


def _lines(raw: Any, text: Any, count: int, page: int) -> Iterator[Line]:
    characters: list[str] = []
    first = last = -1
    index = 0
    for at in range(count + 1):
        code = raw.FPDFText_GetUnicode(text, at) if at < count else ord("\n")
        character = chr(code) if 0 < code < 0x110000 else ""
        if character == "\n":
            line = _line(raw, text, "".join(characters), (first, last), (page, index))
            if line:
                yield line
                index += 1
            characters, first, last = [], -1, -1
        elif character and character != "\r":
            characters.append(character)
            if not character.isspace():
                first, last = (at if first < 0 else first), at


def _line(raw: Any, text: Any, written: str, ends: tuple[int, int], number: tuple[int, int]) -> Line | None:
    """A line with its edges; None if it is blank."""
    if ends[0] < 0:
        return None
    divided = written.rstrip().endswith(_HYPHEN)
    written = written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    shown = _COMPATIBLE.sub(lambda old: unicodedata.normalize("NFKC", old[0]), written.replace(_HYPHEN, "-"))
    shown = "".join(character if character.isprintable() else " " for character in shown).rstrip()
    left, _, bottom = _box(raw, text, ends[0])
    _, right, _ = _box(raw, text, ends[1])
    size = float(raw.FPDFText_GetFontSize(text, ends[0])) or 10.0
    return Line(shown, *number, left, right, bottom, size, divided)


def _box(raw: Any, text: Any, at: int) -> tuple[float, float, float]:
    """The left, right and lower edge of a character."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, at, left, right, bottom, top)
    return left.value, right.value, bottom.value
