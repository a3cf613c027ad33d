"""One run: read, examine, suppress, report. Files in, a Report out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.align import beside
from mtqa.bilingual.glossary import load as load_glossary
from mtqa.calibration.alarms import RULES_ONLY, Alarms, alarms, allowed, entries
from mtqa.calibration.native import Calibration, calibration
from mtqa.checks import CHECKS, RULES, Unjudged
from mtqa.checks.preparation import Tasks, no_tasks
from mtqa.checks.reader import CHECK as READER_CHECK
from mtqa.checks.selection import select, signed_paths
from mtqa.config import Config
from mtqa.config.per_path import at
from mtqa.engines.reader import open_reader
from mtqa.engines.reader.base import Reader
from mtqa.errors import ReadError
from mtqa.evidence.bands import Band, band, in_band
from mtqa.lexicon import Tagger
from mtqa.pipeline.cached import Results
from mtqa.pipeline.document import Examination, Loaded, examine
from mtqa.pipeline.notices import coverage_unknown, unjudged, unread
from mtqa.pipeline.workers import Outcome, examine_all
from mtqa.read import discover, is_pattern, load, source_of
from mtqa.read.files import shown
from mtqa.report import DocumentReport, Report
from mtqa.report.previous import load as load_previous
from mtqa.storage import Cache
from mtqa.suppress import Decisions
from mtqa.text import Document, Note
from mtqa.version import __version__

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
    false_alarms = _alarms(engines, config, reader)
    decisions = Decisions(config, paths)
    files, unreadable, passed_over = discover(paths, config)
    settings = {path: at(config, stdin_filename if path == "-" else path) for path in files}
    chinese = {path: here for path, here in settings.items() if here.language in ("auto", "zh")}
    documents = _loaded(chinese, paths, stdin_filename, unreadable)
    if previous:
        previous = previous.beside((loaded.document.path for loaded in documents.values()), decisions.copy_of)
    before = bands or (lambda path: decisions.band_of(path) or (previous.band_of(path) if previous else None))
    examined = partial(examine_all, config=config, engines=engines, tasks=tasks, reader=reader)
    figures = f"|{_calibration(engines, config).id}" if config.calibration else ""  # of the user's own text
    results = Results(cache, signature(engines, reader=reader) + figures)
    outcomes = _outcomes(list(documents.values()), examined, results)
    reports = {}
    for (path, loaded), found in zip(documents.items(), outcomes, strict=True):
        if isinstance(found, ReadError):
            unreadable.append(found)
        else:
            notes = previous.notes(loaded.document.path) if previous else ()
            reports[path] = _report_of(loaded, found, false_alarms, before(loaded.document.path), notes)
    decided, notices = decisions.about(reports.values())
    judged = dict(zip(reports, decided, strict=True))
    for path in settings.keys() - chinese.keys():
        judged[path] = _declared_report(stdin_filename if path == "-" else path, settings[path])
    ordered = tuple(judged[path] for path in settings if path in judged)
    of_calibration = _calibration_notices(engines, config, reader)
    all_notices = (
        *passed_over.notes(),
        *of_calibration,
        *notices,
        *unread(ordered, config),
        *unjudged(ordered, config),
    )
    return Report(ordered, tuple(unreadable), signed, config, all_notices, previous, passed_over)


def _loaded(
    settings: Mapping[str, Config], paths: Sequence[str], stdin_filename: str, unreadable: list[ReadError]
) -> dict[str, Loaded]:
    """The documents of the files that can be read; the errors about the others go to `unreadable`."""
    documents = {}
    for path, here in settings.items():
        try:
            shared = here.side_by_side
            origin = source_of(path, paths, len(settings), here.source, shared=shared) if here.source else ""
            documents[path] = Loaded(read_document(path, origin, here, stdin_filename), here)
        except ReadError as error:
            unreadable.append(error)
    return documents


def _declared_report(name: str, config: Config) -> DocumentReport:
    """The report of a file that is declared to be in another language: it is not read."""
    document = Document(shown(name), "", "", (), format="", encoding="")
    return DocumentReport(document, config, (), (), 0, unjudged=Unjudged.DECLARED)


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
    return _report_of(Loaded(document, config), found, _alarms(engines, config, reader))


def _alarms(engines: Engines | None, config: Config, reader: Reader | None = None) -> Alarms:
    """The alarms of the models; the second reader's were counted with it, maybe in another text."""
    own = alarms(model_of(engines), config.calibration)
    return own.beside(alarms(reader_key(reader), config.calibration), reader_rules()) if reader else own


def _calibration_notices(engines: Engines | None, config: Config, reader: Reader | None) -> list[Note]:
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


def model_of(engines: Engines | None) -> str:
    """The key of these engines in a calibration."""
    return str(engines.language_model.identity) if engines else RULES_ONLY


def reader_key(reader: Reader) -> str:
    """The key of a second reader in a calibration."""
    return f"reader:{reader.identity}"


def reader_rules() -> tuple[str, ...]:
    """The rules of which a second reader's calibration has counts."""
    return tuple(rule.id for rule in READER_CHECK.rules)


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


def signature(engines: Engines | None, config: Config | None = None, reader: Reader | None = None) -> str:
    """All that a score depends on, in the style of sacrebleu's signatures: version, models, checks, calibration."""
    config = config or Config()
    checks = select(config, RULES).signed(CHECKS) + signed_paths(config, RULES)
    checks += f"|glossary:{load_glossary(config.glossary).id[:8]}" if config.glossary else ""
    checks += "|fuzzy:skip" if config.fuzzy == "skip" else ""
    checks += "|furniture" if config.furniture else ""
    checks += "".join(f"|{pattern}={name}" for pattern, name in config.formats.items())
    checks += f"|strictness:{config.strictness:g}{config.scoring.signed}"
    checks += f"|alarms:{_alarms(engines, config, reader).id}" if config.calibration else ""
    second = f"|reader:{reader.identity}" if reader else ""
    if engines is None:
        return f"mtqa:{__version__}|lm:none|mt:none{second}|checks:{checks}|cal:none"
    models = engines.language_model.identity, engines.translator.identity
    own = f"|qe:{engines.estimator.identity}" if engines.estimator else ""
    own += f"|emb:{engines.embedder.identity}" if engines.embedder else ""
    own += f"|judge:{engines.second.identity}" if engines.second else ""
    figures = _calibration(engines, config).id
    return f"mtqa:{__version__}|lm:{models[0]}|mt:{models[1]}{own}{second}|checks:{checks}|cal:{figures}"


def _calibration(engines: Engines | None, config: Config) -> Calibration:
    """The figures of native text for these models."""
    if engines is None:
        return Calibration()
    return calibration(engines.language_model.identity, engines.translator.identity, config.calibration)
