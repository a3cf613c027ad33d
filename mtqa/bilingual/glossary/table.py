"""Reads glossaries from tables (CSV, TSV): `source,target[,note]`, a term a row.

`|` separates several targets, `!` marks a forbidden one, `=` says that the term stays as it is. The first row may name
the columns, also those for forbidden wordings, for case, and for terms that stay; otherwise they are in the order
above. Empty rows and rows that begin with `#` are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from mtqa.bilingual.glossary.entry import Entry, is_yes, separated
from mtqa.errors import UsageError
from mtqa.read.delimited import delimiter_of, rows, text_of

_SOURCES = ("source", "src", "term", "source term", "source_term", "en", "en-us", "en-gb", "english", "原文", "英文")
_TARGETS = (
    *("target", "tgt", "translation", "target term", "target_term", "zh", "zh-cn", "zh-hans", "zh-tw", "zh-hant"),
    *("chinese", "译文", "译名", "中文"),
)
_NOTES = ("note", "notes", "comment", "comments", "description", "definition", "备注", "说明")


#: What the columns of a table, and the keys of a JSON glossary, are called. Lokalise has `translatable`, `forbidden`,
#: `casesensitive`.
NAMES: Mapping[str, Sequence[str]] = {
    "source": _SOURCES,
    "target": _TARGETS,
    "note": _NOTES,
    "avoid": ("avoid", "forbidden wordings", "do not use", "避免", "禁用", "禁用译法"),
    "barred": ("forbidden",),
    "kept": ("do_not_translate", "do not translate", "donottranslate", "dnt", "untranslatable", "不翻译", "保留原文"),
    "translated": ("translatable", "translate", "翻译"),
    "exact": ("case_sensitive", "case sensitive", "casesensitive", "区分大小写"),
}

Columns = Mapping[str, int]


def read(path: str, raw: str) -> Iterator[Entry | UsageError]:
    """The entries of a table, and an error for each row that is none. Raises UsageError if the header is wrong."""
    suffix = PurePath(path).suffix.lower()
    has_tabs = suffix in (".tsv", ".tab") or (suffix == ".txt" and "\t" in raw)
    delimiter = delimiter_of("tsv" if has_tabs else "csv", raw)
    columns: Columns | None = None
    for row, line in _lines(raw, delimiter):
        if columns is None:
            columns = _header(path, [cell.strip() for cell in row], line)
            if columns:
                continue
            columns = {"source": 0, "target": 1, "note": 2}
        try:
            yield _entry(path, row, line, columns)
        except UsageError as error:
            yield error


def _lines(raw: str, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """The rows that are neither empty nor comments, each with the number of its line."""
    line, counted = 1, 0
    for row in rows(raw, delimiter):
        cells = list(map(text_of, row))
        start = next((cell[0].start for cell in row if cell), None)
        if start is None or not "".join(cells).strip() or cells[0].lstrip().startswith("#"):
            continue
        line += len(re.findall(r"\r\n|\r|\n", raw[counted:start]))
        counted = start
        yield cells, line


def _header(path: str, row: Sequence[str], line: int) -> Columns | None:
    """The index of each column that is known; None if the row is not a header."""
    names = [cell.lower() for cell in row]
    found = {
        column: next(names.index(name) for name in known if name in names)
        for column, known in NAMES.items()
        if not set(known).isdisjoint(names)
    }
    if "source" in found and len(found) > 1 and not found.keys() <= {"source", "note"}:
        return found
    if "target" in found and all(name in (*_TARGETS, *_NOTES) for name in names):
        advice = "name that column “source”"
        raise UsageError("the header has no column for the source terms", where=f"{path}:{line}", advice=advice)
    return None


def _entry(path: str, row: Sequence[str], line: int, columns: Columns) -> Entry:
    def cell(column: str) -> str:
        at = columns.get(column, len(row))
        return row[at].strip() if at < len(row) else ""

    def flag(column: str) -> bool | None:
        answer = is_yes(value := cell(column))
        if answer is None:
            what = f"“{value}” is neither yes nor no"
            raise UsageError(what, where=f"{path}:{line}", advice=f"write yes or no for “{NAMES[column][0]}”")
        return answer if value else None

    targets, avoid = separated(cell("target")), separated(cell("avoid"))
    barred = cell("barred")
    if is_yes(barred):  # Lokalise: the whole row is forbidden, or nothing
        targets, avoid = [], [*avoid, *targets]
    elif is_yes(barred) is None:
        avoid += separated(barred)
    kept = flag("kept") or flag("translated") is False
    spaced = [text for at in {*columns.values()} if at < len(row) and (text := row[at]) != text.strip()]
    return Entry(cell("source"), targets, line, avoid, cell("note"), kept, bool(flag("exact")), spaced)
