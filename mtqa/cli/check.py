"""`mtqa check`: documents in, findings and reports out, and the gate's exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli.terminal import console, letters, tell
from mtqa.config import Config, FailOn

if TYPE_CHECKING:
    from mtqa.cache import Cache
    from mtqa.engines.ready import Engines
    from mtqa.progress import Bars


def check(
    paths: Annotated[list[str], typer.Argument(help="Files or directories (txt, md, html); - is standard input.")],
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FORMAT=PATH",
            help="Also write html, json or csv; - is stdout. Repeatable.",
        ),
    ] = None,
    fail_under: Annotated[
        float, typer.Option(min=0, max=100, help="Gate: the lowest score that passes.")
    ] = Config.fail_under,
    fail_on: Annotated[FailOn, typer.Option(help="Gate: the lowest severity that fails.")] = Config.fail_on,
    profile: Annotated[str, typer.Option(help="Models to use: embedded or hub.")] = Config.profile,
    no_models: Annotated[bool, typer.Option("--no-models", help="Rules only: fast, without torch.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Never touch the network.")] = Config.offline,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep earlier answers.")] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Files checked at once; 0: one a core, or one with models.")
    ] = Config.jobs,
    max_cache_bytes: Annotated[int, typer.Option(min=0, help="The cache is kept below.")] = Config.max_cache_bytes,
    max_file_bytes: Annotated[int, typer.Option(min=1, help="Larger files are refused.")] = Config.max_file_bytes,
    baseline: Annotated[
        str, typer.Option(metavar="PATH", help="Accepted findings: this file, not the nearest .mtqa-baseline.json.")
    ] = Config.baseline,
    no_baseline: Annotated[bool, typer.Option("--no-baseline", help="Accepted findings count, too.")] = False,
    diff_base: Annotated[
        str, typer.Option(metavar="REF", help="Only lines that changed since this git commit or branch count.")
    ] = Config.diff_base,
    stdin_filename: Annotated[str, typer.Option(help="Name, and by its suffix format, of standard input.")] = "<stdin>",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary; outputs and exit code only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="The evidence under every finding.")] = False,
) -> None:
    """Check documents: back-translate, score fluency, flag suspicious segments."""
    config = Config(
        fail_under=fail_under,
        fail_on=fail_on,
        profile=profile,
        models=not no_models,
        offline=offline,
        cache=not no_cache,
        jobs=jobs,
        max_cache_bytes=max_cache_bytes,
        max_file_bytes=max_file_bytes,
        baseline="none" if no_baseline else baseline,
        diff_base=diff_base,
    )
    with letters():
        _check(paths, output or [], config, stdin_filename, quiet, verbose)


def _check(
    paths: list[str], output: list[str], config: Config, stdin_filename: str, quiet: bool, verbose: bool
) -> None:
    from mtqa.cache import open_cache
    from mtqa.pipeline import run
    from mtqa.progress import Bars
    from mtqa.render import parse_output, write
    from mtqa.render.text import render, render_unreadable

    outputs = [parse_output(value) for value in output]
    with Bars() as bars, open_cache(config) as cache:
        engines = open_models(config, cache, bars) if config.models else None
        report = run(paths, config, engines, tasks=bars.task, stdin_filename=stdin_filename, cache=cache)
    if cache.notice:
        tell(f"mtqa: {cache.notice}")
    for notice in report.notices:
        tell(f"mtqa: {notice}")
    for format, path in outputs:
        write(report, format, path)
    render_unreadable(report, console(stderr=True))
    if not quiet:
        render(report, console(stderr=any(path == "-" for _, path in outputs)), verbose=verbose)
    for format, path in outputs:
        if path != "-":
            tell(f"{format} written to {path}")
    raise typer.Exit(report.exit_code)


def open_models(config: Config, cache: Cache, bars: Bars) -> Engines:
    """The models that `config` asks for, with what happens meanwhile on `bars`."""
    from mtqa.engines.ready import open_engines

    return open_engines(config, bars.stage, lambda name, notice: bars.say(f"{name}: {notice}"), cache=cache)
