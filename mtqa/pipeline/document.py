"""One document through read → segment → align → check: what is found in it, before anything is decided about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtqa.align import align
from mtqa.align.beads import Likeness
from mtqa.bilingual.glossary import load
from mtqa.bilingual.similarity import likeness_of, similarities
from mtqa.calibration.native import calibration
from mtqa.checks import CHECKS, RULES, run_checks
from mtqa.checks.adequacy import in_doubt
from mtqa.checks.material import Material
from mtqa.checks.selection import select
from mtqa.config import Config
from mtqa.engines.base import Estimate, Progress, no_progress
from mtqa.evidence.back_translation import back_translate
from mtqa.evidence.confidence import weights
from mtqa.evidence.contrast import Judge
from mtqa.evidence.fluency import measure
from mtqa.findings import Finding
from mtqa.lexicon import Tagger
from mtqa.report import SegmentReport
from mtqa.text import Bitext, Document

if TYPE_CHECKING:
    from mtqa.engines.load import Engines

#: Gives the Progress of a task, told its title: how a command line shows what is going on.
Tasks = Callable[[str], Progress]


def no_tasks(title: str) -> Progress:
    return no_progress


@dataclass(frozen=True)
class Loaded:
    """A document that was read, and the Config that holds for its file: found once, by its path."""

    document: Document
    config: Config


@dataclass(frozen=True)
class Examination:
    """What was found in one document. It depends on the document, the rules that are on and the models alone, so that
    it can be kept; score, gate and what is put aside come later and are never kept.

    segments, findings, skipped  as in DocumentReport
    words                        the evaluation word count
    notes                        what the user has to be told of the way here
    """

    segments: tuple[SegmentReport, ...]
    findings: tuple[Finding, ...]
    words: int
    skipped: tuple[str, ...]
    notes: tuple[str, ...]


def examine(
    document: Document, config: Config, engines: Engines | None, tagger: Tagger, tasks: Tasks = no_tasks
) -> Examination:
    """One document through all stages, by the Config that holds for it. Without engines only the rules that need no
    model run."""
    embedder = engines.embedder if engines else None
    progress = tasks(f"{document.path}: alignment") if document.source else no_progress
    asked = likeness_of(document, embedder, progress)
    bitext, notes = _segmented(document, config, asked)
    material = _material(bitext, config, engines, tagger, tasks)
    findings, skipped = run_checks(material, CHECKS, select(config, RULES))
    empty = (None,) * len(bitext.segments)
    segments = tuple(
        SegmentReport(
            pair.target,
            raw := document.raw_span(pair.target.span),
            document.place(raw.start),
            fluency,
            trip,
            pair.source,
        )
        for pair, fluency, trip in zip(
            bitext.pairs, material.fluency or empty, material.back_translations or empty, strict=True
        )
    )
    return Examination(segments, tuple(findings), material.word_count, tuple(skipped), notes)


def _segmented(document: Document, config: Config, likeness: Likeness | None) -> tuple[Bitext, tuple[str, ...]]:
    """The document in sentences, each with its source; and notes where one had to be cut, or has no counterpart."""
    bitext = align(document, config.max_segment_chars, likeness=likeness)
    notes = []
    if cut := sum(bool(part.note) for part in bitext.segments):
        notes.append(f"{cut} segments are pieces of longer sentences, cut at {config.max_segment_chars} characters")
    if bitext.source and not document.units:
        paired = sum(pair.source is not None for pair in bitext.pairs)
        alone = f"; {len(bitext.omitted)} of its segments have no translation" if bitext.omitted else ""
        notes.append(f"{paired} of {len(bitext.pairs)} segments are aligned with {bitext.source.path}{alone}")
    return bitext, tuple(notes)


def _material(bitext: Bitext, config: Config, engines: Engines | None, tagger: Tagger, tasks: Tasks) -> Material:
    name = bitext.document.path
    glossary = load(config.glossary) if config.glossary else None
    progress = tasks(f"{name}: words")
    material = Material(
        bitext,
        tagger,
        progress=progress,
        glossary=glossary,
        language=config.language,
        lang_pair=config.lang_pair,
    )
    if engines is None or not material.is_chinese:
        return material
    known = calibration(engines.language_model.identity, engines.translator.identity)
    fluency = measure(bitext, engines.language_model, known, tasks(f"{name}: fluency"))
    trips = back_translate(bitext, engines.translator, config.pivot, tasks(f"{name}: back-translation"))
    judge = Judge(engines.language_model, bitext.document, tasks(f"{name}: rivals"))
    return replace(
        material,
        estimates=_estimates(bitext, engines, tasks),
        similarities=_similarities(material, engines, tasks),
        embedder=engines.embedder,
        calibration=known,
        fluency=fluency,
        back_translations=trips,
        judge=judge,
        weights=weights(engines.language_model.identity),
    )


def _estimates(bitext: Bitext, engines: Engines, tasks: Tasks) -> tuple[Estimate | None, ...] | None:
    """What to expect of every segment; nothing where there is no source."""
    if engines.estimator is None or bitext.source is None:
        return None
    pairs = [(pair.source.text if pair.source else "", pair.target.text) for pair in bitext.pairs]
    return tuple(engines.estimator.estimate(pairs, tasks(f"{bitext.document.path}: adequacy")))


def _similarities(material: Material, engines: Engines, tasks: Tasks) -> tuple[float | None, ...] | None:
    """How alike segments and their sources are, as far as that is in doubt; nothing where there is no source."""
    if engines.embedder is None or material.bitext.source is None:
        return None
    progress = tasks(f"{material.bitext.document.path}: meaning")
    return similarities([in_doubt(material)], engines.embedder, progress)[0]
