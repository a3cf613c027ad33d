"""Text that training must not see: test sets, as sentences and as long runs, and documents for validation."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from mtqa.script import HAN, is_han
from research.train.translator.pairs import Pair, opened

_UNIT = re.compile(rf"[{HAN}]|[A-Za-z]+|\d+")
#: Sentences of so many units (words, Chinese characters) and more are compared by their letters and digits; shorter
#: ones ("Thank you very much.") may be equal by chance.
_SENTENCE = {"en": 5, "zh": 8}
#: A pair that shares a run of so many units with a test set is left out.
_RUN = {"en": 10, "zh": 16}
#: Columns of tables with test sentences, by their headers.
_COLUMNS = ("en_src", "zh_human_ref", "source", "target", "post_edit")
_REASON = "shares a sentence or a long run with a test set"


@dataclass
class HeldOut:
    """The sentences and runs of test sets, as hashes."""

    _sentences: set[bytes] = field(default_factory=set)
    _runs: set[bytes] = field(default_factory=set)
    sentences: int = 0

    @classmethod
    def of(cls, paths: Sequence[Path]) -> HeldOut:
        """Files with a sentence a line, or tables with a header (.tsv) that names columns of sentences."""
        held_out = cls()
        for text in dict.fromkeys(text for path in paths for text in _texts(path)):
            held_out.add(text)
        return held_out

    def add(self, text: str) -> None:
        self.sentences += 1
        units = _units(text)
        language = _language(units)
        if len(units) >= _SENTENCE[language]:
            self._sentences.add(_digest(units))
        self._runs.update(_runs(units, _RUN[language]))

    def reason(self, pair: Pair) -> str:
        """The reason to leave the pair out of training, or an empty string."""
        return _REASON if self.shares(pair.english) or self.shares(pair.chinese) else ""

    def shares(self, text: str) -> bool:
        units = _units(text)
        language = _language(units)
        if len(units) >= _SENTENCE[language] and _digest(units) in self._sentences:
            return True
        return any(run in self._runs for run in _runs(units, _RUN[language]))


@dataclass(frozen=True)
class Documents:
    """Which rows of a corpus are for validation. Corpora keep the sentences of a document together but do not mark its
    end, so every `every`-th run of `length` rows is for validation, and the runs on either side are not used."""

    length: int = 60
    every: int = 300

    def part(self, row: int) -> str:
        """The part of a row, by its number: training, validation, or margin."""
        at = (row // self.length) % self.every
        middle = self.every // 2
        return "validation" if at == middle else "margin" if abs(at - middle) == 1 else "training"


def split(pairs: Iterable[Pair], documents: Documents, parts: dict[str, list[Pair]]) -> None:
    """Put every pair into its part, corpus by corpus."""
    rows: dict[str, int] = {}
    for pair in pairs:
        row = rows[pair.source] = rows.get(pair.source, -1) + 1
        parts[documents.part(row)].append(pair)


def check(training: Iterable[Pair], held_out: HeldOut) -> str:
    """Compare the written training text with the test sets once more; returns a line to print."""
    shared = total = 0
    for pair in training:
        total += 1
        shared += bool(held_out.reason(pair))
    tests = f"{held_out.sentences:,} test sentences"
    return f"check: of {total:,} training pairs {shared} share a sentence or a long run with {tests}"


def _texts(path: Path) -> Iterator[str]:
    with opened(path) as stream:
        if ".tsv" in path.suffixes:
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield from (row[name] for name in _COLUMNS if row.get(name))
        else:
            yield from (line.strip() for line in stream if line.strip())


def _units(text: str) -> list[str]:
    return _UNIT.findall(text.lower())


def _language(units: Sequence[str]) -> str:
    return "zh" if sum(map(is_han, units)) > len(units) / 2 else "en"


def _digest(units: Sequence[str]) -> bytes:
    return blake2b(" ".join(units).encode(), digest_size=8).digest()


def _runs(units: Sequence[str], length: int) -> Iterator[bytes]:
    return (_digest(units[start : start + length]) for start in range(len(units) - length + 1))
