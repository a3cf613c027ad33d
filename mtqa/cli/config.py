"""`mtqa config`: the settings in force here, and where each comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from mtqa.cli.options import configured
from mtqa.config.load import Settings

app = typer.Typer(no_args_is_help=True, help="Show the settings in force and where they come from.")


@app.command()
@configured
def show(
    settings: Settings,
    file: Annotated[str | None, typer.Argument(help="Show the settings for this file, [[paths]] included.")] = None,
) -> None:
    """Print every option with its value and origin: default, file and line, environment variable or flag."""
    from dataclasses import replace

    from mtqa.config.files import printed
    from mtqa.config.per_path import at
    from mtqa.config.show import statements
    from mtqa.pipeline import signature
    from mtqa.read.formats import given_format
    from mtqa.render.base import visible

    signature(None, settings.config)  # raises an error if a named rule does not exist
    given_format("", settings.config)  # and this, if a format does not
    config = replace(at(settings.config, file), paths=()) if file else settings.config
    rows = list(statements(config))
    width = min(48, max(len(statement) for statement, _ in rows))
    print(f"# file: {printed(settings.file.path) if settings.file else 'none'}")
    for statement, origin in rows:
        print(visible(f"{statement:{width}}  # {origin}" if origin else statement))
