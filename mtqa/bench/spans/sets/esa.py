"""WMT's ESA: .jsonl with doc, system, line, target, spans; annotated by experts (error span annotation, WMT 2024).

The segments of one document and system are a document, in the order of their lines, one a line. Systems called ref… are
people: what experts marked in their text is left out, and what is found there counts as a false alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtqa.bench.spans.sets.base import Gold, Sample, drawn_documents, rated, read_row
from mtqa.read import plain
from mtqa.text import Span

KEYS = frozenset({"doc", "system", "line", "target", "spans"})


def read(path: Path, rows: Sequence[tuple[int, Any]], limit: int | None) -> list[Sample]:
    """Up to `limit` machine-translated documents, and as many human ones."""
    documents: dict[tuple[str, str], dict[int, tuple[str, list[Gold]]]] = {}

    def segment(row: Any) -> None:
        target = str(row["target"])
        errors = [rated(_span(error, target), error) for error in row["spans"]]
        documents.setdefault((row["doc"], row["system"]), {})[int(row["line"])] = target, list(filter(None, errors))

    for number, row in rows:
        read_row(path, number, row, segment)
    chosen = drawn_documents(list(documents), limit, lambda key: key[1].startswith("ref"))
    return [_document("/".join(key), documents[key], human=human) for key, human in chosen]


def _span(error: Any, target: str) -> Span:
    span = Span(int(error["start"]), int(error["end"]))
    if not 0 <= span.start <= span.end <= len(target):
        raise ValueError(f"{span.start}–{span.end} is outside of its text of {len(target)} characters")
    return span


def _document(name: str, segments: dict[int, tuple[str, list[Gold]]], *, human: bool) -> Sample:
    text = ""
    gold: list[Gold] = []
    for _, (target, found) in sorted(segments.items()):
        gold.extend(
            replace(mark, span=mark.span.shift(len(text))) for mark in sorted(found, key=lambda mark: mark.span)
        )
        text += target.replace("\n", " ") + "\n"
    return Sample(plain.read(name, text), () if human else tuple(gold), human=human)
