"""`mtqa check`: reads documents, prints findings, writes reports, and exits with the code of the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli.options import configured
from mtqa.cli.terminal import console, opened_cache, tell
from mtqa.config import Config
from mtqa.config.load import Settings

if TYPE_CHECKING:
    from mtqa.engines.load import Engines
    from mtqa.render.progress import Bars
    from mtqa.storage import Cache


@configured
def check(
    settings: Settings,
    paths: Annotated[list[str], typer.Argument(help="Files or directories; - is standard input.")],
    stdin_filename: Annotated[
        str, typer.Option(help="Name of standard input; its suffix gives the format.")
    ] = "<stdin>",
) -> None:
    """Check documents: find errors of translation, write reports, and apply the gate."""
    from mtqa.pipeline import run
    from mtqa.render import parse_output, refuse_clashes, write_all
    from mtqa.render.progress import Bars
    from mtqa.render.sentences import sentence
    from mtqa.render.text import render, render_unreadable

    config = settings.config
    outputs = [parse_output(value) for value in config.output]
    refuse_clashes(outputs, paths)
    with Bars() as bars, opened_cache(config) as cache:
        engines = open_models(config, cache, bars) if config.models else None
        report = run(paths, config, engines, tasks=bars.task, stdin_filename=stdin_filename, cache=cache)
    for notice in report.notices:
        tell(f"mtqa: {sentence(notice)}")
    shown = report.shown()
    write_all(shown, outputs)
    render_unreadable(shown, console(stderr=True))
    if not config.quiet:
        render(shown, console(stderr=any(path == "-" for _, path in outputs)), verbose=config.verbose)
    for format, path in outputs:
        if path != "-":
            tell(f"{format} written to {path}")
    raise typer.Exit(report.exit_code)


def open_models(config: Config, cache: Cache, bars: Bars) -> Engines:
    """Open the models that `config` asks for; `bars` shows the progress."""
    from mtqa.engines.load import open_engines

    return open_engines(config, bars.stage, lambda name, notice: bars.say(f"{name}: {notice}"), cache=cache)
