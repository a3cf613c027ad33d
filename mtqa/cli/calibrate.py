"""`mtqa calibrate`: count the findings in text that is known to be good, and those that reviewers dismissed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli.check import open_models
from mtqa.cli.options import configured
from mtqa.cli.terminal import opened_cache, tell
from mtqa.config import Config
from mtqa.config.load import Settings

if TYPE_CHECKING:
    from mtqa.calibration.alarms import Alarms
    from mtqa.engines.load import Engines
    from mtqa.engines.reader import Reader
    from mtqa.errors import ReadError
    from mtqa.pipeline.native import Native
    from mtqa.render.progress import Bars
    from mtqa.storage import Cache


@configured
def calibrate(
    settings: Settings,
    paths: Annotated[list[str] | None, typer.Argument(help="Good native text: files or directories.")] = None,
    from_reviews: Annotated[
        list[str] | None,
        typer.Option(metavar="DECISIONS", help="Decisions that reviewers exported from a report. Repeatable."),
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="File for `check --calibration`; an existing file is updated.")
    ] = None,
) -> None:
    """Count the findings in good native text and those that reviewers dismissed: the false alarms of each rule. For a
    model without figures of native text, measure them there."""
    from mtqa.engines.reader import open_reader
    from mtqa.errors import ReadError, UsageError
    from mtqa.pipeline import model_of
    from mtqa.pipeline.calibrate import existing, table
    from mtqa.pipeline.calibrate import write as put
    from mtqa.render.progress import Bars

    config = settings.config
    if not paths and not from_reviews:
        raise UsageError("no text to count findings in", advice="name good text, or give --from-reviews DECISIONS")
    if write:
        existing(write)  # raises before an hour of counting if the file is of another kind
    unreadable: list[ReadError] = []
    with Bars() as bars, opened_cache(config) as cache:
        reader = open_reader(config, cache)
        engines = open_models(config, cache, bars) if config.models else None
        alarms, native = _in_good_text(paths or (), config, engines, reader, bars, unreadable)
        if from_reviews:
            alarms += _in_reviews(from_reviews, config, engines, cache, bars, unreadable)
    for error in unreadable:
        tell(f"mtqa: {error}")
    print(table(alarms))
    if engines and paths:
        print(f"\n{native.report()}")
    if write:
        figures = native.to_json(engines.translator.identity) if engines else None
        put(alarms, model_of(engines), write, figures, reader)
        tell(f"written to {write}")
    raise typer.Exit(ReadError.exit_code if unreadable else 0)


def _in_good_text(
    paths: Sequence[str],
    config: Config,
    engines: Engines | None,
    reader: Reader | None,
    bars: Bars,
    unreadable: list[ReadError],
) -> tuple[Alarms, Native]:
    from mtqa.config.per_path import at
    from mtqa.errors import ReadError
    from mtqa.pipeline import Loaded
    from mtqa.pipeline.calibrate import count
    from mtqa.read import discover, load
    from mtqa.render.sentences import sentence

    files, missing, _ = discover(paths, config)
    unreadable += missing
    documents = []
    for path in files:
        try:
            here = at(config, path)
            documents.append(Loaded(load(path, max_bytes=config.max_file_bytes, config=here), here))
        except ReadError as error:
            unreadable.append(error)
    say = lambda note: bars.say(f"mtqa: {sentence(note)}")  # noqa: E731
    return count(documents, engines, bars.task("native text"), reader, say)


def _in_reviews(
    paths: Sequence[str], config: Config, engines: Engines | None, cache: Cache, bars: Bars, unreadable: list[ReadError]
) -> Alarms:
    from mtqa.review import load
    from mtqa.review.against_run import judge, reliability
    from mtqa.review.merging import merge

    merged = merge([load(path) for path in paths])
    judged, errors = judge(merged, config, engines, cache, bars.task)
    unreadable += errors
    if merged.disputed:
        tell(f"mtqa: {len(merged.disputed):,} disputed findings are left out: mtqa review stats lists them by rule")
    if judged.unknown:
        tell(f"mtqa: {judged.unknown:,} decisions are left out: this run does not have their findings")
    if judged.found:
        print(f"{reliability(judged.found)}\n")
    return judged.alarms
