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
_FOLDER = re.compile(
    r"(?:values-)?(?:b\+)?(?:zh|cmn|yue)(?:[-_+]r?(?:CN|TW|HK|MO|SG|Hans|Hant))*(?:\.lproj)?", re.IGNORECASE
)
_BY_NAME = frozenset({".properties", ".resx", ".resw", ".ftl", ".strings", ".stringsdict", ".xml"})
_HEAD = 1 << 20  # bytes in which a file shows what it is
_QT_LANGUAGE = re.compile(r"<TS\b[^<>]{0,400}?\slanguage\s*=\s*[\"'](?:zh|yue|cmn)(?![a-z])")
_CATALOG = re.compile(r"\"(?:zh|yue|cmn)(?:[-_]\w{2,4}){0,2}\"\s*:")


def takes(path: str, top: str, *, included: bool = False) -> bool:
    """Is this file to be taken from the directory `top`? `included` says that the user's `include` names it."""
    suffix = PurePath(path).suffix.lower()
    if suffix not in _BY_NAME and suffix not in _CONTENT:
        return True
    named = included or _named(path, top)
    if suffix in _BY_NAME and not named:
        return False
    return suffix not in _CONTENT or _CONTENT[suffix](_head(path), named)


def _named(path: str, top: str) -> bool:
    """Does the name of the file, or of a folder between it and `top`, name Chinese, or is `top` the folder of Chinese?

    What stands above is no name of a language: somebody's home, or a project's name.
    """
    inside = PurePath(path).relative_to(top) if PurePath(path).is_relative_to(top) else PurePath(path)
    return _CHINESE.search(str(inside)) is not None or _FOLDER.fullmatch(Path(top).resolve().name) is not None


def _head(path: str) -> str:
    try:
        if not Path(path).is_file():  # a pipe would be waited for
            return ""
        with Path(path).open("rb") as file:
            return file.read(_HEAD).replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd")
    except OSError:  # it is reported when it is read
        return ""


def _qt(head: str, named: bool) -> bool:
    return root_of(head) == "TS" and (named or _QT_LANGUAGE.search(head) is not None)


def _android(head: str, named: bool) -> bool:
    return root_of(head) == "resources" and re.search(r"<(?:string|plurals)", head) is not None


def _catalog(head: str, named: bool) -> bool:
    return _CATALOG.search(head) is not None


def _strings(head: str, named: bool) -> bool:
    return "=" in head or "<" in head  # a file with nothing but a comment has nothing to check


_CONTENT: Mapping[str, Callable[[str, bool], bool]] = {
    ".ts": _qt,
    ".xml": _android,
    ".xcstrings": _catalog,
    ".strings": _strings,
}
