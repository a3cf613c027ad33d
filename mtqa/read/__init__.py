"""Readers: file → Document, the prose with the place of each character in the file.

>>> document = read_text("a.html", "<p>你好<b>世界</b>&amp;</p>")
>>> document.text
'你好世界&\\n'
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import (
    discovery,
    docx,
    encoding,
    epub,
    files,
    html,
    json,
    markdown,
    odf,
    pdf,
    plain,
    po,
    pptx,
    subtitles,
    table,
    tmx,
    xliff,
    xlsx,
    xml,
    yaml,
)
from mtqa.read.base import BinaryReader, Builder, Reader, UnitReader
from mtqa.read.sources import is_pattern, source_of
from mtqa.read.units import PASSED_OVER
from mtqa.text import Document, Note

__all__ = [
    "BINARY",
    "READERS",
    "UNITS",
    "Builder",
    "Reader",
    "decoded",
    "discover",
    "is_pattern",
    "load",
    "read_text",
    "source_of",
]

#: Files of running text.
READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
}
#: Files of units, most with the source beside the translation.
UNITS: dict[str, UnitReader] = {
    ".po": po.read,
    ".xlf": xliff.read,
    ".xliff": xliff.read,
    ".mqxliff": xliff.read,
    ".mxliff": xliff.read,
    ".sdlxliff": xliff.read,
    ".tmx": tmx.read,
    ".json": json.read,
    ".arb": json.read,
    ".yaml": yaml.read,
    ".yml": yaml.read,
    ".srt": subtitles.read,
    ".vtt": subtitles.read,
    ".csv": table.read,
    ".tsv": table.read,
    ".tab": table.read,
    ".jsonl": table.read_lines,
    ".ndjson": table.read_lines,
}
#: Binary files.
BINARY: dict[str, BinaryReader] = {
    ".docx": docx.read,
    ".pptx": pptx.read,
    ".xlsx": xlsx.read,
    ".odt": odf.read,
    ".odp": odf.read_slides,
    ".epub": epub.read,
    ".pdf": pdf.read,
    ".parquet": table.read_parquet,
}
# Directories hold tables, data and settings of all kinds, so these are read only if they are named.
_NAMED_ONLY = frozenset(
    {".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".pdf", ".json", ".yaml", ".yml"}
)
_PACKAGES = frozenset({"docx", "pptx", "xlsx", "odt", "odp", "epub", "pdf"})
_DEFAULT = Config()


def discover(paths: Sequence[str], config: Config = _DEFAULT) -> tuple[list[str], list[ReadError]]:
    """The files behind paths and directories, each once, and the errors of the others."""
    return discovery.discover(paths, frozenset({*READERS, *UNITS, *BINARY} - _NAMED_ONLY), _NAMED_ONLY, config)


def load(path: str, *, max_bytes: int, stdin_filename: str = "<stdin>", config: Config = _DEFAULT) -> Document:
    """Read one file, or standard input where `path` is `-`. Raises ReadError."""
    name = files.shown(stdin_filename if path == "-" else path)
    data = files.read_bytes(path, name, max_bytes)
    return replace(decoded(name, data, config), sha256=hashlib.sha256(data).hexdigest())


def decoded(name: str, data: bytes, config: Config = _DEFAULT) -> Document:
    """The document in the bytes of a file; the suffix of its name chooses the reader. Raises ReadError."""
    suffix = PurePath(name).suffix.lower()
    if suffix in BINARY:
        return _verified(BINARY[suffix](name, data, config))
    raw, codec = encoding.decode(data, name, _declared(suffix, data))
    document = replace(read_text(name, raw, config), encoding=codec)
    if codec not in encoding.KNOWN and not _declared(suffix, data):
        document = replace(document, notes=(*document.notes, Note.of("encoding_guessed", codec=codec)))
    return _verified(document)


def read_text(path: str, raw: str, config: Config = _DEFAULT) -> Document:
    """Take the prose out of decoded text; the suffix of `path` chooses the reader."""
    suffix = PurePath(path).suffix.lower()
    if suffix in UNITS:
        return UNITS[suffix](path, raw, config)
    document = READERS.get(suffix, plain.read)(path, raw)
    if suffix and suffix not in READERS:
        return replace(document, notes=(*document.notes, Note.of("no_reader", suffix=suffix)))
    return document


def _declared(suffix: str, data: bytes) -> str:
    """The encoding that a file declares, or an empty string."""
    if suffix == ".po":
        return po.charset(data)
    if READERS.get(suffix) is html.read:
        return encoding.of_page(data)
    return xml.charset(data) if UNITS.get(suffix) in (xliff.read, tmx.read) else ""


def _verified(document: Document) -> Document:
    """Refuse a file without text, but not a file whose units are untranslated."""
    if any(character.isalnum() for character in document.text):
        return document
    if any(note.kind in PASSED_OVER for note in document.notes):
        return document
    empty = "the document has no text" if document.format in _PACKAGES else "the file is empty"
    what = "the file has no text, only markup or punctuation" if document.raw.strip() else empty
    raise ReadError(what, where=document.path, advice="check that this is the file you meant")
