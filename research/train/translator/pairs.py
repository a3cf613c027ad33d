"""Parallel sentences in files: source, English, Chinese in a line, separated by tabs; compressed if named .xz."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence in both languages, and the corpus it comes from."""

    source: str
    english: str
    chinese: str

    @property
    def line(self) -> str:
        return f"{self.source}\t{self.english}\t{self.chinese}\n"


def read(paths: Iterable[Path]) -> Iterator[Pair | None]:
    """The pairs, row by row; None for a row without exactly three columns, so that it is counted."""
    for path in paths:
        with opened(path) as stream:
            for line in stream:
                cells = line.rstrip("\n").split("\t")
                yield Pair(*cells) if len(cells) == _COLUMNS else None


def opened(path: Path) -> TextIO:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8", errors="replace", newline="\n")
    return path.open(encoding="utf-8", errors="replace", newline="\n")


def write(path: Path, pairs: Iterable[Pair]) -> int:
    """Write the pairs to `path`, completely or not at all; returns their number."""
    count = 0
    temporary = path.with_name(path.name + ".part")
    with temporary.open("w", encoding="utf-8", newline="\n") as stream:
        for pair in pairs:
            stream.write(pair.line)
            count += 1
    temporary.replace(path)
    return count
