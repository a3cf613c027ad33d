"""Messages of ICU: their arguments, and the structure that a program needs to read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.bilingual.placeholders.base import Difference, Kind, Side
from mtqa.read.icu import plurals

#: An argument with branches: {count, plural, …}, and in Fluent { $count -> ….
ARGUMENT = re.compile(r"\{\s*(\$?[\w-]+)\s*(?:,\s*(?:plural|select|selectordinal)\b|->)")
#: Between two branches, or behind the last.
BRANCH = re.compile(r"\}\s*(?:=\d+|\w+)\s*\{|\}\s*\}")
_PLURAL = re.compile(r"\{\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,")
_OTHER = re.compile(r"\bother\s*\{")
_QUOTED = re.compile(r"'[{}#][^']*'")
_INNER = re.compile(r"\{\s*\w+\s*,(?:[^{}]|\{[^{}]*\})*\}")
_SHOWN = re.compile(r"[\"'`“‘「『][{}][\"'`”’」』]")  # a brace that the text is about


def structure(source: Side, target: Side) -> Iterator[Difference]:
    """Braces that do not match, plurals without the branch that each must have, or without their number."""
    is_about_braces = _SHOWN.search(source.text) is not None
    if source.codes and not is_about_braces and _balance(source.text) == 0 != _balance(target.text):
        more = _balance(target.text) > 0
        yield Difference(Kind.BRACES, ("}",) if more else ("{",))
    elif _PLURAL.search(target.text) and _OTHER.search(source.text) and not _OTHER.search(target.text):
        yield Difference(Kind.BRANCH, ("other {",))
    elif "#" in source.text and _loses_number(source.text, target.text):
        yield Difference(Kind.LOST, ("#",))


def _loses_number(source: str, target: str) -> bool:
    """Does a plural say its number with `#` in the source, and in no way in the target?"""
    said = dict(plurals(target))
    return any(
        "#" in _bare(form) and name in said and "#" not in _bare(said[name]) and f"{{{name}" not in said[name]
        for name, form in plurals(source)
    )


def _bare(form: str) -> str:
    """A branch without what is quoted, and without the plurals inside it, whose numbers are others."""
    return _INNER.sub("", _QUOTED.sub("", form))


def _balance(text: str) -> int:
    bare = _QUOTED.sub("", text) if "'" in text else text
    return bare.count("{") - bare.count("}")
