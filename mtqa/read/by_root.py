"""XML whose suffix says little: its root element says which format it is.

`.xml` is the suffix of Android's string resources and of much else; what is none of the formats below is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import android, plist, qt, resx, tmx, xliff
from mtqa.read.base import UnitReader, cut
from mtqa.read.xml import events
from mtqa.text import Document

_ROOT = re.compile(
    r"\s*+(?>(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[<>]*+(?:\[[^\]]*+\]\s*+)?>)\s*+)*+<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)",
    re.DOTALL,
)
#: The root element of each format that may have the suffix `.xml`.
READERS: Mapping[str, UnitReader] = {
    "resources": android.read,
    "TS": qt.read,
    "plist": plist.read,
    "root": resx.read,
    "tmx": tmx.read,
    "xliff": xliff.read,
}


def root_of(raw: str) -> str:
    """The local name of the first element, or nothing.

    >>> root_of('<?xml version="1.0"?>\\n<!-- Chinese --><resources>')
    'resources'
    """
    found = _ROOT.match(raw)
    return found[1] if found else ""


def read(path: str, raw: str, config: Config) -> Document:
    """The strings of an XML file, read as its root element asks. Raises ReadError for other XML."""
    root = root_of(raw)
    if root in READERS:
        return READERS[root](path, raw, config)
    for _ in events(path, raw):  # what is damaged is reported as that
        pass
    raise ReadError.of("unknown_root", path, root=cut(root))
