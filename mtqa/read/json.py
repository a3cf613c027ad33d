"""JSON resource files: every string is a unit, named by the path of its keys.

Reads i18next and Vue files (nested or flat), Chrome's messages, Flutter's .arb and FormatJS; descriptions are notes.
A message that is one ICU plural or selection gives a unit for each branch (`icu.py`). A single word in ASCII with
digits or marks in it (`arrow-left`, `#fff`, `zh-CN`) is a value for the program, not text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqa.config import Config
from mtqa.read.json_text import Path, Value, keys, pieces, strings
from mtqa.read.layers import cut_out
from mtqa.read.plurals import CATEGORIES
from mtqa.read.prose_keys import ProseKeys
from mtqa.read.units import Piece, Units
from mtqa.read.vue import forms, has_plurals
from mtqa.text import Document

_VALUE = re.compile(r"(?=[!-~]*[^A-Za-z])[!-~]+", re.ASCII)
_LANGUAGE = re.compile(r"(?:zh|en|cmn)(?:[-_]\w{2,4}){0,2}")
_FORM = re.compile(rf"_(?:plural|{'|'.join(CATEGORIES)})\Z")
_NOTES = ("description", "comment", "context")
_BESIDE = frozenset({*_NOTES, "placeholders", "developer_comment"})  # beside a message, and not messages
_MESSAGES = ("message", "defaultMessage")  # of Chrome; of FormatJS, whose compiled files have only the message


def read(path: str, raw: str, config: Config) -> Document:
    """The strings of a resource file."""
    units = Units(path, raw, "json")
    values = _without_header(list(strings(path, raw, 0, len(raw))))
    notes = {value.path: value for value in values if value.path and value.path[-1] in _NOTES}
    sources = _sources(raw, values)
    vue = has_plurals(raw[value.start : value.end] for value in values)
    messages = {value.path[:-1] for value in values if value.path and value.path[-1] in _MESSAGES}
    for value in values:
        beside = any(value.path[:cut] in messages and key in _BESIDE for cut, key in enumerate(value.path))
        if beside or any(str(key).startswith("@") for key in value.path):
            if value.path in notes:
                units.comment(value.start, value.end)
            continue
        text = list(pieces(raw, value.start, value.end))
        if not is_value("".join(piece.text for piece in text)):
            path_ = value.path[:-1] if value.path[-1:] == ("defaultMessage",) else value.path
            note, source = _note(value, notes, raw), sources.get(_key(path_), [])
            for form, part in forms(text) if vue else [("", text)]:
                units.add(name(path_) + form, source, part, note=note)
    return units.build()


def _sources(raw: str, values: Sequence[Value]) -> dict[Path, list[Piece]]:
    """The keys that are the text in English, as gettext's catalogs in JSON have them; without their context (U+0004)
    and i18next's name of the plural form."""
    used = {_key(value.path) for value in values}
    prose = ProseKeys([str(key[-1]) for key in used if key])
    if not prose:
        return {}
    found = {}
    for path, token in keys(raw, 0, len(raw)):
        if path in used and path[-1] in prose:
            text = list(pieces(raw, token.start() + 1, token.end() - 1))
            said = "".join(piece.text for piece in text)
            form = _FORM.search(said)
            found[path] = list(cut_out(text, said.rfind("\4") + 1, form.start() if form else len(said)))
    return found


def _without_header(values: list[Value]) -> list[Value]:
    """Leave out the header of a catalog of gettext in JSON, which has the empty key there, too."""
    others = [value for value in values if "" not in value.path]
    return values if len(others) == len(values) else [value for value in others if value.path != ("domain",)]


def _key(path: Path) -> Path:
    """The keys up to the last that is a name: a text may be a list of plural forms."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


def is_value(text: str) -> bool:
    """Is it an identifier, a colour or a number, rather than text?"""
    return _VALUE.fullmatch(text) is not None


def name(path: Sequence[str | int]) -> str:
    """The keys that lead to a string, as most tools write them: `menu.items[2].label`.

    Rails begins with the language, which is not part of the name: the source has another.

    >>> name(["zh-CN", "menu", "items", 2])
    'menu.items[2]'
    """
    keys = path[1:] if len(path) > 1 and _LANGUAGE.fullmatch(str(path[0])) else path
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def _note(value: Value, notes: dict[tuple[str | int, ...], Value], raw: str) -> str:
    """The description beside the message, or in .arb under its name with an @."""
    key = value.path[-1] if value.path else ""
    beside = value.path[:-1] if key in _MESSAGES else (*value.path[:-1], f"@{key}")
    found = next((notes[path] for kind in _NOTES if (path := (*beside, kind)) in notes), None)
    return "".join(piece.text for piece in pieces(raw, found.start, found.end)) if found else ""
