"""Native text, in which every finding is a false alarm: pages of a corpus, a document, or a folder of documents."""

from __future__ import annotations

import lzma
from dataclasses import replace
from pathlib import Path

from mtqa.bench.pages import sample
from mtqa.bench.spans.sets.base import MAX_BYTES, Sample
from mtqa.errors import ReadError, UsageError
from mtqa.read import files, load


def read_document(path: Path) -> list[Sample]:
    return [Sample(load(str(path), max_bytes=MAX_BYTES), human=True)]


def read_folder(folder: Path) -> list[Sample]:
    """Every file of a folder as one document; raises UsageError where it has no file."""
    found = [path for path in sorted(folder.iterdir()) if path.is_file()]
    if not found:
        raise UsageError("the folder has no file", where=files.shown(str(folder)), advice="name a folder of documents")
    return [sample for path in found for sample in read_document(path)]


def read_pages(path: Path, pages: int, skip: int) -> list[Sample]:
    """Pages of 12 lines, drawn as `mtqa bench alarms` draws them; their numbers are places in that draw."""
    name = files.shown(str(path))
    if not path.is_file():
        raise ReadError("no such file", where=name, advice="check the path")
    try:
        drawn = sample([path], pages, offset=skip)
    except (lzma.LZMAError, UnicodeDecodeError, OSError) as error:
        advice = "native text is UTF-8 with one sentence a line, plain or packed with xz"
        raise ReadError(f"cannot be read: {error}", where=name, advice=advice) from error
    if not drawn:
        advice = "a page is 12 lines: take a larger file, or a smaller --skip"
        raise UsageError(f"holds no page after the first {skip}", where=name, advice=advice)
    return [
        Sample(replace(page.document, path=f"{path.name} page {number}"), human=True)
        for number, page in enumerate(drawn, skip + 1)
    ]
