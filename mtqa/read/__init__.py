"""Reading: a file → Document, prose with the way back to the file.

>>> document = read_text("a.html", "<p>你好<b>世界</b>&amp;</p>")
>>> document.text
'你好世界&\\n'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from mtqa.errors import ReadError
from mtqa.read import encoding, files, html, markdown, plain
from mtqa.read.base import Builder, Reader
from mtqa.text import Document

__all__ = ["READERS", "Builder", "Reader", "discover", "load", "read_text"]

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
}


def discover(paths: Sequence[str]) -> tuple[list[str], list[ReadError]]:
    """The files behind paths and directories, each once, and what is wrong with the others."""
    return files.discover(paths, frozenset(READERS))


def load(path: str, *, max_bytes: int, stdin_filename: str = "<stdin>") -> Document:
    """Read one file, or standard input where `path` is `-`. Raises ReadError."""
    name = files.shown(stdin_filename if path == "-" else path)
    raw, codec = encoding.decode(files.read_bytes(path, name, max_bytes), name)
    document = replace(read_text(name, raw), encoding=codec)
    if codec not in encoding.KNOWN:
        document = replace(document, notes=(*document.notes, f"encoding guessed: {codec}"))
    if not any(character.isalnum() for character in document.text):
        what = "the file holds no text, only markup or punctuation" if raw.strip() else "the file is empty"
        raise ReadError(what, where=name, advice="check that this is the file you meant")
    return document


def read_text(path: str, raw: str) -> Document:
    """Take the prose out of decoded text; the suffix of `path` chooses the reader."""
    suffix = PurePath(path).suffix.lower()
    document = READERS.get(suffix, plain.read)(path, raw)
    if suffix and suffix not in READERS:
        note = f"no reader for {suffix} files: read as plain text"
        return replace(document, notes=(*document.notes, note))
    return document
