"""Which model of a score agrees best with what people say of translations: WMT's ESA, and documents of both kinds.

ESA has a score of 0 to 100 for each segment, given by the expert who marked its errors. A model is applied to what the
expert marked and to what the rules find, and its scores are compared with the expert's. A marked omission has no
severity, and a span that was left undecided none either: both cost nothing here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy
import pandas

from mtqa.bench.corpus import lines
from mtqa.bilingual.word_count import estimated_word_count
from mtqa.config import Config
from mtqa.config.scoring import Scoring
from mtqa.engines.base import Progress
from mtqa.findings import Finding, Severity
from mtqa.lexicon import Dictionary, LacTagger
from mtqa.mqm import score
from mtqa.mqm.models import value
from mtqa.pipeline import check_document
from mtqa.read import load, read_text

_FEWEST = 3  # values from which a correlation is computed
#: The models, each with its tolerance; `calibrated` with 100 points per 1,000 words is `linear`.
_MODELS: Mapping[str, Scoring] = {
    "linear": Scoring(),
    **{f"calibrated, 1000 = {points}": Scoring("calibrated", tolerated={1000: points}) for points in (50, 200, 400)},
    **{
        f"log, 1000 = {points}, 5000 = {growth * points:g}": Scoring(
            "log", tolerated={1000: points, 5000: growth * points}
        )
        for points in (100, 400)
        for growth in (1.5, 3)
    },
}


@dataclass(frozen=True)
class Rated:
    """A text with the score that people gave it, its words, the penalty of what they marked, and what rules found."""

    rating: float
    words: int
    penalty: float
    findings: tuple[Finding, ...]


def scoring(esa: Path, native: Path | None, machine: Path | None, progress: Progress) -> str:
    """Correlations of each model with ESA's scores, by document and by segment; the scores of two folders of documents,
    of native text and of machine translations."""
    tagger = LacTagger()
    texts = list(_rated(esa, tagger, progress))
    segments = [segment for _, inner in texts for segment in inner]
    parts = [*_correlations("documents", [document for document, _ in texts])]
    parts += ["", *_correlations("segments", segments)]
    if native and machine:
        parts += ["", *_field(native, machine, tagger)]
    return "\n".join(parts)


def _rated(path: Path, tagger: LacTagger, progress: Progress) -> Iterator[tuple[Rated, list[Rated]]]:
    """Every document of every system with its segments."""
    documents: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in map(json.loads, lines(path)):
        documents.setdefault((row["doc"], row["system"]), []).append(row)
    dictionary = Dictionary()
    for done, rows in enumerate(documents.values(), 1):
        pairs = "".join(f"{json.dumps({'source': row['source'], 'target': row['target']})}\n" for row in rows)
        found = check_document(read_text("page.jsonl", pairs), Config(), None, tagger)
        by_line = [tuple(each for each in found.findings if each.line == line) for line in range(1, len(rows) + 1)]
        segments = [
            Rated(row["score"], estimated_word_count([row["target"]], dictionary), _marked(row), findings)
            for row, findings in zip(rows, by_line, strict=True)
        ]
        whole = sum(segment.penalty for segment in segments)
        yield Rated(fmean(row["score"] for row in rows), found.words, whole, found.findings), segments
        progress(done, len(documents))


def _marked(row: Mapping[str, Any]) -> float:
    levels = [span["severity"] for span in row["spans"] if span["severity"] in list(Severity)]
    return float(sum(Severity(level).penalty for level in levels))


def _correlations(name: str, texts: Sequence[Rated]) -> Iterator[str]:
    yield f"| {len(texts)} {name} | experts: Pearson | Spearman | Kendall | rules: Pearson | Spearman | Kendall |"
    yield "|---" * 7 + "|"
    ratings = [text.rating for text in texts]
    for model, settings in _MODELS.items():
        by_experts = [value(text.penalty, text.words, settings) for text in texts]
        by_rules = [score(text.findings, text.words, scoring=settings).value or 0.0 for text in texts]
        figures = [*agreement(by_experts, ratings), *agreement(by_rules, ratings)]
        yield f"| {model} | {' | '.join(f'{figure:.3f}' for figure in figures)} |"


def agreement(first: Sequence[float], second: Sequence[float]) -> tuple[float, float, float]:
    """Pearson's, Spearman's and Kendall's (tau-b) correlation; NaN where one side does not vary."""
    if len(first) < _FEWEST or len(set(first)) == 1 or len(set(second)) == 1:
        return float("nan"), float("nan"), float("nan")
    ranks = pandas.Series(first).rank(), pandas.Series(second).rank()
    return _pearson(first, second), _pearson(*ranks), _kendall(numpy.asarray(first), numpy.asarray(second))


def _pearson(first: Sequence[float] | pandas.Series, second: Sequence[float] | pandas.Series) -> float:
    return float(numpy.corrcoef(first, second)[0, 1])


def _kendall(first: Any, second: Any) -> float:
    """tau-b, which corrects for ties."""
    concordant = varied = varied_too = 0
    for place in range(len(first) - 1):
        one, two = numpy.sign(first[place + 1 :] - first[place]), numpy.sign(second[place + 1 :] - second[place])
        concordant += int((one * two).sum())
        varied += int(numpy.abs(one).sum())
        varied_too += int(numpy.abs(two).sum())
    return concordant / float(numpy.sqrt(float(varied) * float(varied_too)))


def _field(native: Path, machine: Path, tagger: LacTagger) -> Iterator[str]:
    """The scores of whole documents by what the rules find, and how often a native one has the higher score."""
    kinds = [[_checked(path, tagger) for path in sorted(folder.iterdir())] for folder in (native, machine)]
    yield "| rules only | median of native | lowest | median of machine | highest | native above machine |"
    yield "|---" * 6 + "|"
    for model, settings in _MODELS.items():
        own, other = ([score(*text, scoring=settings).value or 0.0 for text in texts] for texts in kinds)
        above = fmean((one > two) + (one == two) / 2 for one in own for two in other)
        yield (
            f"| {model} | {median(own):.1f} | {min(own):.1f} | {median(other):.1f} | {max(other):.1f} | {above:.0%} |"
        )


def _checked(path: Path, tagger: LacTagger) -> tuple[tuple[Finding, ...], int]:
    found = check_document(load(str(path), max_bytes=Config.max_file_bytes), Config(), None, tagger)
    return found.findings, found.words
