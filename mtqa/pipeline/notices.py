"""Notices for the terminal about what a run could not judge, read or weigh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mtqa.calibration.alarms import alarms, entries
from mtqa.checks import Unjudged
from mtqa.config import Config
from mtqa.engines.reader.base import Reader
from mtqa.pipeline.signing import model_of, reader_key
from mtqa.report import DocumentReport
from mtqa.report.gate import Verdict
from mtqa.text import Document, Note

if TYPE_CHECKING:
    from mtqa.engines.load import Engines

_MOST_NAMED = 3  # documents; every report has the notes of all


def unread(documents: Sequence[DocumentReport], config: Config) -> Iterator[Note]:
    """Why the second reader did not read documents whole, and a warning where the run passes nevertheless."""
    found = [document for document in documents if document.unread]
    for document in found[:_MOST_NAMED]:
        for note in document.document.notes:
            if note.kind.startswith("reader_unread_"):
                yield replace(note, path=document.document.path)
    if found and not config.fail_on_unjudged:
        yield Note.of("reader_failed", n=len(found), total=len(documents))


def unjudged(documents: Sequence[DocumentReport], config: Config) -> Iterator[Note]:
    """A note for each reason why documents were not judged, and a warning where none was and the run passes."""
    found = [document for document in documents if document.verdict is Verdict.NOT_JUDGED]
    for why in Unjudged:
        configs = [document.config for document in found if document.unjudged is why]
        if not configs:
            continue
        count = {"n": len(configs), "total": len(documents)}
        if why is Unjudged.DECLARED:
            declared = dict.fromkeys(f"language = {here.language} ({here.origin('language')})" for here in configs)
            yield Note.of("not_judged_declared", **count, declared=", ".join(declared))
        else:
            yield Note.of(f"not_judged_{why}", **count)
    if found and len(found) == len(documents) and not config.fail_on_unjudged:
        yield Note.of("nothing_judged")


def coverage_unknown(document: Document, config: Config) -> Iterator[Note]:
    """A note on a file of units of which --min-translated could not ask how much is translated."""
    if config.min_translated is not None and document.units and document.completeness is None:
        yield Note.of("coverage_unknown")


def calibration_notices(engines: Engines | None, config: Config, reader: Reader | None) -> list[Note]:
    """A note for each model of which the user's calibration has no counts, and so drops no finding."""
    if not config.calibration:
        return []
    known = ", ".join(entries(config.calibration)) or "nothing"
    models = [model_of(engines), *([reader_key(reader)] if reader else [])]
    return [
        Note.of("not_counted", file=config.calibration, model=model, known=known)
        for model in models
        if not alarms(model, config.calibration).characters
    ]
