"""Errors of many documents: .jsonl with document, start, end, text, severity; the documents are files of their own.

`also` lists other places of the same error: an error is found where any of its places is. Documents are looked for
beside the file and in its folders. Documents without a row are not read: nobody says that they have no error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtqa.bench.spans.sets.base import MAX_BYTES, Gold, Sample, marked, rated, read_row
from mtqa.errors import ReadError
from mtqa.read import files, load
from mtqa.text import Document, Span

KEYS = frozenset({"document", "start", "end", "text", "severity"})


def read(path: Path, rows: Sequence[tuple[int, Any]], folder: Path | None) -> list[Sample]:
    """The documents that have rows, in the order of the first of these. `folder` has the documents, or a folder below
    it; by default that of `path`."""
    documents: dict[str, Document] = {}
    found: dict[str, list[Gold]] = {}

    def annotation(row: Any) -> None:
        name = str(row["document"])
        if name not in documents:
            documents[name] = load(str(_document(path, folder or path.parent, name)), max_bytes=MAX_BYTES)
            found[name] = []
        gold = rated(marked(row, documents[name].raw), row)
        if gold:
            places = tuple(_place(place, documents[name]) for place in row.get("also", ()))
            found[name].append(replace(gold, also=places))

    for number, row in rows:
        read_row(path, number, row, annotation)
    return [Sample(documents[name], tuple(sorted(gold, key=lambda mark: mark.span))) for name, gold in found.items()]


def _place(place: Any, document: Document) -> Span:
    if not isinstance(place, list) or len(place) != 2 or not 0 <= place[0] < place[1] <= len(document.raw):
        raise ValueError(f"`also` has {place}, which is no [start, end] in {document.path}")
    return Span(*place)


def _document(path: Path, folder: Path, name: str) -> Path:
    for place in (folder / name, *sorted(folder.glob(f"*/{name}"))):
        if place.is_file():
            return place
    advice = f"put it beside {path.name}, or name its folder: --document FOLDER"
    raise ReadError(f"its document {name} cannot be found", where=files.shown(str(path)), advice=advice)
