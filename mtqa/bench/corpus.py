"""Reading corpora: one sentence per line, or name, English and Chinese; plain or .xz."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path


def lines(path: Path) -> list[str]:
    """The non-empty lines of a text file, plain or .xz."""
    return [line.strip() for line in _text(path).split("\n") if line.strip()]


def collections(paths: Iterable[Path], least: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Name, and English and Chinese of each pair, of the collections in files with name, English and Chinese in a line;
    those of `least` pairs and more."""
    for path in paths:
        rows = (line.split("\t") for line in _text(path).split("\n"))
        for name, group in groupby(rows, lambda row: row[0]):
            pairs = [(row[1], row[2]) for row in group if len(row) == 3]
            if len(pairs) >= least:
                yield name, pairs


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")


def pages(path: Path, size: int = 12) -> Iterator[str]:
    """Runs of `size` neighbouring lines as documents, one paragraph a line: corpora keep articles together but do
    not mark where they end."""
    sentences = lines(path)
    for start in range(0, len(sentences) - size + 1, size):
        yield "\n".join(sentences[start : start + size])


def parallel(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """English and Chinese of files with name, English and Chinese in a line, row by row: they are large."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as stream:
            for line in stream:
                _, english, chinese = line.rstrip("\n").split("\t")
                yield english, chinese
