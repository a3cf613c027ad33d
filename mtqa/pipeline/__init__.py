"""One run: read, examine, suppress, report. Files in, a Report out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.align import beside
from mtqa.calibration.alarms import Alarms, allowed
from mtqa.checks import RULES, Unjudged
from mtqa.checks.preparation import Tasks, no_tasks
from mtqa.checks.selection import select
from mtqa.config import Config
from mtqa.config.per_path import at
from mtqa.engines.reader import open_reader
from mtqa.engines.reader.base import Reader
from mtqa.errors import ReadError
from mtqa.evidence.bands import Band, band, in_band
from mtqa.lexicon import Tagger
from mtqa.pipeline.cached import Results
from mtqa.pipeline.document import Examination, Loaded, examine
from mtqa.pipeline.notices import calibration_notices, coverage_unknown, unjudged, unread
from mtqa.pipeline.signing import alarms_of, calibration_of, model_of, signature
from mtqa.pipeline.workers import Outcome, examine_all
from mtqa.read import discover, is_pattern, load, source_of
from mtqa.read.files import shown
from mtqa.report import DocumentReport, Report
from mtqa.report.previous import PreviousRun
from mtqa.report.previous import load as load_previous
from mtqa.storage import Cache
from mtqa.suppress import Decisions
from mtqa.text import Document, Note

if TYPE_CHECKING:
    from mtqa.engines.load import Engines

__all__ = ["Loaded", "check_document", "model_of", "read_document", "run", "signature"]


def run(
    paths: Sequence[str],
    config: Config,
    engines: Engines | None = None,
    *,
    tasks: Tasks = no_tasks,
    stdin_filename: str = "<stdin>",
    cache: Cache | None = None,
    bands: Callable[[str], Band | None] | None = None,
    reader: Reader | None = None,
) -> Report:
    """Check every file. A file that cannot be read is reported, and the others are checked.

    `reader` is the second reader; by default the one that `config` names. `bands` gives the band that a file had; by
    default that in the baseline, or else in the run to compare with.
    """
    cache = cache or Cache(None)
    reader = reader or open_reader(config, cache)
    signed = signature(engines, config, reader)  # first, since it raises an error if a named rule does not exist
    previous = load_previous(config.compare) if config.compare else None
    decisions = Decisions(config, paths)
    files, unreadable, passed_over = discover(paths, config)
    settings = {path: at(config, _named(path, stdin_filename)) for path in files}
    documents = _loaded(settings, paths, stdin_filename, unreadable)
    if previous:
        previous = previous.beside((loaded.document.path for loaded in documents.values()), decisions.copy_of)
    before = bands or (lambda path: decisions.band_of(path) or (previous.band_of(path) if previous else None))
    examined = partial(examine_all, config=config, engines=engines, tasks=tasks, reader=reader)
    outcomes = _outcomes(list(documents.values()), examined, _results(cache, engines, config, reader))
    found = _without_errors(dict(zip(documents, outcomes, strict=True)), unreadable)
    reports = _reports(documents, found, alarms_of(engines, config, reader), before, previous)
    decided, notices = decisions.about(reports.values())
    judged = dict(zip(reports, decided, strict=True)) | _declared_reports(settings, stdin_filename)
    ordered = tuple(judged[path] for path in settings if path in judged)
    of_setup = (*passed_over.notes(), *calibration_notices(engines, config, reader))
    all_notices = (*of_setup, *notices, *unread(ordered, config), *unjudged(ordered, config))
    return Report(ordered, tuple(unreadable), signed, config, all_notices, previous, passed_over)


def _named(path: str, stdin_filename: str) -> str:
    """The name of a file by which its settings are found."""
    return stdin_filename if path == "-" else path


def _is_read(config: Config) -> bool:
    """Is a file with these settings read, or is it declared to be in another language than Chinese?"""
    return config.language in ("auto", "zh")


def _loaded(
    settings: Mapping[str, Config], paths: Sequence[str], stdin_filename: str, unreadable: list[ReadError]
) -> dict[str, Loaded]:
    """The documents of the files that can be read, but those in another language; errors go to `unreadable`."""
    documents = {}
    chinese = {path: here for path, here in settings.items() if _is_read(here)}
    for path, here in chinese.items():
        try:
            shared = here.side_by_side
            origin = source_of(path, paths, len(chinese), here.source, shared=shared) if here.source else ""
            documents[path] = Loaded(read_document(path, origin, here, stdin_filename), here)
        except ReadError as error:
            unreadable.append(error)
    return documents


def _declared_reports(settings: Mapping[str, Config], stdin_filename: str) -> dict[str, DocumentReport]:
    """The reports of files that are declared to be in another language: they are not read."""
    reports = {}
    for path, here in settings.items():
        if not _is_read(here):
            document = Document(shown(_named(path, stdin_filename)), "", "", (), format="", encoding="")
            reports[path] = DocumentReport(document, here, (), (), 0, unjudged=Unjudged.DECLARED)
    return reports


def read_document(path: str, source: str, config: Config, stdin_filename: str) -> Document:
    """A document, with its source beside it where there is one."""
    document = load(path, max_bytes=config.max_file_bytes, stdin_filename=stdin_filename, config=config)
    if not source:
        return document
    if is_pattern(config.source) and not Path(source).exists():
        return replace(document, notes=(*document.notes, Note.of("no_source_file", path=source)))
    origin = load(source, max_bytes=config.max_file_bytes, config=_for_source(config))
    return beside(document, origin)


def _for_source(config: Config) -> Config:
    """The settings by which the source of a file is read: whole, from its own column."""
    return replace(config, as_source=True, fuzzy="check")


def _results(cache: Cache, engines: Engines | None, config: Config, reader: Reader | None) -> Results:
    """The examinations in the cache, of these models and of the figures of the user's own text."""
    figures = f"|{calibration_of(engines, config).id}" if config.calibration else ""
    return Results(cache, signature(engines, reader=reader) + figures)


def _outcomes(
    documents: Sequence[Loaded], examined: Callable[[list[Loaded]], Iterable[tuple[int, Outcome]]], results: Results
) -> list[Outcome]:
    """The outcome of every document, in order: from the cache, or examined now and cached at once."""
    keys = [results.key(document) if results.keeps else "" for document in documents]
    known: dict[int, Outcome] = {}
    for index, key in enumerate(keys):
        if (found := results.get(key)) is not None:
            known[index] = found
    missing = [index for index in range(len(documents)) if index not in known]
    for place, outcome in examined([documents[index] for index in missing]):
        known[missing[place]] = outcome
        if isinstance(outcome, Examination) and outcome.is_complete:
            results.put(keys[missing[place]], outcome)
    return [known[index] for index in range(len(documents))]


def _without_errors(outcomes: Mapping[str, Outcome], unreadable: list[ReadError]) -> dict[str, Examination]:
    """The examinations by their files; the errors of the others go to `unreadable`."""
    unreadable += [outcome for outcome in outcomes.values() if isinstance(outcome, ReadError)]
    return {path: outcome for path, outcome in outcomes.items() if not isinstance(outcome, ReadError)}


def _reports(
    documents: Mapping[str, Loaded],
    found: Mapping[str, Examination],
    false_alarms: Alarms,
    before: Callable[[str], Band | None],
    previous: PreviousRun | None,
) -> dict[str, DocumentReport]:
    """The report of each examination, with what the earlier run says of the file."""
    reports = {}
    for path, examination in found.items():
        name = documents[path].document.path
        notes = previous.notes(name) if previous else ()
        reports[path] = _report_of(documents[path], examination, false_alarms, before(name), notes)
    return reports


def check_document(
    document: Document,
    config: Config,
    engines: Engines | None,
    tagger: Tagger,
    tasks: Tasks = no_tasks,
    reader: Reader | None = None,
) -> DocumentReport:
    """Examine one document and make its report, by the Config for its file."""
    found = examine(document, config, engines, tagger, tasks, reader)
    return _report_of(Loaded(document, config), found, alarms_of(engines, config, reader))


def _report_of(
    loaded: Loaded, found: Examination, false_alarms: Alarms, before: Band | None = None, notes: Sequence[Note] = ()
) -> DocumentReport:
    """The report of an examination, which may be cached, by the strictness and severities of this run, and by the band
    that the document had; `notes` are of this run."""
    config = loaded.config
    now = band(found.translated_probability, before)
    changed = [Note.of(f"band_{now}")] if before and found.translated and now != before else []
    own = (*loaded.document.notes, *coverage_unknown(loaded.document, config))
    document = replace(loaded.document, notes=(*own, *found.notes, *changed, *notes))
    weighed = allowed(in_band(found.findings, now), false_alarms, config.strictness)
    findings = select(config, RULES).graded(weighed)
    return DocumentReport(
        *(document, config, found.segments, findings, found.words, found.skipped),
        unjudged=found.unjudged,
        translated=found.translated,
        band=now if found.translated else None,
        unread=found.unread,
    )
