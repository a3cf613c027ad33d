"""Reading corpora: one sentence per line; name, English and Chinese; or tables of WMT; plain or .xz."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path


def lines(path: Path) -> list[str]:
    """The non-empty lines of a text file, plain or .xz."""
    return [line.strip() for line in _text(path).split("\n") if line.strip()]


def collections(paths: Iterable[Path], least: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The collections of at least `least` pairs in files with name, English and Chinese in a line: the name, and
    English and Chinese of every pair."""
    for path in paths:
        rows = (line.split("\t") for line in _text(path).split("\n"))
        for name, group in groupby(rows, lambda row: row[0]):
            pairs = [(row[1], row[2]) for row in group if len(row) == 3]
            if len(pairs) >= least:
                yield name, pairs


def human_translations(path: Path, *, last_year: bool) -> list[tuple[str, str]]:
    """English and human Chinese of WMT (columns year, system, seg, en_src, zh_human_ref, zh_mt; .xz), in the order of
    the segments: those of the last year, or those of the years before."""
    pairs: dict[tuple[str, int], tuple[str, str]] = {}
    with lzma.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            key = row["year"], int(row["seg"])
            pairs.setdefault(key, (row["en_src"].strip(), row["zh_human_ref"].strip()))
    last = max(year for year, _ in pairs)
    return list(dict.fromkeys(pairs[key] for key in sorted(pairs) if (key[0] == last) == last_year))


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")


def pages(path: Path, size: int = 12) -> Iterator[str]:
    """Runs of `size` neighbouring lines as documents, one paragraph a line: corpora keep articles together but do not
    mark where they end."""
    sentences = lines(path)
    for start in range(0, len(sentences) - size + 1, size):
        yield "\n".join(sentences[start : start + size])


def parallel(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """English and Chinese of files with name, English and Chinese in a line; read row by row, since they are large."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as stream:
            for line in stream:
                _, english, chinese = line.rstrip("\n").split("\t")
                yield english, chinese
