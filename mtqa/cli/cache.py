"""`mtqa cache`: show what is cached on this machine, and remove it."""

from __future__ import annotations

from typing import Annotated

import typer

from mtqa.cli.terminal import exit_on_error, tell

app = typer.Typer(no_args_is_help=True, help="Manage the cached results of earlier runs: info, clear.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def info(as_json: AsJson = False) -> None:
    """Show where the cache is, its size, and what it holds."""
    import json

    from mtqa.storage.contents import survey

    with exit_on_error():
        found = survey()
        if as_json:
            print(json.dumps(found.tree(), ensure_ascii=False, indent=2))
            return
        print(f"{found.path}: {found.size:,} bytes")
        for kind, (count, size) in found.kinds.items():
            print(f"  {kind}: {count:,}, {size:,} bytes")
        if found.oldest:
            print(f"  last used between {found.oldest} and {found.newest}")
        for path, size in found.others.items():
            print(f"{path}: {size:,} bytes")
        for problem in found.problems:
            tell(f"mtqa: {problem}\n  → the next check sets a damaged file aside; `mtqa cache clear` deletes it")


@app.command()
def clear() -> None:
    """Empty the cache and delete damaged copies. Models stay."""
    from mtqa.storage.contents import clear

    with exit_on_error():
        print(f"{clear():,} bytes freed")
