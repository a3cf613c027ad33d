"""Placeholders that look like prose, and what is evidence for them.

`:name` (Laravel), `@count` and `@1` (Drupal, Luanti), `$1` (MediaWiki), `%1` (Qt) and `<0>` (i18next) also occur in
sentences: a price, a handle, a share. The format that a file states settles it (`#, qt-format`). Otherwise the place
must be one where prose has no such sign, or the other side of the unit must have the same placeholder in such a place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cached_property, lru_cache
from typing import Literal

Printf = Literal["printf", "places", "none"]

#: Flags of gettext for strings in which % begins a conversion, and in which it begins the number of an argument.
_WITH_TYPES = frozenset(
    (
        *("c", "objc", "c++", "python", "php", "perl", "awk", "lua", "pascal", "gcc-internal", "gfc-internal"),
        *("go", "ycp", "tcl", "ruby", "sh", "boost"),
    )
)
_WITH_NUMBERS = frozenset(("qt", "qt-plural", "kde", "kde-kuit"))

_COLON = re.compile(r"(?:^|(?<=[\s(\"'“‘「『（【《，。：、]))(?<!:\s):[a-z][A-Za-z0-9_]{1,40}(?![A-Za-z0-9_:：])")
_AT = re.compile(
    r"(?:^|(?<=[\s(\[\"'“‘「『（【《，。：、]))@(?:[a-z][a-z0-9_]{0,40}|[1-9]\d?)(?![A-Za-z0-9_@]|[.-][A-Za-z0-9])"
)
_PLACE = re.compile(r"(?<![\d%])%L?\d{1,2}(?!\d)")
_CONVERSION = re.compile(r"(?<!\d)%(?:\d{1,2}\$)?(?:\d{1,3})?(?:\.\d{1,3})?l?[diusc](?![a-z])")
_DOLLAR = re.compile(
    r"(?<![A-Za-z0-9$])\$\d[\d.,]*(?:[ -]?(?:[kKmMbB]n?\b|hundred|thousand|million|billion|trillion))?"
)
_ARGUMENT = re.compile(r"\$[1-9]\d?[.,]?")
_MONEY = re.compile(r"[元块塊]|美金|\bdollars?\b|\bUSD\b|\b(?:costs?|price[ds]?|pay|paid|fee|worth)\b", re.IGNORECASE)
_ICU = re.compile(r"\{\s*\w{1,60}\s*,\s*(?:plural|select|selectordinal)\s*,")
_BRANCH = re.compile(r"\}\s*(?:=\d+|\w{1,20})\s*\{|\}\s*\}")
_END_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9_.:-]*)")
_NUMBERED = re.compile(r"<(?P<close>/?)(?P<number>\d{1,3})[ ]?(?P<empty>/?)>")


@lru_cache(256)
def printf_of(flags: tuple[str, ...]) -> Printf:
    """What % begins: a conversion (%s) unless the file says otherwise, only the number of an argument, or nothing."""
    said = {flag.removesuffix("-format") for flag in flags if flag.endswith("-format")}
    if said & _WITH_NUMBERS:
        return "places"
    if said & _WITH_TYPES:
        return "printf"
    return "none" if any(f"no-{name}" in said for name in _WITH_TYPES) else "printf"


class Evidence:
    """Tells for one side of a unit whether a match that could be prose is a placeholder."""

    def __init__(self, text: str, beside: str, flags: Collection[str]) -> None:
        self.text = text
        self.beside = beside
        self._flags = flags
        self._stated = printf_of(tuple(flags)) == "printf" and any(
            flag.removesuffix("-format") in _WITH_TYPES for flag in flags
        )

    def holds(self, kind: str, match: re.Match[str]) -> bool:
        if kind == "brace":  # {file} in the usage of a C program is filled in by the reader
            return not self._is_c
        if self._stated and kind != "numbered":  # the programmer writes %s
            return kind == "glued"
        return match[0] in self._here[kind] or match[0] in self._there[kind]

    @cached_property
    def closed(self) -> frozenset[str]:
        """The names of the end tags of both sides."""
        return frozenset(_END_TAG.findall(f"{self.text}\n{self.beside}"))

    @property
    def _is_c(self) -> bool:
        return "c-format" in self._flags and not any("brace" in flag for flag in self._flags)

    @cached_property
    def _here(self) -> dict[str, frozenset[str]]:
        return {kind: frozenset(evident(self.text, self.beside)) for kind, evident in _EVIDENT.items()}

    @cached_property
    def _there(self) -> dict[str, frozenset[str]]:
        return {kind: frozenset(evident(self.beside, self.text)) for kind, evident in _EVIDENT.items()}


def _colons(text: str, _: str) -> Collection[str]:
    return _COLON.findall(text)


def _ats(text: str, _: str) -> Collection[str]:
    return _AT.findall(text)


def _places(text: str, _: str) -> Collection[str]:
    """Programs count from one, or from zero."""
    found = _PLACE.findall(text)
    return found if any(code.lstrip("%L") in ("0", "1") for code in found) else ()


def _glued(text: str, beside: str) -> Collection[str]:
    """A conversion with a word behind it (%slink%s): the other side has it before Chinese, or before nothing."""
    return _CONVERSION.findall(beside)


def _dollars(text: str, beside: str) -> Collection[str]:
    """Programs count from one, and a text with prices is about money on both sides."""
    found = _DOLLAR.findall(text)
    if "$1" not in {code.rstrip(".,") for code in found} or not all(map(_ARGUMENT.fullmatch, found)):
        return ()
    return () if _MONEY.search(text) or _MONEY.search(beside) else {code.rstrip(".,") for code in found}


def _branches(text: str, _: str) -> Collection[str]:
    """What stands between the branches of an ICU argument, and behind the last."""
    return _BRANCH.findall(text) if _ICU.search(text) else ()


def _numbered(text: str, _: str) -> Collection[str]:
    """Tags that are closed, here or in themselves; the other side may have lost one of a pair."""
    matches = list(_NUMBERED.finditer(text))
    closed = {match["number"] for match in matches if match["close"]}
    pairs = {f"<{slash}{number}>" for number in closed for slash in ("", "/")}
    return pairs | {match[0] for match in matches if match["empty"]}


_EVIDENT: dict[str, Callable[[str, str], Collection[str]]] = {
    "numbered": _numbered,
    "branch": _branches,
    "place": _places,
    "glued": _glued,
    "dollar": _dollars,
    "colon": _colons,
    "at": _ats,
}
#: The groups of such placeholders in the expression of all codes.
LIKE_PROSE = frozenset((*_EVIDENT, "brace"))
