"""The place of a finding as services count it: paths from the root of the repository, lines and columns.

Lines and columns of mtqa begin at 1 and count code points; an end is the place after the last character.
Services that show a repository name its files from its root, in whatever folder mtqa was started.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from mtqa.findings import Finding
from mtqa.text import Document, Place


@dataclass(frozen=True, slots=True)
class Root:
    """The folder that paths are relative to."""

    folder: Path

    @classmethod
    def here(cls) -> Root:
        """The root of the git repository around the working directory, or else that directory."""
        here = Path.cwd()
        return cls(next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here))

    def path(self, path: str) -> str:
        """The path from the root, with slashes; absolute where it is outside the root."""
        absolute = os.path.abspath(path)  # noqa: PTH100  resolve() asks the disk, and abspath accepts any name
        found = [absolute] if "\0" in path else [absolute, os.path.realpath(path)]
        for candidate in map(Path, found):
            if candidate.is_relative_to(self.folder):
                return candidate.relative_to(self.folder).as_posix()
        return Path(absolute).as_posix()

    def uri(self, path: str) -> str:
        """The same as a percent-encoded URI reference, relative where the path is."""
        named = self.path(path)
        encoded = quote(_bytes(named))
        if not Path(named).is_absolute():
            return encoded
        return ("file://" if encoded.startswith("/") else "file:///") + encoded


def _bytes(path: str) -> bytes:
    """The bytes of a file's name: a byte that is not UTF-8 is a lone surrogate in Python's text."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")


def place_in(finding: Finding, document: Document) -> str:
    """Where people find a finding: line and column, behind the name of the slide, page or chapter if any."""
    return f"{document.section_at(finding.span.start)} {finding.line}:{finding.column}".lstrip()


def end_of(finding: Finding, document: Document) -> Place:
    """The place after the last character of a finding."""
    return document.place(finding.span.end)


def utf8_column(document: Document, offset: int) -> int:
    """The column of an offset in the file where columns count the bytes of UTF-8.

    >>> utf8_column(Document("a", "汇源x", "", ()), 2)
    7
    """
    column = document.place(offset).column
    before = document.raw[offset - column + 1 : offset]
    return len(before.encode("utf-8", "surrogatepass")) + 1
