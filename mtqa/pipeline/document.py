"""The examination of one document: align, gather evidence, check. Decisions about its findings come later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.checks import CHECKS, RULES, Material, Skipped, Unjudged, run_checks, unjudged
from mtqa.checks.literal import COLLISION
from mtqa.checks.preparation import Tasks, glossary_of, no_tasks, prepare, with_models, with_reader
from mtqa.checks.reader import CHECK as READER_CHECK
from mtqa.checks.selection import Selection, select
from mtqa.checks.wanted import Wanted, for_checks, wanted
from mtqa.config import Config
from mtqa.engines.reader.base import Reader, Unread, Why
from mtqa.evidence.translationese import Translated
from mtqa.findings import Finding
from mtqa.lexicon import Tagger
from mtqa.pipeline.reading import Reading, reading
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
    unread                       how many passages the second reader did not read
    """

    segments: tuple[SegmentReport, ...]
    findings: tuple[Finding, ...]
    words: int
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...]
    unjudged: Unjudged | None
    translated: Translated | None
    translated_probability: float
    unread: int = 0

    @property
    def is_complete(self) -> bool:
        """Would another run find the same? Then it can be cached."""
        return not self.unread


def examine(
    document: Document,
    config: Config,
    engines: Engines | None,
    tagger: Tagger,
    tasks: Tasks = no_tasks,
    reader: Reader | None = None,
) -> Examination:
    """Examine one document by the Config for its file. Without engines only the rules that need no model run."""
    selection = select(config, RULES)
    asked = wanted(config, selection.rules)
    material = material_of(document, config, engines, tagger, tasks, reader, asked)
    findings, skipped = run_checks(material, CHECKS, selection)
    models = reading(material, findings, engines, config, asked, tasks)
    of_models = (*models.notes, *_model_notes(material, engines, selection))
    notes = (*_notes(material.bitext, config), *of_models, *reader_notes(material))
    why = unjudged(material, skipped)
    is_told = not why and (asked.translated or engines is None)  # without models it costs nothing
    translated = material.machine_translated if is_told else None
    is_asked = translated or any(finding.rule.doubt for finding in findings)
    return Examination(
        segments=_segments(material, models),
        findings=tuple(findings),
        words=material.word_count,
        skipped=tuple(skipped),
        notes=notes,
        unjudged=why,
        translated=translated,
        translated_probability=material.translated_probability if is_asked else 0.0,
        unread=material.remarks.unread_count if material.remarks else 0,
    )


def material_of(
    document: Document,
    config: Config,
    engines: Engines | None,
    tagger: Tagger,
    tasks: Tasks = no_tasks,
    reader: Reader | None = None,
    asked: Wanted | None = None,
) -> Material:
    """What the checks work on: the document in sentences, and what the models and the second reader say of it. The
    reader is not asked where none of its rules is selected; of the models all is asked, or what `asked` says."""
    embedder = engines.embedder if engines else None
    material = prepare(document, config, tagger, embedder, glossary=glossary_of(config), tasks=tasks)
    rules = select(config, RULES).rules
    if engines is not None:
        needed = for_checks(asked or Wanted(), rules, is_software=material.is_software)
        material = with_models(material, engines, config, tasks, needed)
    is_asked = rules & {rule.id for rule in READER_CHECK.rules}
    return with_reader(material, reader, tasks) if is_asked else material


def _segments(material: Material, models: Reading) -> tuple[SegmentReport, ...]:
    """Every segment with the results of the models."""
    document = material.bitext.document
    return tuple(
        SegmentReport(
            material.as_written(pair.target),
            raw := document.raw_span(pair.target.span),
            document.place(raw.start),
            models.fluency.get(index),
            models.back_translations.get(index),
            pair.source,
        )
        for index, pair in enumerate(material.bitext.pairs)
    )


def _model_notes(material: Material, engines: Engines | None, selection: Selection) -> Iterator[Note]:
    """A note if contests alone decided about words, since no detector was trained for the language model, and one if
    the second judge was not asked, since nothing says how to weigh its opinion."""
    weights, judge = material.weights, material.judge
    if not weights or not judge or COLLISION.id not in selection.rules:
        return
    if not weights.has_detector:
        yield Note.of("no_detector", model=str(judge.model.identity), nats=weights.least_score)
    if engines and engines.second and not weights.second:
        models = {"judge": str(engines.second.identity), "model": str(judge.model.identity)}
        yield Note.of("judge_not_asked", **models)


def _notes(bitext: Bitext, config: Config) -> Iterator[Note]:
    """Notes on sentences that were cut, and on how many are aligned."""
    if cut := sum(bool(part.note) for part in bitext.segments):
        yield Note.of("cut_segments", n=cut, limit=config.max_segment_chars)
    if bitext.source and not bitext.document.units:
        paired = sum(pair.source is not None for pair in bitext.pairs)
        arguments: dict[str, int | str] = {"n": paired, "total": len(bitext.pairs), "path": bitext.source.path}
        missing = len(bitext.omitted)
        yield Note.of("aligned_with_gaps", **arguments, missing=missing) if missing else Note.of("aligned", **arguments)


def reader_notes(material: Material) -> Iterator[Note]:
    """Notes on what the second reader did not read, on its remarks that were dropped, and on what they rest."""
    remarks = material.remarks
    if remarks is None:
        return
    for why, count in remarks.unread.items():
        yield unread_note(why, count, remarks.passages)
    for reason, count in remarks.dropped.items():
        yield Note.of(f"reader_dropped_{reason}", n=count)
    if remarks.placed and material.judge is None:
        yield Note.of("reader_not_weighed")


def unread_note(unread: Unread, count: int, total: int) -> Note:
    """A note on `count` of `total` passages that the second reader did not read for the same reason."""
    numbers = {"n": count, "total": total}
    if unread.why in (Why.STATUS, Why.REDIRECT):
        detail = f"HTTP {unread.status}" + (f", {unread.detail}" if unread.detail else "")
        return Note.of(f"reader_unread_{unread.why}", **numbers, detail=detail)
    if unread.why in (Why.CONNECTION, Why.ANSWER):
        return Note.of(f"reader_unread_{unread.why}", **numbers, detail=unread.detail)
    return Note.of(f"reader_unread_{unread.why}", **numbers)
