"""Escaping a wording for a format, so that its reader reads exactly that wording.

Where a format has several ways, as Markdown with few and with many backslashes and YAML with three kinds of scalars,
all are returned, the plainest first; `mtqa.review.writing` takes the first that reads as it should.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import PurePath

from mtqa.errors import UsageError
from mtqa.review.schema_errors import shown
from mtqa.text import Document

Spell = Callable[[str], tuple[str, ...]]

#: Invisible control characters and ends of lines: they belong to no wording, and can change the text around it.
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
# Marks that Markdown interprets within a line; and all that may be escaped (CommonMark 0.31, 2.4), for its start.
_ACTIVE = re.compile(r"[\\`*_\[\]|]|<(?=[A-Za-z/!?])|&(?=[#\w])|~(?=~)|(?<=~)~")
_ESCAPABLE = re.compile(r"[!-/:-@\[-`{-~]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_FORMULA = ("=", "+", "-", "@")


def _plain(wording: str) -> tuple[str, ...]:
    return (wording,)


def _markdown(wording: str) -> tuple[str, ...]:
    in_html_block = escape(wording, quote=False)  # where backslashes escape nothing
    return _ACTIVE.sub(r"\\\g<0>", wording), _ESCAPABLE.sub(r"\\\g<0>", wording), in_html_block


def _html(wording: str) -> tuple[str, ...]:
    return (escape(wording, quote=False),)


def _xml(wording: str) -> tuple[str, ...]:
    return escape(wording, quote=False), wording  # the second in CDATA


def _cell(wording: str) -> tuple[str, ...]:
    return wording, wording.replace('"', '""')


def _backslashed(wording: str) -> tuple[str, ...]:
    return (wording.replace("\\", "\\\\").replace('"', '\\"'),)


def _json(wording: str) -> tuple[str, ...]:
    return (json.dumps(wording, ensure_ascii=False)[1:-1],)


def _android(wording: str) -> tuple[str, ...]:
    marked = re.sub(r"[\\'\"]|^[@?]", r"\\\g<0>", wording)
    return (*_xml(marked), *_xml(wording))  # the last two: other XML has this suffix, too


def _strings(wording: str) -> tuple[str, ...]:
    in_double, in_single = (wording.replace("\\", "\\\\").replace(mark, f"\\{mark}") for mark in "\"'")
    return in_double, in_single, *_xml(wording)  # the last two: saved as a property list


def _properties(wording: str) -> tuple[str, ...]:
    plain = wording.replace("\\", "\\\\")
    ways = [plain, re.sub(r"^[=:#! ]", r"\\\g<0>", plain)]
    return (*ways, *(way.replace("'", "''") for way in ways))  # the last two: in a pattern of MessageFormat


def _fluent(wording: str) -> tuple[str, ...]:
    braces = re.sub(r"[{}]", lambda brace: f'{{"{brace[0]}"}}', wording)
    at_start = re.sub(r"^[ \[*.]", lambda mark: f'{{"{mark[0]}"}}', braces)
    return braces, at_start


def _yaml(wording: str) -> tuple[str, ...]:
    return wording, wording.replace("\\", "\\\\").replace('"', '\\"'), wording.replace("'", "''")


#: By suffix. Files with other suffixes are refused.
SPELLINGS: Mapping[str, Spell] = {
    **dict.fromkeys(("", ".txt", ".text", ".srt", ".vtt"), _plain),
    **dict.fromkeys((".md", ".markdown"), _markdown),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _html),
    **dict.fromkeys((".tmx", ".xlf", ".xliff", ".mqxliff", ".mxliff", ".sdlxliff"), _xml),
    **dict.fromkeys((".csv", ".tsv", ".tab"), _cell),
    **dict.fromkeys((".json", ".arb", ".jsonl", ".ndjson"), _json),
    **dict.fromkeys((".yaml", ".yml"), _yaml),
    ".po": _backslashed,
    ".xml": _android,
    **dict.fromkeys((".ts", ".resx", ".resw", ".stringsdict"), _xml),
    ".strings": _strings,
    ".xcstrings": _json,
    ".properties": _properties,
    ".ftl": _fluent,
}
_XML = (".tmx", ".xlf", ".xliff", ".mqxliff", ".mxliff", ".sdlxliff", ".xml", ".ts", ".resx", ".resw", ".stringsdict")
#: How a character beyond ASCII is written where the file has none, or its encoding has not this one.
_IN_ASCII: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(_XML, lambda character: f"&#x{ord(character):X};"),
    **dict.fromkeys(
        (".json", ".arb", ".jsonl", ".ndjson", ".xcstrings", ".properties"),
        lambda character: json.dumps(character)[1:-1],
    ),
    ".strings": lambda character: json.dumps(character)[1:-1].replace("u", "U"),
}
#: What may stand between two characters of a finding in the file and is replaced with it; other markup would break.
_BETWEEN: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys((".md", ".markdown"), re.compile(r"\s*|[^\S\r\n]*[\r\n][\s>]*")),
    ".po": re.compile(r'"\s*"'),
    **dict.fromkeys((".yaml", ".yml"), re.compile(r"\\?\s*")),
    ".properties": re.compile(r"(?:\\\s+)*"),
}
_SPACE = re.compile(r"\s*")


def suffix_of(path: str) -> str:
    return PurePath(path).suffix.lower()


def spellings(path: str, wording: str, like: Document | None = None) -> tuple[str, ...]:
    """The ways to write a wording into a file of that name, each once; `like` the document, which may have no
    characters beyond ASCII, or an encoding without some of the wording's. Raises UsageError where there is no way."""
    suffix = suffix_of(path)
    if suffix not in SPELLINGS:
        what = f"mtqa cannot write into {suffix} files"
        raise UsageError(what, advice="correct it with the program that the file belongs to")
    control = _CONTROL.search(wording)
    if control:
        what = f"the wording {shown(wording)} has the control character U+{ord(control[0]):04X}"
        raise UsageError(what, advice="give a wording of one line, without control characters")
    ways = SPELLINGS[suffix](wording)
    if like and suffix in _IN_ASCII and (like.raw.isascii() or not _encodable(wording, like.encoding)):
        ways = tuple(_BEYOND_ASCII.sub(lambda found: _IN_ASCII[suffix](found[0]), way) for way in ways)
    return tuple(dict.fromkeys(ways))


def _encodable(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def may_stand_between(path: str, gap: str) -> bool:
    """May the gap between two pieces of a finding be replaced with it?"""
    return _BETWEEN.get(suffix_of(path), _SPACE).fullmatch(gap) is not None


def becomes_formula(path: str, before: str, after: str) -> bool:
    """Would a spreadsheet compute the new text of a table's cell, but not the old one?"""
    table = suffix_of(path) in (".csv", ".tsv", ".tab")
    return table and after.lstrip().startswith(_FORMULA) and not before.lstrip().startswith(_FORMULA)
