"""Contests alone, as for a language model without a detector: how many words of native text and of annotated documents
lose to a rival from each score on, and how many of those touch a major error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mtqa.bench.spans import Options
from mtqa.bench.spans.sets import Sample, read_set
from mtqa.checks import Material
from mtqa.checks.preparation import Tasks
from mtqa.config import Config
from mtqa.engines.load import Engines
from mtqa.lexicon import LacTagger
from mtqa.pipeline.document import material_of
from mtqa.pipeline.native import Native
from mtqa.script import han_count
from mtqa.text import Span
from research.measure.undetected import Undetected

_SCORES = (2.0, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)


@dataclass
class Counted:
    """The words of a data set that a rival beats: their scores, and whether they touch a major error."""

    name: str
    words: list[tuple[float, bool]]
    han: int
    native: Native


def contests(files: Sequence[Path], options: Options, engines: Engines, tasks: Tasks) -> str:
    """A Markdown table: for each data set and score, the words that are doubted."""
    engines = replace(engines, language_model=Undetected(engines.language_model))
    sets = [_counted(path, options, engines, tasks) for path in files]
    lines = ["| text | from nats | doubted | per 1,000 Han | touch a major |", "|---|---|---|---|---|"]
    lines += [_row(one, least) for one in sets for least in _SCORES]
    whole = Native()
    for one in sets:
        if not any(major for _, major in one.words):
            whole.scores += one.native.scores
            whole.han += one.native.han
    least = "too little" if whole.least_score is None else f"{whole.least_score:g} nats"
    return "\n".join([*lines, "", f"least score by {whole.han:,} Han without annotated errors: {least}"])


def _counted(path: Path, options: Options, engines: Engines, tasks: Tasks) -> Counted:
    data_set = read_set(path, document=options.document, limit=options.limit, pages=options.pages, skip=options.skip)
    tagger, counted = LacTagger(), Counted(data_set.name, [], 0, Native())
    progress = tasks(data_set.name)
    for done, sample in enumerate(data_set.samples, 1):
        material = material_of(sample.document, Config(), engines, tagger)
        counted.native.add(material)
        counted.han += han_count(material.bitext.document.text)
        counted.words += _words(material, sample)
        progress(done, len(data_set.samples))
    return counted


def _words(material: Material, sample: Sample) -> list[tuple[float, bool]]:
    """The words that a rival beats, each with its score, and whether it touches a major error."""
    majors = [gold for gold in sample.gold if gold.is_major]
    document = material.bitext.document

    def place(span: Span, start: int) -> Span:
        return document.raw_span(span.shift(start))

    return [
        (word.contested.score, any(gold.touches(place(word.span, word.segment.span.start)) for gold in majors))
        for word in material.signals
        if word.is_known and word.contested
    ]


def _row(counted: Counted, least: float) -> str:
    doubted = [major for score, major in counted.words if score >= least]
    rate = 1000 * len(doubted) / max(1, counted.han)
    return f"| {counted.name} | {least:g} | {len(doubted)} | {rate:.2f} | {sum(doubted)} |"
