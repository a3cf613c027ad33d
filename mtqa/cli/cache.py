"""`mtqa cache`: what is kept on this machine, and getting rid of it."""

from __future__ import annotations

from typing import Annotated

import typer

from mtqa.cli.terminal import letters, tell

app = typer.Typer(no_args_is_help=True, help="What was worked out before and is kept: info, clear.")

AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command()
def info(as_json: AsJson = False) -> None:
    """Show where the cache lies, its size, and what is in it."""
    import json

    from mtqa.storage.contents import survey

    with letters():
        found = survey()
        if as_json:
            print(json.dumps(found.tree(), ensure_ascii=False, indent=2))
            return
        print(f"{found.path}: {found.size:,} bytes")
        for kind, (count, size) in found.kinds.items():
            print(f"  {kind}: {count:,}, {size:,} bytes")
        if found.oldest:
            print(f"  used last between {found.oldest} and {found.newest}")
        for path, size in found.others.items():
            print(f"{path}: {size:,} bytes")
        for problem in found.problems:
            tell(f"mtqa: {problem}\n  → the next check sets a damaged file aside; `mtqa cache clear` takes it away")


@app.command()
def clear() -> None:
    """Take everything out of the cache, also what was set aside as damaged. Models stay."""
    from mtqa.storage.contents import clear

    with letters():
        print(f"{clear():,} bytes given back")
