"""Reading the measuring corpora: one sentence a line, plain or .xz."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path


def lines(path: Path) -> list[str]:
    """The non-empty lines of a text file, packed or not."""
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    return [line.strip() for line in data.decode("utf-8").split("\n") if line.strip()]


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
