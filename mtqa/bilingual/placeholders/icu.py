"""Messages of ICU: their arguments, and the structure that a program needs to read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.bilingual.placeholders.base import Difference, Kind, Side

#: An argument with branches: {count, plural, …}, and in Fluent { $count -> ….
ARGUMENT = re.compile(r"\{\s*(\$?[\w-]+)\s*(?:,\s*(?:plural|select|selectordinal)\b|->)")
#: Between two branches, or behind the last.
BRANCH = re.compile(r"\}\s*(?:=\d+|\w+)\s*\{|\}\s*\}")
_PLURAL = re.compile(r"\{\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,")
_OTHER = re.compile(r"\bother\s*\{")
_QUOTED = re.compile(r"'[{}][^']*'")
_SHOWN = re.compile(r"[\"'`“‘「『][{}][\"'`”’」』]")  # a brace that the text is about


def structure(source: Side, target: Side) -> Iterator[Difference]:
    """Braces that do not match, and plurals without the branch that each must have."""
    is_about_braces = _SHOWN.search(source.text) is not None
    if source.codes and not is_about_braces and _balance(source.text) == 0 != _balance(target.text):
        more = _balance(target.text) > 0
        yield Difference(Kind.BRACES, ("}",) if more else ("{",))
    elif _PLURAL.search(target.text) and _OTHER.search(source.text) and not _OTHER.search(target.text):
        yield Difference(Kind.BRANCH, ("other {",))


def _balance(text: str) -> int:
    bare = _QUOTED.sub("", text) if "'" in text else text
    return bare.count("{") - bare.count("}")
