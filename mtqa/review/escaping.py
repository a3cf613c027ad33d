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

Spell = Callable[[str], tuple[str, ...]]

#: Invisible control characters and ends of lines: they belong to no wording, and can change the text around it.
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
# Marks that Markdown interprets within a line; and all that may be escaped (CommonMark 0.31, 2.4), for its start.
_ACTIVE = re.compile(r"[\\`*_\[\]|]|<(?=[A-Za-z/!?])|&(?=[#\w])|~(?=~)|(?<=~)~")
_ESCAPABLE = re.compile(r"[!-/:-@\[-`{-~]")
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
    **dict.fromkeys((".docx", ".pptx", ".xlsx", ".odt", ".odp"), _plain),  # `mtqa.review.packages` escapes it
    ".epub": _html,
}
#: What may stand between two characters of a finding in the file and is replaced with it; other markup would break.
_BETWEEN: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys((".md", ".markdown"), re.compile(r"\s*|[^\S\r\n]*[\r\n][\s>]*")),
    ".po": re.compile(r'"\s*"'),
    **dict.fromkeys((".yaml", ".yml"), re.compile(r"\\?\s*")),
}
_SPACE = re.compile(r"\s*")


def suffix_of(path: str) -> str:
    return PurePath(path).suffix.lower()


def spellings(path: str, wording: str) -> tuple[str, ...]:
    """The ways to write a wording into a file of that name, each once. Raises UsageError where there is none."""
    suffix = suffix_of(path)
    if suffix not in SPELLINGS:
        what = f"mtqa cannot write into {suffix} files"
        raise UsageError(what, advice="correct it with the program that the file belongs to")
    control = _CONTROL.search(wording)
    if control:
        what = f"the wording {shown(wording)} has the control character U+{ord(control[0]):04X}"
        raise UsageError(what, advice="give a wording of one line, without control characters")
    return tuple(dict.fromkeys(SPELLINGS[suffix](wording)))


def may_stand_between(path: str, gap: str) -> bool:
    """May the gap between two pieces of a finding be replaced with it?"""
    return _BETWEEN.get(suffix_of(path), _SPACE).fullmatch(gap) is not None


def becomes_formula(path: str, before: str, after: str) -> bool:
    """Would a spreadsheet compute the new text of a table's cell, but not the old one?"""
    table = suffix_of(path) in (".csv", ".tsv", ".tab")
    return table and after.lstrip().startswith(_FORMULA) and not before.lstrip().startswith(_FORMULA)
