"""Character frequencies of native Chinese, for the unigram side of SLOR.

Every corpus counts the same, whatever its size: a mean of rates per million, so that one source's favourite
words do not set the scale.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mtqa.bench.corpus import lines


def characters(files: list[Path]) -> str:
    """A table `character TAB occurrences per million`, most frequent first; those under one are left out."""
    rates: Counter[str] = Counter()
    for path in files:
        counts = Counter("".join(lines(path)))
        total = sum(counts.values())
        for character, count in counts.items():
            rates[character] += 1e6 * count / total / len(files)  # type: ignore[assignment]  # rates, not counts
    rows = [f"{c}\t{round(rate)}" for c, rate in rates.most_common() if round(rate) >= 1 and not c.isspace()]
    head = "# Occurrences per million characters of native Chinese: python -m research tables characters FILE…"
    return "\n".join([head, *rows]) + "\n"
