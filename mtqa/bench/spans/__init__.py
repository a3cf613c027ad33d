"""Comparing findings with the errors that annotators marked. Data sets are checked as documents, slice by slice.

The figures are in mtqa.bench.spans.figures, mtqa.bench.spans.credit and mtqa.bench.spans.curve.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mtqa.bench.spans.sets import Gold, Sample, SpanSet, read_set
from mtqa.bench.spans.sets.mlqe import joined
from mtqa.calibration.alarms import UNLIMITED, alarms
from mtqa.checks.preparation import Tasks, no_tasks
from mtqa.config import Config
from mtqa.engines.base import Progress
from mtqa.engines.fake import FakeTranslator
from mtqa.engines.load import Engines
from mtqa.findings import Finding
from mtqa.lexicon import LacTagger, Tagger
from mtqa.pipeline import check_document, model_of
from mtqa.text import Span


@dataclass(frozen=True)
class Options:
    """Which part of the data sets is checked. `document` is the file that gold spans lie in; `limit` draws documents of
    word tags and expert spans; `pages` and `skip` choose native pages."""

    document: Path | None = None
    limit: int | None = None
    pages: int = 100
    skip: int = 0


def spans(
    files: Sequence[Path],
    options: Options,
    config: Config,
    engines: Engines | None,
    tasks: Tasks = no_tasks,
    tagger: Tagger | None = None,
) -> list[Slice]:
    """Read all data sets, then check each."""
    sets = [
        read_set(path, document=options.document, limit=options.limit, pages=options.pages, skip=options.skip)
        for path in files
    ]
    tagger = tagger or LacTagger()
    return [part for data_set in sets for part in check_set(data_set, config, engines, tagger, tasks(data_set.name))]


def without_translator(engines: Engines) -> Engines:
    """The engines with a translator that translates nothing, since back-translation is slow; the signature shows it."""
    return replace(engines, translator=FakeTranslator({}))


@dataclass(frozen=True)
class Checked:
    """A document and the findings in its annotated part: those that the strictness allows, and `candidates`, those of
    every strictness."""

    sample: Sample
    findings: tuple[Finding, ...]
    candidates: tuple[Finding, ...] = ()

    def above(self, confidence: float) -> Checked:
        """The same document with the candidates of at least that confidence as its findings."""
        return replace(self, findings=tuple(found for found in self.candidates if found.confidence >= confidence))

    def is_true(self, finding: Finding) -> bool:
        return any(gold.touches(finding.span) for gold in self.sample.gold)

    def is_found(self, gold: Gold) -> bool:
        return any(gold.touches(finding.span) for finding in self.findings)

    def place(self, gold: Gold) -> Span:
        """The place of an error that is found; its first place where none is."""
        return next((place for place in gold.places if any(map(place.overlaps, self._found))), gold.span)

    @cached_property
    def _found(self) -> tuple[Span, ...]:
        return tuple(finding.span for finding in self.findings)

    def majors(self, finding: Finding) -> list[Gold]:
        """The major errors that a finding touches."""
        return [gold for gold in self.sample.gold if gold.is_major and gold.touches(finding.span)]

    def without_punctuation(self) -> Checked:
        """The same document without tagged punctuation, and without findings that cover punctuation alone."""
        words = self.sample.words
        sample = replace(
            self.sample,
            gold=joined(words, punctuation=False),
            words=tuple(word for word in words if not word.punctuation),
        )
        findings, candidates = (
            tuple(finding for finding in kept if any(map(str.isalnum, finding.text)))
            for kept in (self.findings, self.candidates)
        )
        return Checked(sample, findings, candidates)


@dataclass(frozen=True)
class Slice:
    """A part of a data set that has figures of its own, with the seconds and memory of the whole set. The documents of
    a `repeated` slice are in another slice, too."""

    name: str
    checked: tuple[Checked, ...]
    seconds: float
    gigabytes: float
    human: bool = False
    repeated: bool = False


def check_set(
    spans: SpanSet, config: Config, engines: Engines | None, tagger: Tagger, progress: Progress
) -> list[Slice]:
    """Check every document of a set. Human text is a slice of its own, and so are words without punctuation."""
    started = time.perf_counter()
    least = alarms(model_of(engines), config.calibration).least_confidence(config.strictness)
    everything = replace(config, strictness=UNLIMITED)
    checked = []
    for done, sample in enumerate(spans.samples, 1):
        found = check_document(sample.document, everything, engines, tagger).findings
        kept = (finding for finding in found if sample.end is None or finding.span.start < sample.end)
        checked.append(Checked(sample, (), tuple(kept)).above(least))
        progress(done, len(spans.samples))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "linux" else 1e9)
    machine = tuple(document for document in checked if not document.sample.human)
    human = tuple(document for document in checked if document.sample.human)
    slices = []
    if machine:
        slices.append(Slice(spans.name, machine, seconds, peak))
    if any(document.sample.words for document in machine):
        words = tuple(document.without_punctuation() for document in machine)
        slices.append(Slice(f"{spans.name} without punctuation", words, seconds, peak, repeated=True))
    if human:
        slices.append(Slice(f"{spans.name} by people" if machine else spans.name, human, seconds, peak, human=True))
    return slices
