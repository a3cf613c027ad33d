"""The examination of one document: align, gather evidence, check. Decisions about its findings come later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.checks import CHECKS, RULES, Material, Skipped, Unjudged, run_checks, unjudged
from mtqa.checks.preparation import Tasks, glossary_of, no_tasks, prepare, with_models
from mtqa.checks.selection import select
from mtqa.config import Config
from mtqa.evidence.translationese import Translated
from mtqa.findings import Finding
from mtqa.lexicon import Tagger
from mtqa.report import SegmentReport
from mtqa.text import Bitext, Document, Note

if TYPE_CHECKING:
    from mtqa.engines.load import Engines


@dataclass(frozen=True)
class Loaded:
    """A document that was read, and the Config for its file."""

    document: Document
    config: Config


@dataclass(frozen=True)
class Examination:
    """What was found in one document. It depends only on the document, the selected rules and the models, so that it
    can be cached; score, gate and suppressions come later and are never cached.

    segments, findings, skipped  as in DocumentReport
    words                        the evaluation word count
    notes                        on how the document was read and aligned
    unjudged                     why nothing could be judged; else None
    translated                   is it a machine translation? None where that is not asked
    translated_probability       the same, however short it is, for the doubts about its words; 0 if there are none
    """

    segments: tuple[SegmentReport, ...]
    findings: tuple[Finding, ...]
    words: int
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...]
    unjudged: Unjudged | None
    translated: Translated | None
    translated_probability: float


def examine(
    document: Document, config: Config, engines: Engines | None, tagger: Tagger, tasks: Tasks = no_tasks
) -> Examination:
    """Examine one document by the Config for its file. Without engines only the rules that need no model run."""
    material = material_of(document, config, engines, tagger, tasks)
    findings, skipped = run_checks(material, CHECKS, select(config, RULES))
    notes = tuple(_notes(material.bitext, config))
    why = unjudged(material, skipped)
    translated = None if why else material.machine_translated
    is_asked = translated or any(finding.rule.doubt for finding in findings)
    return Examination(
        segments=_segments(material),
        findings=tuple(findings),
        words=material.word_count,
        skipped=tuple(skipped),
        notes=notes,
        unjudged=why,
        translated=translated,
        translated_probability=material.translated_probability if is_asked else 0.0,
    )


def material_of(
    document: Document, config: Config, engines: Engines | None, tagger: Tagger, tasks: Tasks = no_tasks
) -> Material:
    """What the checks work on: the document in sentences, and what the models say of it."""
    embedder = engines.embedder if engines else None
    material = prepare(document, config, tagger, embedder, glossary=glossary_of(config), tasks=tasks)
    return material if engines is None else with_models(material, engines, config.pivot, tasks)


def _segments(material: Material) -> tuple[SegmentReport, ...]:
    """Every segment with the results of the models."""
    document, bitext = material.bitext.document, material.bitext
    empty = (None,) * len(bitext.segments)
    return tuple(
        SegmentReport(
            material.as_written(pair.target),
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


def _notes(bitext: Bitext, config: Config) -> Iterator[Note]:
    """Notes on sentences that were cut, and on how many are aligned."""
    if cut := sum(bool(part.note) for part in bitext.segments):
        yield Note.of("cut_segments", n=cut, limit=config.max_segment_chars)
    if bitext.source and not bitext.document.units:
        paired = sum(pair.source is not None for pair in bitext.pairs)
        arguments: dict[str, int | str] = {"n": paired, "total": len(bitext.pairs), "path": bitext.source.path}
        missing = len(bitext.omitted)
        yield Note.of("aligned_with_gaps", **arguments, missing=missing) if missing else Note.of("aligned", **arguments)
