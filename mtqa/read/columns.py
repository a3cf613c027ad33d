"""Chooses the columns of a table: by option, by name, else by script; a note names the choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.base import cut, listed
from mtqa.script import HAN
from mtqa.text import Note

# Names that tables of translations use, best first: ours, MLQE-PE's, WMT's, Weblate's, sacrebleu's, HF's.
_TARGETS = (
    *("target", "translation", "tgt", "mt", "hypothesis", "hyp", "zh_mt", "translated", "target_text", "output"),
    *("zh", "zh_cn", "zh_hans", "zh_hans_cn", "zh_tw", "zh_hant", "chinese", "simplified chinese", "中文", "译文"),
)
_SOURCES = (
    *("source", "src", "original", "en_src", "source_text", "input", "msgid", "english", "en", "en_us", "en_gb"),
    *("英文", "原文"),
)
_NAMES = ("id", "key", "name", "segment_id", "seg_id", "seg", "globalsegid", "docsegid", "location")
_NOTES = ("note", "notes", "comment", "comments", "developer_comments", "context", "description")
_IGNORE = "mtqa_ignore"  # acts on its row as an mtqa-ignore comment does elsewhere
_SAMPLE = 200  # rows whose script is looked at
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[A-Za-z]")
_SPACED = re.compile(r"[\s-]+")


class Columns(NamedTuple):
    """Indexes into a row; None for a column that the table does not have."""

    source: int | None
    target: int
    name: int | None
    note: int | None
    ignore: int | None
    header: bool
    told: Note


def choose(path: str, table: Sequence[Sequence[str]], config: Config, *, named: bool = False) -> Columns:
    """Choose by the first rows of a table. With `named` the first row holds names; otherwise known names show it.

    Raises ReadError if no column can be the translation.
    """
    if not any(cell.strip() for row in table for cell in row):
        raise ReadError("the table is empty", where=path, advice="check that this is the file you meant")
    first = [_normal(cell) for cell in table[0]]
    width = max(map(len, table[:_SAMPLE]), default=0)
    known = {*_TARGETS, *_SOURCES, *_NAMES, *_NOTES, _IGNORE}
    asked = [_normal(name) for name in (config.source_column, config.target_column) if name and not name.isdigit()]
    header = named or any(cell in known or cell in asked for cell in first)
    body = table[1:_SAMPLE] if header else table[:_SAMPLE]
    ignore = _named(first, [_IGNORE], set()) if header else None
    target = _asked(path, config.target_column, "--target-column", first, header, width)
    source = _asked(path, config.source_column, "--source-column", first, header, width)
    if target is not None and source == target:
        advice = "name the source column with --source-column, the translation column with --target-column"
        raise ReadError(
            f"column {config.target_column} cannot be both source and translation", where=path, advice=advice
        )
    taken = {source, target, ignore}
    if target is None:
        target = _named(first, _TARGETS, taken) if header else None
    if target is None:
        target = _written(body, width, _HAN, {source, ignore})
    if target is None:
        raise _no_target(path, table[0], header)
    if source is None:
        source = _named(first, _SOURCES, {target}) if header else None
    if source is None and not (header and len(set(first) & set(_TARGETS)) and width == 1):
        source = _written(body, width, _LATIN, {target, ignore})
    name = _named(first, _NAMES, {source, target}) if header else None
    note = _named(first, _NOTES, {source, target, name}) if header else None
    return Columns(source, target, name, note, ignore, header, _told(table[0], header, source, target))


def _normal(name: str) -> str:
    return _SPACED.sub("_", name.strip().lower())


def _asked(path: str, column: str, option: str, names: list[str], header: bool, width: int) -> int | None:
    """The column of an option: a name of the header, or a number that counts from 1."""
    if not column:
        return None
    if _normal(column) in names and header:
        return names.index(_normal(column))
    if column.isdigit() and 1 <= int(column) <= width:
        return int(column) - 1
    there = listed(names) if header else f"{width} without names: give a number"
    raise ReadError(f"there is no column {column} ({option})", where=path, advice=f"columns are: {there}")


def _named(names: list[str], wanted: Sequence[str], taken: set[int | None]) -> int | None:
    return next((names.index(name) for name in wanted if name in names and names.index(name) not in taken), None)


def _written(body: Sequence[Sequence[str]], width: int, script: re.Pattern[str], taken: set[int | None]) -> int | None:
    """The column with most characters of a script; None if there are hardly any."""
    counts = [sum(len(script.findall(row[index])) for row in body if index < len(row)) for index in range(width)]
    free = [index for index in range(width) if index not in taken]
    best = max(free, key=counts.__getitem__, default=None)
    return best if best is not None and counts[best] >= max(1, len(body)) else None


def _told(first: Sequence[str], header: bool, source: int | None, target: int) -> Note:
    def shown(index: int) -> str:
        return f"“{cut(first[index].strip())}”" if header and index < len(first) else f"{index + 1}"

    if source is None:
        return Note.of("read_column", target=shown(target))
    return Note.of("read_columns", source=shown(source), target=shown(target))


def _no_target(path: str, first: Sequence[str], header: bool) -> ReadError:
    names = listed([cell.strip() for cell in first]) if header else "without names"
    advice = f"name it with --target-column, by name or number; the columns are: {names or 'none'}"
    return ReadError("no column looks like a Chinese translation", where=path, advice=advice)


def has_names(first: Sequence[str]) -> bool:
    """Does a first row name columns of sources and of translations, as tables of translations do?"""
    names = {_normal(name) for name in first}
    return bool(names & set(_TARGETS)) and bool(names & set(_SOURCES))
