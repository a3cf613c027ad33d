"""Human translations as pairs: one half of each corpus is for fitting, the other for reporting figures."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from mtqa.bench.corpus import human_translations
from mtqa.config import Config
from mtqa.read import load
from research.measure.edits import Pair

_SPACES = re.compile(r"(?<![A-Za-z0-9.,;:!?)'\"%])\s+|\s+(?![A-Za-z0-9('\"$])")


def translations(path: Path, second: bool) -> list[Pair]:
    """Human translations of WMT: `second` takes the last year, otherwise the years before."""
    return [Pair(*pair) for pair in human_translations(path, last_year=second)]


def postedits(path: Path, second: bool) -> list[Pair]:
    """Post-edits of MLQE-PE (columns source and post_edit, tokenized), the first or the second half."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return _half([Pair(row["source"].strip(), _detokenized(row["post_edit"])) for row in rows], second)


def parallel(one: Path, other: Path, second: bool) -> list[Pair]:
    """Two files, line by line, the first or the second half."""
    lines = (path.read_text(encoding="utf-8").splitlines() for path in (one, other))
    return _half([Pair(a.strip(), b.strip()) for a, b in zip(*lines, strict=True)], second)


def units(files: Sequence[Path]) -> list[Pair]:
    """The units of one line of localisation files, without those that are marked as fuzzy."""
    config = Config()
    documents = [load(str(path), max_bytes=config.max_file_bytes, config=config) for path in files]
    return [
        Pair(unit.source, unit.span.of(document.text))
        for document in documents
        for unit in document.units
        if unit.source and not unit.state and "\n" not in unit.source + unit.span.of(document.text)
    ]


def _half(pairs: list[Pair], second: bool) -> list[Pair]:
    middle = len(pairs) // 2
    return pairs[middle:] if second else pairs[:middle]


def _detokenized(tokens: str) -> str:
    """Tokens joined to text; words in Latin letters keep their spaces."""
    return _SPACES.sub("", re.sub(r"\s+", " ", tokens)).strip()
