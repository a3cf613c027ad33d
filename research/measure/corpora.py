"""Human translations as pairs; half of each corpus, so that what is fitted and what is reported share nothing."""

from __future__ import annotations

import csv
import lzma
import re
from pathlib import Path

from research.measure.edits import Pair

_SPACES = re.compile(r"(?<![A-Za-z0-9.,;:!?)'\"%])\s+|\s+(?![A-Za-z0-9('\"$])")


def translations(path: Path, second: bool) -> list[Pair]:
    """Human translations of WMT (columns year, system, seg, en_src, zh_human_ref, zh_mt; .xz): of the last year, or of
    those before."""
    pairs: dict[tuple[str, int], Pair] = {}
    with lzma.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            pairs.setdefault((row["year"], int(row["seg"])), Pair(row["en_src"].strip(), row["zh_human_ref"].strip()))
    last = max(year for year, _ in pairs)
    return list(dict.fromkeys(pairs[key] for key in sorted(pairs) if (key[0] == last) == second))


def postedits(path: Path, second: bool) -> list[Pair]:
    """Post-edits of MLQE-PE (columns source and post_edit, words apart), the first or the second half."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return _half([Pair(row["source"].strip(), _joined(row["post_edit"])) for row in rows], second)


def parallel(one: Path, other: Path, second: bool) -> list[Pair]:
    """Two files, line by line, the first or the second half."""
    lines = (path.read_text(encoding="utf-8").splitlines() for path in (one, other))
    return _half([Pair(a.strip(), b.strip()) for a, b in zip(*lines, strict=True)], second)


def _half(pairs: list[Pair], second: bool) -> list[Pair]:
    middle = len(pairs) // 2
    return pairs[middle:] if second else pairs[:middle]


def _joined(words: str) -> str:
    """Words that were set apart, together again; those in Latin letters keep their spaces."""
    return _SPACES.sub("", re.sub(r"\s+", " ", words)).strip()
