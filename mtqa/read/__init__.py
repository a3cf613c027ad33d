"""Readers: file → Document, the prose with the place of each character in the file.

>>> document = read_text("a.html", "<p>你好<b>世界</b>&amp;</p>")
>>> document.text
'你好世界&\\n'
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import discovery, encoding, files, formats
from mtqa.read.base import Builder, Reader
from mtqa.read.discovery import Found
from mtqa.read.formats import Format
from mtqa.read.fuzzy import without_fuzzy
from mtqa.read.sources import is_pattern, source_of
from mtqa.read.units import PASSED_OVER
from mtqa.text import Document, Note

__all__ = [
    "Builder",
    "Found",
    "Reader",
    "decoded",
    "discover",
    "is_pattern",
    "load",
    "read_text",
    "source_of",
]

_DEFAULT = Config()


def discover(paths: Sequence[str], config: Config = _DEFAULT) -> Found:
    """The files behind paths and directories, each once, the errors of the others, and what was passed over."""
    return discovery.discover(paths, config)


def load(path: str, *, max_bytes: int, stdin_filename: str = "<stdin>", config: Config = _DEFAULT) -> Document:
    """Read one file, or standard input where `path` is `-`. Raises ReadError."""
    name = files.shown(stdin_filename if path == "-" else path)
    data = files.read_bytes(path, name, max_bytes)
    return replace(decoded(name, data, config), sha256=hashlib.sha256(data).hexdigest())


def decoded(name: str, data: bytes, config: Config = _DEFAULT) -> Document:
    """The document in the bytes of a file; its name chooses the format. Raises ReadError."""
    known = formats.format_of(name, config)
    if known is None:
        raise formats.unknown(name)
    if known.data:
        return _verified(known.data(name, data, config))
    declared = known.charset(data)
    raw, codec = encoding.decode(data, name, declared)
    document = replace(_read(known, name, raw, config), encoding=codec)
    if codec not in encoding.KNOWN and not declared:
        document = _noted(document, Note.of("encoding_guessed", codec=codec))
    return _verified(document)


def read_text(path: str, raw: str, config: Config = _DEFAULT, *, format: str = "") -> Document:
    """Take the prose out of decoded text, by its format or by its name. Raises ReadError."""
    known = formats.BY_NAME[format] if format else formats.format_of(path, config)
    if known is None:
        raise formats.unknown(path)
    return _read(known, path, raw, config)


def _read(known: Format, path: str, raw: str, config: Config) -> Document:
    assert known.text, f"{known.name} is not text"
    document = known.text(path, raw, config)
    if config.fuzzy == "skip":
        document = without_fuzzy(document)
    taken_for_plain = known is formats.PLAIN and not formats.suffix_of(path)
    if taken_for_plain and formats.given_format(path, config) is None:
        return _noted(document, Note.of("no_suffix"))
    return document


def _noted(document: Document, note: Note) -> Document:
    return replace(document, notes=(*document.notes, note))


def _verified(document: Document) -> Document:
    """Refuse a file without text, but not a file whose units are untranslated."""
    if any(character.isalnum() for character in document.text):
        return document
    if any(note.kind in PASSED_OVER for note in document.notes):
        return document
    if document.raw.strip():
        raise ReadError.of("only_markup", document.path, advice="meant")
    if formats.is_binary(document.format):
        raise ReadError.of("empty_document", document.path, advice="meant")
    raise ReadError.of("empty_file", document.path, advice="meant")
