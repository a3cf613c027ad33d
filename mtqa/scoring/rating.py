"""Rates the rows of a table, window by window, so that memory does not grow with the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mtqa.checks import CHECKS, RULES, run_checks
from mtqa.checks.adequacy import SUSPICIOUS, UNRELATED, suspicious
from mtqa.checks.material import Material
from mtqa.checks.preparation import glossary_of, prepare, with_meaning
from mtqa.checks.selection import select
from mtqa.config import Config
from mtqa.engines.base import Embedder, Estimate, Progress, QualityEstimator, no_progress, portions
from mtqa.lexicon import Dictionary, LacTagger, Tagger
from mtqa.read.units import Piece, Units
from mtqa.text import Document

#: The columns that are added to a table, in this order.
SCORE_COLUMNS = ("quality", "quality_percentile", "p_bad", "findings")
_WINDOW_CHARACTERS, _WINDOW_ROWS = 64_000, 512  # of the rows held at once
_LINE_BREAK = re.compile(r"\s*[\n\r\x0b\x0c\x85\u2028\u2029]+\s*")

Pair = tuple[str, str]


def free_names(taken: Iterable[str]) -> tuple[str, ...]:
    """The names of SCORE_COLUMNS in a table with the columns `taken`, which stay; `mtqa_` is put before taken names.

    >>> free_names(["source", "quality", "findings", "mtqa_findings"])
    ('mtqa_quality', 'quality_percentile', 'p_bad', 'mtqa_mtqa_findings')
    """
    used = set(taken)

    def free(name: str) -> str:
        return free(f"mtqa_{name}") if name in used else name

    return tuple(map(free, SCORE_COLUMNS))


@dataclass(frozen=True)
class Rating:
    """The estimate of a row, and its findings as text: rules with the words they mark."""

    estimate: Estimate | None
    findings: tuple[str, ...]

    def cells(self) -> dict[str, Any]:
        """The values of SCORE_COLUMNS; figures are None without an estimate."""
        figures: tuple[float | None, ...] = (None, None, None)
        if found := self.estimate:
            figures = round(found.quality, 2), round(found.percentile, 1), round(found.p_bad, 4)
        return dict(zip(SCORE_COLUMNS, (*figures, "; ".join(self.findings)), strict=True))


@dataclass
class Rater:
    """Rates pairs with an estimator, if there is one, and with the checks that need no model except an `embedder`."""

    estimator: QualityEstimator | None
    config: Config
    tagger: Tagger = field(default_factory=LacTagger)
    dictionary: Dictionary = field(default_factory=Dictionary)
    embedder: Embedder | None = None

    def __post_init__(self) -> None:
        self._selection = select(self.config, RULES)
        self._glossary = glossary_of(self.config)  # read once, not for every row

    def rate(self, pairs: Iterable[Pair], characters: int = 0, progress: Progress = no_progress) -> Iterator[Rating]:
        """One Rating per pair, in order. `progress` receives the characters read so far, and `characters`."""
        done = 0
        for window in portions(pairs, _size, _WINDOW_CHARACTERS, _WINDOW_ROWS):
            size = sum(map(_size, window))
            before = done

            def report(part: int, whole: int, before: int = before, size: int = size) -> None:
                progress(before + size * part // max(1, whole), characters)

            estimates = self.estimator.estimate(window, report) if self.estimator else [None] * len(window)
            materials = [self.material(pair) for pair in window]
            if UNRELATED.id in self._selection.rules:
                materials = with_meaning(materials, self.embedder)
            self.tagger.expect(text for material in materials for text in _chinese(material))
            for pair, material, estimate in zip(window, materials, estimates, strict=True):
                yield Rating(estimate, tuple(self.findings(pair, material, estimate)))
            done += size
            progress(done, characters)

    def material(self, pair: Pair) -> Material:
        """The material of a row for the checks: its sentences, each with its source."""
        return prepare(_document(pair), self.config, self.tagger, self.embedder, self.dictionary, self._glossary)

    def findings(self, pair: Pair, material: Material, estimate: Estimate | None) -> Iterator[str]:
        """The findings of the checks and the words that the estimator suspects, as text."""
        if material.bitext.segments:
            found, _ = run_checks(material, CHECKS, self._selection)
            yield from (_named(finding.rule.id, finding.text) for finding in found)
        if estimate and SUSPICIOUS.id in self._selection.rules:
            yield from (_named(SUSPICIOUS.id, doubt.span.of(pair[1])) for doubt in suspicious(estimate))


def _chinese(material: Material) -> Iterator[str]:
    """The Chinese texts that the checks may have tagged."""
    yield from (segment.text for segment in material.bitext.segments)
    if not material.is_chinese:
        yield from (pair.source.text for pair in material.translated if pair.source)


def _size(pair: Pair) -> int:
    return len(pair[0]) + len(pair[1])


def _document(pair: Pair) -> Document:
    """The row as a document of one unit; line breaks in cells become spaces."""
    source, target = (_LINE_BREAK.sub(" ", cell) for cell in pair)
    units = Units("row", f"{target}\n{source}", "table")
    places = [Piece(source, len(target) + 1, len(target) + 1 + len(source))], [Piece(target, 0, len(target))]
    units.add("row", *places)
    return units.build()


def _named(rule: str, words: str) -> str:
    """A finding as text."""
    return f"{rule} «{words}»" if words else rule
