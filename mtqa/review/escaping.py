"""Escaping a wording for a format, so that its reader reads exactly that wording.

Where a format has several ways, as Markdown with few and with many backslashes and YAML with three kinds of scalars,
all are returned, the plainest first; `mtqa.review.writing` takes the first that reads as it should.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import escape

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


def _mdx(wording: str) -> tuple[str, ...]:
    return tuple(re.sub(r"(?<!\\)[{}]", r"\\\g<0>", spelt) for spelt in _markdown(wording))


def _notebook(wording: str) -> tuple[str, ...]:
    return tuple(spelt for written in _markdown(wording) for spelt in _json(written))


def _rst(wording: str) -> tuple[str, ...]:
    return wording, re.sub(r"[\\*`|]|_(?!\w)|^[-+]", r"\\\g<0>", wording), _ESCAPABLE.sub(r"\\\g<0>", wording)


def _asciidoc(wording: str) -> tuple[str, ...]:
    return wording, _ESCAPABLE.sub(lambda mark: f"&#{ord(mark[0])};", wording)


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
    return _xml(marked)


def _strings(wording: str) -> tuple[str, ...]:
    in_double, in_single = (wording.replace("\\", "\\\\").replace(mark, f"\\{mark}") for mark in "\"'")
    return in_double, in_single


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


#: By the name of the format. Files of other formats are refused.
SPELLINGS: Mapping[str, Spell] = {
    **dict.fromkeys(("plain", "srt", "vtt", "ass"), _plain),
    "markdown": _markdown,
    "mdx": _mdx,
    "ipynb": _notebook,
    "rst": _rst,
    "asciidoc": _asciidoc,
    **dict.fromkeys(("html", "epub"), _html),
    **dict.fromkeys(("docx", "pptx", "xlsx", "ods", "odt", "odp"), _plain),  # `mtqa.review.packages` escapes it
    **dict.fromkeys(("xliff", "tmx", "qt", "resx", "plist"), _xml),
    **dict.fromkeys(("csv", "tsv"), _cell),
    **dict.fromkeys(("json", "jsonl", "xcstrings"), _json),
    "yaml": _yaml,
    "po": _backslashed,
    "android": _android,
    "strings": _strings,
    "properties": _properties,
    "fluent": _fluent,
}
#: How a character beyond ASCII is written where the file has none, or its encoding has not this one.
_IN_ASCII: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("xliff", "tmx", "qt", "resx", "plist", "android"), lambda character: f"&#x{ord(character):X};"),
    **dict.fromkeys(("json", "jsonl", "xcstrings", "properties"), lambda character: json.dumps(character)[1:-1]),
    "strings": lambda character: json.dumps(character)[1:-1].replace("u", "U"),
}
#: What may stand between two characters of a finding in the file and is replaced with it; other markup would break.
_BETWEEN: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("markdown", "mdx"), re.compile(r"\s*|[^\S\r\n]*[\r\n][\s>]*")),
    "ipynb": re.compile(r'(?:\s|>|\\[nrt]|"\s*,\s*")*'),
    "po": re.compile(r'"\s*"'),
    "yaml": re.compile(r"\\?\s*"),
    "properties": re.compile(r"(?:\\\s+)*"),
}
_SPACE = re.compile(r"\s*")


def spellings(format: str, wording: str, like: Document | None = None) -> tuple[str, ...]:
    """The ways to write a wording into a file of that format, each once; `like` the document, which may have no
    characters beyond ASCII, or an encoding without some of the wording's. Raises UsageError where there is no way."""
    if format not in SPELLINGS:
        what = f"mtqa cannot write into {format} files"
        raise UsageError(what, advice="correct it with the program that the file belongs to")
    control = _CONTROL.search(wording)
    if control:
        what = f"the wording {shown(wording)} has the control character U+{ord(control[0]):04X}"
        raise UsageError(what, advice="give a wording of one line, without control characters")
    ways = SPELLINGS[format](wording)
    if like and format in _IN_ASCII and (like.raw.isascii() or not _encodable(wording, like.encoding)):
        ways = tuple(_BEYOND_ASCII.sub(lambda found: _IN_ASCII[format](found[0]), way) for way in ways)
    return tuple(dict.fromkeys(ways))


def _encodable(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def may_stand_between(format: str, gap: str) -> bool:
    """May the gap between two pieces of a finding be replaced with it?"""
    return _BETWEEN.get(format, _SPACE).fullmatch(gap) is not None


def becomes_formula(format: str, before: str, after: str) -> bool:
    """Would a spreadsheet compute the new text of a table's cell, but not the old one?"""
    table = format in ("csv", "tsv")
    return table and after.lstrip().startswith(_FORMULA) and not before.lstrip().startswith(_FORMULA)
