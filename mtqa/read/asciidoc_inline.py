"""Inline markup of AsciiDoc: what of a paragraph is prose, what only stands in it.

Monospace, passthroughs, attributes and macros are opaque, of links the text is prose and the address left out.
"""

from __future__ import annotations

import re
from html import unescape

from mtqa.read.whitespace import Flow


def _pair(name: str, mark: str) -> str:
    """Text between two marks, doubled within a word or single around words; ASCII letters make a word."""
    one = rf"[^\s{mark}](?:[^{mark}]{{0,400}}[^\s{mark}])?"
    double = re.escape(mark[-1]) * 2
    single = re.escape(mark[-1])
    return rf"{double}(?P<{name}2>{one}){double}|(?<![A-Za-z0-9{mark}]){single}(?P<{name}>{one}){single}(?![A-Za-z0-9])"


_TEXT = r"\[(?P<{0}>[^\]\\]*+(?:\\.[^\]\\]*+)*+)\]"
_MARKUP = re.compile(
    rf"""
    (?P<break>[ \t]\+[ \t]*(?=[\r\n]|\Z))
  | \\(?=[*_`#{{<\[+^~|:(]|https?:)
  | "`(?P<quoted>[^`]{{1,400}})`"
  | '`(?P<single>[^`]{{1,400}})`'
  | \+\+\+(?P<pass3>[^+]{{1,400}})\+\+\+ | \+\+(?P<pass2>[^+]{{1,400}})\+\+
  | (?<![A-Za-z0-9+])\+(?P<pass1>[^\s+](?:[^+]{{0,400}}[^\s+])?)\+(?![A-Za-z0-9])
  | ``(?P<mono2>[^`]{{1,400}})`` | `(?P<mono>[^`]{{1,400}})`
  | \[\[[\w:.-]{{1,100}}(?:,[^\]\r\n]{{0,200}})?\]\]
  | (?P<hidden>\(\(\([^()]{{1,200}}\)\)\)) | \(\((?P<index>[^()]{{1,200}})\)\)
  | <<[^<>,\r\n]{{1,200}},\s*(?P<reference>[^<>]{{1,400}})>> | (?P<label><<[^<>\r\n]{{1,200}}>>)
  | (?P<left_out>(?<![A-Za-z0-9])(?:image|icon|footnote|footnoteref|indexterm2?|anchor|bibanchor):
      [^\s\[\]]{{0,300}}\[[^\]]{{0,2000}}\])
  | (?<![A-Za-z0-9])(?:(?:https?|ftp|irc)://|(?:link|mailto|xref):)[^\s\[\]<>]{{1,500}}{_TEXT.format("link")}
  | (?<!\\)\{{[A-Za-z0-9_][\w-]{{0,60}}\}}[^\s\[\]{{}}]{{0,200}}{_TEXT.format("through")}
  | (?P<macro>(?<![A-Za-z0-9])[a-z]{{2,20}}:[^\s\[\]:]{{0,200}}\[[^\]\r\n]{{0,400}}\])
  | (?P<attribute>\{{[A-Za-z0-9_][\w:-]{{0,60}}(?::[^}}\r\n]{{0,200}})?\}})
  | (?P<entity>&(?:\#\d{{1,7}}|\#x[0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,30}});)
  | (?:\[[^\[\]\r\n]{{0,100}}\](?=\#|\*|_|`))
  | {_pair("strong", "*")} | {_pair("emphasis", "_")} | {_pair("mark", "#")}
  | \^(?P<super>[^\s^]{{1,40}})\^ | ~(?P<sub>[^\s~]{{1,40}})~
    """,
    re.VERBOSE,
)
_OPAQUE = frozenset({"pass3", "pass2", "pass1", "mono2", "mono", "label", "macro", "attribute"})
_WHOLE = frozenset({"label", "macro", "attribute"})
_LEFT_OUT = frozenset({"hidden", "left_out", None})


def put(flow: Flow, start: int, end: int) -> None:
    """Put a paragraph, or a cell, into the Flow."""
    at = start
    for found in _MARKUP.finditer(flow.source, start, end):
        flow.copy(at, found.start())
        at = found.end()
        kind = found.lastgroup
        if kind == "break":
            flow.end_paragraph()
        elif kind == "entity":
            flow.replace(unescape(found[0]), *found.span())
        elif kind in ("quoted", "single"):
            left, right = "“”" if kind == "quoted" else "‘’"
            flow.replace(left, found.start(), found.start() + 2)
            flow.copy(*found.span(kind))
            flow.replace(right, found.end() - 2, found.end())
        elif kind in _OPAQUE and kind:
            flow.copy(*found.span(0 if kind in _WHOLE else kind), opaque=True)
        elif kind in ("link", "through"):
            _link(flow, found, kind)
        elif kind and kind not in _LEFT_OUT:
            put(flow, *found.span(kind)) if kind in ("strong", "strong2") else flow.copy(*found.span(kind))
    flow.copy(at, end)


def _link(flow: Flow, found: re.Match[str], kind: str) -> None:
    """The text of a link, without what comes behind a comma (`window=_blank`); the address where it has none."""
    start, end = found.span(kind)
    text = found[kind]
    comma = re.search(r",\s*[\w-]+=", text)
    end = start + comma.start() if comma else end
    caret = 1 if text[: end - start].endswith("^") else 0
    if text[: end - start - caret].strip():
        flow.copy(start, end - caret)
    else:
        flow.copy(found.start(), start - 1, opaque=True)
