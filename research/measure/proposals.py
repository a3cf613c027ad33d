"""Where faults are lost: major errors are followed through the pipeline, from rivals over doubts to findings.

A fault is *proposed* if a source of rivals has a content word of the editor's wording for a word of the fault: the
channel's likeliest rivals, which are tried, all its rivals, or a word elsewhere in the document. It is *doubted* if the
detector doubts a word of it. Rivals *win* by the log-odds of the language model. A word is *weighed* as `literal`
weighs it. Words outside of the faults, and native text, go through the same stages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from mtqa.bench.spans import Options
from mtqa.bench.spans.sets import Gold, Sample, SpanSet, read_set
from mtqa.calibration.alarms import alarms, allowed
from mtqa.checks import CHECKS, RULES, Material, literal, run_checks
from mtqa.checks.preparation import Tasks
from mtqa.checks.selection import select
from mtqa.config import Config
from mtqa.engines.load import Engines
from mtqa.evidence.bands import band, in_band
from mtqa.evidence.signals import Contested, contests
from mtqa.findings import Finding
from mtqa.lexicon import Channel, Tagger, shared_dictionary
from mtqa.pipeline import model_of
from mtqa.pipeline.document import material_of
from mtqa.text import Span
from research.measure.faults import Fault, Tried
from research.measure.replaced import edited_set, is_edited
from research.measure.wordings import best, editors_rival, proposed, right_rivals


@dataclass(frozen=True)
class Followed:
    """A document whose errors were followed: its faults, its words, and the findings that are reported."""

    sample: Sample
    faults: tuple[Fault, ...]
    words: tuple[Tried, ...]
    findings: tuple[Finding, ...]

    @property
    def translated(self) -> float:
        """P(the document is a machine translation), as its words were weighed."""
        return self.words[0].translated if self.words else 0.0

    @property
    def others(self) -> list[Tried]:
        """The content words outside of all annotated errors."""
        gold = self.sample.gold
        return [word for word in self.words if word.is_content and not any(mark.touches(word.span) for mark in gold)]

    @property
    def alarms(self) -> list[Finding]:
        """The findings that touch no annotated error."""
        return [one for one in self.findings if not any(mark.touches(one.span) for mark in self.sample.gold)]


@dataclass(frozen=True)
class FollowedSet:
    """The documents of a data set; `is_ungated` where also words that are not doubted were tried."""

    name: str
    documents: tuple[Followed, ...]
    is_ungated: bool = False

    @property
    def faults(self) -> list[Fault]:
        return [fault for one in self.documents for fault in one.faults]


@dataclass(frozen=True)
class Tracer:
    """Follows the faults of documents. With `ungated` every content word is tried against its rivals, doubted or not:
    slow, but it says what the doubts cost."""

    config: Config
    engines: Engines | None
    tagger: Tagger
    ungated: bool = False
    channel: Channel = field(default_factory=lambda: Channel(shared_dictionary()))

    def follow(self, sample: Sample) -> Followed:
        """What each stage makes of a document."""
        material = material_of(sample.document, self.config, self.engines, self.tagger)
        raw, _ = run_checks(material, CHECKS, select(self.config, RULES))
        reads = band(material.translated_probability)
        found = list(in_band(raw, reads))
        figures = alarms(model_of(self.engines), self.config.calibration)
        kept = allowed(found, figures, self.config.strictness)
        words = [
            word for word in self._words(material, reads.prior) if sample.end is None or word.span.start < sample.end
        ]
        majors = [gold for gold in sample.gold if gold.is_major]
        faults = tuple(self._faults(majors, words, material, kept, found))
        findings = tuple(one for one in kept if sample.end is None or one.span.start < sample.end)
        return Followed(sample, faults, tuple(words), findings)

    def _words(self, material: Material, translated: float) -> Iterator[Tried]:
        """Every word with its signals, and with its chance where `literal` weighs it."""
        document = material.bitext.document
        known = {(one.segment.index, one.span): one for one in material.signals}
        weighed = literal.chances(material, material.weights) if material.weights else ()
        chances = {(one.segment.index, one.span): chance for one, chance in weighed}
        tried = self._tried(material)
        for segment, word in material.tagged:
            place, span = (segment.index, word.span), word.span.shift(segment.span.start)
            if not document.is_opaque(span):
                signals = known.get(place)
                contested = (signals.contested if signals else None) or tried.get(place)
                chance = chances.get(place)
                yield Tried(segment, word, document.raw_span(span), signals, contested, chance, translated)

    def _tried(self, material: Material) -> dict[tuple[int, Span], Contested]:
        """The best rival of every word that has one, doubted or not."""
        if not self.ungated or material.judge is None:
            return {}
        found = contests(material.sentences, material.judge, self.channel)
        return {(one.collision.rival.segment.index, one.collision.rival.span): one for one in found}

    def _faults(
        self,
        majors: Sequence[Gold],
        words: Sequence[Tried],
        material: Material,
        kept: Sequence[Finding],
        found: Sequence[Finding],
    ) -> Iterator[Fault]:
        """The faults; their wordings are weighed together, which costs much less than each by itself."""
        document = material.bitext.document
        own = [tuple(word for word in words if gold.touches(word.span)) for gold in majors]
        offered = [proposed(*pair, document, self.channel, self.tagger) for pair in zip(majors, own, strict=True)]
        right = [list(right_rivals(*parts, self.channel)) for parts in zip(majors, own, offered, strict=True)]
        editors = [list(editors_rival(*pair, document)) for pair in zip(majors, own, strict=True)]
        asked = [rival for group in (*right, *editors) for rival in group]
        answers = iter(material.judge.weigh(asked) if material.judge else ())
        best_right = [best(list(islice(answers, len(group)))) for group in right]
        best_editors = [best(list(islice(answers, len(group)))) for group in editors]
        for index, gold in enumerate(majors):
            yield Fault(
                gold,
                own[index],
                offered[index],
                right=best_right[index],
                editors=best_editors[index],
                rules=_rules(gold, kept),
                dropped=_rules(gold, [one for one in found if not one.rule.doubt]),
                models=material.judge is not None,
            )


def _rules(gold: Gold, findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.rule.id for one in findings if gold.touches(one.span)))


def followed(files: Sequence[Path], options: Options, tracer: Tracer, tasks: Tasks) -> list[FollowedSet]:
    """Read all data sets, then follow the faults of each."""
    sets = [_read(path, options, tracer.tagger) for path in files]
    result = []
    for data_set in sets:
        progress, documents = tasks(data_set.name), []
        for done, sample in enumerate(data_set.samples, 1):
            documents.append(tracer.follow(sample))
            progress(done, len(data_set.samples))
        result.append(FollowedSet(data_set.name, tuple(documents), tracer.ungated))
    return result


def _read(path: Path, options: Options, tagger: Tagger) -> SpanSet:
    if is_edited(path):
        return edited_set(path, options.limit, tagger)
    return read_set(path, document=options.document, limit=options.limit, pages=options.pages, skip=options.skip)
