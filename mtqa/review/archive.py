"""Rewriting a package: other texts in some of its members, and everything else byte by byte as it was.

A copy has the same members in the same order, with the same compression and times. Members that do not change are
copied as they are, compressed, which the library for ZIP archives does not offer.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping

from mtqa.errors import UsageError
from mtqa.read.package import Package, codec_of, named

_DESCRIPTOR = 0x8  # of a member's flags: its sizes come behind it
_SIGNATURES = ("_xmlsignatures/", "META-INF/documentsignatures.xml", "META-INF/signatures.xml")
_LOCAL, _CENTRAL = 30, 46  # bytes of a member's two headers without its name (APPNOTE 4.3.7, 4.3.12)
_HUGE = b"\xff\xff\xff\xff"  # stands where the real figure is in a record of ZIP64

Figures = tuple[int, int, int]  # checksum, compressed size, size


def refusal(package: Package) -> str:
    """Why mtqa does not write a copy; empty where it does."""
    if any(name.startswith(_SIGNATURES) for name in package.names):
        return "the document is signed, and a change would break its signature"
    if any(name.endswith("vbaProject.bin") for name in package.names):
        return "the document has macros, which mtqa does not copy"
    return ""


def replaced(package: Package, texts: Mapping[str, str]) -> bytes:
    """The bytes of a copy in which members have other texts. Raises UsageError where the copy would be broken."""
    changed: dict[str, bytes] = {}
    for name, text in texts.items():
        before = package.content(name)
        codec = codec_of(before)
        if _encoded(package.text(name), codec, before) != before:
            what = f"{named(name)} cannot be written back byte by byte"
            raise UsageError(what, where=package.path, advice="save the file again with its program")
        changed[name] = _encoded(text, codec, before)
    return _spliced(package, changed)


def _spliced(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """The archive with other bytes in some members; everything else is copied."""
    order = sorted(package.members, key=lambda info: info.header_offset)
    ends = [*(info.header_offset for info in order[1:]), package.directory]
    grown: dict[int, int] = {}  # offset of a member → by how much it moves
    out = [package.data[: order[0].header_offset]]
    growth, fields = 0, {}
    for info, end in zip(order, ends, strict=True):
        grown[info.header_offset] = growth
        old = package.data[info.header_offset : end]
        new = old
        if info.filename in changed:
            new, fields[info.filename] = _member(package, info, old, changed[info.filename])
        out.append(new)
        growth += len(new) - len(old)
    return b"".join([*out, _directory(package, grown, fields, growth)])


def _member(package: Package, info: zipfile.ZipInfo, old: bytes, content: bytes) -> tuple[bytes, Figures]:
    """The local header and the compressed bytes of a changed member; its checksum and sizes."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or old[:4] != b"PK\3\4":
        raise _unwritable(package)
    packed = content
    if info.compress_type == zipfile.ZIP_DEFLATED:
        deflate = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -15)
        packed = deflate.compress(content) + deflate.flush()
    name_length, extra_length = struct.unpack_from("<HH", old, 26)
    head = bytearray(old[: _LOCAL + name_length + extra_length])
    figures = zlib.crc32(content), len(packed), len(content)
    (flags,) = struct.unpack_from("<H", head, 6)
    struct.pack_into("<H", head, 6, flags & ~_DESCRIPTOR)
    struct.pack_into("<III", head, 14, *figures)
    return bytes(head) + packed, figures


def _directory(package: Package, grown: Mapping[int, int], fields: Mapping[str, Figures], growth: int) -> bytes:
    """The central directory and the end record, with the new places, sizes and checksums."""
    tail = bytearray(package.data[package.directory :])
    at = 0
    shift = {info.filename: grown[info.header_offset] for info in package.members}
    for info in package.members:  # in the order of the directory
        if tail[at : at + 4] != b"PK\1\2" or _HUGE in (
            tail[at + 20 : at + 24],
            tail[at + 42 : at + 46],
        ):
            raise _unwritable(package)
        if info.filename in fields:
            (flags,) = struct.unpack_from("<H", tail, at + 8)
            struct.pack_into("<H", tail, at + 8, flags & ~_DESCRIPTOR)
            struct.pack_into("<III", tail, at + 16, *fields[info.filename])
        (offset,) = struct.unpack_from("<I", tail, at + 42)
        struct.pack_into("<I", tail, at + 42, offset + shift[info.filename])
        at += _CENTRAL + sum(struct.unpack_from("<HHH", tail, at + 28))
    if tail[at : at + 4] != b"PK\5\6":  # a ZIP64 record, or a signature of the archive
        raise _unwritable(package)
    (start,) = struct.unpack_from("<I", tail, at + 16)
    struct.pack_into("<I", tail, at + 16, start + growth)
    return bytes(tail)


def _encoded(text: str, codec: str, like: bytes) -> bytes:
    """The text in the encoding of the member, with the byte order mark that it has."""
    if codec == "utf-16":
        return like[:2] + text.encode("utf-16-le" if like[:2] == b"\xff\xfe" else "utf-16-be")
    return (b"\xef\xbb\xbf" if like.startswith(b"\xef\xbb\xbf") else b"") + text.encode()


def _unwritable(package: Package) -> UsageError:
    what = "mtqa cannot rewrite this kind of ZIP archive"
    return UsageError(what, where=package.path, advice="save the file again with its program")
