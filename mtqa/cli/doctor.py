"""`mtqa doctor`: check whether this machine can run mtqa, and print what to fix."""

from __future__ import annotations

from typing import Annotated

import typer

from mtqa.cli.terminal import exit_on_error
from mtqa.config import Config


def doctor(
    profile: Annotated[str, typer.Option(help="Set of models to check: embedded, strong or hub.")] = Config.profile,
    no_models: Annotated[bool, typer.Option("--no-models", help="Do not check the models.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check packages, encoding, cache and models, score a reference sentence, and print what to fix."""
    import json

    from mtqa.doctor import examine_all, exit_code
    from mtqa.render.base import visible

    lines = []
    with exit_on_error():
        for line in examine_all(profile, not no_models):
            lines.append(line)
            if not as_json:
                print(visible(str(line)), flush=True)
    if as_json:
        print(json.dumps([line.tree() for line in lines], ensure_ascii=False, indent=2))
    raise typer.Exit(exit_code(lines))
