"""read → segment → align → check → score: files in, a Report out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mtqa.backtranslation import back_translate
from mtqa.calibration import calibration
from mtqa.checks import CHECKS, run_checks
from mtqa.checks.base import Material
from mtqa.config import Config
from mtqa.engines.base import Progress, no_progress
from mtqa.errors import ReadError
from mtqa.fluency import measure
from mtqa.judge import Judge
from mtqa.lexicon import LacTagger, Tagger
from mtqa.read import discover, load
from mtqa.report import DocumentReport, Report, SegmentReport
from mtqa.score import score
from mtqa.segment import segment
from mtqa.text import Bitext, Document, Pair
from mtqa.version import __version__

if TYPE_CHECKING:
    from mtqa.engines.ready import Engines

#: Gives the Progress of a task, told its title: how a command line shows what is going on.
Tasks = Callable[[str], Progress]


def no_tasks(title: str) -> Progress:
    return no_progress


def run(
    paths: Sequence[str],
    config: Config,
    engines: Engines | None = None,
    *,
    tasks: Tasks = no_tasks,
    stdin_filename: str = "<stdin>",
) -> Report:
    """Check every file; one that cannot be read is reported, and the others are checked all the same."""
    files, unreadable = discover(paths)
    tagger = LacTagger()
    documents = []
    for path in files:
        try:
            document = load(path, max_bytes=config.max_file_bytes, stdin_filename=stdin_filename)
        except ReadError as error:
            unreadable.append(error)
        else:
            documents.append(check_document(document, config, engines, tagger, tasks))
    return Report(tuple(documents), tuple(unreadable), signature(engines), config)


def check_document(
    document: Document, config: Config, engines: Engines | None, tagger: Tagger, tasks: Tasks = no_tasks
) -> DocumentReport:
    """One document through all stages. Without engines only the rules that need no model run."""
    bitext = _segmented(document, config)
    document = bitext.document
    material = _material(bitext, config, engines, tagger, tasks)
    findings, skipped = run_checks(material)
    empty = (None,) * len(bitext.segments)
    segments = tuple(
        SegmentReport(part, raw := document.raw_span(part.span), document.place(raw.start), fluency, trip)
        for part, fluency, trip in zip(
            bitext.segments, material.fluency or empty, material.back_translations or empty, strict=True
        )
    )
    return DocumentReport(
        document, segments, tuple(findings), score(findings, material.word_count, config), tuple(skipped)
    )


def _segmented(document: Document, config: Config) -> Bitext:
    """The document in sentences; where one had to be cut, a note says so."""
    targets = segment(document, config.max_segment_chars)
    cut = sum(bool(target.note) for target in targets)
    if cut:
        note = f"{cut} segments are pieces of longer sentences, cut at {config.max_segment_chars} characters"
        document = replace(document, notes=(*document.notes, note))
    return Bitext(document, tuple(map(Pair, targets)))


def _material(bitext: Bitext, config: Config, engines: Engines | None, tagger: Tagger, tasks: Tasks) -> Material:
    name = bitext.document.path
    material = Material(bitext, tagger, progress=tasks(f"{name}: words"))
    if engines is None or not material.is_chinese:
        return material
    known = calibration(engines.language_model.identity, engines.translator.identity)
    fluency = measure(bitext, engines.language_model, known, tasks(f"{name}: fluency"))
    trips = back_translate(bitext, engines.translator, config.pivot, tasks(f"{name}: back-translation"))
    judge = Judge(engines.language_model, bitext.document, tasks(f"{name}: rivals"))
    return replace(material, calibration=known, fluency=fluency, back_translations=trips, judge=judge)


def signature(engines: Engines | None) -> str:
    """What a score depends on, as sacrebleu signs its own: version, models, checks, calibration."""
    checks = ",".join(check.name for check in CHECKS)
    if engines is None:
        return f"mtqa:{__version__}|lm:none|mt:none|checks:{checks}|cal:none"
    models = engines.language_model.identity, engines.translator.identity
    return f"mtqa:{__version__}|lm:{models[0]}|mt:{models[1]}|checks:{checks}|cal:{calibration(*models).id}"
