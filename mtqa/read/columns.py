"""Chooses the columns of a table: by option, by name, else by script; a note names the choice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.base import cut, few
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
SAMPLE = 200  # rows from which columns are chosen
_HAN = re.compile(f"[{HAN}]")
_SPACED = re.compile(r"[\s-]+")


# A word of running text, with the marks around it: no identifier, number, date, hash, path or address.
_WORD = re.compile(r"[\"'“‘(\[]*[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)?[\"'”’)\],.;:!?…]*")
_CAMEL = re.compile(r"[a-z][A-Z]")
_IDENTIFIER = re.compile(r"(?:.*_)?(?:id|key|uuid|guid|hash|sha\d*|url|uri|path|file|filename|date|time|timestamp)")
_UNIQUE = re.compile(r".*_(?:id|key)")


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
        raise ReadError.of("empty_table", path, advice="meant")
    first = [_normal(cell) for cell in table[0]]
    width = max(map(len, table[:SAMPLE]), default=0)
    known = {*_TARGETS, *_SOURCES, *_NAMES, *_NOTES, _IGNORE}
    asked = [_normal(name) for name in (config.source_column, config.target_column) if name and not name.isdecimal()]
    header = named or any(cell in known or cell in asked for cell in first)
    body = table[1:SAMPLE] if header else table[:SAMPLE]
    ignore = _named(first, [_IGNORE], set()) if header else None
    if config.as_source:
        return _source_alone(path, table, body, first, header, ignore, config)
    target = _asked(path, config.target_column, "--target-column", first, header, width)
    source = _asked(path, config.source_column, "--source-column", first, header, width)
    if target is not None and source == target:
        raise ReadError.of("same_column", path, column=config.target_column)
    taken = {source, target, ignore}
    if target is None:
        target = _named(first, _TARGETS, taken) if header else None
    if target is None:
        target = _written(body, width, {source, ignore})
    if target is None:
        raise _no_column("no_target", path, table[0], header, "--target-column")
    if source is None:
        source = _named(first, _SOURCES, {target}) if header else None
    if source is None and not (header and len(set(first) & set(_TARGETS)) and width == 1):
        source = _prose(body, width, {target, ignore, *(_no_prose(first) if header else ())})
    name = _name(first, body, {source, target, ignore}) if header else None
    note = _named(first, _NOTES, {source, target, name}) if header else None
    return Columns(source, target, name, note, ignore, header, _told(table[0], header, source, target))


def _source_alone(
    path: str,
    table: Sequence[Sequence[str]],
    body: Sequence[Sequence[str]],
    first: list[str],
    header: bool,
    ignore: int | None,
    config: Config,
) -> Columns:
    """The columns of a table that is the source of another: its source column is the text."""
    width = max(map(len, table[:SAMPLE]), default=0)
    text = _asked(path, config.source_column, "--source-column", first, header, width)
    if text is None and header:
        text = _named(first, _SOURCES, {ignore})
    if text is None:
        text = _prose(body, width, {ignore, *(_no_prose(first) if header else ())})
    if text is None:
        text = _written(body, width, {ignore})
    if text is None:
        raise _no_column("no_source", path, table[0], header, "--source-column")
    name = _name(first, body, {text, ignore}) if header else None
    return Columns(None, text, name, None, ignore, header, _told(table[0], header, None, text))


def _name(first: list[str], body: Sequence[Sequence[str]], taken: set[int | None]) -> int | None:
    """The column that names the rows."""
    known = _named(first, _NAMES, taken)
    return _unique(first, body, taken) if known is None else known


def _normal(name: str) -> str:
    return _SPACED.sub("_", name.strip().lower())


def _asked(path: str, column: str, option: str, names: list[str], header: bool, width: int) -> int | None:
    """The column of an option: a name of the header, or a number that counts from 1."""
    if not column:
        return None
    if _normal(column) in names and header:
        return names.index(_normal(column))
    if column.isdecimal() and 1 <= int(column) <= width:
        return int(column) - 1
    if header:
        raise ReadError.of("no_column", path, column=column, option=option, **few(names))
    raise ReadError.of("no_column", path, advice="no_column_name", column=column, option=option, n=width)


def _named(names: list[str], wanted: Sequence[str], taken: set[int | None]) -> int | None:
    return next((names.index(name) for name in wanted if name in names and names.index(name) not in taken), None)


def _written(body: Sequence[Sequence[str]], width: int, taken: set[int | None]) -> int | None:
    """The column with most Chinese characters; None if there are hardly any."""
    counts = [sum(len(_HAN.findall(cell)) for cell in _cells(body, index)) for index in range(width)]
    free = [index for index in range(width) if index not in taken]
    best = max(free, key=counts.__getitem__, default=None)
    return best if best is not None and counts[best] >= max(1, len(body)) else None


def _prose(body: Sequence[Sequence[str]], width: int, taken: set[int | None]) -> int | None:
    """The column with most text in Latin letters; None if there is hardly any.

    A column of single words may also be one of names or kinds: it is taken where no other has sentences, and only if
    its words differ.
    """
    ranked: list[tuple[bool, int, int]] = []
    for index in range(width):
        cells = [cell.strip() for cell in _cells(body, index) if cell.strip()]
        words = [_words(cell) for cell in cells]
        letters = sum(len(word) for found in words for word in found)
        several = 2 * sum(len(found) > 1 for found in words) >= len(cells)
        differ = 2 * len(set(cells)) > len(cells)
        if index not in taken and 2 * sum(map(bool, words)) >= len(cells) and (several or differ):
            ranked.append((several, letters, -index))
    _, letters, index = max(ranked, default=(False, 0, 0))
    return -index if letters >= max(1, len(body)) else None


def _words(cell: str) -> list[str]:
    """The words of a cell of text; none if it is an identifier, a number, a date, an address or a path."""
    tokens = cell.split()
    words = [token for token in tokens if _WORD.fullmatch(token) and not _CAMEL.search(token)]
    return words if 2 * len(words) > len(tokens) else []


def _no_prose(names: Sequence[str]) -> Iterator[int]:
    """The columns whose name says that they hold no text to translate."""
    for index, name in enumerate(names):
        if name in _NAMES or (name in _NOTES and name != "description") or _IDENTIFIER.fullmatch(name):
            yield index


def _unique(names: Sequence[str], body: Sequence[Sequence[str]], taken: set[int | None]) -> int | None:
    """A column named like `string_id` that has another value in each row."""
    for index, name in enumerate(names):
        cells = [cell.strip() for cell in _cells(body, index)]
        if index not in taken and _UNIQUE.fullmatch(name) and len(set(cells)) == len(body) and all(cells):
            return index
    return None


def _cells(body: Sequence[Sequence[str]], index: int) -> Iterator[str]:
    return (row[index] for row in body if index < len(row))


def _told(first: Sequence[str], header: bool, source: int | None, target: int) -> Note:
    def shown(index: int) -> str:
        return f"“{cut(first[index].strip())}”" if header and index < len(first) else f"{index + 1}"

    if source is None:
        return Note.of("read_column", target=shown(target))
    return Note.of("read_columns", source=shown(source), target=shown(target))


def _no_column(kind: str, path: str, first: Sequence[str], header: bool, option: str) -> ReadError:
    if header:
        return ReadError.of(kind, path, advice="column", option=option, **few([cell.strip() for cell in first]))
    return ReadError.of(kind, path, advice="column_number", option=option)


def has_names(first: Sequence[str]) -> bool:
    """Does a first row name columns of sources and of translations, as tables of translations do?"""
    names = {_normal(name) for name in first}
    return bool(names & set(_TARGETS)) and bool(names & set(_SOURCES))
