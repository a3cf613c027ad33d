"""read → examine → score: files in, a Report out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mtqa.calibration import calibration
from mtqa.checks import CHECKS
from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.examine import Examination, Tasks, examine, no_tasks
from mtqa.lexicon import LacTagger, Tagger
from mtqa.read import discover, load
from mtqa.report import DocumentReport, Report
from mtqa.score import score
from mtqa.text import Document
from mtqa.version import __version__

if TYPE_CHECKING:
    from mtqa.engines.ready import Engines

__all__ = ["Tasks", "check_document", "no_tasks", "run", "signature"]


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
    """Examine one document and decide about it."""
    return _decided(document, examine(document, config, engines, tagger, tasks), config)


def _decided(document: Document, found: Examination, config: Config) -> DocumentReport:
    """Score and verdict of what was found, which may have been found in an earlier run."""
    document = replace(document, notes=(*document.notes, *found.notes))
    return DocumentReport(
        document, found.segments, found.findings, score(found.findings, found.words, config), found.skipped
    )


def signature(engines: Engines | None) -> str:
    """What a score depends on, as sacrebleu signs its own: version, models, checks, calibration."""
    checks = ",".join(check.name for check in CHECKS)
    if engines is None:
        return f"mtqa:{__version__}|lm:none|mt:none|checks:{checks}|cal:none"
    models = engines.language_model.identity, engines.translator.identity
    return f"mtqa:{__version__}|lm:{models[0]}|mt:{models[1]}|checks:{checks}|cal:{calibration(*models).id}"
