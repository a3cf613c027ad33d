"""Bio MQM: .jsonl with document, segment, system, target, errors; annotated by experts.

The segments of one document and system are a document, in their order, one a line. Systems called reference… are
people: what experts marked in their text is left out, and what is found there counts as a false alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtqa.bench.spans.sets.base import Gold, Sample, drawn_documents, marked, rated, read_row
from mtqa.read import plain

KEYS = frozenset({"document", "segment", "system", "target", "errors"})
#: (number, text) → errors. A number may come twice: annotated by two people, or from two documents of one name.
Segments = dict[tuple[int, str], list[Gold]]


def read(path: Path, rows: Sequence[tuple[int, Any]], limit: int | None) -> list[Sample]:
    """Up to `limit` machine-translated documents, and as many human ones."""
    documents: dict[tuple[str, str], Segments] = {}

    def segment(row: Any) -> None:
        segments = documents.setdefault((row["document"], row["system"]), {})
        found = segments.setdefault((int(row["segment"]), str(row["target"])), [])
        errors = (rated(marked(error, row["target"]), error) for error in row["errors"])
        found.extend(gold for gold in errors if gold)

    for number, row in rows:
        read_row(path, number, row, segment)
    chosen = drawn_documents(list(documents), limit, lambda key: key[1].startswith("reference"))
    return [_document("/".join(key), documents[key], human=human) for key, human in chosen]


def _document(name: str, segments: Segments, *, human: bool) -> Sample:
    text = ""
    gold: list[Gold] = []
    for (_, target), found in sorted(segments.items(), key=lambda item: item[0][0]):
        moved = (replace(mark, span=mark.span.shift(len(text))) for mark in dict.fromkeys(found))
        gold.extend(sorted(moved, key=lambda mark: mark.span))
        text += target + "\n"
    return Sample(plain.read(name, text), () if human else tuple(gold), human=human)
