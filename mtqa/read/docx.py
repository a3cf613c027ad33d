"""DOCX: the paragraphs of a Word document. A line is a paragraph, counted from 1; columns count its characters.

Body, footnotes, endnotes, headers and footers are read in this order, tables in theirs, inserted text as if accepted;
not deleted text, field codes or hidden text. python-docx is not used, since it knows neither tracked changes nor
notes; the archive is opened with limits, and its XML is read as untrusted, like all XML here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.units import Piece, Units
from mtqa.read.xml import Event, events
from mtqa.text import Document

_PARTS = re.compile(r"word/(?:document|footnotes|endnotes|header|footer)\d*\.xml")  # on the web: document2.xml
_ORDER = ("document", "footnotes", "endnotes", "header", "footer")
_MOST_BYTES = 200_000_000  # bytes unpacked: a document of a thousand pages has 10 MB
_BREAKS = {"br": " ", "cr": " ", "tab": "\t", "noBreakHyphen": "-", "ptab": "\t"}
# rPrChange holds how a run looked before: a text that is no longer hidden is read.
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "rt", "rPrChange"})
_WHITE = re.compile(r"[\r\n]+")


def read(path: str, data: bytes, config: Config) -> Document:
    """The paragraphs of a Word document."""
    paragraphs = [text for part in _parts(path, data) for text in _paragraphs(path, part)]
    raw = "\n".join(paragraphs)
    units = Units(path, raw, "docx")
    at = 0
    for number, text in enumerate(paragraphs, start=1):
        units.add(f"paragraph {number}", [], [Piece(text, at, at + len(text))])
        at += len(text) + 1
    return units.build()


def _parts(path: str, data: bytes) -> Iterator[str]:
    """The text of each part of the archive. Raises ReadError if it is not a Word document or is too large."""
    advice = "open it in a word processor and save it as .docx again"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [info for info in archive.infolist() if _PARTS.fullmatch(info.filename)]
            if not any(info.filename.startswith("word/document") for info in names):
                raise ReadError("not a Word document: word/document.xml is missing", where=path, advice=advice)
            if sum(info.file_size for info in names) > _MOST_BYTES:
                raise ReadError(
                    "the unpacked document is larger than 200 MB", where=path, advice="split it into smaller files"
                )
            for info in sorted(names, key=lambda info: (_rank(info.filename), info.filename)):
                with archive.open(info) as stream:
                    yield _decoded(stream.read(info.file_size + 1))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, LookupError) as error:
        raise ReadError(f"not a Word document, or a damaged one: {error}", where=path, advice=advice) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise ReadError(f"a damaged Word document: {error}", where=path, advice=advice) from error
        raise


def _rank(name: str) -> int:
    return next(index for index, part in enumerate(_ORDER) if name.startswith(f"word/{part}"))


def _decoded(data: bytes) -> str:
    """Word writes UTF-8; the standard allows UTF-16, too."""
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")


def _paragraphs(path: str, xml: str) -> Iterator[str]:
    """Every paragraph, even if empty, so that they can be counted; a paragraph in another (a text box) comes first."""
    walk = _Walk()
    for event in events(path, xml):
        if event.kind == "start":
            walk.start(event)
        elif event.kind == "text" and walk.reads and walk.inside == "t":
            walk.texts[-1].append(_WHITE.sub(" ", event.name))
        elif event.kind == "end" and (text := walk.end(event)) is not None:
            yield text


class _Walk:
    """The state of the walk: open paragraphs and whether text is read."""

    def __init__(self) -> None:
        self.texts: list[list[str]] = []  # of the paragraphs that are open
        self.inside = ""
        self._run = False
        self._hidden = False
        self._around: list[tuple[bool, bool]] = []  # the state where a text box began in a run
        self._unseen = 0

    @property
    def reads(self) -> bool:
        return bool(self.texts) and self._run and not self._unseen and not self._hidden

    def start(self, event: Event) -> None:
        name = event.name
        self.inside = "" if event.foreign else name
        if self._unseen or name in _UNSEEN:
            self._unseen += 1
        elif event.foreign:
            return
        elif name == "p":
            self.texts.append([])
            self._around.append((self._run, self._hidden))
            self._run = False
        elif name == "r":
            self._run, self._hidden = True, False
        elif name == "vanish":
            self._hidden = event.attributes.get("val", "true") not in ("0", "false", "off")
        elif name in _BREAKS and self.reads:
            self.texts[-1].append(_BREAKS[name])

    def end(self, event: Event) -> str | None:
        """The paragraph that ends here, if any does."""
        self.inside = ""
        if self._unseen:
            self._unseen -= 1
        elif event.name == "r" and not event.foreign:
            self._run = False
        elif event.name == "p" and self.texts and not event.foreign:
            self._run, self._hidden = self._around.pop()
            return "".join(self.texts.pop())
        return None
