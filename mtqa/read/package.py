"""Packages: documents that are ZIP archives of XML files, as those of office programs and books are.

An archive may be hostile: what it holds is never unpacked to disk, its names are only compared, and how much is
unpacked into memory is limited. `mtqa.review.archive` writes a copy.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from mtqa.errors import ReadError
from mtqa.read.base import cut
from mtqa.read.files import shown
from mtqa.read.xml import Event, events

_MOST_BYTES = 200_000_000  # bytes unpacked: a document of a thousand pages has 10 MB
# Deflate reaches 1,030; the emptiest sheets of real workbooks reach 60.
_MOST_RATIO = 200
_RATIO_FROM = 10_000_000  # bytes unpacked, below which any ratio is harmless
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What `zipfile` raises at a damaged archive.
_DAMAGE = (
    *(zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, LookupError),
    *(zlib.error, lzma.LZMAError),
)
_ENCRYPTED = 0x1  # of a member's flags


class Package:
    """An archive that is open. `kind` names it in errors in English, “a Word document”, `program` in any language."""

    def __init__(self, path: str, data: bytes, kind: str, program: str) -> None:
        self.path, self.data, self.kind, self.program = path, data, kind, program
        self._read: dict[str, str] = {}
        self._left = _MOST_BYTES
        self._counted: set[str] = set()
        if data.startswith(_OLE):
            raise ReadError.of("old_office", path, package=kind, program=program)
        with self._guarded():
            self._archive = zipfile.ZipFile(io.BytesIO(data))  # in memory: there is nothing to close
        self.members = self._archive.infolist()
        self.directory = self._archive.start_dir  # where the central directory begins
        twice = [name for name, count in Counter(info.filename for info in self.members).items() if count > 1]
        if twice:
            raise self.error("twice", member=named(twice[0]))
        self._by_name = {info.filename: info for info in self.members}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    @property
    def names(self) -> list[str]:
        return list(self._by_name)

    def content(self, name: str) -> bytes:
        """What a member holds. Raises ReadError if it is missing, encrypted or too large."""
        info = self._by_name.get(name)
        if info is None:
            raise self.error("no_member", member=named(name))
        if info.flag_bits & _ENCRYPTED:
            raise ReadError.of("encrypted", self.path)
        self._left -= 0 if name in self._counted else info.file_size
        self._counted.add(name)
        if self._left < 0:
            raise ReadError.of("unpacked", self.path, advice="split")
        if info.file_size > max(_RATIO_FROM, _MOST_RATIO * info.compress_size):
            times = info.file_size // max(1, info.compress_size)
            raise ReadError.of("ratio", self.path, member=named(name), times=times)
        with self._guarded(), self._archive.open(info) as stream:
            return stream.read(info.file_size + 1)

    def text(self, name: str) -> str:
        """The text of an XML member: UTF-8; the standards allow UTF-16, too."""
        if name not in self._read:
            data = self.content(name)
            with self._guarded():
                self._read[name] = data.decode(codec_of(data))
        return self._read[name]

    def events(self, name: str) -> Iterator[Event]:
        """The events of an XML member, with places in its text."""
        return events(f"{self.path}, {named(name)}", self.text(name))

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part (Open Packaging Conventions): id → type, without its namespace, and target."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        if relations in self:
            for event in self.events(relations):
                if event.kind == "start" and event.name == "Relationship" and event.attributes.get("Target"):
                    kind = event.attributes.get("Type", "").rpartition("/")[2]
                    found[event.attributes.get("Id", "")] = kind, self.inside(folder, event.attributes["Target"])
        return found

    @staticmethod
    def inside(folder: str, target: str) -> str:
        """The name of the member that a reference in `folder` means."""
        return posixpath.normpath(posixpath.join("/", folder, unquote(target.partition("#")[0]))).lstrip("/")

    def error(self, kind: str, **arguments: str) -> ReadError:
        """The error that this is not what its name promises, or damaged."""
        again = posixpath.splitext(self.path)[1] or "the same format"
        own = {"package": self.kind, "program": self.program, "format": again}
        return ReadError.of(kind, self.path, advice="package", **own, **arguments)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turns every error about a damaged archive into a ReadError."""
        try:
            yield
        except _DAMAGE as error:
            raise self.error("damaged", detail=named(str(error))) from error


def named(name: str) -> str:
    """The name of a member, or an error that quotes it, short enough and printable."""
    return shown(cut(name))


def codec_of(data: bytes) -> str:
    """The encoding of an XML member."""
    return "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
