"""`mtqa calibrate`: what is found in text that is known to be good."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.cli.check import open_models
from mtqa.cli.options import configured
from mtqa.cli.terminal import tell
from mtqa.settings import Settings


@configured
def calibrate(
    settings: Settings,
    paths: Annotated[list[str], typer.Argument(help="Good text: files or directories.")],
    write: Annotated[Path | None, typer.Option(help="File for `check --calibration`; updated where it exists.")] = None,
) -> None:
    """Count what is found in good native text, and which confidence a rate of false alarms takes."""
    from mtqa.cache import open_cache
    from mtqa.calibrate import count, model_of, table
    from mtqa.calibrate import write as put
    from mtqa.errors import ReadError
    from mtqa.progress import Bars
    from mtqa.read import discover, load

    config = settings.config
    files, unreadable = discover(paths, config)
    documents = []
    for path in files:
        try:
            documents.append(load(path, max_bytes=config.max_file_bytes, config=config))
        except ReadError as error:
            unreadable.append(error)
    for letter in unreadable:
        tell(f"mtqa: {letter}")
    with Bars() as bars, open_cache(config) as cache:
        engines = open_models(config, cache, bars) if config.models else None
        alarms = count(documents, engines, config, bars.task("native text"))
    print(table(alarms))
    if write:
        put(alarms, model_of(engines), write)
        tell(f"written to {write}")
    raise typer.Exit(ReadError.exit_code if unreadable else 0)
