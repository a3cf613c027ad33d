"""What every command shares: messages on standard error, tables, and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from rich.console import Console

    from mtqa.config import Config
    from mtqa.storage import Cache

INTERRUPTED = 130


@contextmanager
def exit_on_error(kept: bool = False) -> Iterator[None]:
    """Print an MtqaError on stderr and exit with its code; `kept` says that the cache has the results so far."""
    try:
        yield
    except MtqaError as error:
        tell(f"mtqa: {error}")
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt:
        tell(f"mtqa: interrupted{'; the results so far are in the cache, no report was written' * kept}")
        raise typer.Exit(INTERRUPTED) from None


def tell(message: str) -> None:
    """Print a line on standard error."""
    from mtqa.render.base import visible

    print(visible(message), file=sys.stderr)


@contextmanager
def opened_cache(config: Config) -> Iterator[Cache]:
    """The cache of `config`. Where it had to be given up or replaced, the end of the block prints why."""
    from mtqa.storage import open_cache

    with open_cache(config.cache, config.max_cache_bytes) as cache:
        yield cache
    if cache.notice:
        tell(f"mtqa: {cache.notice}")


def console(stderr: bool = False) -> Console:
    """A console; outside a terminal it is 200 characters wide, so that a table in a log is not cut."""
    from rich.console import Console

    made = Console(stderr=stderr)
    return made if made.is_terminal else Console(stderr=stderr, width=200)


def print_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table in full width: a narrow terminal wraps its lines and cuts nothing."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for title in titles:
        table.add_column(title, no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row))
    wide = Console(width=1_000_000, color_system=None)
    with wide.capture() as drawn:
        wide.print(table)
    print("\n".join(line.rstrip() for line in drawn.get().rstrip("\n").split("\n")))
