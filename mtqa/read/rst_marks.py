"""The marks with which blocks of reStructuredText begin."""

from __future__ import annotations

import re

EXPLICIT = re.compile(r"\.\.(?:[ \t]+|\Z)")
DIRECTIVE = re.compile(r"(?P<name>[A-Za-z0-9](?:[\w:+.-]{0,60}\w)?)[ \t]?::(?:[ \t]+|\Z)", re.ASCII)
SUBSTITUTION = re.compile(r"\|[^|]{1,100}\|")
FOOTNOTE = re.compile(r"\[(?:\d{1,5}|#[\w-]{0,40}|\*|[A-Za-z][\w.-]{0,40})\](?:[ \t]+|\Z)")
TARGET = re.compile(r"_[^ ].*|__(?::.*)?")
FIELD = re.compile(r":(?P<name>[^:\s`](?:[^:`\\]|\\.|:(?!\s)){0,80}):(?:[ \t]+|\Z)")
ITEM = re.compile(r"(?:[-*+•‣⁃]|\(?(?:\d{1,4}|#|[A-Za-z]|[ivxIVX]{1,5})[.)])(?:[ \t]+|\Z)")
_FLAG = r"(?:-[\w?]|--[\w-]{1,40}|/[A-Z])(?:[ =][\w<>|.-]{1,40})?"
OPTION = re.compile(rf"{_FLAG}(?:, {_FLAG})*(?:[ \t]{{2,}}|\Z)")
ADORNED = re.compile(r"[!-/:-@\[-`{-~]")
LINE_BLOCK = re.compile(r"\|(?:[ \t]+|\Z)")
