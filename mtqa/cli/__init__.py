"""The `mtqa` command: parse, call, print, exit. Data goes to stdout, everything else to stderr.

One file per command or group of commands; each imports what it needs when it runs, so that `mtqa --help` is fast.
"""

from __future__ import annotations

import errno
import sys
from contextlib import suppress
from typing import Annotated

import typer

from mtqa.bench.commands import app as bench
from mtqa.cli import baseline, cache, config, glossary, models, review
from mtqa.cli.calibrate import calibrate
from mtqa.cli.check import check
from mtqa.cli.doctor import doctor
from mtqa.cli.init import init
from mtqa.cli.rules import explain, rules
from mtqa.cli.score import score
from mtqa.cli.streams import BROKEN_PIPE, leave, open_streams
from mtqa.cli.translate import translate
from mtqa.engines.collector import rest_collector
from mtqa.version import __version__

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help takes half the time
    help="Find the errors that machine translation leaves in Chinese text, with local models.",
    epilog="Exit codes: 0 pass · 1 gate failed · 2 usage · 3 unreadable input · 4 model missing · 130 interrupted",
)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        print(f"mtqa {__version__}")
        raise typer.Exit


app.command()(check)
app.command()(score)
app.command()(calibrate)
app.command()(translate)
app.command()(rules)
app.command()(explain)
app.command()(doctor)
app.command()(init)
app.add_typer(config.app, name="config")
app.add_typer(baseline.app, name="baseline")
app.add_typer(glossary.app, name="glossary")
app.add_typer(review.app, name="review")
app.add_typer(models.app, name="models")
app.add_typer(cache.app, name="cache")
app.add_typer(bench, name="bench")  # its commands also import when they run


def main() -> None:
    """Run the command line. A reader that closes the pipe early, as `head` does, is not an error; a full disk is."""
    open_streams()
    rest_collector()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # the interpreter would do it too late to report a failure
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # rich and typer exit with 1, which means a failed gate
            leave(BROKEN_PIPE)
        raise
    except BrokenPipeError:
        leave(BROKEN_PIPE)
    except OSError as error:
        with suppress(OSError):  # standard error may be on the same full disk
            print(f"mtqa: {_message(error)}, and run it again", file=sys.stderr)
        leave(2)


def _message(error: OSError) -> str:
    """What happened, and what to do. EBADF means that standard output is closed."""
    if error.errno == errno.EBADF:
        return "standard output is closed\n  → send it to a file or a pipe"
    what = ": ".join(str(part) for part in (error.filename, (error.strerror or str(error)).lower()) if part)
    wrong_path = isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError)
    return f"{what}\n  → {'check the path' if wrong_path else 'make room or choose another place'}"
