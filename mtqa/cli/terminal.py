"""What every command says to the person at the terminal, and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from rich.console import Console

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


def console(stderr: bool = False) -> Console:
    """A console as wide as its lines where nobody looks at a terminal: a table in a log is not cut."""
    from rich.console import Console

    made = Console(stderr=stderr)
    return made if made.is_terminal else Console(stderr=stderr, width=200)
