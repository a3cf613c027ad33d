"""Reads glossaries from tables (CSV, TSV): `source,target[,note]`, a term a row.

`|` separates several targets, `!` marks a forbidden one. The first row may name the columns; otherwise they are in
this order. Empty rows and rows that begin with `#` are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from mtqa.bilingual.glossary.base import Term
from mtqa.bilingual.glossary.terms import words
from mtqa.errors import UsageError
from mtqa.read.delimited import delimiter_of, rows, text_of

_SOURCES = ("source", "src", "term", "source term", "source_term", "en", "en-us", "en-gb", "english", "原文", "英文")
_TARGETS = (
    *("target", "tgt", "translation", "target term", "target_term", "zh", "zh-cn", "zh-hans", "zh-tw", "zh-hant"),
    *("chinese", "译文", "译名", "中文"),
)
_NOTES = ("note", "notes", "comment", "comments", "description", "definition", "备注", "说明")


def read(path: str, raw: str) -> list[Term]:
    """The terms of a table. Raises UsageError, with the line, for a row that is not a term."""
    suffix = PurePath(path).suffix.lower()
    delimiter = "\t" if suffix == ".txt" and "\t" in raw else delimiter_of(suffix, raw)
    terms: list[Term] = []
    columns: tuple[int, int, int | None] | None = None
    for row, line in _lines(raw, delimiter):
        if columns is None:
            columns = _header_columns(path, row, line)
            if columns:
                continue
            columns = (0, 1, 2)
        terms.append(_term(path, row, line, columns))
    return terms


def _lines(raw: str, delimiter: str) -> list[tuple[list[str], int]]:
    """The rows that are neither empty nor comments, each with the number of its line."""
    found = []
    line, counted = 1, 0
    for row in rows(raw, delimiter):
        cells = [text_of(cell).strip() for cell in row]
        start = next((cell[0].start for cell in row if cell), None)
        if start is None or not any(cells) or cells[0].startswith("#"):
            continue
        line += len(re.findall(r"\r\n|\r|\n", raw[counted:start]))
        counted = start
        found.append((cells, line))
    return found


def _header_columns(path: str, row: Sequence[str], line: int) -> tuple[int, int, int | None] | None:
    """The indexes of the source, target and note columns; None if the row is not a header."""
    names = [cell.lower() for cell in row]

    def column(known: Sequence[str]) -> int | None:
        return next((names.index(name) for name in known if name in names), None)

    source, target = column(_SOURCES), column(_TARGETS)
    if source is not None and target is not None:
        return source, target, column(_NOTES)
    if target is not None and all(name in (*_TARGETS, *_NOTES) for name in names):
        raise UsageError(
            "the header has no column for the source terms", where=f"{path}:{line}", advice="name that column “source”"
        )
    return None


def _term(path: str, row: Sequence[str], line: int, columns: tuple[int, int, int | None]) -> Term:
    source, target, note = (row[at] if at is not None and at < len(row) else "" for at in columns)
    wordings = [wording.strip() for wording in target.split("|") if wording.strip()]
    allowed = tuple(wording for wording in wordings if not wording.startswith("!"))
    forbidden = tuple(wording[1:].strip() for wording in wordings if wording.startswith("!"))
    where = f"{path}:{line}"
    if not wordings:
        advice = "write source,target, or source,!target for a forbidden wording; # makes the row a comment"
        raise UsageError(f"the term “{source}” has no target", where=where, advice=advice)
    if allowed and not source:
        advice = "add its source; only a forbidden wording (!target) needs none"
        raise UsageError(f"“{allowed[0]}” has no source term", where=where, advice=advice)
    for text in filter(None, (source, *allowed, *forbidden)):
        if not words(text).keys:
            raise UsageError(
                f"“{text}” has no letter or digit", where=where, advice="write a word that can occur in a text"
            )
    if both := set(allowed) & set(forbidden):
        raise UsageError(f"“{both.pop()}” is both allowed and forbidden", where=where, advice="remove one of the two")
    if not all(forbidden):
        raise UsageError("there is no wording after !", where=where, advice="write the forbidden wording after it")
    return Term(source, allowed, forbidden, line, note)
