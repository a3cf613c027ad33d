"""What the table of idioms finds in native text, in translations by people and by machines: mtqa/lexicon/idioms.py."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path

from mtqa.lexicon.idioms import literal_idioms
from mtqa.script import han_count

_AROUND = 15  # characters that are printed on both sides


def idioms(files: Sequence[Path], column: str) -> str:
    """The rate of findings in each file, and every finding in its sentence. A sentence is a line, or the last cell of
    its tabs; with `column`, the files are tables with a head, and each of their different sentences counts once."""
    return "\n".join(line for path in files for line in _report(path, column))


def _report(path: Path, column: str) -> Iterator[str]:
    sentences = list(dict.fromkeys(_cells(path, column))) if column else list(_last_cells(path))
    size = sum(map(han_count, sentences))
    found = []
    for text in sentences:
        for idiom, span in literal_idioms(text):
            before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
            found.append(f"  {idiom.english}: {before}⟦{span.of(text)}⟧{after}")
    rate = 1000 * len(found) / max(1, size)
    yield f"{path.name}: {len(sentences)} sentences, {size} Han characters, {len(found)} findings, {rate:.4f} per 1,000"
    yield from found


def _last_cells(path: Path) -> Iterator[str]:
    return (line.rpartition("\t")[2] for line in _text(path).split("\n") if line.strip())


def _cells(path: Path, column: str) -> Iterator[str]:
    rows = csv.DictReader(_text(path).split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
    return (row[column] for row in rows if row[column])


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
