"""Sentences with their translations, and with translations of sentences near them, which are wrong but similar."""

from __future__ import annotations

import lzma
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

_SHARES = {  # shares of large sources about one subject, whose words would dominate
    "lctt": 0.09,
    "tensorflow_docs": 0.08,
    "bitcoinops": 0.1,
    "python_docs_po": 0.05,
    "django_docs_po": 0.06,
    "libreoffice_help": 0.06,
}
_DISTANCES = (2, 3, 4, 5, 6, 7)  # lines: mostly of the same document
_LENGTHS = range(4, 201)  # characters of Chinese


def neighbours(files: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    """English, its Chinese, and the Chinese of a sentence near by; from files with `source English Chinese` a line,
    shuffled."""
    chance = random.Random(3)
    found = []
    for rows in _by_source(files):
        name = rows[0][0]
        for index, (_, english, chinese) in enumerate(rows):
            other = index + chance.choice(_DISTANCES)
            if chance.random() < _SHARES.get(name, 1.0) and other < len(rows):
                found.append((english, chinese, rows[other][2]))
    chance.shuffle(found)
    yield from found


def _by_source(files: Sequence[Path]) -> Iterator[list[tuple[str, str, str]]]:
    rows: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for path in files:
        data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
        for line in data.decode("utf-8").split("\n"):
            cells = line.split("\t")
            if len(cells) == 3 and len(cells[2]) in _LENGTHS:
                rows[cells[0]].append((cells[0], cells[1], cells[2]))
    yield from rows.values()
