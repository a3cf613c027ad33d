"""JSON resource files: every string is a unit, named by the path of its keys.

Reads i18next and Vue files (nested or flat), Chrome's messages, Flutter's .arb and FormatJS; descriptions are notes.
A message that is one ICU plural or selection gives a unit for each branch (`icu.py`). A single word in ASCII with
digits or marks in it (`arrow-left`, `#fff`, `zh-CN`) is a value for the program, not text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqa.config import Config
from mtqa.read.icu import branches
from mtqa.read.json_text import Value, pieces, strings
from mtqa.read.units import Units
from mtqa.text import Document

_VALUE = re.compile(r"(?=[!-~]*[^A-Za-z])[!-~]+", re.ASCII)
_LANGUAGE = re.compile(r"(?:zh|en|cmn)(?:[-_]\w{2,4}){0,2}")
_NOTES = ("description", "comment", "context")
_BESIDE = frozenset({*_NOTES, "placeholders", "developer_comment"})  # beside a message, and not messages
_MESSAGES = ("message", "defaultMessage")  # of Chrome; of FormatJS, whose compiled files have only the message


def read(path: str, raw: str, config: Config) -> Document:
    """The strings of a resource file."""
    units = Units(path, raw, "json")
    values = list(strings(path, raw, 0, len(raw)))
    notes = {value.path: value for value in values if value.path and value.path[-1] in _NOTES}
    messages = {value.path[:-1] for value in values if value.path and value.path[-1] in _MESSAGES}
    for value in values:
        beside = any(value.path[:cut] in messages and key in _BESIDE for cut, key in enumerate(value.path))
        if beside or any(str(key).startswith("@") for key in value.path):
            if value.path in notes:
                units.comment(value.start, value.end)
            continue
        text = list(pieces(raw, value.start, value.end))
        if not is_value("".join(piece.text for piece in text)):
            keys = value.path[:-1] if value.path[-1:] == ("defaultMessage",) else value.path
            for branch, part in branches(text):
                units.add(name(keys) + branch, [], part, note=_note(value, notes, raw))
    return units.build()


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
