"""Annotated data sets → documents with their gold spans. The format of a file is recognised by its content."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.bench.spans.sets import esa, gold, marked, mlqe, mqm, native
from mtqa.bench.spans.sets.base import Gold, Sample, TaggedWord, decoded, read_row
from mtqa.errors import ReadError
from mtqa.read import files

__all__ = ["Gold", "Sample", "SpanSet", "TaggedWord", "read_set"]


@dataclass(frozen=True)
class SpanSet:
    name: str
    samples: tuple[Sample, ...]


def read_set(path: Path, *, document: Path | None, limit: int | None, pages: int, skip: int) -> SpanSet:
    """The data set in a file, or the native documents in a folder. `document` is what gold spans lie in; `limit` draws
    documents of MLQE-PE, Bio MQM and ESA, `pages` and `skip` those of native text. Raises ReadError or UsageError."""
    if path.is_dir():
        return SpanSet(path.name, tuple(native.read_folder(path)))
    match Path(path.stem).suffix + path.suffix if path.suffix == ".xz" else path.suffix.lower():
        case ".txt" | ".txt.xz" | ".xz":
            samples = native.read_pages(path, pages, skip)
        case ".md" | ".markdown" | ".html" | ".htm":
            samples = native.read_document(path)
        case ".tsv":
            samples = _table(path, limit)
        case ".jsonl" | ".jsonl.xz":
            samples = _json_lines(path, document, limit)
        case suffix:
            raise _unknown(path, f"a {suffix} file" if suffix else "a file without a suffix")
    return SpanSet(path.name, tuple(samples))


def _table(path: Path, limit: int | None) -> list[Sample]:
    lines = [(number, line.rstrip("\r").split("\t")) for number, line in _lines(path)]
    header = lines[0][1]
    if not mlqe.KEYS.issubset(header):
        raise _unknown(path, f"columns {', '.join(header)}")
    return mlqe.read(path, header, lines[1:], limit)


def _json_lines(path: Path, document: Path | None, limit: int | None) -> list[Sample]:
    rows: list[tuple[int, Any]] = [(number, read_row(path, number, line, json.loads)) for number, line in _lines(path)]
    keys = set(rows[0][1]) if isinstance(rows[0][1], dict) else set()
    if keys >= esa.KEYS:
        return esa.read(path, rows, limit)
    if keys >= marked.KEYS:
        return marked.read(path, rows, document)
    if keys >= gold.KEYS:
        return gold.read(path, rows, document)
    if keys >= mqm.KEYS:
        return mqm.read(path, rows, limit)
    raise _unknown(path, f"rows with {', '.join(sorted(keys))}" if keys else "rows that are no objects with fields")


def _lines(path: Path) -> list[tuple[int, str]]:
    """Lines that are not empty, with their numbers; only a line feed ends a line, since JSON may hold other marks."""
    return [(number, line) for number, line in enumerate(decoded(path).split("\n"), 1) if line.strip()]


def _unknown(path: Path, what: str) -> ReadError:
    advice = (
        f".jsonl needs {', '.join(sorted(gold.KEYS))} (gold spans; document instead of line where there are several), "
        f"{', '.join(sorted(mqm.KEYS))} (Bio MQM) or {', '.join(sorted(esa.KEYS))} (ESA); "
        f".tsv needs {', '.join(sorted(mlqe.KEYS))} (MLQE-PE); native text is .txt, .xz, .md or .html, or a folder"
    )
    return ReadError(f"not a data set that spans can be read from: {what}", where=files.shown(str(path)), advice=advice)
