"""Which localisation files of a directory hold Chinese: a project has them in many languages, and beside code.

The name of the file or of a folder says it (`values-zh-rCN/strings.xml`, `zh-Hans.lproj`,
`messages_zh_CN.properties`), or the file does. A file that is named on the command line is read in any case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from mtqa.read.by_root import root_of

_CHINESE = re.compile(r"(?<![a-z])(?:zh(?:cn|tw|hk|hans|hant)?|cmn|yue|ch[st]|chinese)(?![a-z])", re.IGNORECASE)
_BY_NAME = frozenset({".properties", ".resx", ".resw", ".ftl", ".strings", ".stringsdict", ".xml"})
_HEAD = 1 << 20  # bytes in which a file shows what it is
_QT_LANGUAGE = re.compile(r"<TS\b[^<>]{0,400}?\slanguage\s*=\s*[\"'](?:zh|yue|cmn)(?![a-z])")
_CATALOG = re.compile(r"\"(?:zh|yue|cmn)(?:[-_]\w{2,4}){0,2}\"\s*:")


def takes(path: str, *, included: bool = False) -> bool:
    """Is this file to be taken from a directory? `included` says that the user's `include` names it."""
    suffix = PurePath(path).suffix.lower()
    if suffix in _BY_NAME and not (included or _named(path)):
        return False
    return suffix not in _CONTENT or _CONTENT[suffix](path, _head(path), included)


def _named(path: str) -> bool:
    """Does the name of the file or of a folder above it name Chinese?"""
    return _CHINESE.search(path) is not None or _CHINESE.search(Path(path).resolve().parent.name) is not None


def _head(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return file.read(_HEAD).replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd")
    except OSError:  # it is reported when it is read
        return ""


def _qt(path: str, head: str, included: bool) -> bool:
    return root_of(head) == "TS" and (included or _QT_LANGUAGE.search(head) is not None or _named(path))


def _android(path: str, head: str, included: bool) -> bool:
    return root_of(head) == "resources" and re.search(r"<(?:string|plurals)", head) is not None


def _catalog(path: str, head: str, included: bool) -> bool:
    return _CATALOG.search(head) is not None


def _strings(path: str, head: str, included: bool) -> bool:
    return "=" in head or "<" in head  # a file with nothing but a comment has nothing to check


_CONTENT: Mapping[str, Callable[[str, str, bool], bool]] = {
    ".ts": _qt,
    ".xml": _android,
    ".xcstrings": _catalog,
    ".strings": _strings,
}
