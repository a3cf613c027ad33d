"""`mtqa score`: reads a table of translations, and writes it with the quality and findings of each row."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli.options import configured
from mtqa.cli.terminal import opened_cache, tell
from mtqa.config import Config
from mtqa.config.load import Settings

if TYPE_CHECKING:
    from mtqa.render.progress import Bars
    from mtqa.scoring.rating import Rater
    from mtqa.scoring.scoring import Count, Output
    from mtqa.scoring.table import Table
    from mtqa.storage import Cache


@configured
def score(
    settings: Settings,
    table: Annotated[str, typer.Argument(help="A .csv, .tsv, .jsonl or .parquet; - is standard input.")],
    columns: Annotated[
        str, typer.Option(metavar="NAMES", help="Columns to write, separated by commas, added ones included.")
    ] = "",
    only_worst: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Write only the N rows of lowest quality, worst first.")
    ] = None,
    stdin_filename: Annotated[
        str, typer.Option(help="Name of standard input; its suffix gives the format.")
    ] = "<stdin>",
) -> None:
    """Score a table of translations from English: predicted quality, its percentile, chance of being bad, findings."""
    from dataclasses import replace

    from mtqa.errors import UsageError
    from mtqa.render.progress import Bars
    from mtqa.render.sentences import sentence
    from mtqa.scoring.scoring import layout
    from mtqa.scoring.scoring import score as write
    from mtqa.scoring.table import open_table

    config = settings.config
    if config.reader:
        tell("mtqa: mtqa score does not ask a second reader, which takes seconds a row; mtqa check does")
    if only_worst is not None and not config.models:
        what = "--only-worst needs models: without them rows have no quality"
        raise UsageError(what, where="--only-worst", advice="leave out --no-models, or --only-worst")
    with _file(table) as path, Bars() as bars, opened_cache(config) as cache:
        opened = open_table(path, stdin_filename if table == "-" else table, config)
        form = layout(opened, [name.strip() for name in columns.split(",") if name.strip()])
        outputs = _outputs(config, opened, table)
        if not config.quiet:
            tell(sentence(replace(opened.note, path=opened.path)))
        count = write(opened, _rater(config, cache, bars), outputs, form, only_worst, bars.task("characters"))
    if not config.quiet:
        _summary(count, outputs, config)


def _outputs(config: Config, table: Table, path: str) -> list[Output]:
    """Where the table is written: the flag's outputs, else standard output; none of them is the table's own `path`.
    A configuration file names only reports."""
    from mtqa.render.outputs import parse, refuse_clashes
    from mtqa.scoring.table import FORMATS

    named = config.output if config.origins.get("output") == "--output" else ()
    outputs = [parse(value, FORMATS) for value in named]
    outputs = outputs or [("csv" if table.format == "parquet" else table.format, "-")]
    refuse_clashes(outputs, [path])
    return outputs


def _rater(config: Config, cache: Cache, bars: Bars) -> Rater:
    """The rater, with the models that `config` asks for."""
    from mtqa.engines.load import open_raters
    from mtqa.scoring.rating import Rater

    if not config.models:
        return Rater(None, config)
    estimator, embedder = open_raters(
        config, bars.stage, lambda name, notice: bars.say(f"{name}: {notice}"), cache=cache
    )
    return Rater(estimator, config, embedder=embedder)


@contextmanager
def _file(path: str) -> Iterator[str]:
    """The path of the table; standard input is written to a file first, since a table is read twice."""
    from mtqa.errors import ReadError

    if path != "-":
        yield path
        return
    if sys.stdin is None:
        raise ReadError("standard input is closed", where="<stdin>", advice="pipe the table in")
    with tempfile.TemporaryDirectory(prefix="mtqa-") as folder:
        place = Path(folder) / "table"
        with place.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        yield str(place)


def _summary(count: Count, outputs: list[Output], config: Config) -> None:
    rows = f"{count.rows:,} row{'' if count.rows == 1 else 's'}"
    if config.models and count.blank:
        why = "nothing to read in one of the columns, too long, or not from English into Chinese"
        tell(f"{rows}, {count.blank:,} of them without a score: {why}")
    else:
        tell(f"{rows} scored" if config.models else f"{rows} checked without models: no quality")
    for format, path in outputs:
        if path != "-":
            tell(f"{format} written to {path}")
