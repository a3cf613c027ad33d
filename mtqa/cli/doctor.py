"""`mtqa doctor`: check whether this machine can run mtqa, and print what to fix."""

from __future__ import annotations

from typing import Annotated

import typer

from mtqa.cli.terminal import exit_on_error
from mtqa.config import Config


def doctor(
    profile: Annotated[
        str, typer.Option(help="Set of models to check, as in `mtqa check`. Default: that of the configuration.")
    ] = "",
    no_models: Annotated[bool, typer.Option("--no-models", help="Do not check the models.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check packages, encoding, cache and models, score a reference sentence, and print what to fix."""
    import json

    from mtqa.doctor import examine_all, exit_code
    from mtqa.render.base import visible

    lines = []
    with exit_on_error():
        config = _configuration(profile)
        for line in examine_all(config.profile, not no_models, config.profiles):
            lines.append(line)
            if not as_json:
                print(visible(str(line)), flush=True)
    if as_json:
        print(json.dumps([line.tree() for line in lines], ensure_ascii=False, indent=2))
    raise typer.Exit(exit_code(lines))


def _configuration(profile: str) -> Config:
    """The configuration here; where it cannot be read, which a line of the doctor says, the defaults."""
    import os
    from pathlib import Path

    from mtqa.config.load import load
    from mtqa.errors import UsageError

    try:
        return load({"profile": profile or None}, os.environ, Path.cwd()).config
    except UsageError:
        return Config(profile=profile or Config.profile)
