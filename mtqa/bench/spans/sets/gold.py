"""Gold spans: .jsonl with line, start, end, text, severity; their document is a file of its own.

`line` counts the lines of the document that are not empty. Lines after the greatest number were not annotated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mtqa.bench.spans.sets.base import MAX_BYTES, Gold, Sample, marked, rated, read_row
from mtqa.errors import UsageError
from mtqa.read import files, load

KEYS = frozenset({"line", "start", "end", "text", "severity"})
_LINE = re.compile(r"[^\r\n]+")


def read(path: Path, rows: Sequence[tuple[int, Any]], document_path: Path | None) -> list[Sample]:
    if document_path is None:
        advice = "name the document that was annotated: --document FILE"
        raise UsageError("these are spans of a document", where=files.shown(str(path)), advice=advice)
    document = load(str(document_path), max_bytes=MAX_BYTES)
    lines = [line for line in _LINE.finditer(document.raw) if line[0].strip()]

    def annotation(row: Any) -> tuple[int, Gold | None]:
        span = marked(row, document.raw)
        if not 1 <= row["line"] <= len(lines):
            raise ValueError(f"{document.path} has no line {row['line']}")
        return row["line"], rated(span, row)

    found = [read_row(path, number, row, annotation) for number, row in rows]
    last = lines[max(line for line, _ in found) - 1]
    gold = sorted((mark for _, mark in found if mark), key=lambda mark: mark.span)
    return [Sample(document, tuple(gold), end=last.end())]
