"""One document through read → segment → align → check: what is found in it, before anything is decided about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.checks import CHECKS, RULES, Material, Skipped, Unjudged, run_checks, unjudged
from mtqa.checks.preparation import Tasks, glossary_of, no_tasks, prepare, with_models
from mtqa.checks.selection import select
from mtqa.config import Config
from mtqa.findings import Finding
from mtqa.lexicon import Tagger
from mtqa.report import SegmentReport
from mtqa.text import Bitext, Document, Note

if TYPE_CHECKING:
    from mtqa.engines.load import Engines


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
    unjudged                     why nothing of it could be judged
    """

    segments: tuple[SegmentReport, ...]
    findings: tuple[Finding, ...]
    words: int
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...]
    unjudged: Unjudged | None


def examine(
    document: Document, config: Config, engines: Engines | None, tagger: Tagger, tasks: Tasks = no_tasks
) -> Examination:
    """One document through all stages, by the Config that holds for it. Without engines only the rules that need no
    model run."""
    embedder = engines.embedder if engines else None
    material = prepare(document, config, tagger, embedder, glossary=glossary_of(config), tasks=tasks)
    if engines is not None:
        material = with_models(material, engines, config.pivot, tasks)
    findings, skipped = run_checks(material, CHECKS, select(config, RULES))
    notes = tuple(_notes(material.bitext, config))
    why = unjudged(material, skipped)
    return Examination(_segments(material), tuple(findings), material.word_count, tuple(skipped), notes, why)


def _segments(material: Material) -> tuple[SegmentReport, ...]:
    """Every segment with what the models say of it."""
    document, bitext = material.bitext.document, material.bitext
    empty = (None,) * len(bitext.segments)
    return tuple(
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


def _notes(bitext: Bitext, config: Config) -> Iterator[Note]:
    """Told where a sentence had to be cut, and how many have their source beside them."""
    if cut := sum(bool(part.note) for part in bitext.segments):
        yield Note.of("cut_segments", n=cut, limit=config.max_segment_chars)
    if bitext.source and not bitext.document.units:
        paired = sum(pair.source is not None for pair in bitext.pairs)
        told: dict[str, int | str] = {"n": paired, "total": len(bitext.pairs), "path": bitext.source.path}
        missing = len(bitext.omitted)
        yield Note.of("aligned_with_gaps", **told, missing=missing) if missing else Note.of("aligned", **told)
